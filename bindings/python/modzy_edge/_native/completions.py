"""Tells event loops which of their calls are done: one completion queue, and one file descriptor, for each loop."""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import weakref
from typing import Any, Dict, Optional, Tuple

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
        self._new_future = loop.create_future
        self._numbers = itertools.count(1)
        self._waiting: Dict[int, "asyncio.Future[None]"] = {}
        self._call, self._number = ctypes.POINTER(edge_call)(), ctypes.c_void_p()
        self._taken = (ctypes.byref(self._call), ctypes.byref(self._number))  # made once, for all calls
        loop.add_reader(functions.edge_queue_fd(self._queue), self._take)

    def add(self, call: Any) -> "Tuple[int, asyncio.Future[None]]":
        """Adds a call. Returns its number, for forget(), and a future that ends when the call is done."""
        number = next(self._numbers)
        check(self._functions, self._functions.edge_queue_add, self._queue, call, number)
        # Not too late: the event loop takes completions on this thread, later.
        future = self._waiting[number] = self._new_future()
        return number, future

    async def wait(self, number: int) -> None:
        """Waits until a call is done of which the future was cancelled."""
        if number in self._waiting:
            future = self._waiting[number] = self._new_future()
            await future

    def forget(self, number: int) -> None:
        """Removes a call that nobody waits for any more."""
        self._waiting.pop(number, None)

    def _take(self) -> None:
        """Takes completions. The descriptor remains readable while there are more; then the loop calls this again."""
        take, waiting = self._functions.edge_queue_take, self._waiting
        for _ in range(AT_ONCE):
            if take(self._queue, 0, *self._taken, None) != 0:
                break
            future = waiting.pop(self._number.value or 0, None)
            if future is not None and not future.done():
                future.set_result(None)


_by_loop: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[Completions]]" = weakref.WeakKeyDictionary()

# The last two that were found: most programs have one event loop.
_last: "Tuple[Optional[weakref.ref[asyncio.AbstractEventLoop]], Optional[weakref.ref[Completions]]]" = None, None


def completions_of(functions: Functions, loop: asyncio.AbstractEventLoop) -> Completions:
    """The completions of an event loop. Call it on the thread of the loop."""
    global _last
    last_loop, last = _last
    if last_loop is not None and last is not None and last_loop() is loop:
        completions = last()
        if completions is not None:
            return completions
    known = _by_loop.get(loop)
    completions = None if known is None else known()
    if completions is None:
        completions = Completions(functions, loop)
        _by_loop[loop] = weakref.ref(completions)
    _last = weakref.ref(loop), weakref.ref(completions)
    return completions
