"""Calls that were started and may still run."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import Any, Generic, Optional, Tuple, Type, TypeVar

from .call import NativeCall
from .declarations import Functions, edge_call
from .invoke import check

T = TypeVar("T")

_CallPointer = ctypes.POINTER(edge_call)


class PendingCall(Generic[T]):
    """A call that was started. The end of the `with` block destroys it, which cancels it if it is not done."""

    def __init__(self, functions: Functions, handle: Any, call: NativeCall[T]) -> None:
        self._functions = functions
        self._call = call
        self._reported: Tuple[int, ...] = ()
        self.native = _CallPointer()
        check(functions, getattr(functions, call.function + "_start"), handle, *call.arguments,
              ctypes.byref(self.native))

    def wait(self, timeout_ms: int) -> None:
        """Waits until the call is done, a signal handler has raised an exception, or the time is up."""
        self._functions.edge_call_wait(self.native, timeout_ms, None)

    def report(self) -> object:
        """Calls the progress callback if the progress has changed, and returns what it returns."""
        counts = self._call.measure(self._functions, self.native)
        if self._call.progress is not None and counts != self._reported:
            self._reported = counts
            return self._call.progress(*counts)
        return None

    def take(self) -> Any:
        """The result of a call that is done, or the exception that it ended with."""
        return self._call.kind.take(self._functions, self.native)

    @property
    def done(self) -> bool:
        """Whether the call has ended, with a result or an error."""
        return bool(self._functions.edge_call_is_done(self.native))

    def cancel(self) -> None:
        """Cancels the call; it is done soon after."""
        self._functions.edge_call_cancel(self.native)

    def __enter__(self) -> PendingCall[T]:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self._functions.edge_call_destroy(self.native)
