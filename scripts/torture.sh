#!/usr/bin/env bash
# torture.sh [PART…]: the long forms of what `make test` does in seconds, one after the other, each as a row of a table: what was
# done, how much, and with what result. Parts: those below. FUZZ_SECONDS, of each target (600), KILLS (1000), SECONDS_OF_OPERATIONS (300),
# SECONDS_OF_LINKS (60), JOBS_OF_RESTARTS (100000), JOBS (1000000) and LARGE_JOBS (1000) say how long. CORPUS names directories of files
# with what a peer may send, such as the corpora of other projects' fuzzers.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

parts="arguments calls corpus cuts fuzz kills limits links operations proxies restarts soak"
rows=$root/build/torture
mkdir -p "$rows"
status=0

# row NAME WHAT COMMAND…: runs a program, whose last line says how much was done.
row() {
    local name=$1 what=$2 code=0 said
    shift 2
    printf '── %s\n' "$what"
    "$@" >"$rows/$name.out" 2>"$rows/$name.err" </dev/null || code=$?
    if grep -q $'^ROW\t' "$rows/$name.out"; then
        grep $'^ROW\t' "$rows/$name.out" | sed $'s/^ROW\t/| /; s/\t/ | /g; s/$/ |/' >"$rows/$name.row"
    else
        said=$(grep -v '^info\|^ *$' "$rows/$name.out" | tail -1)
        printf '| %s | %s | %s |\n' "$what" "$said" "$([ $code = 0 ] && echo clean || echo "failed: $rows/$name.err")" >"$rows/$name.row"
    fi
    cat "$rows/$name.row"
    [ $code = 0 ] || status=1
}

with_edge() {
    "$PYTHON" tests/c/with_emulator.py 0 artifacts/bin/modzy-edge-emulator "$@"
}

arguments() {
    LSAN_OPTIONS=suppressions=$root/bindings/c/suppressions/lsan.supp:print_suppressions=0 \
        row arguments "Every function with every wrong argument, and combinations" \
        with_edge build/tests-c/wrong_arguments_test '{port}' 200000
}

calls() {
    row calls "Each call of the C library in a submit fails once" \
        with_edge build/tests-c/failing_calls_test '{port}' 1 all "$rows/calls.progress"
}

corpus() {
    local directories
    row corpus "The corpus of sessions, sent to clients" "$PYTHON" tests/faults/corpus.py --skip 1 tests/fuzz/corpus/session
    read -ra directories <<<"${CORPUS:-}"
    [ ${#directories[@]} = 0 ] || row corpus-given "Given files, sent to clients" "$PYTHON" tests/faults/corpus.py "${directories[@]}"
}

cuts() {
    row cuts "Exchanges cut, stalled or damaged at a byte" "$PYTHON" tests/faults/cuts.py
    row cuts-tls "The same over TLS" "$PYTHON" tests/faults/cuts.py --tls
}

fuzz() { row fuzz "Fuzzing" scripts/fuzz.sh "${FUZZ_SECONDS:-600}"; }

kills() {
    for transport in direct channel; do
        row "kills-$transport" "The edge killed under load" \
            "$PYTHON" tests/faults/kills.py --kills "${KILLS:-1000}" --transport "$transport"
    done
}

limits() { row limits "Little address space and data, in steps of 1 MB" build/tests-c/address_space_limit_test 1; }

links() { row links "Bad networks" "$PYTHON" tests/faults/links.py --seconds "${SECONDS_OF_LINKS:-60}"; }

operations() {
    for transport in direct channel; do
        MODZY_EDGE_TRANSPORT=$transport row "operations-$transport" "Random operations of 32 threads, $transport transport" \
            with_edge build/tests-c/random_operations_test '{port}' "${SECONDS_OF_OPERATIONS:-300}"
    done
}

proxies() { row proxies "Proxies in front" "$PYTHON" tests/faults/proxies.py; }

restarts() {
    for transport in direct channel; do
        MODZY_EDGE_TRANSPORT=$transport row "restarts-$transport" "The edge killed each second under 64 threads, $transport transport" \
            "$PYTHON" tests/c/with_restarts.py artifacts/bin/modzy-edge-emulator build/tests-c/restarts_test '{port}' "${JOBS_OF_RESTARTS:-100000}"
    done
}

soak() {
    row soak "Many jobs, small and large" with_edge build/tests-c/soak_test '{port}' "${JOBS:-1000000}" "${LARGE_JOBS:-1000}"
}

(step tests-c "Compiling the C tests" build_c_tests)
for part in ${*:-$parts}; do
    [[ " $parts " == *" $part "* ]] || die "usage: $0 [PART…], each one of $parts"
    "$part"
done

printf '\n| What was done | How much | Result |\n| --- | --- | --- |\n'
cat "$rows"/*.row
exit $status
