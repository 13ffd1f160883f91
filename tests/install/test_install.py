"""`make install` gives a prefix that programs build against, by pkg-config and by CMake, also after it was moved."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "/opt/modzy edge"  # the space is for whoever forgets to quote

PROGRAM = """
#include <modzy_edge.h>
#include <stdio.h>

int main(void)
{
    printf("%s %s\\n", EDGE_VERSION, edge_version());
    return edge_abi_version() < EDGE_ABI_VERSION;
}
"""

CMAKE = """
cmake_minimum_required(VERSION 3.16)
project(consumer LANGUAGES C)
find_package(modzy_edge 0.1 REQUIRED)
add_executable(consumer consumer.c)
target_link_libraries(consumer PRIVATE modzy_edge::modzy_edge)
"""


def attempt(*command: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    # The variables of the make that runs the tests are not meant for one that a test starts.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    return subprocess.run([str(word) for word in command], cwd=ROOT, env={**inherited, **environment}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(*command: object, **environment: str) -> str:
    done = attempt(*command, **environment)
    assert done.returncode == 0, done.stdout
    return done.stdout


def version() -> str:
    found = re.search(r'#define EDGE_VERSION "(.*)"', (ROOT / "include/modzy_edge.h").read_text())
    assert found
    return found.group(1)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was installed, and then moved to where nothing but the files themselves can know of."""
    stage = tmp_path_factory.mktemp("stage")
    run("make", "install", f"PREFIX={PREFIX}", f"DESTDIR={stage}")
    moved = tmp_path_factory.mktemp("moved") / "prefix"
    (stage / PREFIX[1:]).rename(moved)
    return moved


@pytest.fixture
def consumer(tmp_path: Path) -> Path:
    (tmp_path / "consumer.c").write_text(PROGRAM)
    (tmp_path / "CMakeLists.txt").write_text(CMAKE)
    return tmp_path


def test_the_files_are_those_that_belong_there(prefix: Path) -> None:
    assert sorted(str(file.relative_to(prefix)) for file in prefix.rglob("*") if not file.is_dir()) == [
        "bin/modzy-edge",
        "bin/modzy-edge-emulator",
        "include/modzy_edge.h",
        "include/modzy_edge.hpp",
        "lib/cmake/modzy_edge/modzy_edge-config-version.cmake",
        "lib/cmake/modzy_edge/modzy_edge-config.cmake",
        "lib/libmodzy_edge.so",
        "lib/libmodzy_edge.so.1",
        "lib/pkgconfig/modzy_edge.pc",
    ]


def test_the_library_is_found_by_its_soname(prefix: Path) -> None:
    assert os.readlink(prefix / "lib/libmodzy_edge.so") == "libmodzy_edge.so.1"
    assert "soname: [libmodzy_edge.so.1]" in run("readelf", "-d", prefix / "lib/libmodzy_edge.so")


def test_a_program_builds_by_pkg_config(prefix: Path, consumer: Path) -> None:
    search = {"PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
    assert run("pkg-config", "--modversion", "modzy_edge", **search).strip() == version()
    run("sh", "-c", f"cd {consumer} && cc consumer.c $(pkg-config --cflags --libs modzy_edge) -o consumer", **search)
    assert run(consumer / "consumer", LD_LIBRARY_PATH=str(prefix / "lib")).split() == [version(), version()]


def test_a_program_builds_by_cmake(prefix: Path, consumer: Path) -> None:
    run("cmake", "-S", consumer, "-B", consumer / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", consumer / "build")
    assert run(consumer / "build/consumer").split() == [version(), version()]


def test_the_emulator_and_the_tool_run_from_there(prefix: Path) -> None:
    assert "--port" in run(prefix / "bin/modzy-edge-emulator", "--help")
    assert run(prefix / "bin/modzy-edge", "--version").strip() == version()
    assert "--max-message-size" in run(prefix / "bin/modzy-edge", "emulator", "--help")


def test_a_relative_prefix_is_refused(tmp_path: Path) -> None:
    done = attempt("make", "install", "PREFIX=usr", f"DESTDIR={tmp_path}/")
    assert done.returncode != 0
    assert "PREFIX must be an absolute path, but is 'usr'." in done.stdout
    assert not list(tmp_path.iterdir())
