#!/usr/bin/env bash
# Runs C, C++ and Python tests of the library for 64-bit ARM with QEMU, against the emulator of this machine. With SHORT
# set, one of each kind.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

[ "$arch" = arm64 ] || die "This is for ARCH=arm64."
export PYTHONDONTWRITEBYTECODE=1

# Those that are about the interface. What is about signals, limits, descriptors or little time tests QEMU more than the
# library. queue_test is one of these: its 10,000 calls at once have the deadline of 30 s that calls have by default, which QEMU
# does not always keep, over the channel never; with 1,000 calls it passes over both transports.
programs=(library_test header_test json_test jobs_test results_test lists_test inferences_test streams_test calls_test
    chunks_test uploads_test cpp_test.cxx17 cpp_errors_test.cxx17)
python_tests=(test_jobs.py test_client.py test_streams.py)
if [ -n "${SHORT:-}" ]; then
    programs=(library_test jobs_test calls_test streams_test cpp_test.cxx17)
    python_tests=(test_emulator.py)
fi

(step tests-c-arm64 "Compiling C and C++ tests for ARM" build_c_tests "${programs[@]}")
ctest --test-dir "$build/tests-c" --output-on-failure -R "^($(IFS='|' && echo "${programs[*]//./\\.}"))\$"

if [ "$host_arch" = arm64 ]; then
    exit
fi
python_of_debian() {
    python=$(scripts/unpack-debian.sh python bookworm arm64 python3-pytest python3-numpy python3-grpcio python3-protobuf)
}
step python-arm64 "Fetching a Python for ARM" python_of_debian
MODZY_EDGE_LIBRARY=$root/$artifacts/lib/libmodzy_edge.so.1 qemu-aarch64-static -L "$python" "$python/usr/bin/python3.11" \
    -m pytest -q -p no:cacheprovider "${python_tests[@]/#/bindings/python/tests/}"
