"""Runs the published modzy-edge, as a shell does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "artifacts/bin/modzy-edge"


def tool(*arguments: str, status: int = 0, given: "bytes | None" = None) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([TOOL, *arguments], input=given, capture_output=True, timeout=60, check=False)
    text = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert text.returncode == status, text.stderr
    assert "   at " not in text.stderr
    return text


def from_json(*arguments: str, status: int = 0, given: "bytes | None" = None) -> Any:
    return json.loads(tool(*arguments, "--json", status=status, given=given).stdout)
