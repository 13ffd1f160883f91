#!/usr/bin/python3
"""Installs the library into a prefix as `make install` does, and builds against it with pkg-config, with CMake and by
hand; then moves the prefix elsewhere and does it again.

    package_test.py ROOT LIBRARY        ROOT is the repository
"""

from __future__ import annotations

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

CONSUMER = """
cmake_minimum_required(VERSION 3.16)
project(consumer LANGUAGES C CXX)
find_package(modzy_edge {version} REQUIRED)
message(STATUS "found modzy_edge ${{modzy_edge_VERSION}}")
add_executable(in_c version.c)
target_link_libraries(in_c PRIVATE modzy_edge::modzy_edge)
add_executable(in_cxx version.cpp)
target_link_libraries(in_cxx PRIVATE modzy_edge::modzy_edge)
"""
PROGRAM = """
#include <modzy_edge.h>
#include <stdio.h>
int main(void) { return puts(edge_version()) == EOF; }
"""


class Packages(unittest.TestCase):
    root: pathlib.Path
    library: pathlib.Path

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.work = pathlib.Path(directory.name)
        header = self.root / "include/modzy_edge.h"
        self.version = re.search(r'#define EDGE_VERSION "(.*)"', header.read_text(encoding="utf-8"))[1]
        self.prefix = self.install(self.work / "first place")
        for name in ("version.c", "version.cpp"):
            (self.work / name).write_text(PROGRAM, encoding="utf-8")

    def install(self, prefix: pathlib.Path) -> pathlib.Path:
        source = self.root / "bindings/c"
        for folder in ("lib/pkgconfig", "lib/cmake/modzy_edge", "include"):
            (prefix / folder).mkdir(parents=True)
        shutil.copy(self.library, prefix / "lib/libmodzy_edge.so.1")
        (prefix / "lib/libmodzy_edge.so").symlink_to("libmodzy_edge.so.1")
        for header in ("modzy_edge.h", "modzy_edge.hpp"):
            shutil.copy(self.root / "include" / header, prefix / "include")
        for file in (source / "cmake").iterdir():
            shutil.copy(file, prefix / "lib/cmake/modzy_edge")
        template = (source / "pkgconfig/modzy_edge.pc.in").read_text(encoding="utf-8")
        (prefix / "lib/pkgconfig/modzy_edge.pc").write_text(
            template.replace("@VERSION@", self.version), encoding="utf-8")
        return prefix

    def run_command(self, *command: str | pathlib.Path, status: int = 0, **environment: str) -> str:
        done = subprocess.run(
            command, cwd=self.work, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=100, check=False)
        self.assertEqual(status, done.returncode, f"{shlex.join(map(str, command))}\n{done.stdout}")
        return done.stdout

    def with_cmake(self, build: str, version: str, status: int = 0) -> str:
        consumer = self.work / "CMakeLists.txt"
        consumer.write_text(CONSUMER.format(version=version), encoding="utf-8")
        configured = self.run_command(
            "cmake", "-S", ".", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", status=status)
        if status == 0:
            self.run_command("cmake", "--build", build)
            for program in ("in_c", "in_cxx"):
                self.assertEqual(f"{self.version}\n", self.run_command(self.work / build / program))
        return configured

    def with_pkg_config(self) -> None:
        found = {"PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")}
        self.assertEqual(f"{self.version}\n", self.run_command("pkg-config", "--modversion", "modzy_edge", **found))
        flags = shlex.split(self.run_command("pkg-config", "--cflags", "--libs", "modzy_edge", **found))
        self.run_command("gcc", "version.c", "-o", "by_pkg_config", *flags)
        self.assertEqual(f"{self.version}\n", self.run_command(
            self.work / "by_pkg_config", LD_LIBRARY_PATH=str(self.prefix / "lib")))

    def test_consumers_before_and_after_a_move(self) -> None:
        self.with_pkg_config()
        self.assertIn(f"found modzy_edge {self.version}", self.with_cmake("build", "0.1"))
        self.prefix = self.prefix.rename(self.work / "second")
        self.with_pkg_config()
        self.with_cmake("build after the move", self.version)

    def test_versions_that_cmake_does_not_accept(self) -> None:
        major, minor, patch = map(int, self.version.split("."))
        for wanted in (f"{major + 1}", f"{major}.{minor + 1}", f"{major}.{minor}.{patch + 1}", f"{self.version}.1"):
            with self.subTest(wanted=wanted):
                self.assertIn(f"version: {self.version}", self.with_cmake("refused", wanted, status=1))

    def test_an_installation_that_is_not_complete(self) -> None:
        (self.prefix / "lib/libmodzy_edge.so.1").unlink()
        self.assertIn("the installation is not complete", self.with_cmake("build", "0.1", status=1).replace("\n  ", " "))

    def test_the_examples(self) -> None:
        self.run_command(
            "cmake", "-S", self.root / "bindings/c", "-B", "examples", f"-DCMAKE_PREFIX_PATH={self.prefix}",
            "-DCMAKE_C_FLAGS=-Werror", "-DCMAKE_CXX_FLAGS=-Werror")
        self.run_command("cmake", "--build", "examples")
        self.run_command("cmake", "--install", "examples", "--prefix", self.prefix)
        self.prefix = self.prefix.rename(self.work / "second")
        self.assertIn("usage: submit", self.run_command(self.prefix / "bin/submit", status=1))
        self.assertIn("usage: watch", self.run_command(self.prefix / "bin/watch", status=2))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Packages.root, Packages.library = map(pathlib.Path, sys.argv[1:])
    unittest.main(argv=sys.argv[:1])
