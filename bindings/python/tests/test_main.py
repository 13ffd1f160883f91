"""python -m modzy_edge: a part of the command line tool, or the tool where it is installed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import modzy_edge
from edge_fixtures import PACKAGE


def command(*words: object, status: int = 0, given: bytes = b"", path: str = "/nowhere", **environment: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-m", "modzy_edge", *map(str, words)], input=given, timeout=60,
                          capture_output=True, env={"PYTHONPATH": str(PACKAGE), "PATH": path, "COLUMNS": "200", **environment})
    assert done.returncode == status, done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    return (done.stdout if status in (0, 3) else done.stderr).decode()


@pytest.fixture
def here(emulator: int) -> "dict[str, str]":
    return {"MODZY_EDGE_HOST": "127.0.0.1", "MODZY_EDGE_PORT": str(emulator)}


def test_ping(emulator: int, here: "dict[str, str]") -> None:
    assert re.fullmatch(rf"127\.0\.0\.1:{emulator} answered in \d+\.\d+ ms\n", command("ping", **here))
    assert json.loads(command("ping", "--host", "127.0.0.1", "--port", emulator, "--json"))["edge"] == f"127.0.0.1:{emulator}"


def test_an_inference(tmp_path: Path, here: "dict[str, str]") -> None:
    (tmp_path / "photo.jpg").write_bytes(b"some bytes")
    said = json.loads(command("run", "inspector", "1.0.0", f"image={tmp_path}/photo.jpg", "more=-", given=b"more", **here))
    assert {name: each["size"] for name, each in said["data"]["result"]["inputs"].items()} == {"image": 10, "more": 4}
    assert json.loads(command("run", "inspector", "1.0.0", tmp_path / "photo.jpg", "--json", **here))["status"] == "COMPLETE"
    assert "FAILED" in command("run", "faulty", "1.0.0", "image=-", "--json", status=3, **here)


def test_a_job(tmp_path: Path, here: "dict[str, str]") -> None:
    (tmp_path / "photo.jpg").write_bytes(b"some bytes")
    assert re.fullmatch("[0-9a-f-]{36}\n", command("submit", "inspector", "1.0.0", tmp_path / "photo.jpg", **here))
    results = json.loads(command("submit", "inspector", "1.0.0", tmp_path / "photo.jpg", "--watch", **here))
    assert results["completed"] == 1 and "results.json" in results["results"]["job"]
    assert json.loads(command("submit", "faulty", "1.0.0", "x=-", "--watch", status=3, **here))["failed"] == 1


def test_what_goes_wrong(here: "dict[str, str]", tmp_path: Path) -> None:
    assert "no-such-file" in command("run", "inspector", "1.0.0", "no-such-file", status=2, **here)
    assert "MODEL" in command("run", status=2, **here)
    assert "standard input needs a name" in command("run", "inspector", "1.0.0", "-", status=2, **here)
    assert "no-such-model" in command("run", "no-such-model", "1.0.0", "x=-", status=1, **here)
    assert "cannot be reached" in command("ping", "--port", 1, status=5)
    assert "modzy-edge: " in command("ping", "--context", "nowhere", status=1, XDG_CONFIG_HOME=str(tmp_path))


def test_a_context(emulator: int, tmp_path: Path) -> None:
    (tmp_path / "modzy-edge").mkdir()
    (tmp_path / "modzy-edge/config.json").write_text(
        json.dumps({"contexts": {"here": {"host": "127.0.0.1", "port": emulator}}}))
    assert "answered" in command("ping", "--context", "here", XDG_CONFIG_HOME=str(tmp_path))
    assert "answered" in command("ping", XDG_CONFIG_HOME=str(tmp_path), MODZY_EDGE_CONTEXT="here")


def test_the_tool_takes_over_where_it_is_installed(tmp_path: Path) -> None:
    tool = tmp_path / "modzy-edge"
    tool.write_text('#!/bin/sh\necho "the tool with" "$@"\n')
    tool.chmod(0o755)
    assert command("doctor", "--json", path=f"{tmp_path}:/usr/bin:/bin") == "the tool with doctor --json\n"


def test_version_and_help() -> None:
    assert command("--version") == f"{modzy_edge.__version__}\n"
    assert "image=photo.jpg" in command("--help")
