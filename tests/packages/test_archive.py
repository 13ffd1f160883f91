"""The archive: unpacked anywhere, programs are built against it and run."""

import shutil
import tarfile
from pathlib import Path

import pytest

from conftest import ARCH, C_PROGRAM, PACKAGES, PYTHON_PROGRAM, VERSION, run

NAME = f"modzy-edge-{VERSION}-linux-{ARCH}"
COMPILERS = [name for name in ("gcc", "clang", "clang-14") if shutil.which(name)]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("place")
    run("tar", "-xf", PACKAGES / f"{NAME}.tar.gz", "-C", place)
    return (place / NAME).rename(place / "renamed")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "program.c").write_text(C_PROGRAM)
    return tmp_path


@pytest.mark.parametrize("compiler", COMPILERS)
def test_by_hand(here: Path, source: Path, port: str, compiler: str) -> None:
    run(compiler, "-std=c99", "-Wall", "-Wextra", "-Werror", f"-I{here}/include", "program.c", f"-L{here}/lib", "-lmodzy_edge",
        f"-Wl,-rpath,{here}/lib", "-o", "program", cwd=source)
    assert '"my-input"' in run(source / "program", port)


@pytest.mark.parametrize("compiler", COMPILERS)
def test_by_pkg_config(here: Path, source: Path, port: str, compiler: str) -> None:
    run("sh", "-c", f"{compiler} program.c $(pkg-config --cflags --libs modzy_edge) -o program", cwd=source,
        PKG_CONFIG_PATH=f"{here}/lib/pkgconfig")
    assert '"my-input"' in run(source / "program", port, LD_LIBRARY_PATH=f"{here}/lib")


def test_the_examples_by_cmake(here: Path, tmp_path: Path, port: str) -> None:
    run("cmake", "-S", here / "examples/c", "-B", tmp_path, f"-DCMAKE_PREFIX_PATH={here}")
    run("cmake", "--build", tmp_path)
    assert "COMPLETE" in run(tmp_path / "submit", "127.0.0.1", port, "inspector", "1.0.0", f"text={here}/LICENSE")


def test_python(here: Path, tmp_path: Path, port: str) -> None:
    (tmp_path / "program.py").write_text(PYTHON_PROGRAM)
    library, completed = run("/usr/bin/python3", "-B", tmp_path / "program.py", port, PYTHONPATH=f"{here}/python").splitlines()
    assert (library, completed) == (str(here / "lib/libmodzy_edge.so.1"), "1")


def test_the_manual(here: Path) -> None:
    assert "edge_jobs_run(edge_client" in run("man", "-M", here / "share/man", "edge_jobs_run", LC_ALL="C")


def test_the_symbols_belong_to_the_library(here: Path, tmp_path: Path) -> None:
    run("tar", "-xf", PACKAGES / f"{NAME}-debug.tar.gz", "-C", tmp_path)

    def build_id(file: Path) -> str:
        return next(line for line in run("readelf", "-n", file).splitlines() if "Build ID" in line)

    assert build_id(here / "lib/libmodzy_edge.so.1") == build_id(tmp_path / f"{NAME}-debug/lib/libmodzy_edge.so.dbg")


@pytest.mark.parametrize("name", [NAME, f"{NAME}-debug"])
def test_it_says_nothing_of_who_made_it(name: str) -> None:
    with tarfile.open(PACKAGES / f"{name}.tar.gz") as archive:
        members = archive.getmembers()
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert len({member.mtime for member in members}) == 1
    assert {member.mode & 0o7777 for member in members if not member.issym()} <= {0o755, 0o644}
