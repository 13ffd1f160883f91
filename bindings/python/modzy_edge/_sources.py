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

_MAPPING = (dict, Mapping)  # what isinstance decides at once comes first
_EITHER = "give either input items, each a mapping of data inputs, or the data inputs of a single item"


def native_sources(sources: object, borrowed: Borrowed) -> Any:
    """An array of edge_source that is good for as long as the buffers are borrowed."""
    if not isinstance(sources, _MAPPING):
        raise TypeError(f"sources must be a mapping of input items, such as {{'my-input': {{'input.txt': b'...'}}}}, "
                        f"not {type(sources).__name__}")
    if not sources:
        raise invalid_argument("sources", "is empty; give at least one input item")
    structures: Any
    if isinstance(next(iter(sources.values())), _MAPPING):
        structures = [_item(key, inputs, borrowed) for key, inputs in sources.items()]
    else:
        structures = [_source(DEFAULT_ITEM, sources, "sources", borrowed)]
    return (edge_source * len(structures))(*structures)


def _item(key: object, inputs: object, borrowed: Borrowed) -> Tuple[bytes, Any, int]:
    place = f"sources[{key!r}]"
    if not isinstance(inputs, _MAPPING):
        raise TypeError(f"{place} is {_described(inputs)} and others are mappings; {_EITHER}")
    if not inputs:
        raise invalid_argument(place, "is empty; give at least one data input")
    return _source(key, inputs, place, borrowed)


def _source(key: object, inputs: "Mapping[Any, object]", place: str, borrowed: Borrowed) -> Tuple[bytes, Any, int]:
    structures: Any = [(_key(name, place), *_data(data, place, name, borrowed)) for name, data in inputs.items()]
    return _key(key, "sources"), (edge_input * len(structures))(*structures), len(structures)


def _key(key: object, place: str) -> bytes:
    return utf8(key, f"the key {key!r} in {place}")


def _data(data: object, place: str, name: object, borrowed: Borrowed) -> "Tuple[int | None, int]":
    try:
        return borrowed.borrow(data)
    except TypeError:
        raise TypeError(f"{place}[{name!r}] is {_described(data)}; {_remedy(data, place)}") from None
    except (BufferError, ValueError) as error:
        raise invalid_argument(f"{place}[{name!r}]", f"cannot be read: {error}") from None


def _remedy(data: object, place: str) -> str:
    if isinstance(data, str):
        return "encode it, as in text.encode()"
    if isinstance(data, Mapping) and place == "sources":
        return f"others are not; {_EITHER}"
    return "pass bytes, a bytearray, a memoryview, an mmap, an array or another object with the buffer protocol"


def _described(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a string" if isinstance(value, str) else f"of type {type(value).__name__}"
