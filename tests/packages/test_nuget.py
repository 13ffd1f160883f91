"""The NuGet packages: projects that refer to them from a local feed, with the programs of their READMEs."""

import re
import zipfile
from pathlib import Path

import pytest

from conftest import ARCH, PACKAGES, ROOT, VERSION, run

PROJECT = """
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>
    <InvariantGlobalization>true</InvariantGlobalization>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="{package}" Version="{version}" /></ItemGroup>
</Project>
"""
FEED = '<configuration><packageSources><add key="packages" value="{}" /></packageSources></configuration>'


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path, port: str) -> Path:
    """A project with the program of a README. It has packages of its own, and takes from the machine's what is there."""
    package, readme = request.param
    [program] = re.findall(r"```csharp\n(.*?)```", (ROOT / "packaging/nuget" / readme).read_text(), re.DOTALL)
    (tmp_path / "Consumer.csproj").write_text(PROJECT.format(package=package, version=VERSION))
    (tmp_path / "Program.cs").write_text(program.replace("55000", port))
    (tmp_path / "nuget.config").write_text(FEED.format(PACKAGES))
    machine = run("dotnet", "nuget", "locals", "global-packages", "--list").partition(":")[2].strip()
    run("dotnet", "restore", "-r", f"linux-{ARCH}", "-p:PublishAot=true", f"-p:RestoreFallbackFolders={machine}",
        f"-p:RestorePackagesPath={tmp_path}/packages", cwd=tmp_path)
    return tmp_path


CORE, NATIVE = ("Modzy.Edge", "core.md"), ("Modzy.Edge.Native", "native.md")


@pytest.mark.parametrize("project", [CORE], indirect=True)
def test_the_core_compiled_ahead_of_time(project: Path) -> None:
    run("dotnet", "publish", "--no-restore", "-r", f"linux-{ARCH}", "-p:PublishAot=true", "-o", "out", cwd=project)
    status, result = run(project / "out/Consumer").splitlines()
    assert status == "COMPLETE" and '"input.txt"' in result
    assert not list((project / "out").glob("Modzy*.dll"))


@pytest.mark.parametrize("project", [NATIVE], indirect=True)
def test_the_native_library(project: Path) -> None:
    run("dotnet", "publish", "--no-restore", "-r", f"linux-{ARCH}", "--self-contained", "false", "-o", "out", cwd=project)
    assert run("dotnet", project / "out/Consumer.dll").strip() == VERSION


def test_what_is_in_them() -> None:
    with zipfile.ZipFile(PACKAGES / f"Modzy.Edge.{VERSION}.nupkg") as core:
        names = set(core.namelist())
    assert {"README.md", "LICENSE", "lib/net10.0/Modzy.Edge.Core.dll", "lib/net10.0/Modzy.Edge.Core.xml"} <= names
    with zipfile.ZipFile(PACKAGES / f"Modzy.Edge.{VERSION}.snupkg") as symbols:
        assert "lib/net10.0/Modzy.Edge.Core.pdb" in symbols.namelist()
    with zipfile.ZipFile(PACKAGES / f"Modzy.Edge.Native.{VERSION}.nupkg") as native:
        assert native.read(f"runtimes/linux-{ARCH}/native/libmodzy_edge.so") == (
            ROOT / "artifacts/lib/libmodzy_edge.so.1").read_bytes()
        assert {"README.md", "LICENSE", "THIRD-PARTY-NOTICES", "include/modzy_edge.h"} <= set(native.namelist())
