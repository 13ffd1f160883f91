"""Runs calls in the event loop: a completion queue waits for them, no thread does."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from typing import Any, AsyncIterator, TypeVar

from .._errors import ApiError
from .._native import library
from .._native.blocking import PROGRESS_INTERVAL
from .._native.call import NativeCall
from .._native.completions import Completions, completions_of
from .._native.handle import NativeHandle
from .._native.pending_call import PendingCall
from .._upload_sources import END

T = TypeVar("T")


async def run(owner: NativeHandle, call: NativeCall[T]) -> T:
    """Runs a call on the native object of `owner`, and returns its result."""
    try:
        functions = library.start()
        completions = completions_of(functions, asyncio.get_running_loop())
        with PendingCall(functions, owner._native, call) as pending:
            await _finish(owner, completions, pending, call)
            return call.convert(pending.take())
    except ApiError as error:
        owner._raise_translated(error, call.translate(error))
        raise
    finally:
        call.borrowed.release()


@contextlib.asynccontextmanager
async def performed(owner: NativeHandle, call: NativeCall[T]) -> AsyncIterator[T]:
    """The result of a call. The end of the block destroys the call, and with it what the call keeps alive."""
    try:
        functions = library.start()
        completions = completions_of(functions, asyncio.get_running_loop())
        with PendingCall(functions, owner._native, call) as pending:
            await _finish(owner, completions, pending, call)
            yield call.convert(pending.take())
    except ApiError as error:
        owner._raise_translated(error, call.translate(error))
        raise
    finally:
        call.borrowed.release()


async def _finish(owner: NativeHandle, completions: Completions, pending: PendingCall[T], call: NativeCall[T]) -> None:
    """Waits until the call is done. An exception that ends the wait earlier cancels the call, or undoes it."""
    number, done = completions.add(pending.native)
    try:
        if call.progress is not None:
            await _report(pending, done)
        await done
    except GeneratorExit:
        raise  # nobody awaits any more; destroying the call cancels it
    except BaseException:
        # The call is done soon. Until then the library may use the buffers, and cancel a job that is being uploaded.
        # Destroying the call now would wait for that too, but block the event loop meanwhile.
        pending.cancel()
        await completions.wait(number)
        if call.undo is not None:  # the call was cancelled, unless it was done already
            with contextlib.suppress(ApiError):
                await run(owner, call.undo(pending.take()))
        raise
    finally:
        completions.forget(number)


async def _report(pending: PendingCall[Any], done: "asyncio.Future[None]") -> None:
    """Reports the progress of a call until it is done."""
    while not done.done():
        await asyncio.wait([done], timeout=PROGRESS_INTERVAL)
        returned = pending.report()
        if inspect.isawaitable(returned):
            await returned


class AsyncRunner:
    """Runs the steps of an upload in the event loop. See _uploads.Runner."""

    def __init__(self, owner: NativeHandle) -> None:
        self._owner = owner

    async def run(self, call: NativeCall[T]) -> T:
        return await run(self._owner, call)

    async def read(self, source: Any) -> Any:
        if callable(source):  # a file or an iterable, which may block
            return await asyncio.get_running_loop().run_in_executor(None, source)
        try:
            return await source.__anext__()
        except StopAsyncIteration:
            return END

    async def report(self, returned: object) -> None:
        if inspect.isawaitable(returned):
            await returned

    async def clean_up(self, call: NativeCall[Any]) -> None:
        with contextlib.suppress(ApiError):
            await run(self._owner, call)
