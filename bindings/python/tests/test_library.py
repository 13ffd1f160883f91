"""Where the native library is looked for, and what is said when it is not there."""

import shutil
import subprocess
from pathlib import Path

import pytest

from edge_fixtures import PACKAGE, built, run_python
from modzy_edge._native import declarations

LOAD = """
import sys
sys.path.insert(0, sys.argv[1])
import modzy_edge
assert modzy_edge.__file__.startswith(sys.argv[1]), modzy_edge.__file__
try:
    modzy_edge.EdgeClient("localhost", 55000).connect()
except modzy_edge.LibraryNotFound as error:
    assert isinstance(error, ImportError)
    print(error)
else:
    with open("/proc/self/maps") as maps:
        print(next(line.split()[-1] for line in maps if "libmodzy_edge" in line))
"""


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A copy of the package outside of the repository, without a library."""
    shutil.copytree(PACKAGE / "modzy_edge", tmp_path / "away" / "modzy_edge",
                    ignore=shutil.ignore_patterns("*.so*", "__pycache__"))
    return tmp_path / "away"


def load(package: Path, **variables: str) -> str:
    done = run_python(LOAD, package, **{"MODZY_EDGE_LIBRARY": "", "LD_LIBRARY_PATH": "", **variables})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.rstrip("\n")


def library() -> Path:
    return built("lib/libmodzy_edge.so.1").resolve()


def compile_library(target: Path, source: str) -> Path:
    """A library that stands in for another one."""
    file = target.with_suffix(".c")
    file.write_text(source, encoding="utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", str(target), str(file)], check=True)
    return target


def test_the_variable_names_the_library(away: Path, tmp_path: Path) -> None:
    chosen = shutil.copy(library(), tmp_path / "libmodzy_edge.so")
    assert load(away, MODZY_EDGE_LIBRARY=str(chosen)) == str(chosen)
    assert load(PACKAGE, MODZY_EDGE_LIBRARY=str(chosen)) == str(chosen)


def test_the_bundled_library_comes_before_the_system(away: Path) -> None:
    bundled = away / "modzy_edge" / "libmodzy_edge.so.1"
    shutil.copy(library(), bundled)
    assert load(away, LD_LIBRARY_PATH=str(library().parent)) == str(bundled)


def test_a_checkout_uses_what_was_built_there() -> None:
    assert load(PACKAGE) == str(library())


def test_the_system_comes_last(away: Path) -> None:
    assert load(away, LD_LIBRARY_PATH=str(library().parent)) == str(library())


def test_no_library_anywhere(away: Path) -> None:
    assert load(away) == f"""\
the native library of modzy_edge could not be loaded; install libmodzy_edge, or set MODZY_EDGE_LIBRARY to the file \
libmodzy_edge.so.1. Tried:
  - MODZY_EDGE_LIBRARY: not set
  - bundled with the package: {away}/modzy_edge/libmodzy_edge.so.1: no such file
  - system: libmodzy_edge.so.1: cannot open shared object file: No such file or directory"""


def test_a_checkout_that_was_not_built(away: Path) -> None:
    root = away.parent
    (root / "include").mkdir()
    (root / "include" / "modzy_edge.h").touch()
    assert f"\n  - development build: {root}/artifacts/lib/libmodzy_edge.so.1: no such file\n" in load(away)


def test_the_variable_names_what_is_not_there(away: Path) -> None:
    assert load(PACKAGE, MODZY_EDGE_LIBRARY="/nowhere/x.so") == """\
the native library of modzy_edge could not be loaded; correct MODZY_EDGE_LIBRARY, or unset it to search the usual \
places. Tried:
  - MODZY_EDGE_LIBRARY: /nowhere/x.so: no such file"""


def test_what_is_bundled_is_no_library(away: Path) -> None:
    (away / "modzy_edge" / "libmodzy_edge.so.1").write_text("not a library")
    assert f"\n  - bundled with the package: {away}/modzy_edge/libmodzy_edge.so.1: file too short\n" in load(away) \
        or f"{away}/modzy_edge/libmodzy_edge.so.1: invalid ELF header\n" in load(away)


def test_another_library_under_the_name(away: Path, tmp_path: Path) -> None:
    other = compile_library(tmp_path / "other.so", "int nothing;")
    assert load(away, MODZY_EDGE_LIBRARY=str(other)).endswith(
        f"{other}: undefined symbol: edge_status_name: not libmodzy_edge, or one older than {declarations.EDGE_VERSION}")


def test_a_library_that_is_too_old(away: Path, tmp_path: Path) -> None:
    functions = "".join(f"void {name}(void) {{}}\n" for name in exported() - {"edge_abi_version", "edge_version"})
    old = compile_library(tmp_path / "old.so", functions + """
        unsigned edge_abi_version(void) { return 0; }
        const char *edge_version(void) { return "0.0.9"; }
        """)
    assert load(away, MODZY_EDGE_LIBRARY=str(old)) == (
        f"libmodzy_edge 0.0.9 is too old for this package; install {declarations.EDGE_VERSION} or newer, or set "
        "MODZY_EDGE_LIBRARY to the file of one")


def exported() -> set:
    """The functions that the library exports."""
    names = subprocess.run(["nm", "-D", "--defined-only", str(library())], check=True, capture_output=True, text=True)
    return {line.split()[-1].split("@")[0] for line in names.stdout.splitlines() if " T " in line}


def test_every_export_is_declared_and_every_declaration_exported() -> None:
    from modzy_edge._native import library
    assert set(vars(library.load())) == exported()


def test_importing_loads_nothing() -> None:
    done = run_python("import modzy_edge; from pathlib import Path; "
                      "print('libmodzy_edge' in Path('/proc/self/maps').read_text())")
    assert done.stdout == "False\n", done.stderr
