"""Turns the sources of a job from Python's mappings into the arrays of the C interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Tuple

from ._bindings import edge_input, edge_source
from ._buffers import Borrowed
from ._call import utf8
from ._errors import invalid_argument

# The key of the one input item that a mapping without input items stands for.
DEFAULT_ITEM = "job"


def native_sources(sources: object, borrowed: Borrowed) -> Any:
    """An array of edge_source that is good for as long as the buffers are borrowed."""
    structures: Any = [_source(key, inputs, place, borrowed) for key, inputs, place in _items(sources)]
    return (edge_source * len(structures))(*structures)


def _items(sources: object) -> "list[Tuple[object, Mapping[Any, object], str]]":
    """The input items: key, data inputs, and the place of the latter, to be named in errors."""
    if not isinstance(sources, Mapping):
        raise TypeError(f"sources must be a mapping of input items, such as {{'my-input': {{'input.txt': b'...'}}}}, "
                        f"not {type(sources).__name__}")
    if not sources:
        raise invalid_argument("sources", "is empty; give at least one input item")
    nested = [isinstance(inputs, Mapping) for inputs in sources.values()]
    if not any(nested):
        return [(DEFAULT_ITEM, sources, "sources")]
    for (key, inputs), is_item in zip(sources.items(), nested):
        if not is_item:
            raise TypeError(f"sources[{key!r}] is {_described(inputs)} and others are mappings; give either input items, "
                            "each a mapping of data inputs, or the data inputs of a single item")
    return [(key, inputs, f"sources[{key!r}]") for key, inputs in sources.items()]


def _source(key: object, inputs: "Mapping[Any, object]", place: str, borrowed: Borrowed) -> Tuple[bytes, Any, int]:
    if not inputs:
        raise invalid_argument(place, "is empty; give at least one data input")
    structures: Any = [(_key(name, place), *_data(data, place, name, borrowed)) for name, data in inputs.items()]
    return _key(key, "sources"), (edge_input * len(structures))(*structures), len(structures)


def _key(key: object, place: str) -> bytes:
    return utf8(key, f"the key {key!r} in {place}")


def _data(data: object, place: str, name: object, borrowed: Borrowed) -> "tuple[int | None, int]":
    try:
        return borrowed.borrow(data)
    except TypeError:
        remedy = "encode it, as in text.encode()" if isinstance(data, str) else (
            "pass bytes, a bytearray, a memoryview, an mmap, an array or another object with the buffer protocol")
        raise TypeError(f"{place}[{name!r}] is {_described(data)}; {remedy}") from None


def _described(value: object) -> str:
    return "a string" if isinstance(value, str) else f"of type {type(value).__name__}"
