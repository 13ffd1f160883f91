"""Lets signals end calls of the library: while a call waits on the main thread, Python runs the signal handlers."""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from typing import Any, Generator, List, Optional

from .declarations import Functions, edge_interrupt_callback

# A prototype of our own: those of ctypes.pythonapi are shared with every other user of them in the process.
_run_signal_handlers = ctypes.PYFUNCTYPE(ctypes.c_int)(("PyErr_CheckSignals", ctypes.pythonapi))

raised: List[BaseException] = []  # by a signal handler; the call that it ended raises it
installed = False

_functions: Optional[Functions] = None
_callback: Any = None  # kept here for as long as the library may call it


def _decisions() -> Generator[int, object, None]:
    """0 for a call that goes on, 1 once a signal handler has raised an exception.

    Python runs signal handlers as soon as it executes code: in a function, before its `try` statement. A generator is
    resumed inside of it.
    """
    try:
        while True:
            yield 0
            _run_signal_handlers()
    except GeneratorExit:
        return
    except BaseException as error:
        raised.append(error)
    while True:
        yield 1


def install(functions: Functions) -> None:
    """Lets signals end calls of the main thread. Does nothing on another thread: it runs no signal handlers."""
    global installed, _functions, _callback
    if threading.current_thread() is threading.main_thread():
        decisions = _decisions()
        next(decisions)
        callback = edge_interrupt_callback(decisions.send)
        functions.edge_interrupt_set(callback, None, None)
        _functions, _callback, installed = functions, callback, True


def reraise() -> None:
    """Raises what a signal handler raised while the library waited on this thread, if it did."""
    if raised and threading.current_thread() is threading.main_thread():
        error = raised.pop()
        if _functions is not None:
            install(_functions)  # the callback before returns 1 from now on
        raise error from None


@atexit.register
def _remove() -> None:
    """Removes the callback while Python can still run it. Runs after clients were closed, which may be interrupted."""
    if _functions is not None:
        _functions.edge_interrupt_set(edge_interrupt_callback(0), None, None)


def _after_fork_in_child() -> None:
    global _functions
    _functions = None  # the library must not be called there


os.register_at_fork(after_in_child=_after_fork_in_child)
