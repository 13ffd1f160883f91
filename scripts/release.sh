#!/usr/bin/env bash
# release.sh: builds all packages of the last commit twice, from clean copies in two directories, compares them byte by
# byte, and leaves them in artifacts/packages with their checksums, an SBOM and release notes. ARCHS ("x64 arm64" unless
# it is given) says for which machines.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

read -ra archs <<<"${ARCHS:-x64 arm64}"
work=$root/build/release
version=$(version)

git rev-parse --verify -q HEAD >/dev/null || die "A release is made of a commit, and this is no checkout with git."
if [ -n "$(git status --porcelain)" ]; then
    echo "  (changes that are not committed are not part of the release)"
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

# section: what CHANGELOG.md says of the version, without the headings of other versions.
section() {
    awk -v start="## [$version]" 'index($0, "## [") == 1 { inside = index($0, start) == 1 } inside' CHANGELOG.md
}
[ -n "$(section)" ] || die "CHANGELOG.md has no section for version $version."
if section | head -1 | grep -qi unreleased; then
    echo "  (CHANGELOG.md calls version $version unreleased: this is a rehearsal)"
fi

# build DIRECTORY: all packages, from a clean copy of the commit.
build() {
    local each
    echo "In ${1#"$root"/}:"
    rm -rf "$1"
    git clone -q --no-checkout --shared "$root" "$1"
    git -C "$1" checkout -q --detach "$(git rev-parse HEAD)"
    # The SDK, where it is the project's own.
    if [ -d .dotnet ]; then ln -s "$root/.dotnet" "$1/.dotnet"; fi
    for each in "${archs[@]}"; do
        env -u MAKEFLAGS -u MAKELEVEL make -C "$1" archive wheel deb rpm ARCH="$each"
    done
    env -u MAKEFLAGS -u MAKELEVEL make -C "$1" nuget
}

# Names of different lengths, because a path that got into a file changes it by its length too.
first=$work/first second=$work/the-second
build "$first"
build "$second"

files=$(cd "$first/artifacts/packages" && ls)
[ "$files" = "$(cd "$second/artifacts/packages" && ls)" ] || die "The two builds made files of different names: see $work."
differing=()
while IFS= read -r file; do
    cmp -s "$first/artifacts/packages/$file" "$second/artifacts/packages/$file" || differing+=("$file")
done <<<"$files"
[ ${#differing[@]} = 0 ] || die "Two builds of the same commit differ, in $work:" "${differing[@]}"

to=artifacts/packages
rm -rf "$to" && mkdir -p "$to"
cp "$first/artifacts/packages"/* "$to"
(cd "$first" && "$PYTHON" scripts/sbom.py "$version" "$SOURCE_DATE_EPOCH" "${archs[@]}") >"$to/modzy-edge-$version.cdx.json"
section >"$to/RELEASE-NOTES.md"
(cd "$to" && sha256sum -- * >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS)
rm -rf "$work"
echo "  Two builds gave the same bytes. In $to:"
(cd "$to" && du -h --apparent-size -- *)
