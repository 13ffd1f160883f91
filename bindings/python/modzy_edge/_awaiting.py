"""Runs descriptions in the event loop: no thread waits for a call, a completion queue does."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from typing import Any, AsyncIterator, TypeVar

from . import _library
from ._blocking import PROGRESS_INTERVAL
from ._completions import Completions, completions_of
from ._errors import ApiError
from ._managed import Managed
from ._operation import END, CleanUp, Description, Fetch, Operation, Steps
from ._started import Started

T = TypeVar("T")

async def run(owner: Managed, description: Description[T]) -> T:
    """Runs a description with the native object of `owner`."""
    if isinstance(description, Operation):
        async with performed(owner, description) as outcome:
            done: T = outcome
            return done
    assert isinstance(description, Steps)
    generator = description.generator
    try:
        step = next(generator)
        while True:
            try:
                answer = await _take_step(owner, step)
            except BaseException as error:
                step = generator.throw(error)
            else:
                step = generator.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


async def _take_step(owner: Managed, step: Any) -> Any:
    if isinstance(step, CleanUp):
        with contextlib.suppress(ApiError):
            await run(owner, step.operation)
        return None
    if not isinstance(step, Fetch):
        return await run(owner, step)
    if callable(step.source):  # a file, or a producer, which may make us wait
        return await asyncio.get_running_loop().run_in_executor(None, step.source)
    try:
        return await step.source.__anext__()
    except StopAsyncIteration:
        return END


@contextlib.asynccontextmanager
async def performed(owner: Managed, operation: Operation[T]) -> AsyncIterator[T]:
    """The result of an operation. At the end of the block the call is destroyed, and with it what it keeps alive."""
    try:
        functions = _library.start()
        completions = completions_of(functions, asyncio.get_running_loop())
        with Started(functions, owner._native, operation) as call:
            try:
                await _wait(completions, call, operation.progress is not None)
            except GeneratorExit:
                raise
            except BaseException:
                if operation.undo is not None:  # the call was cancelled, unless it was done already
                    with contextlib.suppress(ApiError):
                        await run(owner, operation.undo(call.take()))
                raise
            yield operation.convert(call.take())
    except ApiError as error:
        owner._raise_named(error, operation.named(error))
        raise
    finally:
        operation.borrowed.release()


async def _wait(completions: Completions, call: Started[Any], reports: bool) -> None:
    """Waits until the call is done. Whatever ends the wait before that, cancels the call."""
    done = asyncio.Event()
    number = completions.add(call.native, done.set)
    try:
        while reports and not done.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(done.wait(), PROGRESS_INTERVAL)
            told = call.report()
            if inspect.isawaitable(told):
                await told
        await done.wait()
    except GeneratorExit:
        raise  # nobody awaits any more; destroying the call cancels it
    except BaseException:
        # It is done soon. Until then the library may use the buffers, and cancel a job that is being uploaded: destroying
        # the call now would wait for that too, but keep the event loop waiting meanwhile.
        call.cancel()
        await done.wait()
        raise
    finally:
        completions.forget(number)
