"""Hands what the library has to say to Python's logger "modzy_edge", from warnings upward."""

from __future__ import annotations

import ctypes
import logging
from typing import Any, Optional

from . import _bindings
from ._bindings import Functions
from ._call import check

_LEVELS = {
    _bindings.EDGE_LOG_WARNING: logging.WARNING,
    _bindings.EDGE_LOG_ERROR: logging.ERROR,
}

_logger = logging.getLogger("modzy_edge")
_logger.addHandler(logging.NullHandler())  # a library is silent in a program that has not set up logging


def _log(level: int, message: Optional[bytes], _user_data: Optional[int]) -> None:
    _logger.log(_LEVELS.get(level, logging.ERROR), "%s", (message or b"").decode("utf-8", "replace"))


_callback = _bindings.edge_log_callback(_log)  # kept here for as long as the library may call it
_handle: Any = None


def install(functions: Functions) -> None:
    """From now on, messages arrive, on whichever thread has one."""
    global _handle
    handle = ctypes.POINTER(_bindings.edge_log)()
    check(functions, functions.edge_log_create, _callback, _bindings.EDGE_LOG_WARNING, None, ctypes.byref(handle))
    _handle = handle


def remove(functions: Functions) -> None:
    """From now on, none arrives any more."""
    functions.edge_log_destroy(_handle)
