#!/usr/bin/env bash
# Prints the URL of the Debian mirror that this machine's apt uses.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# shellcheck disable=SC2016 # apt fills these in
mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
    sed -n 's/^Debian|Debian|//p' | sort -u | head -1)
[ -n "$mirror" ] || die "apt knows no mirror of Debian yet: see /etc/apt/sources.list.d, and type apt-get update."
echo "$mirror"
