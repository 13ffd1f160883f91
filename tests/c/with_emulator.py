#!/usr/bin/python3
"""Runs a command with an emulator of its own.

    with_emulator.py PORT EMULATOR COMMAND [ARGUMENT]...

PORT 0 picks a free one; "{port}" in the arguments stands for it. The exit status is the command's. An emulator that does
not start, or ends before it is told to, is a failure; a PORT that another program has makes the exit status 77.
"""

import re
import signal
import socket
import subprocess
import sys
import tempfile


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as a server does; old connections do not count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def main() -> int:
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    wanted, program = sys.argv[1:3]
    if wanted != "0" and is_taken(int(wanted)):
        print(f"port {wanted} is in use by another program; skipped", file=sys.stderr)
        return 77
    log = tempfile.TemporaryFile("w+", encoding="utf-8")
    # Tests leave long jobs behind, which must not keep others from running.
    command = [program, "--port", wanted, "--workers", "64"]
    emulator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    status = 1
    try:
        ready = emulator.stdout.readline()
        port = re.search(r"listening on .*:(\d+)$", ready.strip())
        if port is None:
            print(f"{program} did not start: {ready!r}", file=sys.stderr)
            return 1
        command = [argument.replace("{port}", port[1]) for argument in sys.argv[3:]]
        status = subprocess.run(command, check=False).returncode
        if status < 0:
            print(f"{command[0]} was ended by {signal.Signals(-status).name}", file=sys.stderr)
            status = 1
        if emulator.poll() is not None:
            print(f"the emulator ended meanwhile, with {emulator.returncode}", file=sys.stderr)
            status = status or 1
        return status
    finally:
        emulator.terminate()
        try:
            emulator.wait(10)
        except subprocess.TimeoutExpired:
            emulator.kill()
        if status not in (0, 77):
            log.seek(0)
            print("The emulator's log ended so:", *log.readlines()[-10:], sep="\n", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
