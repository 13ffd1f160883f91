import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# The package of this checkout rather than one that is installed, and the edge that the tests of all bindings share.
sys.path[:0] = [str(ROOT / "bindings" / "python"), str(ROOT / "bindings" / "python" / "tools"),
                str(ROOT / "tests" / "interop")]

from edge_fixtures import client, edge, emulator, pytest_configure  # noqa: E402,F401
