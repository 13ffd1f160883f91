#!/usr/bin/env bash
# setup.sh bench|build|demo|fuzz|packages|screenshot|test|test-arm64|test-packages|torture: sees to the Debian packages that this part of the
# Makefile needs, and to the .NET SDK. Says and does nothing where all is there.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

packages=(gcc g++ clang-14 libc6-dev binutils cmake castxml python3)
case $1 in
    build)
        if [ "$arch" != "$host_arch" ]; then
            [ "$host_arch-$arch" = x64-arm64 ] || die "linux-$arch can be built on a machine of its own alone."
            packages+=(g++-aarch64-linux-gnu)
        fi
        ;;
    demo) packages+=(file) ;;
    fuzz) packages+=(afl++) ;;
    torture) packages+=(python3-grpcio python3-protobuf nginx-light haproxy nghttp2-proxy) ;;
    screenshot) packages+=(python3-pyte) ;;
    test)
        packages+=(pkgconf protobuf-compiler libprotobuf-dev)
        packages+=(python3-grpcio python3-jedi python3-numpy python3-protobuf python3-pytest python3-pytest-xdist mypy openssl)
        packages+=(libgrpc++-dev ruby-grpc nghttp2-server man-db mandoc abigail-tools luajit tinyproxy-bin)
        ;;
    packages) packages+=(python3-build python3-setuptools python3-wheel dpkg-dev rpm) ;;
    test-packages)
        packages+=(python3-build python3-setuptools python3-wheel python3-venv python3-pytest pkgconf dpkg-dev rpm lintian debootstrap)
        ;;
    test-arm64) packages+=(qemu-user-static) ;;
    bench)
        packages+=(g++ pkgconf protobuf-compiler libprotobuf-dev protobuf-compiler-grpc libgrpc++-dev nghttp2-client openssl)
        packages+=(python3-grpcio python3-protobuf)
        ;;
    *) die "usage: $0 bench|build|demo|fuzz|packages|screenshot|test|test-arm64|test-packages|torture" ;;
esac

# install_missing PACKAGE…: installs those of the Debian packages that are not there.
install_missing() {
    local missing line
    if ! command -v dpkg-query >/dev/null; then
        echo "  This is no Debian system: going on in the hope that it has what Debian calls $*"
        return
    fi
    missing=$(comm -23 <(printf '%s\n' "$@" | sort) \
        <(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii *//p' | sort))
    [ -n "$missing" ] || return 0
    missing=${missing//$'\n'/ }

    line="apt-get update && apt-get install -y --no-install-recommends $missing"
    if [ "$(id -u)" = 0 ]; then
        step packages "Installing $missing" env DEBIAN_FRONTEND=noninteractive sh -c "$line"
    elif sudo -n true 2>/dev/null; then
        step packages "Installing $missing" sudo -n env DEBIAN_FRONTEND=noninteractive sh -c "$line"
    else
        die "Debian packages are missing, and installing them needs a password. Please type" "" \
            "  $(command -v sudo >/dev/null && echo sudo sh || echo su) -c '$line'" "" "and run make again."
    fi
}

install_missing "${packages[@]}"

# The demo itself needs none. dotnet knows whether an installed SDK will do for global.json.
if [ "$1" != demo ] && ! dotnet --version >/dev/null 2>&1; then
    channel=$(sed -nE 's/.*"version": *"([0-9]+\.[0-9]+)\..*/\1/p' global.json)
    install_missing curl ca-certificates
    step dotnet-sdk "Fetching the .NET $channel SDK into .dotnet/" scripts/fetch-dotnet.sh "$channel"
fi
