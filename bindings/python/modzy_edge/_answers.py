"""What functions of the library answer with, and how it is taken: at once, or from a call that was started."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, NamedTuple, Optional, Tuple

from ._bindings import Functions, edge_progress, edge_stream
from ._call import call_for_json, check, decoded


class Answer(NamedTuple):
    """How an answer is taken.

    `direct` calls a function that blocks, on the thread of the caller; None where its out parameters are others, and it would gain
    nothing.
    """

    direct: Optional[Callable[..., Any]]
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


def bytes_sent(functions: Functions, call: Any) -> Tuple[int, ...]:
    """How far an upload is: the bytes that the edge has taken, and how many there are."""
    progress = _progress(functions, call)
    return progress.sent_bytes, progress.total_bytes


def items_done(functions: Functions, call: Any) -> Tuple[int, ...]:
    """How far a job is that is waited for: input items completed, failed, in all; nothing before the first answer."""
    progress = _progress(functions, call)
    figures = progress.completed, progress.failed, progress.total
    return () if max(figures) < 0 else tuple(max(0, figure) for figure in figures)


def _progress(functions: Functions, call: Any) -> edge_progress:
    progress = edge_progress(struct_size=ctypes.sizeof(edge_progress))
    check(functions, functions.edge_call_progress, call, ctypes.byref(progress))
    return progress


def _call_for_round_trip(functions: Functions, function: Callable[..., int], *arguments: Any) -> int:
    microseconds = ctypes.c_uint64()
    check(functions, function, *arguments, ctypes.byref(microseconds))
    return microseconds.value


def _take_round_trip(functions: Functions, call: Any) -> int:
    return int(decoded(_take_json(functions, call))["round_trip_us"])


JSON = Answer(call_for_json, _take_json)
LATER_JSON = Answer(None, _take_json)
NOTHING = Answer(check, _take_nothing)
BYTES = Answer(None, _take_bytes)  # (the bytes, their content type)
STREAM = Answer(_call_for_stream, _take_stream)
ROUND_TRIP = Answer(_call_for_round_trip, _take_round_trip)  # microseconds
