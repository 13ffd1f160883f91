"""Turns the sources of a job from Python's mappings into the arrays of the C interface."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any, Callable, List, Optional, Tuple, Union

from ._errors import invalid_argument
from ._native.arguments import encode, sized, utf8
from ._native.buffers import AddressesError, Borrowed
from ._native.declarations import edge_object_source, edge_object_sources, edge_source

# The key of the one input item that a mapping without input items stands for.
DEFAULT_ITEM = b"job"

_EITHER = "give either input items, each a mapping of data inputs, or the data inputs of a single item"
_BUFFERS = "pass bytes, a bytearray, a memoryview, an mmap, an array or another object with the buffer protocol"


# Where something was given in the sources of a job: the key of its input item, unless that is implied, and its own.
# The words for it are made when they are needed: for an error message.
Path = Tuple[object, ...]

# One input item of a job: where it was given, and its data inputs.
Item = Tuple[Path, "Mapping[Any, Any]"]


def place_of(where: Path) -> str:
    """Where something was given, in words."""
    return "sources" + "".join(f"[{key!r}]" for key in where)


def items_of(sources: object, is_input: Optional[Callable[[object], bool]] = None) -> List[Item]:
    """The input items that sources stand for. `is_input` tells mappings that are data inputs themselves."""
    if type(sources) is not dict and not isinstance(sources, Mapping):
        raise TypeError(f"sources must be a mapping of input items, such as {{'my-input': {{'input.txt': b'...'}}}}, "
                        f"not {type(sources).__name__}")
    if not sources:
        raise invalid_argument("sources", "is empty; give at least one input item")
    items: List[Item] = []
    for key, inputs in sources.items():
        is_item = type(inputs) is dict or isinstance(inputs, Mapping)
        if not items and not (is_item and (is_input is None or not is_input(inputs))):
            return [((), sources)]
        if not is_item:
            raise TypeError(f"{place_of((key,))} is {described(inputs)} and others are mappings; {_EITHER}")
        items.append(((key,), inputs))
    for where, inputs in items:
        if not inputs:
            raise invalid_argument(place_of(where), "is empty; give at least one data input")
    return items


def place_in(sources: object, members: Mapping[str, str], array: str, item: int, data: Optional[int],
             member: str) -> Optional[str]:
    """What an element of the arrays that the library gets for sources is in them.

    Args:
        sources: That was given; its data inputs are mappings, if there are members.
        members: Which key of a data input stands for which member of the structure.
        array, item, data, member: As in _names.Place.
    """
    items = items_of(sources, (lambda value: _is_object(value, members[".container"])) if members else None)
    if array != "sources" or item >= len(items):
        return None
    where, inputs = items[item]
    if data is None:
        return f"the key {where[0]!r} in sources" if where and member == ".key" else place_of(where)
    key = list(inputs)[data]
    if member == ".key":
        return f"the key {key!r} in {place_of(where)}"
    return place_of((*where, key, members[member]) if member in members else (*where, key))


def item_key(where: Path) -> bytes:
    """The key of an input item, for the library."""
    return key_of(where[0], ()) if where else DEFAULT_ITEM


def key_of(key: object, within: Path) -> bytes:
    """The key of an input item or of a data input, for the library."""
    if isinstance(key, str) and key.isprintable():  # as utf8 does; the words for it would take far longer
        return key.encode()
    return utf8(key, f"the key {key!r} in {place_of(within)}")


# A member of a structure as it is put into an array of words: bytes stand for their address, and are kept alive.
Word = Union[bytes, int, None]

# The last two members of an edge_input or an edge_object, for a data input that was given somewhere.
Members = Callable[[Any, Path, Borrowed], Tuple[Word, Word]]

_WORD = ctypes.sizeof(ctypes.c_char_p)


def native_sources(sources: object, members: Members) -> Tuple[Tuple[Any, int], Borrowed]:
    """An array of edge_source and its length, and what is borrowed for it, which is to be let go later."""
    return _native(edge_source, items_of(sources), members)


def native_objects(sources: object, container: str, path: str) -> Tuple[edge_object_sources, Borrowed]:
    """An edge_object_sources; data inputs are mappings with the members that are named."""

    def members(value: Any, where: Path, borrowed: Borrowed) -> Tuple[bytes, bytes]:
        place = place_of(where)
        if not isinstance(value, Mapping):
            raise TypeError(f"{place} is {described(value)}; give a mapping such as "
                            f"{{'{container}': '...', '{path}': '...'}}")
        return utf8(value.get(container), f"{place}['{container}']"), utf8(value.get(path), f"{place}['{path}']")

    items = items_of(sources, lambda value: _is_object(value, container))
    array, borrowed = _native(edge_object_source, items, members)
    return sized(edge_object_sources, sources=ctypes.pointer(array[0]), source_count=array[1]), borrowed


def _is_object(value: object, container: str) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get(container), str)


def _native(kind: Any, items: List[Item], members: Members) -> Tuple[Tuple[Any, int], Borrowed]:
    """An array of edge_source or edge_object_source, and behind it the edge_input or edge_object that it points to.

    Each of these structures has three members of one machine word. To fill one array of words, which takes bytes as
    pointers to them, costs a fraction of making the structures one by one.
    """
    borrowed = Borrowed()
    heads: List[Any] = []
    inputs: List[Word] = []
    try:
        for where, values in items:
            begin = len(inputs)
            for key, value in values.items():
                inputs += (key_of(key, where), *members(value, (*where, key), borrowed))
            heads += (item_key(where), begin, (len(inputs) - begin) // 3)
        words = (ctypes.c_char_p * (len(heads) + len(inputs)))()
        borrowed.kept += (words,)
        address = ctypes.addressof(words)
        behind = address + _WORD * len(heads)
        for pointer in range(1, len(heads), 3):
            heads[pointer] = behind + _WORD * heads[pointer]
        words[:] = heads + inputs
        return (kind.from_address(address), len(items)), borrowed
    except BaseException:
        borrowed.release()
        raise


def embedded(value: Any, where: Path, borrowed: Borrowed, remedy: str = _BUFFERS) -> Tuple[Word, int]:
    """Address and size of the data of an input."""
    if type(value) is bytes:
        return value, len(value)
    if isinstance(value, (list, tuple)):
        return borrowed.pieces([
            _piece(piece, (*where, number), borrowed, remedy) for number, piece in enumerate(value)])
    return _piece(value, where, borrowed, remedy)


def _piece(value: Any, where: Path, borrowed: Borrowed, remedy: str) -> Tuple[Optional[int], int]:
    try:
        return borrowed.borrow(value)
    except AddressesError as error:
        raise TypeError(f"{place_of(where)} {error}") from None
    except TypeError:
        raise TypeError(f"{place_of(where)} is {described(value)}; {_remedy(value, where, remedy)}") from None
    except (BufferError, ValueError) as error:
        raise invalid_argument(place_of(where), f"cannot be read: {error}") from None


def text(value: Any, where: Path, borrowed: Borrowed) -> Tuple[Word, int]:
    """Address and size of the text of an input; bytes are UTF-8 already."""
    if isinstance(value, (list, tuple)):
        return borrowed.pieces([
            _piece(_encoded(piece, (*where, number)), (*where, number), borrowed, _TEXTS)
            for number, piece in enumerate(value)])
    encoded = _encoded(value, where)
    return (encoded, len(encoded)) if type(encoded) is bytes else _piece(encoded, where, borrowed, _TEXTS)


_TEXTS = "pass a string, or a buffer with UTF-8"


def _encoded(value: Any, where: Path) -> Any:
    """A string as UTF-8; anything else as it is."""
    return encode(value, place_of(where)) if isinstance(value, str) else value


def _remedy(value: object, where: Path, usual: str) -> str:
    if isinstance(value, str):
        return "encode it, as in text.encode()"
    if isinstance(value, Mapping) and len(where) == 1:
        return f"others are not; {_EITHER}"
    return usual


def described(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a string" if isinstance(value, str) else f"of type {type(value).__name__}"
