"""The RPM packages: unpacked by rpm into a root of their own, a program is built against them and run."""

from pathlib import Path
from typing import Dict, List

import pytest

from conftest import C_PROGRAM, MACHINE, PACKAGES, VERSION, run

NAMES = ("libs", "devel", "tools")


def package(name: str) -> Path:
    return PACKAGES / f"modzy-edge-{name}-{VERSION}-1.{MACHINE}.rpm"


def asked(name: str, what: str) -> List[str]:
    return run("rpm", "-qp", what, package(name)).splitlines()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("rpm") / "root"
    place.mkdir()
    # There is no distribution with rpm here whose packages could give what they require, nor its /sbin/ldconfig.
    run("rpm", "--root", place, "--initdb")
    run("rpm", "--root", place, "--nodeps", "--noscripts", "-i", *map(package, NAMES))
    return place


def test_a_c_program_and_the_tools(root: Path, port: str, tmp_path: Path) -> None:
    (tmp_path / "program.c").write_text(C_PROGRAM)
    run("sh", "-c", "cc program.c $(pkg-config --cflags --libs modzy_edge) -o program", cwd=tmp_path,
        PKG_CONFIG_PATH=f"{root}/usr/lib64/pkgconfig")
    assert '"my-input"' in run(tmp_path / "program", port, LD_LIBRARY_PATH=f"{root}/usr/lib64")
    assert run(root / "usr/bin/modzy-edge", "--version").strip() == VERSION
    assert "answered" in run(root / "usr/bin/modzy-edge", "ping", "--host", "127.0.0.1", "--port", port)


def test_what_they_require_and_provide() -> None:
    requires: Dict[str, List[str]] = {name: asked(name, "--requires") for name in NAMES}
    newest = {name: max((tuple(map(int, line.split("GLIBC_")[1].split(")")[0].split("."))) for line in lines if "GLIBC_" in line),
                        default=None) for name, lines in requires.items()}
    assert newest == {"libs": (2, 29), "devel": None, "tools": (2, 29)}
    assert f"modzy-edge-libs = {VERSION}-1" in requires["devel"]
    assert "libmodzy_edge.so.1()(64bit)" in asked("libs", "--provides")
    assert "THIRD-PARTY-NOTICES" in " ".join(asked("libs", "--licensefiles"))
