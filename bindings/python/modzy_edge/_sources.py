"""Turns the sources of a job from Python's mappings into the arrays of the C interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, List, NamedTuple, Tuple

from ._arguments import native_array
from ._bindings import edge_input, edge_object, edge_object_source, edge_source
from ._buffers import Borrowed
from ._call import utf8
from ._errors import invalid_argument

# The key of the one input item that a mapping without input items stands for.
DEFAULT_ITEM = "job"

_MAPPING = (dict, Mapping)  # what isinstance decides at once comes first
_EITHER = "give either input items, each a mapping of data inputs, or the data inputs of a single item"
_BUFFERS = "pass bytes, a bytearray, a memoryview, an mmap, an array or another object with the buffer protocol"


class Input(NamedTuple):
    """One data input of a job: its key, what was given for it, and where, for error messages."""

    key: object
    value: object
    place: str


class Item(NamedTuple):
    """One input item of a job. `place` is where the key was given."""

    key: object
    inputs: List[Input]


def items_of(sources: object, is_input: Callable[[object], bool] = lambda value: False) -> List[Item]:
    """The input items that sources stand for. `is_input` tells mappings that are data inputs themselves."""
    if not isinstance(sources, _MAPPING):
        raise TypeError(f"sources must be a mapping of input items, such as {{'my-input': {{'input.txt': b'...'}}}}, "
                        f"not {type(sources).__name__}")
    if not sources:
        raise invalid_argument("sources", "is empty; give at least one input item")
    first = next(iter(sources.values()))
    if isinstance(first, _MAPPING) and not is_input(first):
        return [_item(key, inputs) for key, inputs in sources.items()]
    return [Item(DEFAULT_ITEM, _inputs(sources, "sources"))]


def _item(key: object, inputs: object) -> Item:
    place = f"sources[{key!r}]"
    if not isinstance(inputs, _MAPPING):
        raise TypeError(f"{place} is {_described(inputs)} and others are mappings; {_EITHER}")
    if not inputs:
        raise invalid_argument(place, "is empty; give at least one data input")
    return Item(key, _inputs(inputs, place))


def _inputs(inputs: "Mapping[Any, object]", place: str) -> List[Input]:
    return [Input(name, value, place) for name, value in inputs.items()]


def key_of(key: object, place: str) -> bytes:
    """The key of an input item or of a data input, for the library."""
    return utf8(key, f"the key {key!r} in {place}")


Data = Callable[[Input, Borrowed], Tuple[Any, int]]


def native_sources(sources: object, data: Data) -> Tuple[Tuple[Any, int], Borrowed]:
    """An array of edge_source and its length, and what is borrowed for it, which is to be let go later."""
    borrowed = Borrowed()
    try:
        return native_array(edge_source, [
            (key_of(key, "sources"), *native_array(edge_input, [
                (key_of(input.key, input.place), *data(input, borrowed)) for input in inputs]))
            for key, inputs in items_of(sources)]), borrowed
    except BaseException:
        borrowed.release()
        raise


def embedded(input: Input, borrowed: Borrowed) -> Tuple[Any, int]:
    """Address and size of the data of an input."""
    try:
        return borrowed.borrow(input.value)
    except TypeError:
        raise TypeError(f"{_place(input)} is {_described(input.value)}; {_remedy(input)}") from None
    except (BufferError, ValueError) as error:
        raise invalid_argument(_place(input), f"cannot be read: {error}") from None


def text(input: Input, borrowed: Borrowed) -> Tuple[Any, int]:
    """Address and size of the text of an input; bytes are UTF-8 already."""
    if not isinstance(input.value, str):
        return embedded(input, borrowed)
    try:
        return borrowed.borrow(input.value.encode())
    except UnicodeEncodeError as error:
        raise invalid_argument(_place(input), f"has a lone surrogate at position {error.start}, which has no UTF-8 "
                               "form; pass text that was decoded properly") from None


def native_objects(sources: object, container: str, path: str) -> Tuple[Any, int]:
    """An array of edge_object_source and its length; data inputs are mappings with the members that are named."""

    def is_object(value: object) -> bool:
        return isinstance(value, Mapping) and isinstance(value.get(container), str)

    def native(input: Input) -> Tuple[bytes, bytes, bytes]:
        if not isinstance(input.value, Mapping):
            raise TypeError(f"{_place(input)} is {_described(input.value)}; give a mapping such as "
                            f"{{'{container}': '...', '{path}': '...'}}")
        return (key_of(input.key, input.place), *(  # type: ignore[return-value]
            utf8(input.value.get(member), f"{_place(input)}['{member}']") for member in (container, path)))

    return native_array(edge_object_source, [
        (key_of(key, "sources"), *native_array(edge_object, [native(input) for input in inputs]))
        for key, inputs in items_of(sources, is_object)])


def _place(input: Input) -> str:
    return f"{input.place}[{input.key!r}]"


def _remedy(input: Input) -> str:
    if isinstance(input.value, str):
        return "encode it, as in text.encode()"
    if isinstance(input.value, Mapping) and input.place == "sources":
        return f"others are not; {_EITHER}"
    return _BUFFERS


def _described(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a string" if isinstance(value, str) else f"of type {type(value).__name__}"
