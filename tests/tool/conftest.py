"""What all tests of modzy-edge have: an emulator, and an environment without anything of the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[1] / "interop")]

from running_emulator import running_emulator  # noqa: E402
from running_tool import TOOL  # noqa: E402


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    """The port of an emulator, which the tool itself starts."""
    with running_emulator(TOOL, "emulator") as port:
        yield str(port)


@pytest.fixture(autouse=True)
def environment(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tool finds: the emulator, an empty configuration, and a directory of its own."""
    for name in [name for name in os.environ if name.startswith("MODZY_EDGE_") or name.endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MODZY_EDGE_HOST", "127.0.0.1")
    monkeypatch.setenv("MODZY_EDGE_PORT", port)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", f"{TOOL.parent}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
