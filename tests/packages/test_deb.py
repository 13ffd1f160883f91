"""The Debian packages: clean by lintian, and installed and used in roots of Debian that have just been made.

The wheel is there too, because each release of Debian has a CPython of its own: 3.9, 3.11 and 3.13.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Iterator, List

import pytest

from conftest import C_PROGRAM, DEBIAN, PACKAGES, PYTHON_PROGRAM, ROOT, VERSION, WHEEL, run

EMULATOR = ("modzy-edge-emulator --port 0 >/ready 2>/log & for try in $(seq 300); do grep -q listening /ready && break; sleep 0.1; "
            "done; port=$(sed 's/.*://' /ready)")


def packages(architecture: str = DEBIAN) -> List[Path]:
    return sorted(file for file in PACKAGES.glob(f"*_{VERSION}-1_*.deb") if file.stem.endswith((f"_{architecture}", "_all")))


def test_all_of_them_are_there() -> None:
    assert {file.name.partition("_")[0] for file in packages()} == {
        "libmodzy-edge-dev", "libmodzy-edge1", "libmodzy-edge1-dbgsym", "modzy-edge-tools", "python3-modzy-edge"}


def test_lintian_finds_nothing() -> None:
    assert run("lintian", "--allow-root", "--fail-on=error,warning", "--tag-display-limit=0", *packages()) == ""


def test_the_c_library_that_is_needed() -> None:
    for name in ("libmodzy-edge1", "modzy-edge-tools"):
        depends = run("dpkg-deb", "-f", PACKAGES / f"{name}_{VERSION}-1_{DEBIAN}.deb", "Depends").strip()
        assert re.fullmatch(r"libc6 \(>= 2\.29\)", depends)


@pytest.fixture(scope="module", params=["bullseye", "bookworm", "trixie"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Debian with gcc and Python, into which the packages were installed."""
    if os.geteuid() != 0:
        pytest.skip("only root can make a root of Debian")
    root = tmp_path_factory.mktemp("debian") / "root"
    mirror = run(ROOT / "scripts/debian-mirror.sh").strip()
    run("debootstrap", "--variant=minbase", "--include=gcc,libc6-dev,pkgconf,python3,python3-venv", request.param, root, mirror)
    (root / "program.c").write_text(C_PROGRAM)
    (root / "program.py").write_text(PYTHON_PROGRAM)
    for file in [*packages(), WHEEL]:
        shutil.copy(file, root)
    run("mount", "--bind", "/proc", root / "proc")
    try:
        inside(root, "apt-get install -y --no-install-recommends /*.deb")
        yield root
    finally:
        subprocess.run(["umount", root / "proc"], check=True)


def inside(root: Path, command: str) -> str:
    return run("chroot", root, "sh", "-ec", command, LC_ALL="C", PATH="/usr/sbin:/usr/bin:/sbin:/bin", HOME="/root", TMPDIR="/tmp")


def test_a_c_program(fresh: Path) -> None:
    build = "cc /program.c $(pkg-config --cflags --libs modzy_edge) -o /program"
    assert '"my-input"' in inside(fresh, f"{build}; {EMULATOR}; /program $port; kill $!; wait $!")


def test_python(fresh: Path) -> None:
    library, completed = inside(fresh, f"{EMULATOR}; python3 /program.py $port; kill $!; wait $!").splitlines()
    assert (Path(library).name, completed) == ("libmodzy_edge.so.1", "1")
    assert inside(fresh, "find /usr/lib/python3/dist-packages/modzy_edge -name '*.pyc'")


def test_the_wheel(fresh: Path) -> None:
    inside(fresh, f"python3 -m venv /venv; /venv/bin/pip install --no-index /{WHEEL.name}")
    library, completed = inside(fresh, f"{EMULATOR}; /venv/bin/python /program.py $port; kill $!; wait $!").splitlines()
    assert library.startswith("/venv/lib/") and completed == "1"


def test_removal_leaves_nothing(fresh: Path) -> None:
    inside(fresh, "apt-get purge -y libmodzy-edge1 libmodzy-edge1-dbgsym modzy-edge-tools")
    assert inside(fresh, "find /usr /etc /var/lib/dpkg/info -name '*modzy*'") == ""
