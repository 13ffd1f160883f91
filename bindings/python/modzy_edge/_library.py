"""Finds and loads the native library, once in a process, and keeps it out of forked children."""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

from . import _bindings, _logging
from ._bindings import Functions
from ._errors import ForkedProcess, LibraryNotFound

VARIABLE = "MODZY_EDGE_LIBRARY"
SONAME = "libmodzy_edge.so.1"

_FORKED = ('This process was forked from one that had used modzy_edge, and cannot use it. Use the start method '
           '"spawn" or "forkserver" (multiprocessing.set_start_method("spawn")), or make the first call after the fork.')

_PACKAGE = Path(__file__).resolve().parent

_lock = threading.Lock()
_loaded: Optional[Functions] = None
_ready: Optional[Functions] = None
_started = False  # whether the library was called: from then on a fork of this process cannot use it
_forked = False


def load() -> Functions:
    """The functions of the library, which the first call loads without calling any of them yet.

    A process may therefore be forked after this, but not after start().
    """
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                _loaded = _find()
    return _loaded


def start() -> Functions:
    """The functions of the library, ready to be called in this process."""
    global _started, _ready
    if _forked:
        raise ForkedProcess(_FORKED)
    if _ready is None:
        functions = load()
        with _lock:
            if _ready is None:
                _started = True
                _check_version(functions)
                _logging.install(functions)
                atexit.register(_stop, functions)
                _ready = functions
    return _ready


def _stop(functions: Functions) -> None:
    """Takes the log function back while Python can still run it."""
    if not _forked:
        _logging.remove(functions)


def _after_fork_in_child() -> None:
    global _lock, _forked
    _lock = threading.Lock()  # the thread that held the old one does not exist here
    _forked = _started


os.register_at_fork(after_in_child=_after_fork_in_child)


def _candidates() -> Iterator[Tuple[str, str]]:
    """Where the library may be, the best first: what to call the place, and what to load there."""
    yield "bundled with the package", str(_PACKAGE / SONAME)
    for directory in _PACKAGE.parents:
        if (directory / "include" / "modzy_edge.h").is_file():
            yield "development build", str(directory / "artifacts" / "lib" / SONAME)
    yield "system", SONAME


def _find() -> Functions:
    failures: List[str] = []
    chosen = os.environ.get(VARIABLE)
    if chosen:
        # Whoever names a library does not want another one: what else there is is not looked at.
        places, remedy = [(VARIABLE, chosen)], f"correct {VARIABLE}, or unset it to search the usual places"
    else:
        places = list(_candidates())
        failures.append(f"{VARIABLE}: not set")
        remedy = f"install libmodzy_edge, or set {VARIABLE} to the file {SONAME}"
    for place, path in places:
        try:
            return _open(path)
        except (OSError, AttributeError) as error:
            failures.append(f"{place}: {_reason(path, error)}")
    tried = "".join(f"\n  - {failure}" for failure in failures)
    raise LibraryNotFound(f"the native library of modzy_edge could not be loaded; {remedy}. Tried:{tried}")


def _open(path: str) -> Functions:
    if "/" in path and not os.path.isfile(path):
        raise FileNotFoundError("no such file")
    library = ctypes.CDLL(path)
    functions = Functions(library)
    # Done at once: to let another thread of Python run meanwhile, and to wait for it then, would take far longer.
    functions.edge_string_free = ctypes.PYFUNCTYPE(None, ctypes.c_char_p)(("edge_string_free", library))
    return functions


def _reason(path: str, error: Exception) -> str:
    if isinstance(error, AttributeError):
        error = AttributeError(f"{error}: not libmodzy_edge, or one older than {_bindings.EDGE_VERSION}")
    return str(error) if path in str(error) else f"{path}: {error}"


def _check_version(functions: Functions) -> None:
    if functions.edge_abi_version() < _bindings.EDGE_ABI_VERSION:
        version = (functions.edge_version() or b"").decode()
        raise LibraryNotFound(f"libmodzy_edge {version} is too old for this package; install "
                              f"{_bindings.EDGE_VERSION} or newer, or set {VARIABLE} to the file of one")
