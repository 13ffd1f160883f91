#!/usr/bin/env bash
# fetch-dotnet.sh CHANNEL: fetches the newest .NET SDK of a channel ("10.0") into .dotnet/ with Microsoft's script.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

script=$(mktemp)
trap 'rm -f "$script"' EXIT

if ! curl -fsSL --retry 2 --connect-timeout 15 https://dot.net/v1/dotnet-install.sh -o "$script" ||
    ! bash "$script" --channel "$1" --install-dir "$root/.dotnet" --no-path; then
    die "The .NET $1 SDK is needed, and could not be fetched from https://dot.net." \
        "Where there is no way to it, install the SDK by other means, so that 'dotnet' is on the PATH" \
        "(https://dotnet.microsoft.com/download/dotnet/$1), or unpack its archive into $root/.dotnet," \
        "and run make again."
fi
.dotnet/dotnet --version
