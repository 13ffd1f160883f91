"""Waiting in the library without deafness to signals."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Callable, TypeVar

_T = TypeVar("_T")


def interruptible(call: Callable[[], _T]) -> _T:
    """Makes a call that may take long, so that Ctrl-C interrupts it at once.

    Python handles signals on its main thread, between two instructions: not while that thread is in the library. A
    helper makes the call in its place. After an interruption it ends with the call: at the latest when the client is
    closed, or at the end of the interpreter, which closes it.
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, name="modzy_edge-wait", daemon=True).start()
    return outcome.result()
