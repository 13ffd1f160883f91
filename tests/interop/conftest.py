import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The modules beside the tests, and the Python package of this checkout rather than one that is installed.
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "bindings" / "python")]

from edge_fixtures import client, edge, emulator, pytest_configure  # noqa: E402,F401

import pytest  # noqa: E402

from callers import compiled  # noqa: E402


@pytest.fixture(scope="session")
def make_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in C that makes any call."""
    return compiled(tmp_path_factory.mktemp("c"), *sorted((HERE / "c").glob("*_cases.c")), HERE / "c" / "arguments.c",
                    HERE / "c" / "make_call.c")
