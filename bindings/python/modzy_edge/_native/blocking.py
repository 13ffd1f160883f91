"""Runs calls on the thread of the caller."""

from __future__ import annotations

import contextlib
import inspect
import threading
from typing import Any, Coroutine, TypeVar

from .._errors import ApiError
from . import interrupts, library
from .call import NativeCall
from .declarations import EDGE_NO_TIMEOUT
from .handle import NativeHandle
from .pending_call import PendingCall

T = TypeVar("T")

CLEAN_UP_TIME = 0.05  # seconds that a call that has failed waits for its clean-up
PROGRESS_INTERVAL = 0.05  # seconds


def run(owner: NativeHandle, call: NativeCall[T]) -> T:
    """Runs a call on the native object of `owner`, and returns its result."""
    try:
        functions = library.start()
        if not interrupts.installed:
            interrupts.install(functions)
        blocking = call.kind.blocking
        if blocking is not None and call.progress is None:
            result = blocking(functions, getattr(functions, call.function), owner._native, *call.arguments)
        else:
            with PendingCall(functions, owner._native, call) as pending:
                try:
                    _wait(pending, call.progress is not None)
                except BaseException:
                    _undo(owner, call, pending)
                    raise
                result = pending.take()
        return call.convert(result)
    except ApiError as error:
        owner._raise_translated(error, call.translate(error))
        raise
    finally:
        call.borrowed.release()
        if interrupts.raised:
            interrupts.reraise()


def _wait(pending: PendingCall[Any], reports: bool) -> None:
    """Waits until the call is done."""
    time = int(PROGRESS_INTERVAL * 1000) if reports else EDGE_NO_TIMEOUT
    while True:
        pending.wait(time)
        interrupts.reraise()
        done = pending.done
        if reports:
            _refuse_awaitable(pending.report())
        if done:
            return


def _refuse_awaitable(returned: object) -> None:
    """Raises TypeError for what an asynchronous progress callback returns."""
    if inspect.isawaitable(returned):
        if inspect.iscoroutine(returned):
            returned.close()
        raise TypeError("progress is asynchronous, which can be used with modzy_edge.aio.EdgeClient only")


def _undo(owner: NativeHandle, call: NativeCall[Any], pending: PendingCall[Any]) -> None:
    """Cancels a call. If it was done before that, undoes it."""
    pending.cancel()
    if call.undo is not None:
        pending.wait(EDGE_NO_TIMEOUT)  # it is done soon, and may have succeeded until then
        with contextlib.suppress(ApiError):
            _clean_up(owner, call.undo(pending.take()))


def _clean_up(owner: NativeHandle, call: NativeCall[Any]) -> None:
    """Runs a call on a thread of its own, so that its caller does not wait longer than CLEAN_UP_TIME. close() does."""

    def clean_up() -> None:
        with contextlib.suppress(ApiError):
            run(owner, call)

    thread = threading.Thread(target=clean_up, name="modzy_edge-clean-up", daemon=True)
    owner._cleaning = [each for each in owner._cleaning if each.is_alive()] + [thread]
    thread.start()
    thread.join(CLEAN_UP_TIME)


class BlockingRunner:
    """Runs the steps of a coroutine that makes several calls, without suspending it. See _uploads.Runner."""

    def __init__(self, owner: NativeHandle) -> None:
        self._owner = owner

    async def run(self, call: NativeCall[T]) -> T:
        return run(self._owner, call)

    async def read(self, source: Any) -> Any:
        if not callable(source):
            raise TypeError("an asynchronous iterable can be used with modzy_edge.aio.EdgeClient only")
        return source()

    async def report(self, returned: object) -> None:
        _refuse_awaitable(returned)

    async def clean_up(self, call: NativeCall[Any]) -> None:
        _clean_up(self._owner, call)


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that a BlockingRunner runs."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a coroutine of a BlockingRunner does not suspend")
