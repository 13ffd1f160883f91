#!/usr/bin/env bash
# install.sh install|uninstall: puts the artifacts into $DESTDIR$PREFIX, without the debug symbols and the examples, or
# takes them away from there. Libraries go to LIBDIR, which is PREFIX/lib unless it is given, and has to lie below
# PREFIX.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

LIBDIR=${LIBDIR:-${PREFIX%/}/lib}
[[ $PREFIX == /* ]] || die "PREFIX must be an absolute path, but is '$PREFIX'."
[[ $LIBDIR == "${PREFIX%/}"/* ]] || die "LIBDIR must lie below PREFIX, so that the tree can be moved, but is '$LIBDIR'."
to=$DESTDIR${PREFIX%/} lib=$DESTDIR$LIBDIR

# put MODE FILE TARGET
put() {
    if [ "$action" = install ]; then install -D -m "$1" "$2" "$3"; else rm -f "$3"; fi
}

# put_link TARGET NAME
put_link() {
    if [ "$action" = install ]; then install -d "${2%/*}" && ln -sfn "$1" "$2"; else rm -f "$2"; fi
}

action=$1
case $action in
    install | uninstall) ;;
    *) die "usage: $0 install|uninstall" ;;
esac

for program in modzy-edge modzy-edge-emulator; do
    if [ -e "$artifacts/bin/$program" ]; then
        put 755 "$artifacts/bin/$program" "$to/bin/$program"
        if [ -e "packaging/man/$program.1" ]; then put 644 "$artifacts/share/man/man1/$program.1" "$to/share/man/man1/$program.1"; fi
    fi
done
if [ -e "$artifacts/bin/modzy-edge" ]; then
    put 644 packaging/completion/modzy-edge.bash "$to/share/bash-completion/completions/modzy-edge"
    put 644 packaging/completion/modzy-edge.zsh "$to/share/zsh/site-functions/_modzy-edge"
    put 644 packaging/completion/modzy-edge.fish "$to/share/fish/vendor_completions.d/modzy-edge.fish"
fi
put 644 include/modzy_edge.h "$to/include/modzy_edge.h"
put 644 include/modzy_edge.hpp "$to/include/modzy_edge.hpp"
put 755 "$artifacts/lib/libmodzy_edge.so.1" "$lib/libmodzy_edge.so.1"
put_link libmodzy_edge.so.1 "$lib/libmodzy_edge.so"
# All paths in these follow from where they lie.
up=$(realpath -ms --relative-to="$LIBDIR/pkgconfig" "$PREFIX")
sed "s|^prefix=.*|prefix=\${pcfiledir}/$up|; s|^libdir=.*|libdir=\${pcfiledir}/..|" \
    "$artifacts/lib/pkgconfig/modzy_edge.pc" >"$build/modzy_edge.pc"
put 644 "$build/modzy_edge.pc" "$lib/pkgconfig/modzy_edge.pc"
for file in "$artifacts"/lib/cmake/modzy_edge/*.cmake; do
    put 644 "$file" "$lib/cmake/modzy_edge/${file##*/}"
done
for page in "$artifacts"/share/man/man3/*; do
    if [ -L "$page" ]; then
        put_link "$(readlink "$page")" "$to/share/man/man3/${page##*/}"
    else
        put 644 "$page" "$to/share/man/man3/${page##*/}"
    fi
done

if [ "$action" = uninstall ]; then
    rmdir --ignore-fail-on-non-empty "$lib/cmake/modzy_edge" 2>/dev/null || true
    echo "  Removed from $to"
else
    echo "  Installed into $to"
fi
# The linker's cache has to learn of it, where this is the running system and not a package being made.
if [ -z "$DESTDIR" ] && [ "$(id -u)" = 0 ]; then
    ldconfig
fi
