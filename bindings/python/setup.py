"""Puts the native library into the package and names the wheel after what the library needs; the rest: pyproject.toml."""

import os
import re
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # setuptools before 70.1
    from wheel.bdist_wheel import bdist_wheel

HERE = Path(__file__).resolve().parent
MACHINES = {62: "x86_64", 183: "aarch64"}  # e_machine of ELF


def library():
    """The library that MODZY_EDGE_LIBRARY names, or that of this checkout."""
    file = Path(os.environ.get("MODZY_EDGE_LIBRARY") or HERE.parents[1] / "artifacts/lib/libmodzy_edge.so.1")
    if not file.is_file():
        sys.exit(f"\nThe native library of modzy_edge has not been built: {file} is not there. Please type\n\n"
                 f"    make -C {HERE.parents[1]} build\n\nand try again.")
    return file


class BuildWithLibrary(build_py):
    def run(self):
        found = library()
        super().run()
        if not self.editable_mode:  # a checkout is searched for the library when it is loaded
            shutil.copy(found, Path(self.build_lib) / "modzy_edge" / "libmodzy_edge.so.1")


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        """For any CPython 3, because ctypes loads the library; for the machine and the glibc that the library is for."""
        image = library().read_bytes()
        needed = re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?=\0)", image)
        major, minor = max((int(major), int(minor)) for major, minor in needed)
        return "py3", "none", f"manylinux_{major}_{minor}_{MACHINES[int.from_bytes(image[18:20], 'little')]}"


class BinaryDistribution(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel}, distclass=BinaryDistribution)
