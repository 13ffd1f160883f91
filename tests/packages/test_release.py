"""What make release adds to the packages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import ARCH, PACKAGES, ROOT, VERSION, run


@pytest.fixture(scope="module")
def sbom() -> Any:
    """The SBOM of what is built here."""
    text = run("/usr/bin/python3", ROOT / "scripts/sbom.py", VERSION, "1700000000", ARCH)
    assert text == run("/usr/bin/python3", ROOT / "scripts/sbom.py", VERSION, "1700000000", ARCH)
    return json.loads(text)


def test_the_sbom_has_what_is_linked_in(sbom: Any) -> None:
    """And not what only the build uses."""
    versions = dict(re.findall(r'<PackageVersion Include="([^"]+)" Version="([^"]+)"', (ROOT / "Directory.Packages.props").read_text()))
    components = {component["name"]: component for component in sbom["components"]}
    for project in (ROOT / "src").glob("*/*.csproj"):
        for name, private in re.findall(r'<PackageReference Include="([^"]+)"( PrivateAssets="all")?', project.read_text()):
            if private:
                assert name not in components
            elif name != "Grpc.AspNetCore":  # which has no assembly, but stands for those that have
                assert components[name]["version"] == versions[name]
    assert components[f"Microsoft.NETCore.App.Runtime.NativeAOT.linux-{ARCH}"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert all(component["licenses"] for component in sbom["components"])


def test_the_sbom_is_coherent(sbom: Any) -> None:
    references = [component["bom-ref"] for component in sbom["components"]] + [sbom["metadata"]["component"]["bom-ref"]]
    assert len(set(references)) == len(references)
    assert {each["ref"] for each in sbom["dependencies"]} == set(references)
    assert {name for each in sbom["dependencies"] for name in each["dependsOn"]} < set(references)
    assert sbom["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


@pytest.mark.skipif(not (PACKAGES / "SHA256SUMS").exists(), reason="these packages were not made by make release")
def test_a_release_has_checksums_and_notes() -> None:
    run("sha256sum", "--check", "SHA256SUMS", cwd=PACKAGES)
    listed = set(re.findall(r"^[0-9a-f]{64}  (.*)$", (PACKAGES / "SHA256SUMS").read_text(), re.MULTILINE))
    assert listed >= {path.name for path in Path(PACKAGES).iterdir()} - {"SHA256SUMS"}
    assert (PACKAGES / "RELEASE-NOTES.md").read_text().startswith(f"## [{VERSION}]")
