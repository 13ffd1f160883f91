"""The emulator as a process: what stands around it may not stop its work, and what keeps it from starting is one line."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any, List

import pytest

from edge_fixtures import built
from modzy_edge import ApiError, EdgeClient, FailedPrecondition

CHUNK = bytes(1 << 20)


class Emulator:
    """An emulator on a port of its own, or on the socket of --host."""

    def __init__(self, *options: str, stderr: Any = subprocess.PIPE, **environment: str) -> None:
        self.process = subprocess.Popen([built("bin/modzy-edge-emulator"), "--port", "0", *options], text=True,
                                        stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **environment})
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        match = re.search(r":(\d+)\n$", self.ready)
        self.port = int(match[1]) if match else 0

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def failed_to_start(*options: str) -> List[str]:
    done = subprocess.run([built("bin/modzy-edge-emulator"), *options], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stdout == ""
    return done.stderr.splitlines()


def test_logs_that_nobody_reads_stop_no_job() -> None:
    with Emulator() as emulator, EdgeClient("127.0.0.1", emulator.port) as client:
        for _ in range(5000):  # each a line of about 100 bytes; a pipe holds 64 KiB
            job = client.jobs.submit_text("inspector", "1.0.0", {"a": {"b": "text"}})
        assert job.block_until_complete(timeout=60).status == "COMPLETE"


def test_a_port_in_use_is_one_line() -> None:
    with Emulator() as emulator:
        lines = failed_to_start("--port", str(emulator.port))
    assert len(lines) == 1
    assert re.match(rf"modzy-edge-emulator: cannot listen on 127\.0\.0\.1 port {emulator.port}: .*in use", lines[0])


def test_an_address_of_another_machine_is_one_line() -> None:
    [line] = failed_to_start("--host", "192.0.2.1")
    assert line.startswith("modzy-edge-emulator: cannot listen on 192.0.2.1 port 55000: ")


def test_the_socket_of_a_killed_emulator_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    with Emulator("--host", f"unix:{path}") as killed:
        assert killed.ready
        killed.process.send_signal(signal.SIGKILL)
        killed.process.wait()
        assert path.exists()
    with Emulator("--host", f"unix:{path}"), EdgeClient(f"unix:{path}") as client:
        client.wait_ready(timeout=30)
        [line] = failed_to_start("--host", f"unix:{path}")
        assert "another process listens on this socket" in line
        client.wait_ready(timeout=30)


def test_a_file_that_is_no_socket_stays(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    [line] = failed_to_start("--host", f"unix:{path}")
    assert "not a socket" in line and path.read_text() == "mine"


def test_a_directory_for_temporary_files_that_is_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    with Emulator(TMPDIR=missing) as emulator, EdgeClient("127.0.0.1", emulator.port) as client:
        assert emulator.process.stderr is not None
        assert missing in emulator.process.stderr.readline()
        with pytest.raises(FailedPrecondition, match=re.escape(missing)):
            client.jobs.submit_files("inspector", "1.0.0", {"a": {"b": [CHUNK] * 6}})
        assert client.jobs.submit_text("inspector", "1.0.0", {"a": {"b": "text"}}).block_until_complete(
            timeout=60).status == "COMPLETE"


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        with Emulator(TMPDIR=str(tmp_path)) as emulator, EdgeClient("127.0.0.1", emulator.port) as client:
            with pytest.raises(ApiError, match="no space left") as caught:
                client.jobs.submit_files("inspector", "1.0.0", {"a": {"b": [CHUNK] * 10}})
            assert caught.value.status == "RESOURCE_EXHAUSTED" and str(tmp_path) in caught.value.message
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with Emulator(TMPDIR=str(tmp_path)) as emulator:
        with socket.create_connection(("127.0.0.1", emulator.port)):
            pass
        emulator.process.kill()
        emulator.process.wait()
    assert list(tmp_path.iterdir()) == []
