"""The wheel: installed without an index into clean virtual environments of every CPython that there is."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import List

import pytest

from conftest import PYTHON_PROGRAM, ROOT, VERSION, WHEEL, run


def interpreters() -> List[str]:
    """Each version of CPython from 3.9 on that is installed, from the system or by pyenv."""
    found = {}
    pyenv = [str(path) for path in Path.home().glob(".pyenv/versions/3.*/bin/python3")]
    for program in ["/usr/bin/python3", *(shutil.which(f"python3.{minor}") for minor in range(9, 15)), *pyenv]:
        asked = program and subprocess.run([program, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2], sep='.')"],
                                           capture_output=True, text=True)
        if asked and asked.returncode == 0 and tuple(map(int, asked.stdout.split("."))) >= (3, 9):
            found.setdefault(asked.stdout.strip(), program)
    return sorted(found.values())


@pytest.mark.parametrize("interpreter", interpreters())
def test_it_runs_in_a_clean_environment(interpreter: str, tmp_path: Path, port: str) -> None:
    run(interpreter, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "--no-index", WHEEL)
    (tmp_path / "program.py").write_text(PYTHON_PROGRAM)
    library, completed = run(python, tmp_path / "program.py", port).splitlines()
    assert library.startswith(str(tmp_path / "venv")) and completed == "1"
    assert run(python, "-m", "pip", "list", "--format=freeze").count("modzy-edge==") == 1


def test_the_metadata() -> None:
    with zipfile.ZipFile(WHEEL) as wheel:
        information = f"modzy_edge-{VERSION}.dist-info"
        metadata = wheel.read(f"{information}/METADATA").decode()
        names = {name.rpartition("/")[2] for name in wheel.namelist() if name.startswith(information)}
    assert {"LICENSE", "THIRD-PARTY-NOTICES"} <= names
    assert f"\nVersion: {VERSION}\n" in metadata and "\nLicense: Apache-2.0\n" in metadata
    description = metadata.partition("\n\n")[2]
    assert description.strip() == (ROOT / "bindings/python/README.md").read_text().strip()
    assert [link for link in re.findall(r"\]\(([^)]*)\)", description) if not link.startswith("https://")] == []


@pytest.mark.parametrize("command", ["pip install", "pip wheel"])
def test_a_checkout_without_a_built_library_says_what_to_type(command: str, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for file in subprocess.run(["git", "ls-files", "bindings/python", "Makefile"], cwd=ROOT, capture_output=True, text=True,
                               check=True).stdout.splitlines():
        (checkout / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, checkout / file)
    run("/usr/bin/python3", "-m", "venv", "--system-site-packages", tmp_path / "venv")
    said = run(tmp_path / "venv/bin/python", "-m", *command.split(), "--no-index", "--no-build-isolation", "bindings/python",
               cwd=checkout, status=1)
    assert f"    make -C {checkout} build\n" in said


def test_an_index_can_show_the_readme() -> None:
    """Where the README of a package is shown, a link into the source tree leads nowhere."""
    text = (ROOT / "bindings/python/README.md").read_text()
    assert [link for link in re.findall(r"\]\(([^)]*)\)", text) if not link.startswith(("https://", "#"))] == []
