"""What tests of every binding begin with: an edge, clients for it, the emulator, the built programs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

from edge_server import EdgeServer
from modzy_edge import EdgeClient

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts"
PACKAGE = ROOT / "bindings" / "python"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "error")


@pytest.fixture
def edge() -> Iterator[EdgeServer]:
    """An edge that records what it receives."""
    with EdgeServer() as server:
        yield server


@pytest.fixture
def client(edge: EdgeServer) -> Iterator[EdgeClient]:
    """A client of that edge."""
    with EdgeClient("127.0.0.1", edge.port) as client:
        yield client


@pytest.fixture(scope="session")
def emulator() -> Iterator[int]:
    """The port of an emulator that runs."""
    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--port", "0"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            match = re.fullmatch(r"modzy-edge-emulator listening on 127\.0\.0\.1:(\d+)\n", ready)
            assert match, f"the emulator did not start: {ready or process.stderr.read()!r}"
            yield int(match[1])
        finally:
            process.terminate()
            process.communicate(timeout=30)


def built(path: str) -> Path:
    """A file of the built tree."""
    file = ARTIFACTS / path
    assert file.exists(), f"{file} is not there; build it first: make build"
    return file


def run_python(code: str, *arguments: object, stdin: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
    """Runs a program in an interpreter of its own, in which every warning is an error."""
    return subprocess.run([sys.executable, "-X", "dev", "-W", "error", "-c", code, *map(str, arguments)], text=True,
                          capture_output=True, timeout=120, input=stdin,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE), str(Path(__file__).parent)]),
                               **variables})
