"""Tells event loops which of their calls are done: one completion queue, and one file descriptor, for each loop."""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import weakref
from typing import Any, Callable, Dict

from .declarations import Functions, edge_call, edge_queue
from .invoke import check

AT_ONCE = 64  # calls that are taken before the event loop continues its other work


class Completions:
    """The calls of one event loop.

    Only the loop's reader and the calls that run keep it alive: the queue is destroyed when the loop is closed.
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
        """Calls `done` in the event loop when the call is done. Returns the number for forget()."""
        number = next(self._numbers)
        check(self._functions, self._functions.edge_queue_add, self._queue, call, number)
        self._waiting[number] = done  # not too late: the event loop takes completions on this thread, later
        return number

    def forget(self, number: int) -> None:
        """Removes a call that nobody waits for any more."""
        self._waiting.pop(number, None)

    def _take(self) -> None:
        """Takes completions. The descriptor remains readable while there are more; then the loop calls this again."""
        call, number = ctypes.POINTER(edge_call)(), ctypes.c_void_p()
        for _ in range(AT_ONCE):
            if self._functions.edge_queue_take(self._queue, 0, ctypes.byref(call), ctypes.byref(number), None) != 0:
                break
            done = self._waiting.pop(number.value or 0, None)
            if done is not None:
                done()


_by_loop: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[Completions]]" = weakref.WeakKeyDictionary()


def completions_of(functions: Functions, loop: asyncio.AbstractEventLoop) -> Completions:
    """The completions of an event loop. Call it on the thread of the loop."""
    known = _by_loop.get(loop)
    completions = None if known is None else known()
    if completions is None:
        completions = Completions(functions, loop)
        _by_loop[loop] = weakref.ref(completions)
    return completions
