#!/usr/bin/env bash
# build.sh library|emulator|tool|package: builds one part of artifacts/. The Makefile knows when that is needed.

# First, because common.sh looks for the SDK that this may fetch.
"$(dirname "$0")/setup.sh" build || exit
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
    local from=build/publish/library to=artifacts glibc
    step library "Compiling libmodzy_edge.so ($rid)" publish Modzy.Edge.Native $from

    install -D -m 644 -t $to/include include/modzy_edge.h include/modzy_edge.hpp
    install -D -m 644 $from/libmodzy_edge.so.dbg $to/lib/libmodzy_edge.so.dbg
    ln -sf libmodzy_edge.so.1 $to/lib/libmodzy_edge.so
    install -m 755 $from/libmodzy_edge.so $to/lib/libmodzy_edge.so.1

    glibc=$(objdump -T $to/lib/libmodzy_edge.so.1 | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -1)
    printf '  libmodzy_edge.so takes %s and needs glibc %s or newer\n' \
        "$(stat -c %s $to/lib/libmodzy_edge.so.1 | numfmt --to=si --suffix=B)" "${glibc#GLIBC_}"
}

emulator() {
    step emulator "Compiling modzy-edge-emulator ($rid)" publish Modzy.Edge.Emulator build/publish/emulator
    install -D -m 755 build/publish/emulator/modzy-edge-emulator artifacts/bin/modzy-edge-emulator
}

tool() {
    step tool "Compiling modzy-edge ($rid)" publish Modzy.Edge.Tool build/publish/tool
    install -D -m 755 build/publish/tool/modzy-edge artifacts/bin/modzy-edge
}

package() {
    local to=artifacts version
    version=$(sed -nE 's/^#define EDGE_VERSION "(.*)"/\1/p' include/modzy_edge.h)
    install -d $to/lib/pkgconfig $to/lib/cmake/modzy_edge
    install -m 644 bindings/c/cmake/*.cmake $to/lib/cmake/modzy_edge
    sed "s/@VERSION@/$version/" bindings/c/pkgconfig/modzy_edge.pc.in >$to/lib/pkgconfig/modzy_edge.pc
    step examples "Compiling the C examples" examples
}

# As a condition of the shell in step this does not stop at errors by itself: && says it.
examples() {
    rm -rf build/examples &&
        cmake -S bindings/c -B build/examples -DCMAKE_PREFIX_PATH="$root/artifacts" \
            -DCMAKE_INSTALL_PREFIX="$root/artifacts" &&
        cmake --build build/examples &&
        cmake --install build/examples &&
        touch artifacts/bin/submit
}

case $1 in
    library | emulator | tool | package) "$1" ;;
    *) die "usage: $0 library|emulator|tool|package" ;;
esac
