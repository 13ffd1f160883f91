"""The README is true: its examples run as they stand, and what it says in figures and names is so."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "interop"))

from running_emulator import running_emulator  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
HEADER = (ROOT / "include/modzy_edge.h").read_text()
LIBRARY = ROOT / "artifacts/lib/libmodzy_edge.so.1"
PORT = "55000"


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    """The port of an emulator that runs until the tests here are done."""
    with running_emulator() as port:
        yield str(port)


def only_block(language: str) -> str:
    [block] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(block)


def example(language: str, port: str) -> str:
    """The example in a language as it stands, but for the port: 55000 may be in use here."""
    block = only_block(language)
    assert block.count(PORT) == 1
    return block.replace(PORT, port)


def run(*command: object, **environment: str) -> str:
    done = subprocess.run([str(word) for word in command], env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def what_is_shown(language: str) -> "re.Pattern[str]":
    """What the README says that the example prints: `…` stands for what differs from run to run."""
    shown = re.search(rf"^```{language}\n.*?^```$.*?^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert shown
    return re.compile(re.escape(shown.group(1)).replace("…", ".*"))


def test_the_c_example(port: str, tmp_path: Path) -> None:
    (tmp_path / "hello.c").write_text(example("c", port))
    [command] = re.findall(r"`cc (hello\.c .*? && \./hello)`", README)
    shown = run("sh", "-c", f"cd {tmp_path} && cc -std=c99 -Wall -Wextra -pedantic -Werror {command}",
                PKG_CONFIG_PATH=str(LIBRARY.parent / "pkgconfig"), LD_LIBRARY_PATH=str(LIBRARY.parent))
    assert what_is_shown("c").fullmatch(shown)


def test_the_python_example(port: str, tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(example("python", port))
    assert what_is_shown("python").fullmatch(
        run(sys.executable, tmp_path / "hello.py", PYTHONPATH=str(ROOT / "bindings/python")))


def test_the_commands_are_targets_of_the_makefile() -> None:
    commands = re.findall(r"\bmake ([a-z]+)\b", "".join(re.findall(r"```sh\n(.*?)```|(`make .*?`)", README, re.S)[0]))
    assert {"demo", "test"} <= set(commands)
    makefile = (ROOT / "Makefile").read_text()
    assert [name for name in commands if f"\n{name}:" not in makefile] == []


def test_the_table_has_every_status() -> None:
    in_header = dict(re.findall(r"^    (EDGE_[A-Z_]+) = (\d+)", HEADER[:HEADER.index("EDGE_LOG_TRACE")], re.MULTILINE))
    in_table = {name: number for number, name in re.findall(r"^\| (\d+) \| `(EDGE_[A-Z_]+)` \|", README, re.MULTILINE)}
    assert in_table == in_header


def test_the_table_has_the_right_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bindings/python"))
    import modzy_edge

    rows = re.findall(r"^\| \d+ \| `EDGE_([A-Z_]+)` \| `(\w+)` \|", README, re.MULTILINE)
    assert rows
    for status, exception in rows:
        if exception != "ApiError":
            assert getattr(modzy_edge, exception)("…").status == status
    named = {exception for _, exception in rows}
    assert named == {name for name, kind in vars(modzy_edge).items()
                     if isinstance(kind, type) and issubclass(kind, modzy_edge.ApiError)
                     and not (issubclass(kind, modzy_edge.InvalidArgument) and kind is not modzy_edge.InvalidArgument)}


@pytest.mark.parametrize("program", sorted(
    file for file in [LIBRARY, *(ROOT / "artifacts/bin").glob("modzy-edge*"), *(ROOT / "artifacts").glob("*/lib/*.so.1")]
    if file.exists()), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_glibc_that_is_needed(program: Path) -> None:
    sysroot = subprocess.run([ROOT / "scripts/sysroot.sh", "amd64"], capture_output=True, text=True)
    if sysroot.returncode != 0:
        pytest.skip(f"it was linked against the C library of this machine: {sysroot.stderr.strip()}")
    needed = re.findall(r"GLIBC_(\d+)\.(\d+)", run("readelf", "-V", program))
    newest = max((int(major), int(minor)) for major, minor in needed)
    said = re.search(r"glibc (\d+)\.(\d+)", README)
    assert said
    assert newest == (int(said.group(1)), int(said.group(2)))


def test_the_size_of_the_library() -> None:
    said = re.search(r"(\d+(?:\.\d)?) MB", README)
    assert said
    assert LIBRARY.stat().st_size / 1e6 == pytest.approx(float(said.group(1)), abs=0.25)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_lead_somewhere(document: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
