#!/usr/bin/env bash
# build.sh library|emulator|examples: builds one part of artifacts/. The Makefile knows when that is needed.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *) die "There is no .NET ahead-of-time compiler for $(uname -m): build on x86_64 or aarch64." ;;
esac

# publish PROJECT DIRECTORY: compiles ahead of time; leaves no compiler servers behind.
publish() {
    rm -rf "$2"
    dotnet publish "src/$1" -c Release -r "$rid" -o "$2" --disable-build-servers
}

library() {
    local from=build/publish/library to=artifacts version glibc
    step library "Compiling libmodzy_edge.so ($rid)" publish Modzy.Edge.Native $from

    install -d $to/{bin,include,lib/pkgconfig,lib/cmake/modzy_edge}
    install -m 644 include/modzy_edge.h $to/include
    install -m 644 bindings/c/cmake/*.cmake $to/lib/cmake/modzy_edge
    version=$(sed -nE 's/^#define EDGE_VERSION "(.*)"/\1/p' include/modzy_edge.h)
    sed "s/@VERSION@/$version/" bindings/c/pkgconfig/modzy_edge.pc.in >$to/lib/pkgconfig/modzy_edge.pc
    install -m 644 $from/libmodzy_edge.so.dbg $to/lib
    ln -sf libmodzy_edge.so.1 $to/lib/libmodzy_edge.so
    install -m 755 $from/libmodzy_edge.so $to/lib/libmodzy_edge.so.1

    glibc=$(objdump -T $to/lib/libmodzy_edge.so.1 | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -1)
    printf '  libmodzy_edge.so %s takes %s and needs glibc %s or newer\n' \
        "$version" "$(stat -c %s $to/lib/libmodzy_edge.so.1 | numfmt --to=si --suffix=B)" "${glibc#GLIBC_}"
}

emulator() {
    step emulator "Compiling modzy-edge-emulator ($rid)" publish Modzy.Edge.Emulator build/publish/emulator
    install -D -m 755 build/publish/emulator/modzy-edge-emulator artifacts/bin/modzy-edge-emulator
}

examples() {
    rm -rf build/examples &&
        cmake -S bindings/c -B build/examples -DCMAKE_PREFIX_PATH="$root/artifacts" \
            -DCMAKE_INSTALL_PREFIX="$root/artifacts" &&
        cmake --build build/examples &&
        cmake --install build/examples &&
        touch artifacts/bin/submit
}

case $1 in
    library | emulator) "$1" ;;
    examples) step examples "Compiling the C examples" examples ;;
    *) die "usage: $0 library|emulator|examples" ;;
esac
