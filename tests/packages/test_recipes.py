"""The vcpkg port and the Conan recipe, as far as that is possible without their tools; CONAN names a conan, if there is one."""

import json
import os
import shutil
from pathlib import Path

import pytest

from conftest import ARCH, PACKAGES, ROOT, VERSION, run

PORT = ROOT / "packaging/vcpkg/modzy-edge"
RECIPE = ROOT / "packaging/conan"
CONAN = os.environ.get("CONAN") or shutil.which("conan")

# What vcpkg's own scripts do in place of these takes its tool; they were run by hand: packaging/README.md.
STAND_INS = """
function(vcpkg_check_linkage)
endfunction()
function(vcpkg_extract_source_archive out)
  cmake_parse_arguments(arg "" "ARCHIVE" "" ${ARGN})
  file(ARCHIVE_EXTRACT INPUT "${arg_ARCHIVE}" DESTINATION "${CURRENT_BUILDTREES_DIR}")
  file(GLOB tree "${CURRENT_BUILDTREES_DIR}/*")
  set(${out} "${tree}" PARENT_SCOPE)
endfunction()
function(vcpkg_install_copyright)
  cmake_parse_arguments(arg "" "" "FILE_LIST" ${ARGN})
  file(INSTALL ${arg_FILE_LIST} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
endfunction()
"""


def program(prefix: Path, build: Path) -> str:
    """What the program of the Conan recipe prints, built with the tree at this prefix."""
    run("cmake", "-S", RECIPE / "test_package", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", build)
    return run(build / "program")


def vcpkg(directory: Path, architecture: str, status: int = 0, **environment: str) -> str:
    (directory / "script.cmake").write_text(STAND_INS + f'include("{PORT}/portfile.cmake")\n')
    return run("cmake", f"-DCURRENT_PORT_DIR={PORT}", f"-DCURRENT_BUILDTREES_DIR={directory}/trees", f"-DVERSION={VERSION}",
               f"-DCURRENT_PACKAGES_DIR={directory}/installed", "-DPORT=modzy-edge", f"-DVCPKG_TARGET_ARCHITECTURE={architecture}",
               "-P", directory / "script.cmake", status=status, **environment)


def test_the_vcpkg_port(tmp_path: Path) -> None:
    vcpkg(tmp_path, ARCH)
    installed = tmp_path / "installed"
    assert (installed / "lib/libmodzy_edge.so").is_symlink()
    assert {path.name for path in (installed / "share/modzy-edge").iterdir()} == {"LICENSE", "THIRD-PARTY-NOTICES", "usage"}
    assert program(installed, tmp_path / "build") == f"modzy_edge {VERSION}\n"


def test_the_vcpkg_port_says_what_is_missing(tmp_path: Path) -> None:
    assert "make archive ARCH=x64" in " ".join(vcpkg(tmp_path, "x64", status=1, MODZY_EDGE_PACKAGES=str(tmp_path)).split())


def test_the_version_of_the_vcpkg_port() -> None:
    assert json.loads((PORT / "vcpkg.json").read_text())["version"] == VERSION


@pytest.mark.skipif(not CONAN, reason="Debian has no conan")
def test_the_conan_recipe(tmp_path: Path) -> None:
    copy = tmp_path / "packaging/conan"
    shutil.copytree(RECIPE, copy, ignore=shutil.ignore_patterns("build", "CMakeUserPresets.json"))
    (tmp_path / "include").mkdir()
    shutil.copy(ROOT / "include/modzy_edge.h", tmp_path / "include")
    environment = {"CONAN_HOME": str(tmp_path / "home"), "MODZY_EDGE_PACKAGES": str(PACKAGES)}
    run(CONAN, "profile", "detect", **environment)
    said = run(CONAN, "create", copy, "--no-remote", **environment)
    assert f"\nmodzy_edge {VERSION}\n" in said
