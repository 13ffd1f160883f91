"""The kinds of results that functions of the library have, and how each is taken: at once, or from a pending call."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, NamedTuple, Optional, Tuple

from .declarations import Functions, edge_progress, edge_stream
from .invoke import call_for_json, check, decoded


class ResultKind(NamedTuple):
    """How a result is taken.

    `blocking` calls the function that blocks, on the thread of the caller. It is None where the out parameters of that
    function have no Python form here; then the call is started and waited for.
    """

    blocking: Optional[Callable[..., Any]]
    take: Callable[[Functions, Any], Any]


def _take_json(functions: Functions, call: Any) -> Any:
    return call_for_json(functions, functions.edge_call_take_json, call)


def _take_nothing(functions: Functions, call: Any) -> None:
    check(functions, functions.edge_call_result, call)


def _take_bytes(functions: Functions, call: Any) -> Tuple[bytes, str]:
    data, size, content_type = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_char_p()
    check(functions, functions.edge_call_take_bytes, call, ctypes.byref(data), ctypes.byref(size),
          ctypes.byref(content_type))
    try:
        return ctypes.string_at(data, size.value) if size.value else b"", (content_type.value or b"").decode()
    finally:
        functions.edge_bytes_free(data)
        functions.edge_string_free(content_type)


def _call_for_stream(functions: Functions, function: Callable[..., int], *arguments: Any) -> Any:
    stream = ctypes.POINTER(edge_stream)()
    check(functions, function, *arguments, ctypes.byref(stream))
    return stream


def _take_stream(functions: Functions, call: Any) -> Any:
    return _call_for_stream(functions, functions.edge_call_take_stream, call)


def _call_for_round_trip(functions: Functions, function: Callable[..., int], *arguments: Any) -> int:
    microseconds = ctypes.c_uint64()
    check(functions, function, *arguments, ctypes.byref(microseconds))
    return microseconds.value


def _take_round_trip(functions: Functions, call: Any) -> int:
    return int(decoded(_take_json(functions, call))["round_trip_us"])


def _call_for_dropped(functions: Functions, function: Callable[..., int], *arguments: Any) -> int:
    dropped = ctypes.c_uint32()
    check(functions, function, *arguments, ctypes.byref(dropped))
    return dropped.value


JSON = ResultKind(call_for_json, _take_json)
PENDING_JSON = ResultKind(None, _take_json)
NOTHING = ResultKind(check, _take_nothing)
BYTES = ResultKind(None, _take_bytes)  # (the bytes, their content type)
STREAM = ResultKind(_call_for_stream, _take_stream)
ROUND_TRIP = ResultKind(_call_for_round_trip, _take_round_trip)  # microseconds
DROPPED = ResultKind(_call_for_dropped, _take_nothing)  # how many requests were replaced; the function does not block


def bytes_sent(functions: Functions, call: Any) -> Tuple[int, ...]:
    """The progress of an upload: bytes that the edge has taken, and bytes in all."""
    progress = _progress(functions, call)
    return progress.sent_bytes, progress.total_bytes


def items_done(functions: Functions, call: Any) -> Tuple[int, ...]:
    """The progress of a job that is waited for: input items completed, failed, in all; () before the first response."""
    progress = _progress(functions, call)
    counts = progress.completed, progress.failed, progress.total
    return () if max(counts) < 0 else tuple(max(0, count) for count in counts)


def _progress(functions: Functions, call: Any) -> edge_progress:
    progress = edge_progress(struct_size=ctypes.sizeof(edge_progress))
    check(functions, functions.edge_call_progress, call, ctypes.byref(progress))
    return progress
