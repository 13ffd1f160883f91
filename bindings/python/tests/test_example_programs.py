"""The programs of bindings/python/examples, run as their users run them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edge_fixtures import PACKAGE

EXAMPLES = PACKAGE / "examples"


def start(program: str, *arguments: object, **variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, str(EXAMPLES / program), *map(str, arguments)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, "PYTHONPATH": str(PACKAGE), **variables})


def run(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    process = start(program, *arguments)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_numpy_arrays_and_regions_of_them(emulator: int) -> None:
    pytest.importorskip("numpy")
    done = run("frames_numpy.py", "localhost", emulator, "inspector", "1.0.0")
    assert done.returncode == 0, done.stderr
    status, output = done.stdout.split("\n", 1)
    inputs = json.loads(output)["data"]["result"]["inputs"]
    assert status == "COMPLETE"
    assert (inputs["frame"]["size"], inputs["region"]["size"]) == (480 * 640 + 15, 100 * 100 + 15)


def test_many_files(emulator: int, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(120)]
    for path in paths:
        path.write_text(path.name)
    done = run("many_files.py", "localhost", emulator, "inspector", "1.0.0", *paths)
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(f"{path}: 1 completed, 0 failed" for path in paths)

    done = run("many_files.py", "localhost", emulator, "inspector", "1.0.0", paths[0], tmp_path / "missing.txt")
    assert done.returncode == 1
    assert "missing.txt" in done.stderr and "0.txt: 1 completed" in done.stdout


def test_a_folder_is_watched_under_systemd(emulator: int, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "before.txt").write_text("before")
    (folder / "done.txt").write_text("done")
    (folder / "done.txt.json").write_text("{}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        process = start("watch_folder.py", "localhost", emulator, "inspector", "1.0.0", folder,
                        NOTIFY_SOCKET=str(tmp_path / "notify"))
        try:
            assert systemd.recv(100) == b"READY=1"
            assert systemd.recv(100) == b"WATCHDOG=1"
            (folder / "later.txt").write_text("later")
            for name in ("before.txt", "later.txt"):
                results = wait_for(folder / (name + ".json"))
                assert results["completed"] == 1 and name in results["results"]
            assert json.loads((folder / "done.txt.json").read_text()) == {}
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert out.splitlines() == ["before.txt: COMPLETE", "later.txt: COMPLETE"]


def wait_for(path: Path) -> "dict[str, object]":
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} did not come"
        time.sleep(0.05)
    return json.loads(path.read_text())  # type: ignore[no-any-return]
