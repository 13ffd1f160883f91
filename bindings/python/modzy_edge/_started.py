"""Calls that were started: their file descriptor, their progress, their result, their end."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import Any, Generic, Optional, Tuple, Type, TypeVar

from ._bindings import Functions, edge_call
from ._call import check
from ._operation import Operation

T = TypeVar("T")


class Started(Generic[T]):
    """A call that runs. At the end of the `with` block it is freed, which cancels it if it is not done."""

    def __init__(self, functions: Functions, handle: Any, operation: Operation[T]) -> None:
        self._functions = functions
        self._operation = operation
        self._call = ctypes.POINTER(edge_call)()
        self._reported: Tuple[int, ...] = ()
        check(functions, getattr(functions, operation.function + "_start"), handle, *operation.arguments,
              ctypes.byref(self._call))

    @property
    def native(self) -> Any:
        """The edge_call."""
        return self._call

    @property
    def fd(self) -> int:
        """The file descriptor that polls readable when the call is done; -1 if there is none left."""
        return int(self._functions.edge_call_fd(self._call))

    def report(self) -> object:
        """Tells the operation's progress callback how far the call is, if that has changed, and returns what it returns."""
        figures = self._operation.measure(self._functions, self._call)
        if self._operation.progress is not None and figures != self._reported:
            self._reported = figures
            return self._operation.progress(*figures)
        return None

    def take(self) -> Any:
        """The answer of a call that is done, or the exception that it ended with."""
        return self._operation.answer.take(self._functions, self._call)

    @property
    def done(self) -> bool:
        """Whether the call is done, well or badly."""
        return bool(self._functions.edge_call_is_done(self._call))

    def cancel(self) -> None:
        """Cancels the call; it is done soon after."""
        self._functions.edge_call_cancel(self._call)

    def __enter__(self) -> Started[T]:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self._functions.edge_call_destroy(self._call)
