#!/usr/bin/env bash
# Removes what was built.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

rm -rf artifacts build
find src tests bench packaging -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} + 2>/dev/null || true
find . -path ./.git -prune -o -type d \( -name __pycache__ -o -name .mypy_cache -o -name .pytest_cache \) -prune \
    -exec rm -rf {} +
