#!/usr/bin/env bash
# build.sh library|emulator|tool|package: builds one part of the artifacts of ARCH. The Makefile knows when that is
# needed.

# First, because common.sh looks for the SDK that this may fetch.
"$(dirname "$0")/setup.sh" build || exit
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# Clang, because GCC looks into the directories of this machine before those of a sysroot.
compiler=$(command -v clang-14 || command -v clang) || die "clang is needed to link, and is not installed."
linking=("-p:CppCompilerAndLinker=$compiler" -p:ObjCopyName=objcopy)
if [ "$arch" != "$host_arch" ]; then
    linking+=("-p:ObjCopyName=$triplet-objcopy")
fi

# publish PROJECT DIRECTORY: compiles ahead of time; leaves no compiler servers behind.
publish() {
    local sysroot
    if sysroot=$(scripts/sysroot.sh "$debian_arch"); then
        linking+=("-p:SysRoot=$sysroot")
    elif [ "$arch" != "$host_arch" ]; then
        linking+=("-p:SysRoot=/usr/$triplet")
    fi
    # What was linked before would be taken for up to date, whatever it was linked against.
    rm -rf "$2" "src/$1/bin/Release/net10.0/linux-$arch/native"
    dotnet publish "src/$1" -c Release -r "linux-$arch" -o "$2" --disable-build-servers "${linking[@]}"
}

library() {
    local from=$build/publish/library to=$artifacts glibc
    step "library-$arch" "Compiling libmodzy_edge.so (linux-$arch)" publish Modzy.Edge.Native "$from"

    install -D -m 644 -t "$to/include" include/modzy_edge.h include/modzy_edge.hpp
    install -D -m 644 "$from/libmodzy_edge.so.dbg" "$to/lib/libmodzy_edge.so.dbg"
    ln -sf libmodzy_edge.so.1 "$to/lib/libmodzy_edge.so"
    install -m 755 "$from/libmodzy_edge.so" "$to/lib/libmodzy_edge.so.1"

    glibc=$(glibc_of "$to/lib/libmodzy_edge.so.1")
    printf '  libmodzy_edge.so takes %s and needs glibc %s or newer\n' \
        "$(stat -c %s "$to/lib/libmodzy_edge.so.1" | numfmt --to=si --suffix=B)" "$glibc"
    [ "$glibc" = 2.29 ] || printf '  (it could not be linked against Debian 11: build/log/library-%s.log says why)\n' "$arch"
}

emulator() {
    local from=$build/publish/emulator
    step "emulator-$arch" "Compiling modzy-edge-emulator (linux-$arch)" publish Modzy.Edge.Emulator "$from"
    install -D -m 755 "$from/modzy-edge-emulator" "$artifacts/bin/modzy-edge-emulator"
}

tool() {
    local from=$build/publish/tool
    step "tool-$arch" "Compiling modzy-edge (linux-$arch)" publish Modzy.Edge.Tool "$from"
    install -D -m 755 "$from/modzy-edge" "$artifacts/bin/modzy-edge"
}

package() {
    local to=$artifacts
    install -d "$to/lib/pkgconfig" "$to/lib/cmake/modzy_edge"
    install -m 644 bindings/c/cmake/*.cmake "$to/lib/cmake/modzy_edge"
    sed "s/@VERSION@/$(version)/" bindings/c/pkgconfig/modzy_edge.pc.in >"$to/lib/pkgconfig/modzy_edge.pc"
    step "man-$arch" "Writing the manual pages" man_pages
    step "examples-$arch" "Compiling the C examples (linux-$arch)" examples
}

man_pages() {
    local to=$artifacts/share/man date
    date=$(date -u -d "@$(commit_time)" +%F)
    rm -rf "$to" && install -d "$to/man1" &&
        "$PYTHON" scripts/describe_header.py include/modzy_edge.h "$build/modzy_edge.h.json" &&
        "$PYTHON" scripts/man_pages.py "$build/modzy_edge.h.json" "$date" "$to/man3" &&
        for page in packaging/man/*.1; do
            sed "s/@DATE@/$date/; s/@VERSION@/$(version)/" "$page" >"$to/man1/${page##*/}"
        done
}

# As a condition of the shell in step this does not stop at errors by itself: && says it.
examples() {
    rm -rf "$build/examples" &&
        cmake -S bindings/c -B "$build/examples" -DCMAKE_PREFIX_PATH="$root/$artifacts" \
            -DCMAKE_INSTALL_PREFIX="$root/$artifacts" "${cmake_toolchain[@]}" &&
        cmake --build "$build/examples" &&
        cmake --install "$build/examples" &&
        touch "$artifacts/bin/submit"
}

case $1 in
    library | emulator | tool | package) "$1" ;;
    *) die "usage: $0 library|emulator|tool|package" ;;
esac
