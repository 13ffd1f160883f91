# Generated from include/modzy_edge.h by tools/generate_bindings.py. Do not edit.
"""The C interface of libmodzy_edge as ctypes declarations. What each of them means stands in the header."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional

EDGE_VERSION_MAJOR = 0
EDGE_VERSION_MINOR = 1
EDGE_VERSION_PATCH = 0
EDGE_VERSION = "0.1.0"
EDGE_ABI_VERSION = 1
EDGE_NO_TIMEOUT = 4294967295
EDGE_OK = 0
EDGE_CANCELLED = 1
EDGE_UNKNOWN = 2
EDGE_INVALID_ARGUMENT = 3
EDGE_DEADLINE_EXCEEDED = 4
EDGE_NOT_FOUND = 5
EDGE_ALREADY_EXISTS = 6
EDGE_PERMISSION_DENIED = 7
EDGE_RESOURCE_EXHAUSTED = 8
EDGE_FAILED_PRECONDITION = 9
EDGE_ABORTED = 10
EDGE_OUT_OF_RANGE = 11
EDGE_UNIMPLEMENTED = 12
EDGE_INTERNAL = 13
EDGE_UNAVAILABLE = 14
EDGE_DATA_LOSS = 15
EDGE_UNAUTHENTICATED = 16
EDGE_INVALID_HANDLE = 100
EDGE_FORKED_PROCESS = 101
EDGE_OUT_OF_MEMORY = 102
EDGE_LOG_TRACE = 0
EDGE_LOG_DEBUG = 1
EDGE_LOG_INFO = 2
EDGE_LOG_WARNING = 3
EDGE_LOG_ERROR = 4
EDGE_LOG_OFF = 6


class edge_error(ctypes.Structure):
    """Opaque."""


class edge_client(ctypes.Structure):
    """Opaque."""


class edge_client_options(ctypes.Structure):
    struct_size: int
    deadline_ms: int
    connect_timeout_ms: int
    reserved: int
    max_receive_bytes: int


class edge_call_options(ctypes.Structure):
    struct_size: int
    deadline_ms: int


class edge_input(ctypes.Structure):
    key: Optional[bytes]
    data: Optional[int]
    size: int


class edge_source(ctypes.Structure):
    key: Optional[bytes]
    inputs: Any
    input_count: int


edge_status = ctypes.c_int32
edge_log_level = ctypes.c_int32
edge_log_callback = ctypes.CFUNCTYPE(None, edge_log_level, ctypes.c_char_p, ctypes.c_void_p)

edge_client_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("deadline_ms", ctypes.c_uint32),
    ("connect_timeout_ms", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("max_receive_bytes", ctypes.c_uint64),
]
edge_call_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("deadline_ms", ctypes.c_uint32),
]
edge_input._fields_ = [
    ("key", ctypes.c_char_p),
    ("data", ctypes.c_void_p),
    ("size", ctypes.c_size_t),
]
edge_source._fields_ = [
    ("key", ctypes.c_char_p),
    ("inputs", ctypes.POINTER(edge_input)),
    ("input_count", ctypes.c_size_t),
]


def _declare(function: Any, result: Any, *parameters: Any) -> Any:
    function.restype = result
    function.argtypes = parameters
    return function


class Functions:
    """The functions of a library that is loaded. AttributeError, if it lacks one of them."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.edge_status_name: Callable[..., Optional[bytes]] = _declare(
            library.edge_status_name, ctypes.c_char_p, edge_status)
        self.edge_version: Callable[..., Optional[bytes]] = _declare(
            library.edge_version, ctypes.c_char_p)
        self.edge_abi_version: Callable[..., int] = _declare(
            library.edge_abi_version, ctypes.c_uint32)
        self.edge_error_code: Callable[..., int] = _declare(
            library.edge_error_code, edge_status, ctypes.POINTER(edge_error))
        self.edge_error_message: Callable[..., Optional[bytes]] = _declare(
            library.edge_error_message, ctypes.c_char_p, ctypes.POINTER(edge_error))
        self.edge_error_detail_json: Callable[..., Optional[bytes]] = _declare(
            library.edge_error_detail_json, ctypes.c_char_p, ctypes.POINTER(edge_error))
        self.edge_error_is_retriable: Callable[..., bool] = _declare(
            library.edge_error_is_retriable, ctypes.c_bool, ctypes.POINTER(edge_error))
        self.edge_error_free: Callable[..., None] = _declare(
            library.edge_error_free, None, ctypes.POINTER(edge_error))
        self.edge_string_free: Callable[..., None] = _declare(
            library.edge_string_free, None, ctypes.c_char_p)
        self.edge_log_set: Callable[..., int] = _declare(
            library.edge_log_set, edge_status, edge_log_callback, edge_log_level, ctypes.c_void_p,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_create: Callable[..., int] = _declare(
            library.edge_client_create, edge_status, ctypes.c_char_p, ctypes.c_uint32,
            ctypes.POINTER(edge_client_options), ctypes.POINTER(ctypes.POINTER(edge_client)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_wait_ready: Callable[..., int] = _declare(
            library.edge_client_wait_ready, edge_status, ctypes.POINTER(edge_client), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_destroy: Callable[..., None] = _declare(
            library.edge_client_destroy, None, ctypes.POINTER(edge_client))
        self.edge_jobs_submit_embedded: Callable[..., int] = _declare(
            library.edge_jobs_submit_embedded, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.c_bool,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get: Callable[..., int] = _declare(
            library.edge_jobs_get, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_wait: Callable[..., int] = _declare(
            library.edge_jobs_wait, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_uint32,
            ctypes.c_uint32, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_results: Callable[..., int] = _declare(
            library.edge_jobs_get_results, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_diagnostics: Callable[..., int] = _declare(
            library.edge_diagnostics, edge_status, ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
