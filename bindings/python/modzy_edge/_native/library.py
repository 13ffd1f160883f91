"""Finds and loads the native library, once in a process, forwards its log, and refuses its use in forked children."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import threading
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

from .._errors import ForkedProcess, LibraryNotFound
from . import declarations
from .declarations import Functions
from .invoke import check

VARIABLE = "MODZY_EDGE_LIBRARY"
SONAME = "libmodzy_edge.so.1"

_FORKED = ('This process was forked from one that had used modzy_edge, and cannot use it. Use the start method "spawn" '
           'or "forkserver" (multiprocessing.set_start_method("spawn")), or make the first call after the fork.')

_PACKAGE = Path(__file__).resolve().parents[1]

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
                atexit.register(_stop, functions)
                _ready = functions
    return _ready


def _stop(functions: Functions) -> None:
    """Removes the log callback while Python can still run it."""
    if not _forked:
        functions.edge_log_destroy(_log_handle)


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
        # A library that is named explicitly has no alternatives.
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
    # Called with the GIL held: to release and to take it again would take far longer than the call.
    functions.edge_string_free = ctypes.PYFUNCTYPE(None, ctypes.c_char_p)(("edge_string_free", library))
    return functions


def _reason(path: str, error: Exception) -> str:
    if isinstance(error, AttributeError):
        error = AttributeError(f"{error}: not libmodzy_edge, or one older than {declarations.EDGE_VERSION}")
    return str(error) if path in str(error) else f"{path}: {error}"


def _check_version(functions: Functions) -> None:
    if functions.edge_abi_version() < declarations.EDGE_ABI_VERSION:
        version = (functions.edge_version() or b"").decode()
        raise LibraryNotFound(f"libmodzy_edge {version} is too old for this package; install "
                              f"{declarations.EDGE_VERSION} or newer, or set {VARIABLE} to the file of one")


_LOG_LEVELS = {declarations.EDGE_LOG_DEBUG: logging.DEBUG, declarations.EDGE_LOG_INFO: logging.INFO,
               declarations.EDGE_LOG_WARNING: logging.WARNING, declarations.EDGE_LOG_ERROR: logging.ERROR}

_logger = logging.getLogger("modzy_edge")
_logger.addHandler(logging.NullHandler())  # silent in a program that has not configured logging


def _log(level: int, message: Optional[bytes], _user_data: Optional[int]) -> None:
    _logger.log(_LOG_LEVELS.get(level, logging.ERROR), "%s", (message or b"").decode("utf-8", "replace"))


_log_callback = declarations.edge_log_callback(_log)  # referenced for as long as the library may call it
_log_handle: Any = None
_log_level: Optional[int] = None


def follow_log_level(functions: Functions) -> None:
    """Forwards messages from any thread to the logger "modzy_edge": of each call if it takes DEBUG, else warnings."""
    global _log_handle, _log_level
    debugs = _logger.isEnabledFor(logging.DEBUG)
    level = declarations.EDGE_LOG_DEBUG if debugs else declarations.EDGE_LOG_WARNING
    with _lock:
        if level != _log_level:
            handle = ctypes.POINTER(declarations.edge_log)()
            check(functions, functions.edge_log_create, _log_callback, level, None, ctypes.byref(handle))
            previous, _log_handle, _log_level = _log_handle, handle, level
            functions.edge_log_destroy(previous)
