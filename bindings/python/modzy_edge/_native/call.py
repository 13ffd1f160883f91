"""A call of the library with its arguments, apart from how it is run: blocking, or awaited."""

from __future__ import annotations

from typing import Any, Callable, Generic, Mapping, Optional, Tuple, TypeVar

from .._errors import ApiError, Timeout
from .buffers import NOTHING_BORROWED, Borrowed
from .parameter_names import Place, in_python
from .result_kinds import JSON, ResultKind, bytes_sent

T = TypeVar("T")

NOTHING_RENAMED: Mapping[str, str] = {}


class NativeCall(Generic[T]):
    """One call of the library.

    Args:
        function: The name of the function that blocks; the one that does not has "_start" appended.
        arguments: Those between the handle and the out parameters.
        convert: Makes the Python object of the result.
        kind: What the result is.
        borrowed: The buffers that the arguments point into. They are released when the call is done.
        progress: Receives the progress of the call, or None.
        measure: Asks the library for the progress.
        undo: Makes the call that undoes this one, of its result, for when its caller has given up or its progress
            callback has failed, and it was done already. None where nothing is left behind.
        names: The Python names of parameters of the library, where they differ.
        place: Finds an element of an array of the library in the Python argument.
        waits_for: The attribute of Timeout that receives what the call waits for, and what makes it of the last known
            state. None if the call does not wait for something.
    """

    __slots__ = ("function", "arguments", "convert", "kind", "borrowed", "progress", "measure", "undo", "names",
                 "place", "waits_for")

    def __init__(self, function: str, arguments: Tuple[Any, ...], convert: Callable[[Any], T], *,
                 kind: ResultKind = JSON, borrowed: Borrowed = NOTHING_BORROWED,
                 progress: Optional[Callable[..., object]] = None,
                 measure: Callable[[Any, Any], Tuple[int, ...]] = bytes_sent,
                 undo: Optional[Callable[[Any], "NativeCall[Any]"]] = None, names: Mapping[str, str] = NOTHING_RENAMED,
                 place: Optional[Place] = None, waits_for: Optional[Tuple[str, Callable[[Any], Any]]] = None) -> None:
        if progress is not None and not callable(progress):
            raise TypeError(f"progress must be a function, not {type(progress).__name__}")
        self.function = function
        self.arguments = arguments
        self.convert = convert
        self.kind = kind
        self.borrowed = borrowed
        self.progress = progress
        self.measure = measure
        self.undo = undo
        self.names = names
        self.place = place
        self.waits_for = waits_for

    def translate(self, error: ApiError) -> ApiError:
        """The error with Python's names and units, and of a wait that timed out with the job or inference."""
        named = in_python(error, self.names, self.place)
        if self.waits_for is not None and isinstance(named, Timeout):
            attribute, convert = self.waits_for
            known = error._last or {key: value for key, value in error.detail.items() if key == "job_identifier"}
            if known:
                setattr(named, attribute, convert(known))
        return named


def nothing(_result: None) -> None:
    """Converts the result of a call that has none."""
