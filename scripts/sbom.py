#!/usr/bin/python3
"""Writes what the released files contain of others as a CycloneDX document, from what NuGet restored for the build.

    sbom.py VERSION SECONDS ARCH... > modzy-edge-VERSION.cdx.json

SECONDS since 1970 is the time of the release, ARCH x64 or arm64. A package is part of a program if it has an assembly
for it; what only the build uses (compilers, analyzers) is not.
"""

import base64
import json
import sys
import uuid
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, List, Set

ROOT = Path(__file__).resolve().parents[1]
LICENSE = [{"license": {"id": "Apache-2.0"}}]
# What is released, by the project that it is compiled from; only the package for .NET is not compiled ahead of time.
PROGRAMS = {
    "libmodzy_edge.so.1": ("Native", "library"),
    "modzy-edge": ("Tool", "application"),
    "modzy-edge-emulator": ("Emulator", "application"),
    "Modzy.Edge": ("Core", "library"),
}
RUNTIMES = {"Emulator": ("Microsoft.NETCore.App.Runtime.NativeAOT", "Microsoft.AspNetCore.App.Runtime"), "Core": ()}
AOT_RUNTIME = ("Microsoft.NETCore.App.Runtime.NativeAOT",)


def licences(folder: Path) -> List[Dict[str, Any]]:
    """The licence that a package says it has."""
    [nuspec] = folder.glob("*.nuspec")
    root = ElementTree.parse(nuspec).getroot()
    for element in root.iter():
        if element.tag.endswith("}license") and element.text:
            kind = "expression" if element.get("type") == "expression" else "name"
            if kind == "expression" and " " not in element.text:
                return [{"license": {"id": element.text}}]
            return [{"expression": element.text}] if kind == "expression" else [{"license": {"name": element.text}}]
    sys.exit(f"{nuspec} does not say its licence")


def component(name: str, version: str, folder: Path, sha512: str = "") -> Dict[str, Any]:
    """A package of NuGet."""
    purl = f"pkg:nuget/{name}@{version}"
    described: Dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                                 "licenses": licences(folder), "scope": "required"}
    if sha512:
        described["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(sha512).hex()}]
    return described


class Document:
    """What was found so far."""

    def __init__(self) -> None:
        self.components: Dict[str, Dict[str, Any]] = {}
        self.depends: Dict[str, Set[str]] = {}

    def add(self, described: Dict[str, Any], dependents: "List[str]") -> str:
        reference = str(described["bom-ref"])
        self.components[reference] = described
        self.depends.setdefault(reference, set())
        for dependent in dependents:
            self.depends[dependent].add(reference)
        return reference

    def add_packages(self, project: str, program: str, architectures: List[str]) -> None:
        """What a project was restored with, for the program that is made of it."""
        assets = json.loads((ROOT / f"src/Modzy.Edge.{project}/obj/project.assets.json").read_text(encoding="utf-8"))
        [packages] = [Path(folder) for folder in assets["packageFolders"]]
        target = assets["targets"]["net10.0"]
        linked = {}
        for key, library in target.items():
            name, version = key.split("/")
            runtime = [file for file in library.get("runtime", {}) if not file.endswith("/_._")]
            if library["type"] == "package" and runtime:
                known = assets["libraries"][key]
                linked[name] = self.add(component(name, version, packages / known["path"], known["sha512"]), [program])
        for key, library in target.items():
            dependent = linked.get(key.split("/")[0])
            if dependent:
                self.depends[dependent] |= {linked[name] for name in library.get("dependencies", {}) if name in linked}

        [framework] = assets["project"]["frameworks"].values()
        versions = {each["name"].rpartition(".")[0]: each["version"].strip("[]").split(",")[0]
                    for each in framework.get("downloadDependencies", [])}
        for pack in RUNTIMES.get(project, AOT_RUNTIME):
            for architecture in architectures:
                name, version = f"{pack}.linux-{architecture}", versions[pack]
                self.add(component(name, version, packages / name.lower() / version), [program])


def main() -> int:
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    version, seconds, *architectures = sys.argv[1:]
    when = datetime.fromtimestamp(int(seconds), timezone.utc)
    document = Document()
    whole = f"pkg:generic/modzy-edge@{version}"
    document.depends[whole] = set()
    for program, (project, kind) in PROGRAMS.items():
        reference = f"pkg:nuget/{program}@{version}" if project == "Core" else f"{whole}#{program}"
        document.add({"type": kind, "bom-ref": reference, "name": program, "version": version, "purl": reference,
                      "licenses": LICENSE}, [whole])
        document.add_packages(project, reference, architectures)
    text = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # Of what is in it, so that the same release has the same.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{whole} {seconds} {sorted(document.components)}')}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "library", "bom-ref": whole, "name": "modzy-edge", "version": version, "purl": whole,
                          "licenses": LICENSE},
        },
        "components": [document.components[reference] for reference in sorted(document.components)],
        "dependencies": [{"ref": reference, "dependsOn": sorted(document.depends[reference])}
                         for reference in sorted(document.depends)],
    }
    json.dump(text, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
