"""Tells event loops which of the calls that they started are done: one queue, and one descriptor, for each loop."""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import weakref
from typing import Any, Callable, Dict

from ._bindings import Functions, edge_call, edge_queue
from ._call import check

AT_ONCE = 64  # calls that are taken before the event loop gets to its other work again


class Completions:
    """The calls of one event loop.

    Nothing but the loop's reader, and the calls that run, keeps it alive: the queue is destroyed when the loop is closed.
    """

    def __init__(self, functions: Functions, loop: asyncio.AbstractEventLoop) -> None:
        self._functions = functions
        self._queue = ctypes.POINTER(edge_queue)()
        check(functions, functions.edge_queue_create, ctypes.byref(self._queue))
        weakref.finalize(self, functions.edge_queue_destroy, self._queue)
        self._numbers = itertools.count(1)
        self._waiting: Dict[int, Callable[[], object]] = {}
        loop.add_reader(functions.edge_queue_fd(self._queue), self._take)

    def add(self, call: Any, done: Callable[[], object]) -> int:
        """From now on, `done` is called in the event loop when the call is done. Returns the number to forget that by."""
        number = next(self._numbers)
        check(self._functions, self._functions.edge_queue_add, self._queue, call, number)
        self._waiting[number] = done  # in time: what was added is taken by this thread, later
        return number

    def forget(self, number: int) -> None:
        """Nobody waits for that call any more."""
        self._waiting.pop(number, None)

    def _take(self) -> None:
        """Takes what is done. The descriptor stays readable while there is more, so that the event loop calls this again."""
        call, number = ctypes.POINTER(edge_call)(), ctypes.c_void_p()
        for _ in range(AT_ONCE):
            if self._functions.edge_queue_take(self._queue, 0, ctypes.byref(call), ctypes.byref(number), None) != 0:
                break
            done = self._waiting.pop(number.value or 0, None)
            if done is not None:
                done()


_by_loop: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[Completions]]" = weakref.WeakKeyDictionary()


def completions_of(functions: Functions, loop: asyncio.AbstractEventLoop) -> Completions:
    """Those of an event loop; to be called on its thread."""
    known = _by_loop.get(loop)
    completions = None if known is None else known()
    if completions is None:
        completions = Completions(functions, loop)
        _by_loop[loop] = weakref.ref(completions)
    return completions
