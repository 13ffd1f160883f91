import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The modules beside the tests, and the Python package of this checkout rather than one that is installed.
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "bindings" / "python")]

from edge_fixtures import client, edge, emulator, pytest_configure  # noqa: E402,F401
