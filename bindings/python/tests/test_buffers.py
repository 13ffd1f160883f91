"""Which memory is sent, and which is not: addresses never leave the process."""

from __future__ import annotations

import array
import ctypes
import mmap
from typing import Any

import numpy
import pytest

from edge_server import EdgeServer
from modzy_edge import EdgeClient, InputSource


class WithText(ctypes.Structure):
    _fields_ = [("number", ctypes.c_int), ("text", ctypes.c_char_p)]


class Derived(WithText):
    _fields_ = [("more", ctypes.c_int)]


class Packed(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("number", ctypes.c_byte), ("pointer", ctypes.POINTER(ctypes.c_int))]


class Either(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("address", ctypes.c_void_p)]


class Numbers(ctypes.Structure):
    _fields_ = [("number", ctypes.c_int), ("numbers", ctypes.c_double * 3)]


OBJECTS = numpy.array([1, "text", None], dtype=object)
DAYS = numpy.array(["2024-05-01", "2024-05-02", "2024-05-03"], dtype="datetime64[D]")

ADDRESSES = [
    OBJECTS, OBJECTS[::2], numpy.zeros(2, dtype=[("number", "i4"), ("object", "O")]), memoryview(OBJECTS),
    ctypes.c_char_p(b"text"), (ctypes.c_char_p * 2)(), ctypes.c_wchar_p("text"), ctypes.c_void_p(1), ctypes.py_object(1),
    ctypes.pointer(ctypes.c_int(1)), ctypes.CFUNCTYPE(None)(), WithText(), Derived(), (WithText * 2)(), Packed(), Either(),
    memoryview(WithText()), memoryview(Packed()), memoryview(bytes(8)).cast("P"),
]

DATA = [
    (bytearray(b"bytes"), b"bytes"), (memoryview(b"bytes")[::2], b"bts"), (array.array("d", [1.5]), None),
    (numpy.arange(6)[::2], numpy.array([0, 2, 4]).tobytes()), (numpy.zeros(2, complex), bytes(32)), (DAYS, DAYS.tobytes()),
    (DAYS[::2], DAYS[::2].tobytes()), (numpy.zeros(4, dtype=[("time", "M8[s]"), ("O", "f4")])[::2], bytes(24)),
    (numpy.array(["ab", "c"]), None), (ctypes.c_int(1), None), ((ctypes.c_int * 2)(1, 2), None), (Numbers(), None),
    (numpy.float32(1.5), None), (numpy.zeros((2, 0)), b""),
]


@pytest.mark.parametrize("value", ADDRESSES, ids=lambda value: type(value).__name__)
def test_addresses_are_refused(value: Any, edge: EdgeServer, client: EdgeClient) -> None:
    calls = {
        "sources['s']['i']": lambda: client.jobs.submit_embedded("m", "1.0.0", {"s": {"i": value}}),
        "sources['i']": lambda: client.jobs.submit_text("m", "1.0.0", {"i": value}),
        "data": lambda: client.jobs.append("job", "s", "i", value),
        "input_sources[0].data": lambda: client.inferences.perform_inference("m", "1.0.0", InputSource(key="i", data=value)),
    }
    for place, call in calls.items():
        with pytest.raises(TypeError) as raised:
            call()
        message = str(raised.value)
        assert message.startswith(f"{place} is of type ") and "addresses of objects" in message and "bytes" in message
        assert ("astype" in message) == isinstance(value, numpy.ndarray)
    assert edge.requests("SubmitJob") == []


@pytest.mark.parametrize("value, expected", DATA, ids=lambda value: type(value).__name__)
def test_data_is_sent(value: Any, expected: Any, edge: EdgeServer, client: EdgeClient) -> None:
    from modzy_edge._native.buffers import Borrowed
    borrowed = Borrowed()
    address, size = borrowed.borrow(value)
    sent = ctypes.string_at(address, size) if size else b""
    borrowed.release()
    assert sent == (bytes(memoryview(value).cast("B")) if expected is None and type(value).__module__ != "numpy"
                    else value.tobytes() if expected is None else expected)
    client.jobs.submit_embedded("m", "1.0.0", {"i": value})


def test_a_mapping_of_a_file_is_sent(edge: EdgeServer, client: EdgeClient) -> None:
    with mmap.mmap(-1, 4096) as mapped:
        client.jobs.submit_embedded("m", "1.0.0", {"i": mapped})
