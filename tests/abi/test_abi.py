"""The interface in C is that of packaging/abi/modzy_edge.abi, and what compares the two finds each kind of change."""

import os
import subprocess
from pathlib import Path
from typing import Tuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADER = (ROOT / "include/modzy_edge.h").read_text()
BREAKS, ADDS = "would not work with this one", "make abi-baseline"
LAST = "\n#ifdef __cplusplus\n}"


def check(**environment: str) -> Tuple[int, str]:
    done = subprocess.run([ROOT / "scripts/abi.sh", "check"], env={**os.environ, **environment}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_the_interface_is_the_one_that_was_released() -> None:
    status, said = check()
    assert status == 0, said


@pytest.mark.parametrize(("old", "new", "expected"), [
    pytest.param("    uint32_t deadline_ms;", "    uint64_t deadline_ms;", BREAKS, id="a member of another size"),
    pytest.param("edge_version(void)", "edge_version(int which)", BREAKS, id="a parameter more"),
    pytest.param("edge_abi_version(void)", "edge_binary_version(void)", BREAKS, id="a function that is gone"),
    pytest.param("EDGE_DATA_LOSS = 15", "EDGE_DATA_LOSS = 25", BREAKS, id="another number of a status"),
    pytest.param("    const char *key;", "    const char *key; int32_t more;", BREAKS, id="a structure that must not grow"),
    pytest.param("    EDGE_DATA_LOSS = 15,", "    EDGE_DATA_LOSS = 15, EDGE_MORE = 90,", ADDS, id="a new status"),
    pytest.param(LAST, "\nEDGE_API int32_t edge_more(void);\n" + LAST, ADDS, id="a new function"),
])
def test_changes_are_found(old: str, new: str, expected: str, tmp_path: Path) -> None:
    assert old in HEADER
    (tmp_path / "modzy_edge.h").write_text(HEADER.replace(old, new, 1))
    status, said = check(MODZY_EDGE_HEADER=str(tmp_path / "modzy_edge.h"))
    assert status == 1 and expected in said, said


def test_a_structure_with_its_size_may_grow(tmp_path: Path) -> None:
    [end] = [line for line in HEADER.splitlines() if line == "} edge_wait_options;"]
    (tmp_path / "modzy_edge.h").write_text(HEADER.replace(end, "    uint64_t more;\n" + end))
    status, said = check(MODZY_EDGE_HEADER=str(tmp_path / "modzy_edge.h"))
    assert status == 1 and ADDS in said, said
