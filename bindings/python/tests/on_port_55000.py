"""Runs examples as they stand in the documentation, which means: with an edge on port 55000 of localhost.

    on_port_55000.py example     reads a program, runs it, and prints the submissions that arrived, as JSON
    on_port_55000.py doctest     runs the examples of all docstrings, of the README and of docs/python.md, with the
                                 emulator

It is a process of its own because it moves, where the system lets it, into a network of its own, in which the port
is free. Elsewhere the port of the machine has to be; exit status 77 says that it was not.
"""

import asyncio
import contextlib
import ctypes
import doctest
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf.json_format import MessageToDict

PORT = 55000
PORT_IN_USE = 77
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def enter_own_network() -> bool:
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name, flags = struct.unpack("16sH", fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sH", b"lo", 0)))
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH", name, flags | IFF_UP))
    return True


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of the past do not matter
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return False
        return True


def run_example() -> int:
    from edge_server import EdgeServer

    with EdgeServer(PORT) as edge:
        exec(compile(sys.stdin.read(), "example", "exec"), {"__name__": "__main__"})
        json.dump([MessageToDict(request, preserving_proto_field_name=True) for request in edge.requests("SubmitJob")],
                  sys.stdout)
    return 0


@contextlib.contextmanager
def emulator():
    from edge_fixtures import built

    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--port", str(PORT), "--log-level", "warning"],
                          stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            yield
        finally:
            process.terminate()


def run_doctests() -> int:
    loop = asyncio.new_event_loop()
    os.chdir(Path(__file__).parents[3])
    with tempfile.TemporaryDirectory() as home:
        configuration = Path(home, "modzy-edge", "config.json")
        configuration.parent.mkdir()
        configuration.write_text(json.dumps({"current": "here", "contexts": {"here": {"host": "localhost"}}}))
        os.environ["XDG_CONFIG_HOME"] = home
        return run_all_doctests(loop)


def run_all_doctests(loop: asyncio.AbstractEventLoop) -> int:
    import modzy_edge.aio
    from docstrings import FLAGS, run_examples
    from modzy_edge import InputSource

    with emulator(), modzy_edge.EdgeClient("localhost", PORT) as client:
        # What the examples of single functions begin with.
        data = {"input.txt": b"some bytes"}
        names = {"client": client, "InputSource": InputSource,
                 "job": client.jobs.submit_embedded("inspector", "1.0.0", data).block_until_complete(),
                 "inference": client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))}
        attempted, failed = run_examples(modzy_edge, names, loop)
        awaiting = modzy_edge.aio.EdgeClient("localhost", PORT)
        names = {**names, "client": awaiting, "job": loop.run_until_complete(awaiting.jobs.get(names["job"])),
                 "inference": loop.run_until_complete(awaiting.inferences.get_inference_details(names["inference"]))}
        awaited, failed_awaited = run_examples(modzy_edge.aio, names, loop)
        loop.run_until_complete(awaiting.close())
        pages = [doctest.testfile(page, module_relative=False, optionflags=FLAGS)
                 for page in ("bindings/python/README.md", "docs/python.md")]
    loop.close()
    print(json.dumps({"docstrings": attempted, "aio": awaited, "pages": [page.attempted for page in pages]}))
    return failed + failed_awaited + sum(page.failed for page in pages)


if __name__ == "__main__":
    if not enter_own_network() and not port_is_free():
        sys.exit(PORT_IN_USE)
    sys.exit(run_example() if sys.argv[1] == "example" else run_doctests())
