#!/usr/bin/env bash
# Copies the artifacts to $DESTDIR$PREFIX, without the debug symbols and the examples.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

[[ $PREFIX == /* ]] || die "PREFIX must be an absolute path, but is '$PREFIX'."
to=$DESTDIR$PREFIX

install -d "$to"/{bin,include,lib/pkgconfig,lib/cmake/modzy_edge}
install -m 755 artifacts/bin/modzy-edge artifacts/bin/modzy-edge-emulator "$to/bin"
install -m 644 artifacts/include/modzy_edge.h artifacts/include/modzy_edge.hpp "$to/include"
install -m 755 artifacts/lib/libmodzy_edge.so.1 "$to/lib"
ln -sf libmodzy_edge.so.1 "$to/lib/libmodzy_edge.so"
install -m 644 artifacts/lib/pkgconfig/modzy_edge.pc "$to/lib/pkgconfig"
install -m 644 artifacts/lib/cmake/modzy_edge/*.cmake "$to/lib/cmake/modzy_edge"

echo "  Installed into $to"
# The linker's cache has to learn of the library, where this is the running system and not a package being made.
if [ -z "$DESTDIR" ] && [ "$(id -u)" = 0 ]; then
    ldconfig
fi
