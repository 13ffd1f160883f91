#!/usr/bin/python3
"""Runs a command while an emulator is killed and started anew, on the same port, each second.

    with_restarts.py EMULATOR COMMAND [ARGUMENT]...

"{port}" in the arguments stands for the port. When the emulator was started often enough, the command's standard input
ends, and it may end too. The exit status is the command's; one that ended before has tested nothing, and is a failure.
"""

import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "interop")]

from ports import free_port  # noqa: E402

ENOUGH = 5


def start(program: str, port: int) -> subprocess.Popen:
    emulator = subprocess.Popen([program, "--port", str(port), "--log-level", "None"], stdout=subprocess.PIPE, text=True)
    if not emulator.stdout.readline():
        sys.exit(f"{program} did not start on port {port}")
    return emulator


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    port = free_port()
    command = subprocess.Popen(
        [argument.replace("{port}", str(port)) for argument in sys.argv[2:]], stdin=subprocess.PIPE)
    starts = 0
    try:
        while command.poll() is None:
            with start(sys.argv[1], port) as emulator:
                starts += 1
                if starts == ENOUGH:
                    command.stdin.close()
                try:
                    command.wait(1)
                except subprocess.TimeoutExpired:
                    pass
                finally:
                    emulator.kill()
        if starts < ENOUGH:
            sys.exit("the command ended before the emulator was started often enough")
        return command.returncode
    finally:
        command.kill()


if __name__ == "__main__":
    sys.exit(main())
