#!/usr/bin/env bash
# sysroot.sh amd64|arm64: prints a directory with the C library of Debian 11 for that architecture. What is linked
# against it runs with glibc 2.29 and newer. See unpack-debian.sh.
exec "$(dirname "$0")/unpack-debian.sh" sysroot bullseye "$1" libc6-dev libgcc-10-dev
