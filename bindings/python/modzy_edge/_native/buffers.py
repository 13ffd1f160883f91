"""Borrows the memory of any object with the buffer protocol, read-only ones too, without a copy."""

from __future__ import annotations

import ctypes
import mmap
import re
from typing import Any, List, Optional, Tuple

from .declarations import edge_piece


class _PyBuffer(ctypes.Structure):
    """Py_buffer of CPython's C interface, the same in all its versions."""

    buf: Optional[int]
    len: int

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_void_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    ]


# Prototypes of our own: those of ctypes.pythonapi are shared with every other user of them in the process.
_get_buffer = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.POINTER(_PyBuffer), ctypes.c_int)(
    ("PyObject_GetBuffer", ctypes.pythonapi))
_release_buffer = ctypes.PYFUNCTYPE(None, ctypes.POINTER(_PyBuffer))(("PyBuffer_Release", ctypes.pythonapi))

_SIMPLE = 0  # PyBUF_SIMPLE: contiguous bytes, read-only or not, of any format


# Buffers of bytes, as they are.
_PLAIN = (bytes, bytearray, mmap.mmap)

# In the format of a buffer, but for the names of members: the elements that are addresses of something else. Z is one
# too, unless a complex number follows.
_ADDRESS = re.compile(r"[OPXz&]|Z(?![fdg])")


class AddressesError(TypeError):
    """The memory of an object holds addresses of data, and not the data."""


def _refuse_addresses(data: Any) -> None:
    """Raises AddressesError if the memory of an object holds addresses, which the edge cannot use and must not see."""
    remedy = "; pass the data itself, as bytes"
    if isinstance(data, memoryview) and isinstance(data.obj, _CData):
        data = data.obj
    if getattr(getattr(data, "dtype", None), "hasobject", False):
        remedy = ", not values; convert it, as in array.astype('float32'), or pass bytes"
    elif isinstance(data, _CData):
        if not _has_addresses(type(data)):
            return
    else:
        try:
            with memoryview(data) as view:
                if not _ADDRESS.search(re.sub(":[^:]*:", "", view.format)):
                    return
        except (TypeError, ValueError, BufferError):  # no buffer, or one without a format
            return
    raise AddressesError(f"is of type {type(data).__name__}, whose memory holds addresses of objects{remedy}")


_CData: Any = ctypes.c_int.__mro__[-2]  # the base of all types of ctypes, which has no public name


def _has_addresses(kind: Any) -> bool:
    """Whether a type of ctypes holds addresses, at any depth. The format of a buffer does not always tell."""
    if issubclass(kind, ctypes.Array):
        return _has_addresses(kind._type_)
    if issubclass(kind, (ctypes.Structure, ctypes.Union)):
        return any(_has_addresses(field[1]) for each in kind.__mro__ for field in vars(each).get("_fields_", ()))
    return not isinstance(getattr(kind, "_type_", None), str) or kind._type_ in "zZPOX"


_PIECES = 1 << (8 * ctypes.sizeof(ctypes.c_size_t) - 1)  # EDGE_PIECES of the C header


class Borrowed:
    """Holds on to buffers until release().

    While they are held, their owners cannot move them: a bytearray cannot be resized, an mmap not be closed.
    """

    __slots__ = ("_views", "kept")

    def __init__(self) -> None:
        self._views: List[_PyBuffer] = []
        self.kept: Tuple[Any, ...] = ()  # other objects of which only the address is passed

    def borrow(self, data: object) -> Tuple[Optional[int], int]:
        """Address and size of the bytes of `data`.

        Bytes that are not contiguous (a slice with a step, a transposed array) are copied: there is no other way to
        pass them. TypeError, if `data` is no buffer, AddressesError if it holds addresses; BufferError or
        ValueError, if it cannot be read.
        """
        if not isinstance(data, _PLAIN):
            _refuse_addresses(data)
        view = _PyBuffer()
        try:
            _get_buffer(data, ctypes.byref(view), _SIMPLE)
        except (BufferError, ValueError):  # the latter from NumPy
            return self.borrow(_copied(data))
        self._views.append(view)
        return view.buf, view.len

    def release(self) -> None:
        """Releases all of them."""
        for view in self._views:
            _release_buffer(ctypes.byref(view))
        self._views.clear()
        self.kept = ()

    def pieces(self, pieces: "List[Tuple[Optional[int], int]]") -> Tuple[int, int]:
        """Address and size, for the library, of one value in pieces, of each of which address and size are given."""
        array = (edge_piece * len(pieces))(*(edge_piece(*piece) for piece in pieces))
        self.kept += (array,)
        return ctypes.addressof(array), len(pieces) | _PIECES


def _copied(data: Any) -> bytes:
    """The bytes of a buffer, in their order."""
    try:
        with memoryview(data) as view:
            return view.tobytes()
    except ValueError:  # NumPy has no format for some of its types, such as datetime64
        if not hasattr(data, "dtype"):
            raise
        copy: bytes = data.tobytes()
        return copy


NOTHING_BORROWED = Borrowed()  # for calls that borrow nothing; it remains empty
