"""What a method of the API does, apart from how it is run: blocking by the clients of this package, or awaited."""

from __future__ import annotations

import inspect
from typing import (TYPE_CHECKING, Any, Callable, Dict, Generator, Generic, Mapping, NamedTuple, Optional, Tuple,
                    TypeVar)

from ._answers import JSON, Answer, bytes_sent
from ._buffers import NOTHING_BORROWED, Borrowed
from ._errors import ApiError, Timeout
from ._names import Place, in_python

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")

# Told how far an upload is: the bytes that the edge has taken, and how many there are (0 while that is unknown).
UploadProgress = Callable[[int, int], object]


class Description(Generic[T]):
    """What a method does, and what comes out of it: one Operation, or Steps."""


class Operation(Description[T]):
    """One call to the library.

    Args:
        function: The name of the function that blocks; with "_start" behind it, it is that of the one that does not.
        arguments: Those between the handle and the out parameters.
        convert: Makes the result of what the library answers.
        answer: What the library answers with, and how it is taken.
        borrowed: The buffers that the arguments point into; they are let go when the call is done.
        progress: Told how far the call is; None if nobody wants to know.
        measure: Asks the library for that.
        undo: Makes the operation that takes back what this one has done, of its answer; for a caller who has given up,
            or whose progress callback has failed, when it was done already. None where nothing is left behind.
        names: What a parameter of the library is called in Python, where that differs.
        place: What an element of an array of the library is in Python.
        waits_for: The attribute of Timeout that takes what was waited for, and what makes it of what is known of it. None,
            if the operation does not wait for something.
    """

    __slots__ = ("function", "arguments", "convert", "answer", "borrowed", "progress", "measure", "undo", "names", "place",
                 "waits_for")

    def __init__(self, function: str, arguments: Tuple[Any, ...], convert: Callable[[Any], T], *,
                 answer: Answer = JSON, borrowed: Borrowed = NOTHING_BORROWED,
                 progress: Optional[Callable[..., object]] = None,
                 measure: Callable[[Any, Any], Tuple[int, ...]] = bytes_sent,
                 undo: Optional[Callable[[Any], Any]] = None, names: Mapping[str, str] = {},
                 place: Optional[Place] = None, waits_for: Optional[Tuple[str, Callable[[Any], Any]]] = None) -> None:
        if progress is not None and not callable(progress):
            raise TypeError(f"progress must be a function, not {type(progress).__name__}")
        self.function = function
        self.arguments = arguments
        self.convert = convert
        self.answer = answer
        self.borrowed = borrowed
        self.progress = progress
        self.measure = measure
        self.undo = undo
        self.names = names
        self.place = place
        self.waits_for = waits_for

    def named(self, error: ApiError) -> ApiError:
        """The error with everything called as it is in Python."""
        named = in_python(error, self.names, self.place)
        if self.waits_for is not None and isinstance(named, Timeout):
            attribute, convert = self.waits_for
            known = error._last or {key: value for key, value in error.detail.items() if key == "job_identifier"}
            if known:
                setattr(named, attribute, convert(known))
        return named


# What a Fetch comes to when there is no more data.
END: Any = type("End", (), {"__repr__": lambda self: "END"})()


class Fetch(NamedTuple):
    """A step that asks somebody else for data, which may take time: a function, or an asynchronous iterator.

    At the end of the data it comes to END.
    """

    source: Any


class CleanUp(NamedTuple):
    """A step after a failure: an Operation whose own failure adds nothing. If it takes long, it goes on without its caller."""

    operation: Any


class Steps(Description[T]):
    """Several steps, as a generator that yields each (an Operation, a Fetch, a CleanUp) and is sent its result."""

    __slots__ = ("generator",)

    def __init__(self, generator: Generator[Any, Any, T]) -> None:
        self.generator = generator


def steps(function: Callable[P, Generator[Any, Any, T]]) -> Callable[P, Description[T]]:
    """Makes a description of a generator function."""

    def describe(*args: P.args, **kwargs: P.kwargs) -> Description[T]:
        return Steps(function(*args, **kwargs))

    return copy_identity(describe, function)


def blocking(describe: Callable[Concatenate[Any, P], Description[T]]) -> Callable[Concatenate[Any, P], T]:
    """A method that runs what is described, and returns when it is done."""

    def method(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        outcome: T = self._run(describe(self, *args, **kwargs))
        return outcome

    return as_method(method, describe)


_Method = TypeVar("_Method", bound=Callable[..., Any])


def called(name: str) -> Callable[[_Method], _Method]:
    """For a method whose name has another meaning where it is described: what help() and errors call it."""

    def rename(describe: _Method) -> _Method:
        describe.__name__ = describe.__qualname__ = name
        return describe

    return rename


def copy_identity(function: _Method, original: Callable[..., Any]) -> _Method:
    """Gives a function the name, the documentation, the signature and the annotations of another."""
    attributes: Dict[str, Any] = {name: getattr(original, name) for name in (
        "__module__", "__name__", "__qualname__", "__doc__", "__annotations__")}
    attributes["__signature__"] = inspect.signature(original)
    attributes["__wrapped__"] = original  # typing.get_type_hints resolves annotations where the original stands
    for name, value in attributes.items():
        setattr(function, name, value)
    return function


def as_method(method: _Method, describe: Callable[..., Any], result: object = None) -> _Method:
    """Makes the method look like one that was written out: named, documented and typed as its description.

    `result` is the type of its result, where that is another than the description's.
    """
    copy_identity(method, describe)
    signature = inspect.signature(describe)
    owner, *parameters = signature.parameters.values()
    outcome = str(signature.return_annotation)  # "Description[Job]", or that of a generator
    outcome = outcome[outcome.rindex(" ") + 1 if outcome.startswith("Generator") else outcome.index("[") + 1:-1]
    method.__annotations__ = {**{each.name: each.annotation for each in parameters},
                              "return": outcome if result is None else result}
    method.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[owner.replace(name="self", annotation=owner.empty), *parameters], return_annotation=outcome)
    return method
