#!/usr/bin/env bash
# Starts a local edge, submits a picture and a text to it from C and from Python, shows and checks what comes back.
# shellcheck source=../scripts/common.sh
source "$(dirname "$0")/../scripts/common.sh"

picture=demo/lighthouse.jpg
text=LICENSE
emulator=

stop() {
    if [ -n "$emulator" ]; then
        kill "$emulator" 2>/dev/null || true
        wait "$emulator" 2>/dev/null || true
    fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

heading() { printf '\n── %s\n' "$1"; }

# from TITLE COMMAND…: runs a program that prints a job and its results, and shows them.
from() {
    heading "$1"
    shift
    printf '\n  $ %s\n' "$*"
    "$@" >build/demo.json 2>build/demo.log || die "$(cat build/demo.log)" "$1 failed."
    "$PYTHON" demo/show.py "picture=$picture" "text=$text" <build/demo.json
}

heading "A local edge"
mkdir -p build/log
# In a session of its own, so that Ctrl-C reaches it through stop only, after the clients.
setsid artifacts/bin/modzy-edge-emulator --port 0 >build/demo.port 2>build/log/demo-emulator.log </dev/null &
emulator=$!
for _ in $(seq 100); do
    if grep -q listening build/demo.port || ! kill -0 "$emulator" 2>/dev/null; then break; fi
    sleep 0.1
done
port=$(sed -nE 's/.* listening on .*:([0-9]+)$/\1/p' build/demo.port)
[ -n "$port" ] || die "$(cat build/log/demo-emulator.log)" "The emulator did not start."
printf '\n  $ artifacts/bin/modzy-edge-emulator --port 0\n  %s\n' "$(cat build/demo.port)"

from "From C" artifacts/bin/submit 127.0.0.1 "$port" inspector 1.0.0 "picture=$picture" "text=$text"
export PYTHONPATH=bindings/python
from "From Python" "$PYTHON" demo/demo.py "$port" "$picture" "$text"

kill "$emulator"
wait "$emulator" || die "$(cat build/log/demo-emulator.log)" "The emulator did not stop as it should."
emulator=

heading "Done"
cat <<TEXT

  A C program and a Python script each had a model on a local edge look at $picture and $text,
  and what it found is what sha256sum, stat and file say. The edge has been stopped.

  Now try it on files of your own: start \`artifacts/bin/modzy-edge emulator\`, and in another terminal
  \`artifacts/bin/modzy-edge submit inspector 1.0.0 image=YOUR.jpg --watch\`. The sources: bindings/c/examples/submit.c,
  demo/demo.py.
TEXT
