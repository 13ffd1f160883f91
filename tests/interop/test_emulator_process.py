"""The emulator as a process: what stands around it may not stop its work, and what keeps it from starting is one line."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import pytest

from edge_fixtures import built
from modzy_edge import EdgeClient, FailedPrecondition, ResourceExhausted

CHUNK = bytes(1 << 20)


class Emulator:
    """An emulator on a port of its own, or on the socket of --host."""

    def __init__(self, *options: str, before: Optional[Callable[[], None]] = None, **environment: str) -> None:
        self.process = subprocess.Popen([built("bin/modzy-edge-emulator"), "--port", "0", *options], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
                                        env={**os.environ, **environment})
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        match = re.search(r":(\d+)(?: with TLS)?\n$", self.ready)
        self.port = int(match[1]) if match else 0

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def failed_to_start(*options: str, code: int = 1) -> List[str]:
    done = subprocess.run([built("bin/modzy-edge-emulator"), *options], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (code, "")
    return done.stderr.splitlines()


def status_of_a_text(client: EdgeClient) -> str:
    return client.jobs.submit_text("inspector", "1.0.0", {"a": {"b": "text"}}).block_until_complete(timeout=60).status


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """The end to write to of a pipe that takes nothing more, and that nobody reads."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(writer, bytes(4096))
    os.set_blocking(writer, True)
    yield writer
    os.close(reader)
    os.close(writer)


def test_logs_that_nobody_reads_stop_no_job() -> None:
    with Emulator() as emulator, EdgeClient("127.0.0.1", emulator.port) as client:
        for _ in range(5000):  # each a line of about 100 bytes; a pipe holds 64 KiB
            job = client.jobs.submit_text("inspector", "1.0.0", {"a": {"b": "text"}})
        assert job.block_until_complete(timeout=60).status == "COMPLETE"


def test_pipes_that_are_full_hold_up_neither_work_nor_the_end(full_pipe: int, tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    # TMPDIR, because standard error is to be told that it is not there.
    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--host", f"unix:{path}", "--log-level", "Trace"],
                          stdout=full_pipe, stderr=full_pipe, env={**os.environ, "TMPDIR": "/nonexistent"}) as process:
        try:
            with EdgeClient(f"unix:{path}") as client:
                client.wait_ready(timeout=60)
                assert [status_of_a_text(client) for _ in range(5)] == ["COMPLETE"] * 5
            process.terminate()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("closed", [[0], [1], [2], [0, 1, 2]])
def test_closed_standard_streams(tmp_path: Path, closed: List[int]) -> None:
    path = tmp_path / "edge.sock"
    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--host", f"unix:{path}", "--log-level", "Trace"],
                          preexec_fn=lambda: [os.close(each) for each in closed]) as process:
        try:
            with EdgeClient(f"unix:{path}") as client:
                client.wait_ready(timeout=60)
                assert [status_of_a_text(client) for _ in range(5)] == ["COMPLETE"] * 5
            process.terminate()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_one_line() -> None:
    with Emulator() as emulator:
        [line] = failed_to_start("--port", str(emulator.port))
    assert line == (f"modzy-edge-emulator: cannot listen on 127.0.0.1 port {emulator.port}: Address already in use."
                    " Choose another --port (0 takes a free one), or stop the process that 'ss -ltnp' shows.")


@pytest.mark.parametrize("host, remedy", [
    ("192.0.2.1", "--host takes an address of this machine"),
    ("unix:/nonexistent/edge.sock", "Choose a path in a directory that exists"),
    ("unix:/tmp", "Choose another path, or remove it"),
])
def test_an_address_that_cannot_be_listened_on_is_one_line(host: str, remedy: str) -> None:
    [line] = failed_to_start("--host", host)
    assert line.startswith(f"modzy-edge-emulator: cannot listen on {host}") and remedy in line


@pytest.mark.parametrize("host, expected", [
    ("", "an address, a name that resolves to one, or unix:PATH, not '' (empty)."),
    ("name.invalid", "an address, a name that resolves to one, or unix:PATH, not 'name.invalid' ("),
    ("n" * 300, f"an address, a name that resolves to one, or unix:PATH, not '{'n' * 300}' (longer than a name can be)."),
    ("unix:", "a path of 1 to 107 bytes after 'unix:', not the 0 bytes of ''."),
    ("unix:/" + "x" * 107, f"a path of 1 to 107 bytes after 'unix:', not the 108 bytes of '/{'x' * 107}'."),
])
def test_an_invalid_host_is_wrong_usage(host: str, expected: str) -> None:
    [line] = failed_to_start("--host", host, code=2)
    assert line.startswith(f"modzy-edge-emulator: --host takes {expected}")


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
        assert "Another process listens on this socket. Stop it, or choose another path." in line
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
        assert status_of_a_text(client) == "COMPLETE"


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        with Emulator(TMPDIR=str(tmp_path)) as emulator, EdgeClient("127.0.0.1", emulator.port) as client:
            job = client.jobs.open("inspector", "1.0.0")
            for _ in range(4):
                client.jobs.append(job, "a", "b", CHUNK)
            for _ in range(2):  # The second time because a part is missing by then, although it would fit.
                with pytest.raises(ResourceExhausted, match="no space left") as caught:
                    client.jobs.append(job, "a", "b", CHUNK)
                assert str(tmp_path) in caught.value.message
                file_system = os.statvfs(tmp_path)
                assert file_system.f_bfree == file_system.f_blocks
            client.jobs.close(job)
            assert job.block_until_complete(timeout=60).status == "FAILED"
            assert status_of_a_text(client) == "COMPLETE"
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    with Emulator(TMPDIR=str(tmp_path), before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (6 << 20, 6 << 20))) as emulator:
        with EdgeClient("127.0.0.1", emulator.port) as client:
            with pytest.raises(ResourceExhausted, match=r"ulimit -f") as caught:
                client.jobs.submit_files("inspector", "1.0.0", {"a": {"b": [CHUNK] * 8}})
            assert str(tmp_path) in caught.value.message
            assert status_of_a_text(client) == "COMPLETE"


def test_no_descriptor_is_left(tmp_path: Path) -> None:
    limit = 200
    with Emulator(TMPDIR=str(tmp_path), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))) as emulator:
        with EdgeClient("127.0.0.1", emulator.port) as client:
            client.wait_ready(timeout=60)
            connections = [socket.create_connection(("127.0.0.1", emulator.port)) for _ in range(limit)]
            give_up = time.monotonic() + 60
            while len(os.listdir(f"/proc/{emulator.process.pid}/fd")) < limit:
                assert time.monotonic() < give_up
                time.sleep(0.01)
            with pytest.raises(ResourceExhausted, match=r"ulimit -n") as caught:
                client.jobs.submit_files("inspector", "1.0.0", {"a": {"b": [CHUNK] * 6}})
            assert str(tmp_path) in caught.value.message
            assert status_of_a_text(client) == "COMPLETE"
            for connection in connections:
                connection.close()
        with EdgeClient("127.0.0.1", emulator.port) as client:
            assert client.jobs.submit_files("inspector", "1.0.0", {"a": {"b": [CHUNK] * 6}}).block_until_complete(
                timeout=60).status == "COMPLETE"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with Emulator(TMPDIR=str(tmp_path)) as emulator:
        with socket.create_connection(("127.0.0.1", emulator.port)):
            pass
        emulator.process.kill()
        emulator.process.wait()
    assert list(tmp_path.iterdir()) == []
