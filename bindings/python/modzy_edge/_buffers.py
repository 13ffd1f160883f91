"""Borrows the memory of any object with the buffer protocol, read-only ones too, without a copy."""

from __future__ import annotations

import ctypes
from typing import Any, List, Optional, Tuple


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

_SIMPLE = 0  # PyBUF_SIMPLE: bytes one after the other, read-only or not, whatever their format


class Borrowed:
    """Holds on to buffers until release().

    While they are held their owners keep them where they are: a bytearray cannot be resized, an mmap not be closed.
    """

    __slots__ = ("_views", "kept")

    def __init__(self) -> None:
        self._views: List[_PyBuffer] = []
        self.kept: Any = None  # something else of which only the address is handed over

    def borrow(self, data: object) -> Tuple[Optional[int], int]:
        """Address and size of the bytes of `data`.

        Bytes that do not lie one after the other (a slice with a step, a transposed array) are copied: there is no
        other way to hand them over. TypeError, if `data` is no buffer; BufferError or ValueError, if it cannot be read.
        """
        view = _PyBuffer()
        try:
            _get_buffer(data, ctypes.byref(view), _SIMPLE)
        except (BufferError, ValueError):  # the latter from NumPy
            return self.borrow(memoryview(data).tobytes())  # type: ignore[arg-type]
        self._views.append(view)
        return view.buf, view.len

    def release(self) -> None:
        """Lets go of all."""
        for view in self._views:
            _release_buffer(ctypes.byref(view))
        self._views.clear()
        self.kept = None


NOTHING_BORROWED = Borrowed()  # for calls that borrow nothing; it stays empty
