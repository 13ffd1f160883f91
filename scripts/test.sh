#!/usr/bin/env bash
# Runs all tests over artifacts/. A runner that fails does not keep the others from running.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

results=$root/build/test-results
rm -rf "$results"
mkdir -p "$results"
export PYTHONDONTWRITEBYTECODE=1

# run NAME COMMAND…: runs one runner in full view, and notes how it ended. Its report, if it writes one, goes to
# NAME.xml.
run() {
    local name=$1 status=0
    shift
    printf '\n── %s\n' "$name"
    "$@" </dev/null || status=$?
    printf '%s\t%s\n' "$name" "$status" >>"$results/runners"
}

# beside NAME COMMAND…: begins a runner that waits most of its time, beside those that follow; show NAME waits for it, and shows what it
# said. Each is a process group, so that the end of this script can interrupt all that belongs to it.
declare -A begun=()
beside() {
    set -m
    run "$@" >"$results/$1.log" 2>&1 &
    begun[$1]=$!
    set +m
}
show() {
    wait "${begun[$1]}"
    cat "$results/$1.log"
    unset "begun[$1]"
}
trap 'for group in "${begun[@]}"; do kill -INT -- "-$group"; done' EXIT

# What is run is what was compiled now: the runners of what was not compiled fail.
compiled=
compile() {
    ! (step "$@") || compiled+=" $1 "
}

# As conditions of the shell in run these do not stop at errors by themselves: && says it.
dotnet_tests() {
    [[ $compiled == *" tests-dotnet "* ]] &&
        dotnet "tests/$1/bin/Release/net10.0/$1.dll" -noLogo -noColor -result-junit "$results/$1.xml"
}

# Most tests wait most of their time, so that more of them run at a time than there are processors.
c_tests() {
    [[ $compiled == *" tests-c "* ]] &&
        ctest --test-dir build/tests-c --output-on-failure --output-junit "$results/$1.xml" -j "$((2 * $(nproc)))"
}

# python_tests NAME DIRECTORY [OPTION…]
python_tests() {
    "$PYTHON" -m pytest -q -p no:cacheprovider -o faulthandler_timeout=240 --junitxml "$results/$1.xml" "${@:2}"
}

# The servers of others that the tests of the transport talk to.
build_interop_servers() {
    cmake -S tests/interop/native -B build/interop && cmake --build build/interop -j "$(nproc)"
}
compile tests-dotnet "Compiling the .NET tests" dotnet build tests/Modzy.Edge.Tests.slnf -c Release --disable-build-servers
compile tests-c "Compiling the C tests" build_c_tests
compile interop-servers "Compiling a gRPC server in C++" build_interop_servers
export MODZY_EDGE_INTEROP_CPP=$root/build/interop/raw-server
export MODZY_EDGE_INTEROP_GRPCIO="$PYTHON $root/tests/interop/native/raw_server.py"
MODZY_EDGE_INTEROP_NGHTTPD=$(command -v nghttpd)
export MODZY_EDGE_INTEROP_NGHTTPD
for server in /usr/lib/*/rubygems-integration/*/gems/grpc-*/src/ruby; do
    if [ -f "$server/pb/test/server.rb" ]; then
        export MODZY_EDGE_INTEROP_GRPC="ruby $server/pb/test/server.rb"
        export MODZY_EDGE_INTEROP_GRPC_CA=$server/spec/testdata/ca.pem
    fi
done

for project in tests/*.Tests; do
    run "${project#tests/}" dotnet_tests "${project#tests/}"
done
run c c_tests c
beside interop python_tests interop tests/interop -n "$((2 * $(nproc)))"
beside faults python_tests faults tests/faults
run python python_tests python bindings/python/tests -n "$((2 * $(nproc)))"
MYPYPATH=bindings/python run python-types "$PYTHON" -m mypy --strict --cache-dir build/mypy \
    bindings/python/modzy_edge bindings/python/examples bindings/python/tools demo scripts/describe_header.py \
    scripts/man_pages.py scripts/abi_growth.py scripts/sbom.py scripts/terminal_svg.py
show interop
show faults
run tool python_tests tool tests/tool
run abi python_tests abi tests/abi
run tidy python_tests tidy tests/tidy
run install python_tests install tests/install
run embedding python_tests embedding tests/embedding
run readme python_tests readme tests/readme

printf '\n'
"$PYTHON" scripts/sum_tests.py "$results"
