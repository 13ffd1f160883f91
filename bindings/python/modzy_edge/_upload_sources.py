"""The data inputs of a job that are read while they are sent: paths, open files, iterables."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, List, Optional

from ._errors import api_error, invalid_argument, unreadable_file
from ._job_sources import Path, item_key, items_of, key_of, place_of
from ._native.declarations import EDGE_FAILED_PRECONDITION

CHUNK = 1 << 20  # bytes read at a time

END: Any = object()  # what a source returns at its end


class UploadSource:
    """One data input. After open(), `source` is a function that returns the next chunk, or an asynchronous iterator.

    Attributes:
        path: The path of the file; None if it is not given by a path.
        size: The number of bytes; 0 if that is unknown.
        fixed: Whether more or fewer bytes than that are an error.
        source: Returns END at its end.
        place, item: Where it was given, and where its input item was given, for error messages.
    """

    def __init__(self, item: Path, key: object, value: Any) -> None:
        self.source_key = item_key(item).decode()
        self.input_key = key_of(key, item).decode()
        self.place = place_of((*item, key))
        self.item = place_of(item)
        self.path: Optional[bytes] = None
        self.size = 0
        self.fixed = False
        self.source: Any = None
        self._value = value
        if isinstance(value, (str, os.PathLike)):
            self.path = os.fsencode(value)
        elif not (callable(getattr(value, "read", None)) or _is_iterable(value)):
            raise TypeError(f"{self.place} is of type {type(value).__name__}; give a path, a file that is open "
                            "for reading bytes, or an iterable of bytes; submit_embedded takes data that is in memory")

    def open(self, opened: contextlib.ExitStack) -> None:
        """Prepares reading. What has to be closed afterwards is added to `opened`."""
        file = self._value if self.path is None else opened.enter_context(self._open(self.path))
        if hasattr(file, "read"):
            self.size = _size(file)
            self.fixed = _regular(file) is not None
            self.source = lambda: self._check_chunk(file.read(CHUNK))
        elif isinstance(file, AsyncIterable):
            self.source = file.__aiter__()
        else:
            chunks = iter(file)
            self.source = lambda: next(chunks, END)

    def _open(self, path: bytes) -> Any:
        """Opens a regular file. Like the library, it does not wait for the other end of a pipe."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise unreadable_file(self.place, path, error.errno) from None
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            return open(descriptor, "rb")
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise unreadable_file(self.place, path, errno.EISDIR)
        raise invalid_argument(self.place, f"is {os.fsdecode(path)!r}, a pipe or a device; give a regular file, or a "
                               "file that you have opened")

    def native_path(self) -> bytes:
        """The path for the library: bytes, in any encoding."""
        path = self.path or b""
        if b"\0" in path:
            raise invalid_argument(self.place, f"has a NUL character at position {path.index(0)}; remove it")
        return path

    def check_size(self, sent: int) -> None:
        """Checks at its end that a regular file had as many bytes as when the upload began."""
        if self.fixed and sent != self.size:
            raise api_error({"code": EDGE_FAILED_PRECONDITION, "status": "FAILED_PRECONDITION", "retriable": False,
                             "parameter": self.place, "message": (
                                 f"{self.place} had {self.size} bytes when the upload began, and {sent} at its end: it "
                                 "was changed meanwhile. The job is cancelled; submit the file again when nobody "
                                 "writes to it.")})

    def _check_chunk(self, chunk: Any) -> Any:
        if isinstance(chunk, str):
            raise TypeError(f"{self.place} is open for reading text; open it with the mode 'rb'")
        if chunk is None:
            raise BlockingIOError(f"{self.place} does not block; open it so that reading waits for data")
        return chunk or END


def _is_iterable(value: object) -> bool:
    """Whether it is an iterable of chunks. Buffers are iterables of numbers, and belong to submit_embedded."""
    if isinstance(value, (bytes, bytearray, memoryview, Mapping)):
        return False
    return isinstance(value, (Iterable, AsyncIterable))


def _size(file: Any) -> int:
    regular = _regular(file)
    try:
        if regular is not None:
            return max(0, os.fstat(regular.fileno()).st_size - int(file.tell()))
        if type(file) is io.BytesIO:
            return max(0, file.getbuffer().nbytes - file.tell())
    except (OSError, ValueError):  # it is closed, or has no position
        pass
    return 0


def _regular(file: Any) -> Optional[io.FileIO]:
    """The regular file of which exactly the bytes are read; None for a file object that decompresses, for example."""
    if type(file).__module__ == "tempfile":
        file = getattr(file, "file", file)
    raw = file.raw if type(file) in (io.BufferedReader, io.BufferedRandom) else file
    try:
        return raw if type(raw) is io.FileIO and stat.S_ISREG(os.fstat(raw.fileno()).st_mode) else None
    except (OSError, ValueError):
        return None


def place_of_file(source: UploadSource, member: str) -> str:
    """What a member of an edge_file is in the sources."""
    if member == ".source_key":
        return f"the key {source.source_key!r} in sources"
    return f"the key {source.input_key!r} in {source.item}" if member == ".input_key" else source.place


def upload_sources(sources: object) -> List[UploadSource]:
    """The data inputs of a job."""
    return [UploadSource(item, key, value) for item, inputs in items_of(sources) for key, value in inputs.items()]
