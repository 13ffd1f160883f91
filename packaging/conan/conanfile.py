"""The Conan 2 recipe: packs what `make archive` has packed.

    conan create packaging/conan

The library is compiled ahead of time from C#, which no tool of Conan does. The archives are in artifacts/packages of
the checkout that this recipe belongs to, or where MODZY_EDGE_PACKAGES says; those of both machines are exported, if
they are there.
"""

import os
import re
from pathlib import Path

from conan import ConanFile
from conan.errors import ConanException, ConanInvalidConfiguration
from conan.tools.files import copy, unzip

ARCHITECTURES = {"x86_64": "x64", "armv8": "arm64"}
required_conan_version = ">=2.0"


class ModzyEdge(ConanFile):
    name = "modzy-edge"
    description = "A client for Modzy Edge, which runs machine-learning models on devices and serves them over gRPC"
    license = "Apache-2.0 AND MIT AND BSD-3-Clause"
    topics = ("grpc", "machine-learning", "inference", "edge")
    package_type = "shared-library"
    settings = "os", "arch"

    def set_version(self):
        header = (Path(self.recipe_folder) / "../../include/modzy_edge.h").read_text(encoding="utf-8")
        self.version = re.search(r'#define EDGE_VERSION "(.*)"', header).group(1)

    def export_sources(self):
        packages = os.environ.get("MODZY_EDGE_PACKAGES") or Path(self.recipe_folder) / "../../artifacts/packages"
        if not any(copy(self, self._archive(arch), packages, self.export_sources_folder) for arch in ARCHITECTURES):
            raise ConanException(f"{packages} has no {self._archive('x86_64')}: make it with `make archive`, or set "
                                 "MODZY_EDGE_PACKAGES to the directory that has it.")

    def validate(self):
        if self.settings.os != "Linux" or str(self.settings.arch) not in ARCHITECTURES:
            raise ConanInvalidConfiguration("There is a library for Linux on x86_64 and armv8 alone.")

    def build(self):
        archive = Path(self.source_folder) / self._archive(str(self.settings.arch))
        if not archive.is_file():
            raise ConanException(f"{archive.name} was not there when the recipe was exported: make it with "
                                 f"`make archive ARCH={ARCHITECTURES[str(self.settings.arch)]}`.")
        unzip(self, str(archive), self.build_folder, strip_root=True)

    def package(self):
        for pattern in "include/*", "lib/libmodzy_edge.so*":
            copy(self, pattern, self.build_folder, self.package_folder)
        for name in "LICENSE", "THIRD-PARTY-NOTICES":
            copy(self, name, self.build_folder, Path(self.package_folder) / "licenses")

    def package_info(self):
        self.cpp_info.libs = ["modzy_edge"]
        self.cpp_info.set_property("cmake_file_name", "modzy_edge")
        self.cpp_info.set_property("cmake_target_name", "modzy_edge::modzy_edge")
        self.cpp_info.set_property("pkg_config_name", "modzy_edge")

    def _archive(self, arch):
        return f"modzy-edge-{self.version}-linux-{ARCHITECTURES[arch]}.tar.gz"
