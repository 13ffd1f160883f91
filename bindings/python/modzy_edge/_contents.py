"""The data inputs of a job that are read while they are sent: paths, open files, iterables."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, List, Optional

from ._sources import Path, item_key, items_of, key_of, place_of

CHUNK = 1 << 20  # bytes read at a time


class Content:
    """One data input. After open(), `source` gives its next bytes each time that it is called, and at its end None.

    Attributes:
        path: Where the file is; None if it is not given by a path.
        size: How many bytes there are; 0 if that is unknown.
        place, item: Where it was given, and its input item, for error messages.
    """

    def __init__(self, item: Path, key: object, value: Any) -> None:
        self.source_key = item_key(item).decode()
        self.input_key = key_of(key, item).decode()
        self.place = place_of((*item, key))
        self.item = place_of(item)
        self.path: Optional[str] = None
        self.size = 0
        self.source: Any = None
        self._value = value
        if isinstance(self._value, (str, os.PathLike)):
            self.path = os.fsdecode(self._value)
        elif not (callable(getattr(self._value, "read", None)) or _is_iterable(self._value)):
            raise TypeError(f"{self.place} is of type {type(self._value).__name__}; give a path, a file that is open "
                            "for reading bytes, or an iterable of bytes; submit_embedded takes data that is in memory")

    def open(self, opened: contextlib.ExitStack) -> None:
        """Makes it ready to be read; what has to be closed in the end is added to `opened`."""
        file = self._value if self.path is None else opened.enter_context(open(self.path, "rb"))
        if hasattr(file, "read"):
            self.size = _size(file)
            self.source = lambda: self._checked(file.read(CHUNK))
        elif isinstance(file, AsyncIterable):
            self.source = file.__aiter__()
        else:
            chunks = iter(file)
            self.source = lambda: next(chunks, None)

    def _checked(self, chunk: Any) -> Any:
        if isinstance(chunk, str):
            raise TypeError(f"{self.place} is open for reading text; open it with the mode 'rb'")
        if chunk is None:
            raise BlockingIOError(f"{self.place} does not block; open it so that reading waits for data")
        return chunk or None


def _is_iterable(value: object) -> bool:
    """Whether it is an iterable of chunks; bytes are one of numbers, and belong to submit_embedded."""
    if isinstance(value, (bytes, bytearray, memoryview, Mapping)):
        return False
    return isinstance(value, (Iterable, AsyncIterable))


def _size(file: Any) -> int:
    try:
        status, position = os.fstat(file.fileno()), int(file.tell())
        return max(0, status.st_size - position) if stat.S_ISREG(status.st_mode) else 0
    except (OSError, AttributeError, ValueError):  # no file of the system, such as io.BytesIO, or one that cannot tell
        return 0


def place_of_file(content: Content, member: str) -> str:
    """What a member of an edge_file is in the sources."""
    if member == ".source_key":
        return f"the key {content.source_key!r} in sources"
    return f"the key {content.input_key!r} in {content.item}" if member == ".input_key" else content.place


def contents_of(sources: object) -> List[Content]:
    """The data inputs of a job."""
    return [Content(item, key, value) for item, inputs in items_of(sources) for key, value in inputs.items()]
