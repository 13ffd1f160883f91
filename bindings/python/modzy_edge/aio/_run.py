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
    async with performed(owner, call) as result:
        returned: T = result
        return returned


@contextlib.asynccontextmanager
async def performed(owner: NativeHandle, call: NativeCall[T]) -> AsyncIterator[T]:
    """The result of a call. The end of the block destroys the call, and with it what the call keeps alive."""
    try:
        functions = library.start()
        completions = completions_of(functions, asyncio.get_running_loop())
        with PendingCall(functions, owner._native, call) as pending:
            try:
                await _wait(completions, pending, call.progress is not None)
            except GeneratorExit:
                raise
            except BaseException:
                if call.undo is not None:  # the call was cancelled, unless it was done already
                    with contextlib.suppress(ApiError):
                        await run(owner, call.undo(pending.take()))
                raise
            yield call.convert(pending.take())
    except ApiError as error:
        owner._raise_translated(error, call.translate(error))
        raise
    finally:
        call.borrowed.release()


async def _wait(completions: Completions, pending: PendingCall[Any], reports: bool) -> None:
    """Waits until the call is done. An exception that ends the wait earlier cancels the call."""
    done = asyncio.Event()
    number = completions.add(pending.native, done.set)
    try:
        while reports and not done.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(done.wait(), PROGRESS_INTERVAL)
            returned = pending.report()
            if inspect.isawaitable(returned):
                await returned
        await done.wait()
    except GeneratorExit:
        raise  # nobody awaits any more; destroying the call cancels it
    except BaseException:
        # The call is done soon. Until then the library may use the buffers, and cancel a job that is being uploaded.
        # Destroying the call now would wait for that too, but block the event loop meanwhile.
        pending.cancel()
        await done.wait()
        raise
    finally:
        completions.forget(number)


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
