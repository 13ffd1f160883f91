#!/usr/bin/env bash
# unpack-debian.sh NAME RELEASE ARCHITECTURE PACKAGE…: prints a directory into which these packages of Debian, and those
# that they depend on, are unpacked. The first time it fetches them from the mirror that this machine's apt uses, into
# ~/.cache/modzy-edge; nothing gets installed. Ends with 1, and the reason, where that is not possible.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

name=$1 release=$2 architecture=$3
shift 3
unpacked=${XDG_CACHE_HOME:-$HOME/.cache}/modzy-edge/$name-$release-$architecture

if [ "$(cat "$unpacked/packages" 2>/dev/null)" = "$*" ]; then
    echo "$unpacked"
    exit
fi

command -v apt-get >/dev/null || die "This is no Debian system: there is no apt to fetch packages of Debian with."
mirror=$(scripts/debian-mirror.sh)

mkdir -p "$(dirname "$unpacked")"
work=$(mktemp -d "$unpacked.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,archives/partial,root,empty}
: >"$work/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$work/sources.list"

# apt with directories of its own, which neither sees nor changes what is installed here.
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/empty" \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts="$work/empty" \
        -o Dir::State="$work" -o Dir::State::status="$work/status" -o Dir::State::Lists="$work/lists" \
        -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Debug::NoLocking=1 \
        -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User= \
        -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@" </dev/null >&2
}
private_apt update
private_apt install --yes --download-only --no-install-recommends "$@"
for package in "$work"/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root"
done

# A link to an absolute path would leave the directory. That of libpthread.so does, and the linker, which then does not
# find the shared library, would link the static one without a word.
find "$work/root" -type l -lname '/*' | while read -r link; do
    target=$work/root$(readlink "$link")
    ln -sfn "$(realpath -ms --relative-to="$(dirname "$link")" "$target")" "$link"
done

echo "$*" >"$work/root/packages"
# Another build may have been faster.
if [ "$(cat "$unpacked/packages" 2>/dev/null)" != "$*" ]; then
    rm -rf "$unpacked"
    mv -T "$work/root" "$unpacked"
fi
echo "$unpacked"
