"""Ownership of native objects."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from types import TracebackType
from typing import Any, Callable, List, NoReturn, Optional, Tuple, Type, TypeVar

from .._errors import ApiError, InvalidHandle
from . import interrupts, library

_Self = TypeVar("_Self", bound="NativeHandle")


class NativeHandle:
    """Owns one native object: makes it when it is first needed, and destroys it exactly once.

    That happens in close(), at the end of a `with` block, when the last reference to this object goes away, or
    at the end of the interpreter, whichever comes first. In a forked child the object is not destroyed, since the
    library must not be called there.
    """

    _kind = "object"  # its name in error messages

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal handler may close the object while this thread opens it
        self._handle: Any = None
        self._destroyer: Any = None  # a weakref.finalize
        self._closed = False
        self._cleaning: List[threading.Thread] = []  # that clean up after failed calls
        _alive.add(self)

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        """Makes the native object. Returns its handle, and the function that destroys it."""
        raise NotImplementedError

    @property
    def _native(self) -> Any:
        """The handle of the native object, to be passed to the library at once."""
        handle = self._handle
        return self._open() if handle is None else handle

    def _open(self) -> Any:
        with self._lock:
            if self._closed:
                raise self._is_closed()
            if self._handle is None:
                if _ended:
                    raise InvalidHandle(f"the interpreter is ending; no {self._kind} is opened any more.")
                handle, destroy = self._create()
                destroyer = weakref.finalize(self, destroy, handle)
                destroyer.atexit = False  # _at_exit() does it: weakref would not end while threads make new ones
                if self._closed:  # by a signal handler, meanwhile
                    destroyer()
                    raise self._is_closed()
                self._handle, self._destroyer = handle, destroyer
            return self._handle

    def _raise_translated(self, error: ApiError, translated: ApiError) -> None:
        """Raises an error of the library in its translation to Python, if that differs."""
        if isinstance(error, InvalidHandle) and "origin" in error.detail:
            raise self._is_closed() from None
        if translated is not error:
            raise translated from None

    def _is_closed(self) -> InvalidHandle:
        return InvalidHandle(f"this {self._kind} is closed; make a new one.")

    @property
    def closed(self) -> bool:
        """Whether close() was called.

            >>> client.closed
            False
        """
        return self._closed

    def close(self) -> None:
        """Releases what belongs to this object. May be called again, and from any thread.

            >>> unused = EdgeClient("localhost", 55000)
            >>> unused.close()
        """
        cleaning, self._cleaning = self._cleaning, []
        try:
            for thread in cleaning:
                thread.join()  # it has a deadline; Ctrl-C ends the wait
        finally:
            self._destroy()

    def _destroy(self) -> None:
        with self._lock:
            self._closed = True
            self._handle = None
            destroyer, self._destroyer = self._destroyer, None
        if destroyer is not None:
            destroyer()
            interrupts.reraise()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"an {self._kind} cannot be copied or pickled; share it among threads, "
                        "and make a new one in another process")

    def _forget(self) -> None:
        self._lock = threading.RLock()  # the thread that held the old one does not exist in a forked child
        self._handle = None
        self._cleaning = []
        if self._destroyer is not None:
            self._destroyer.detach()
            self._destroyer = None

    def __enter__(self: _Self) -> _Self:
        self._native
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()


_alive: "weakref.WeakSet[NativeHandle]" = weakref.WeakSet()
_ended = False


def _at_exit() -> None:
    global _ended
    _ended = True  # daemon threads go on
    for each in _all_alive():
        each.close()


def _all_alive() -> List[NativeHandle]:
    while True:
        try:
            return list(_alive)
        except RuntimeError:  # another thread has added one meanwhile
            pass


atexit.register(_at_exit)


def _after_fork_in_child() -> None:
    for each in _all_alive():
        each._forget()


os.register_at_fork(after_in_child=_after_fork_in_child)


class NativeStream(NativeHandle):
    """Owns an edge_stream that is open already."""

    _kind = "InferenceStream"

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream = stream
        self._native

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        return self._stream, library.start().edge_stream_destroy

    def cancel(self) -> None:
        """Ends the stream: calls that send or receive raise Cancelled."""
        stream = self._handle
        if stream is not None:
            library.start().edge_stream_cancel(stream)
