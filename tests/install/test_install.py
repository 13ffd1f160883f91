"""`make install` gives a prefix that programs build against, by pkg-config and by CMake, also after it was moved."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "/opt/modzy edge"  # the space is for whoever forgets to quote

TOOL = ["bin/modzy-edge", "share/bash-completion/completions/modzy-edge", "share/fish/vendor_completions.d/modzy-edge.fish",
        "share/man/man1/modzy-edge.1", "share/zsh/site-functions/_modzy-edge"]

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
    installed = sorted(str(file.relative_to(prefix)) for file in prefix.rglob("*") if not file.is_dir())
    assert [file for file in installed if file in TOOL] == TOOL
    assert [file for file in installed if not file.startswith("share/man/man3/") and file not in TOOL] == [
        "bin/modzy-edge-emulator",
        "include/modzy_edge.h",
        "include/modzy_edge.hpp",
        "lib/cmake/modzy_edge/modzy_edge-config-version.cmake",
        "lib/cmake/modzy_edge/modzy_edge-config.cmake",
        "lib/libmodzy_edge.so",
        "lib/libmodzy_edge.so.1",
        "lib/pkgconfig/modzy_edge.pc",
        "share/man/man1/modzy-edge-emulator.1",
    ]
    functions = set(re.findall(r"\b(edge_\w+)\(", run("nm", "-D", "--defined-only", prefix / "lib/libmodzy_edge.so.1")
                               .replace("@", "(")))
    assert functions
    pages = {file.removeprefix("share/man/man3/").removesuffix(".3") for file in installed if "/man3/" in file}
    assert functions <= pages
    assert {page for page in pages - functions if not page.startswith("modzy_edge")} == set()


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


@pytest.mark.parametrize("libdir", ["lib64", "lib/x86_64-linux-gnu"])
def test_another_libdir_and_its_removal(libdir: str, consumer: Path, tmp_path: Path) -> None:
    where = [f"PREFIX={PREFIX}", f"LIBDIR={PREFIX}/{libdir}", f"DESTDIR={tmp_path / 'stage'}"]
    run("make", "install", *where)
    staged = tmp_path / "stage" / PREFIX[1:]
    moved = staged.rename(tmp_path / "moved")
    run("cmake", "-S", consumer, "-B", consumer / "build", f"-Dmodzy_edge_DIR={moved / libdir}/cmake/modzy_edge")
    run("cmake", "--build", consumer / "build")
    assert run(consumer / "build/consumer").split() == [version(), version()]
    search = {"PKG_CONFIG_PATH": str(moved / libdir / "pkgconfig")}
    run("sh", "-c", f"cd {consumer} && cc consumer.c $(pkg-config --cflags --libs modzy_edge) -o consumer", **search)
    assert run(consumer / "consumer", LD_LIBRARY_PATH=str(moved / libdir)).split() == [version(), version()]
    moved.rename(staged)
    run("make", "uninstall", *where)
    assert [file for file in staged.rglob("*") if not file.is_dir()] == []


def test_the_manual_pages_are_correct(prefix: Path) -> None:
    pages = [page for page in (prefix / "share/man").rglob("*.[13]") if not page.is_symlink()]
    assert len(pages) > 10
    assert run("mandoc", "-T", "lint", "-W", "warning", *pages) == ""
    for page in pages:
        warnings = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page)],
                                  env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert (warnings.returncode, warnings.stderr) == (0, "")


def test_the_shells_complete_with_what_the_tool_prints(prefix: Path) -> None:
    for shell, file in [("bash", TOOL[1]), ("fish", TOOL[2]), ("zsh", TOOL[4])]:
        assert (prefix / file).read_text() == run(prefix / "bin/modzy-edge", "completion", shell)


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_finds_the_completion(prefix: Path) -> None:
    said = run("zsh", "-fc", "fpath=($1 $fpath); autoload -U compinit; compinit -u -D; echo $_comps[modzy-edge]; "
               "words=(); autoload +X _modzy-edge && type _modzy-edge", "zsh", prefix / "share/zsh/site-functions")
    assert said.splitlines()[0] == "_modzy-edge"


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_completes(prefix: Path) -> None:
    said = run("fish", "--no-config", "-c", f"source '{prefix / TOOL[2]}'; complete -C 'modzy-edge su'",
               PATH=f"{prefix}/bin:{os.environ['PATH']}", HOME=str(prefix))
    assert "submit" in said.split()


def test_the_manual_has_every_command_of_the_tool(prefix: Path) -> None:
    commands = re.findall(r"^  ([a-z]+)", run(prefix / "bin/modzy-edge", "--help").partition("Commands:")[2], re.MULTILINE)
    page = (prefix / "share/man/man1/modzy-edge.1").read_text()
    assert "doctor" in commands
    assert [name for name in commands if not re.search(rf'^\.B[IR]* "?{name}\b', page, re.MULTILINE)] == []


def test_the_manual_has_every_option_of_the_emulator(prefix: Path) -> None:
    help_text = run(prefix / "bin/modzy-edge-emulator", "--help")
    page = (prefix / "share/man/man1/modzy-edge-emulator.1").read_text().replace("\\-", "-")
    options = set(re.findall(r"--[a-z0-9-]+", help_text))
    assert "--port" in options
    assert options - set(re.findall(r"--[a-z0-9-]+", page)) == set()


def test_the_emulator_and_the_tool_run_from_there(prefix: Path) -> None:
    assert "--port" in run(prefix / "bin/modzy-edge-emulator", "--help")
    assert run(prefix / "bin/modzy-edge", "--version").strip() == version()
    assert "--max-message-size" in run(prefix / "bin/modzy-edge", "emulator", "--help")


def test_a_relative_prefix_is_refused(tmp_path: Path) -> None:
    done = attempt("make", "install", "PREFIX=usr", f"DESTDIR={tmp_path}/")
    assert done.returncode != 0
    assert "PREFIX must be an absolute path, but is 'usr'." in done.stdout
    assert not list(tmp_path.iterdir())
