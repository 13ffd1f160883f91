"""Runs descriptions on the thread of the caller."""

from __future__ import annotations

import contextlib
import inspect
import select
import threading
from typing import Any, TypeVar

from . import _interrupts, _library
from ._errors import ApiError
from ._managed import Managed
from ._operation import CleanUp, Description, Fetch, Operation, Steps
from ._started import Started

T = TypeVar("T")

CLEAN_UP_TIME = 0.05  # seconds that a call that has failed waits for what it cleans up
PROGRESS_INTERVAL = 0.05  # seconds


def run(owner: Managed, description: Description[T]) -> T:
    """Runs a description with the native object of `owner`."""
    if isinstance(description, Operation):
        outcome: T = _perform(owner, description)
        return outcome
    assert isinstance(description, Steps)
    generator = description.generator
    try:
        step = next(generator)
        while True:
            try:
                answer = _take_step(owner, step)
            except BaseException as error:
                step = generator.throw(error)
            else:
                step = generator.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


def _take_step(owner: Managed, step: Any) -> Any:
    if isinstance(step, Fetch):
        if not callable(step.source):
            raise TypeError("an asynchronous iterable can be used with modzy_edge.aio.EdgeClient only")
        return step.source()
    if isinstance(step, CleanUp):
        return _clean_up(owner, step.operation)
    return run(owner, step)


def _clean_up(owner: Managed, operation: Operation[Any]) -> None:
    """On a thread of its own: what was interrupted ends now, however long the edge takes. close() waits for the thread."""

    def clean_up() -> None:
        with contextlib.suppress(ApiError):
            run(owner, operation)

    thread = threading.Thread(target=clean_up, name="modzy_edge-clean-up", daemon=True)
    owner._cleaning = [each for each in owner._cleaning if each.is_alive()] + [thread]
    thread.start()
    thread.join(CLEAN_UP_TIME)


def _perform(owner: Managed, operation: Operation[T]) -> T:
    try:
        functions = _library.start()
        if not _interrupts.installed:
            _interrupts.install(functions)
        direct = operation.answer.direct
        if direct is not None and operation.progress is None:
            answer = direct(functions, getattr(functions, operation.function), owner._native, *operation.arguments)
        else:
            with Started(functions, owner._native, operation) as call:
                try:
                    _wait(call, operation.progress is not None)
                except BaseException:
                    _take_back(owner, operation, call)
                    raise
                answer = call.take()
        return operation.convert(answer)
    except ApiError as error:
        owner._raise_named(error, operation.named(error))
        raise
    finally:
        operation.borrowed.release()
        if _interrupts.raised:
            _interrupts.reraise()


def _take_back(owner: Managed, operation: Operation[Any], call: Started[Any]) -> None:
    """Cancels the call; if it was done already, what it has done is undone."""
    call.cancel()
    if operation.undo is not None and call.done:
        with contextlib.suppress(ApiError):
            _clean_up(owner, operation.undo(call.take()))


def _wait(call: Started[Any], reports: bool) -> None:
    """Waits until the call is done."""
    done = select.poll()
    fd = call.fd
    if fd >= 0:
        done.register(fd, select.POLLIN)
    while not call.done:
        done.poll(PROGRESS_INTERVAL * 1000 if reports or fd < 0 else None)
        if reports:
            _report(call)
    if reports:
        _report(call)


def _report(call: Started[Any]) -> None:
    awaitable = call.report()
    if inspect.isawaitable(awaitable):
        if inspect.iscoroutine(awaitable):
            awaitable.close()
        raise TypeError("progress is asynchronous, which can be used with modzy_edge.aio.EdgeClient only")
