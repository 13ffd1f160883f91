"""How functions of the library are called: options in, JSON or an exception out."""

from __future__ import annotations

import ctypes
import json
import math
from typing import Any, Callable, Optional

from ._bindings import (EDGE_DEFAULT_TIMEOUT, EDGE_NO_TIMEOUT, Functions, edge_call_options, edge_error,
                        edge_submit_options, edge_wait_options)
from ._errors import ApiError, api_error, invalid_argument

_ErrorPointer = ctypes.POINTER(edge_error)
_decode = json.JSONDecoder().raw_decode  # json.loads less the guesses at an encoding
_OPTIONS_SIZE = ctypes.sizeof(edge_call_options)


def check(functions: Functions, function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function whose last parameter is out_error, which is added here."""
    error = _ErrorPointer()
    status = function(*arguments, ctypes.byref(error))
    if status:
        raise _taken(functions, status, error)


def call_for_json(functions: Functions, function: Callable[..., int], *arguments: Any) -> bytes:
    """Calls a function whose last parameters are an out parameter for JSON and out_error, which are added here."""
    text = ctypes.c_char_p()
    error = _ErrorPointer()
    status = function(*arguments, ctypes.byref(text), ctypes.byref(error))
    json_text = text.value or b""
    functions.edge_string_free(text)
    if status:
        failure = _taken(functions, status, error)
        failure._last = json_text  # of a wait that ran out of time: how what it waited for was doing
        raise failure
    return json_text


def decoded(json_text: bytes) -> Any:
    """What JSON of the library says."""
    return _decode(json_text.decode())[0]


def _taken(functions: Functions, status: int, error: Any) -> ApiError:
    try:
        name = (functions.edge_status_name(status) or b"").decode()
        known = {"code": status, "status": name, "message": name}
        return api_error({**known, **decoded(functions.edge_error_detail_json(error) or b"{}")})
    finally:
        functions.edge_error_free(error)


# The poll_interval of methods that wait, where none is given: the library lets it grow with the time waited. It equals
# that of the existing SDK.
POLL_INTERVAL = type("PollInterval", (float,), {"__doc__": "Grows with the time waited."})(0.01)


def wait_milliseconds(seconds: Optional[float], parameter: str = "timeout") -> int:
    """The timeout of a wait, for the library. None and infinity mean: without end. 0 means: look once."""
    if seconds is None:
        return EDGE_NO_TIMEOUT
    value = number_of_seconds(seconds, parameter)
    if math.isnan(value) or value < 0:
        raise invalid_argument(parameter, f"is {value:g}; give a number of seconds that is not negative")
    return EDGE_NO_TIMEOUT if math.isinf(value) else min(math.ceil(value * 1000), EDGE_DEFAULT_TIMEOUT - 1)


def milliseconds(seconds: Optional[float], parameter: str) -> int:
    """A deadline for the library, for which 0 would stand for the default: the shortest one is a millisecond."""
    return max(1, wait_milliseconds(seconds, parameter))


def poll_milliseconds(seconds: Optional[float]) -> int:
    """The poll_interval of a wait, for the library."""
    if seconds is None or seconds is POLL_INTERVAL:
        return 0
    return milliseconds(seconds, "poll_interval")


def number_of_seconds(seconds: Any, parameter: str) -> float:
    """A duration, which may be any float."""
    if isinstance(seconds, bool) or not (
            hasattr(seconds, "__float__") or hasattr(seconds, "__index__")):
        raise TypeError(f"{parameter} must be a number of seconds, not {type(seconds).__name__}")
    return float(seconds)


def call_options(deadline: Optional[float], parameter: str = "deadline") -> Optional[edge_call_options]:
    """Options with the deadline of one call, None for that of the client."""
    return None if deadline is None else edge_call_options(_OPTIONS_SIZE, milliseconds(deadline, parameter))


_SUBMIT_SIZE = ctypes.sizeof(edge_submit_options)
_EXPLAIN = edge_submit_options(struct_size=_SUBMIT_SIZE, explain=True)


def submit_options(explain: object, deadline: Optional[float], job_timeout: Optional[float] = None,
                   wait: Optional[edge_wait_options] = None) -> Optional[edge_submit_options]:
    """Options of a submission, None where nothing is asked for."""
    if deadline is None and job_timeout is None and wait is None:
        return _EXPLAIN if explain else None
    options = edge_submit_options(
        struct_size=_SUBMIT_SIZE, explain=bool(explain),
        deadline_ms=0 if deadline is None else milliseconds(deadline, "deadline"),
        job_timeout_ms=0 if job_timeout is None else _job_milliseconds(job_timeout))
    if wait is not None:
        options.wait = ctypes.pointer(wait)
    return options


def _job_milliseconds(seconds: float) -> int:
    value = wait_milliseconds(seconds, "job_timeout")
    if value == 0:
        raise invalid_argument("job_timeout", "is 0; give the seconds that the edge may work on the job, or None")
    return 0 if value == EDGE_NO_TIMEOUT else value


def wait_options(timeout: Optional[float], poll_interval: Optional[float],
                 max_poll_interval: Optional[float] = None) -> edge_wait_options:
    """Options of a wait."""
    return edge_wait_options(
        ctypes.sizeof(edge_wait_options), wait_milliseconds(timeout), poll_milliseconds(poll_interval),
        0 if max_poll_interval is None else milliseconds(max_poll_interval, "max_poll_interval"))


def utf8(text: object, parameter: str) -> bytes:
    """A string for the library."""
    if not isinstance(text, str):
        raise TypeError(f"{parameter} must be a string, not {type(text).__name__}")
    if text.isprintable():  # then there are neither surrogates nor NUL characters in it
        return text.encode()
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise invalid_argument(parameter, f"has a lone surrogate at position {error.start}, which has no UTF-8 form; "
                               "pass text that was decoded properly") from None
    if b"\0" in encoded:
        raise invalid_argument(parameter, f"has a NUL character at position {text.index(chr(0))}; remove it")
    return encoded
