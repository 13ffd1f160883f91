# Sourced by the scripts here: where things are, what is built for which machine, how .NET is run, and how a step is
# shown. shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# What is built for ARCH (x64 or arm64; that of this machine unless it is given) goes to $artifacts, by way of $build.
case $(uname -m) in
    x86_64) host_arch=x64 ;;
    aarch64) host_arch=arm64 ;;
    *) host_arch=none ;;
esac
arch=${ARCH:-$host_arch}
case $arch in
    x64) debian_arch=amd64 triplet=x86_64-linux-gnu ;;
    arm64) debian_arch=arm64 triplet=aarch64-linux-gnu ;;
    *) echo "ARCH is x64 or arm64, but here it is '$arch'." >&2 && exit 1 ;;
esac
export ARCH=$arch PYTHON=${PYTHON:-/usr/bin/python3}
artifacts=artifacts build=build cmake_toolchain=()
if [ "$arch" != "$host_arch" ]; then
    artifacts=artifacts/$arch build=build/$arch
    cmake_toolchain=("-DCMAKE_TOOLCHAIN_FILE=$root/scripts/$triplet.cmake")
fi
readonly host_arch arch debian_arch triplet artifacts build cmake_toolchain

# The project's own SDK, where scripts/setup.sh had to fetch one, goes before the machine's.
if [ -x .dotnet/dotnet ]; then
    export DOTNET_ROOT=$root/.dotnet PATH=$root/.dotnet:$PATH
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1
# Without the ICU libraries .NET does not even start unless it is told to do without.
if ! grep -q libicuuc <<<"$(/sbin/ldconfig -p 2>/dev/null)"; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi

die() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

# The version of the project, which the header says and nothing else.
version() {
    sed -nE 's/^#define EDGE_VERSION "(.*)"/\1/p' "$root/include/modzy_edge.h"
}

# When the last commit was made, in seconds since 1970; for an archive of the sources, when the header was changed.
commit_time() {
    git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/include/modzy_edge.h"
}

# glibc_of FILE: the oldest glibc that it runs with.
glibc_of() {
    readelf -V "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -1 | cut -d_ -f2
}

# step LOG TITLE COMMAND…: runs the command; shows one line, and what the command said only if it failed.
step() {
    local log=build/log/$1.log title=$2 start=$SECONDS
    shift 2
    mkdir -p build/log
    printf '  %-60s' "$title"
    if "$@" >"$log" 2>&1 </dev/null; then
        printf '%4d s\n' $((SECONDS - start))
    else
        printf 'failed\n\n'
        cat "$log"
        die "This was: $title" "The text above is kept in $log"
    fi
}

# build_c_tests [TARGET…]: builds the tests in C and C++ for ARCH: all, or some.
build_c_tests() {
    cmake -S tests/c -B "$build/tests-c" -DMODZY_EDGE_PREFIX="$root/$artifacts" -DMODZY_EDGE_PYTHON="$PYTHON" \
        "${cmake_toolchain[@]}" &&
        cmake --build "$build/tests-c" -j "$(nproc)" ${1:+--target "$@"}
}
