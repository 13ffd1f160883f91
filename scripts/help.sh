#!/usr/bin/env bash
# Lists the targets of the Makefile that have a description.
set -euo pipefail

cat <<'TEXT'
The Modzy Edge client.

  make <target>

TEXT
sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' "$1" | while IFS=$'\t' read -r target text; do
    printf '  %-13s %s\n' "$target" "$text"
done
cat <<'TEXT'

demo and test set up what they need. Start with `make demo`.
TEXT
