#!/usr/bin/env bash
# fuzz.sh SECONDS [TARGET…]: fuzzes each target for so long with AFL++, which starts from the corpus in tests/fuzz. What it has found
# stays in build/fuzz/TARGET; crashes are inputs for `dotnet build/fuzz/plain/Modzy.Edge.Fuzz.dll TARGET FILE`, which shows why.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

seconds=${1:?usage: $0 SECONDS [TARGET…]}
shift
targets=("$@")
[ $# -gt 0 ] || targets=(hpack session reply json context status)
fuzz=$root/build/fuzz
version=$(sed -nE 's/.*"SharpFuzz" Version="([^"]+)".*/\1/p' Directory.Packages.props)

build_targets() {
    rm -rf "$fuzz/plain" "$fuzz/instrumented" &&
        dotnet build tests/fuzz -c Release --disable-build-servers -o "$fuzz/plain" &&
        cp -r "$fuzz/plain" "$fuzz/instrumented" &&
        { [ -x "$fuzz/tool/sharpfuzz" ] ||
            dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$fuzz/tool"; } &&
        "$fuzz/tool/sharpfuzz" "$fuzz/instrumented/Modzy.Edge.Core.dll" &&
        "$fuzz/tool/sharpfuzz" "$fuzz/instrumented/Google.Protobuf.dll"
}

"$(dirname "$0")/setup.sh" fuzz
(step fuzz "Compiling the targets of the fuzzer" build_targets) >&2

# SharpFuzz is the fork server; the program itself is not instrumented, only what it uses.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_AUTORESUME=1
total=0 crashes=0 hangs=0 counts=()
for target in "${targets[@]}"; do
    found=$fuzz/$target/default
    afl-fuzz -i "tests/fuzz/corpus/$target" -o "$fuzz/$target" -t 10000 -m none -V "$seconds" \
        "$(command -v dotnet)" "$fuzz/instrumented/Modzy.Edge.Fuzz.dll" "$target" >"$fuzz/$target.log" 2>&1 ||
        die "afl-fuzz has failed: $fuzz/$target.log"
    done_here=$(sed -nE 's/^execs_done *: //p' "$found/fuzzer_stats")
    total=$((total + done_here))
    counts+=("$done_here $target")
    crashes=$((crashes + $(find "$found/crashes" -name 'id*' | wc -l)))
    hangs=$((hangs + $(find "$found/hangs" -name 'id*' | wc -l)))
done
printf 'ROW\tCoverage-guided fuzzing\t%s executions: %s\t%s crashes, %s hangs\n' \
    "$total" "$(printf '%s, ' "${counts[@]}" | sed 's/, $//')" "$crashes" "$hangs"
[ $((crashes + hangs)) = 0 ]
