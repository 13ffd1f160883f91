"""The clients that are compared, and how one of them is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Tuple

from .paths import BENCH, BUILD, CERTIFICATE, ROOT

_PYTHONPATH = os.pathsep.join(str(path) for path in (
    BENCH / "python", BUILD / "generated" / "python", ROOT / "bindings" / "python"))


@dataclass(frozen=True)
class Client:
    """A program that has the command line of native/harness.c."""

    name: str
    title: str
    program: str
    environment: Dict[str, str] = field(default_factory=dict)
    ours: bool = False
    modes: Tuple[str, ...] = ()
    """Those that are measured; all if none is named."""
    transports: Tuple[str, ...] = ("tcp", "unix", "tls")
    """What it connects over."""

    @property
    def command(self) -> List[str]:
        if self.program.endswith(".py"):
            return [sys.executable, str(BENCH / "python" / self.program)]
        return [str(BUILD / self.program)]

    @property
    def surroundings(self) -> Dict[str, str]:
        return {**os.environ, "PYTHONPATH": _PYTHONPATH, "BENCH_CA": str(CERTIFICATE), **self.environment}

    def run(self, target: str, *arguments: object) -> Dict[str, Any]:
        """Runs one mode to its end and gives what it measured."""
        command = [*self.command, target, *map(str, arguments)]
        done = subprocess.run(command, env=self.surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=120)
        if done.returncode != 0:
            raise ChildProcessError(f"{self.title}: {' '.join(command)}\n{done.stdout}{done.stderr}")
        result: Dict[str, Any] = json.loads(done.stdout)
        return result

    def start(self, target: str) -> Tuple[int, subprocess.Popen[str], Dict[str, Any]]:
        """Starts a client that submits one job and then idles until its input ends; with the time before it began."""
        begin = time.monotonic_ns()
        process = subprocess.Popen([*self.command, target, "idle"], env=self.surroundings, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise ChildProcessError(f"{self.title} has not submitted its first job")
        return begin, process, json.loads(line)


def _ours(name: str, title: str, program: str, transport: str, busy_poll_us: int = 0,
          modes: Tuple[str, ...] = ()) -> Client:
    environment = {"MODZY_EDGE_TRANSPORT": transport, "BENCH_BUSY_POLL_US": str(busy_poll_us)}
    transports = Client.transports if transport == "direct" else ("tcp", "unix")
    return Client(name, title, program, environment, ours=True, modes=modes, transports=transports)


C_DIRECT = _ours("c-direct", "modzy_edge, C", "edge", "direct")
C_POLLING = _ours("c-polling", "modzy_edge, C, busy poll", "edge", "direct", 200, ("latency", "load"))
C_CHANNEL = _ours("c-channel", "modzy_edge, C, channel", "edge", "channel")
PYTHON_DIRECT = _ours("python-direct", "modzy_edge, Python", "client_edge.py", "direct")
PYTHON_POLLING = _ours("python-polling", "modzy_edge, Python, busy poll", "client_edge.py", "direct", 200,
                       ("latency", "load"))
PYTHON_CHANNEL = _ours("python-channel", "modzy_edge, Python, channel", "client_edge.py", "channel")
STUB = Client("cpp-stub", "C++ stub", "stub_plain")
STUB_AVX2 = Client("cpp-stub-avx2", "C++ stub, AVX2 base64", "stub_avx2")
BYTES = Client("cpp-bytes", "C++ hand-encoded", "bytes")
GRPCIO = Client("python-grpcio", "Python grpcio", "client_grpcio.py")
RAW = Client("raw", "raw sockets, canned bytes", "raw", transports=("tcp", "unix"))
AIO = Client("aio", "modzy_edge, asyncio", "aio_edge.py", ours=True, modes=("started",))
AIO_GRPCIO = Client("aio-grpcio", "grpcio, asyncio", "aio_grpcio.py", modes=("started",))
H2LOAD = Client("h2load", "nghttp2's h2load, canned bytes", "client_h2load.py", modes=("started", "volume"),
                transports=("tcp", "tls"))

# The client that ratios are to.
BASELINE = STUB_AVX2

CLIENTS = [C_DIRECT, C_POLLING, C_CHANNEL, STUB_AVX2, STUB, BYTES, RAW, H2LOAD, PYTHON_DIRECT, PYTHON_POLLING,
           PYTHON_CHANNEL, GRPCIO, AIO, AIO_GRPCIO]
