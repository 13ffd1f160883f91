#!/usr/bin/env bash
# bench.sh [OPTION]…: compares the client with others, by bench/run.py, whose options it takes. MICRO=1 then measures
# parts of the client on their own.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

export PYTHONDONTWRITEBYTECODE=1
"$PYTHON" bench/run.py "$@"

if [ -n "${MICRO:-}" ]; then
    step benchmarks "Compiling the benchmarks of parts" \
        dotnet build bench/Modzy.Edge.Benchmarks -c Release --disable-build-servers
    dotnet run --project bench/Modzy.Edge.Benchmarks -c Release --no-build -- --filter '*' \
        --artifacts build/bench/BenchmarkDotNet
fi
