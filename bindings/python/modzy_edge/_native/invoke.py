"""How a function of the library is called: out parameters at its end, JSON or an exception out."""

from __future__ import annotations

import ctypes
import json
from typing import Any, Callable

from .._errors import ApiError, api_error
from .declarations import Functions, edge_error

_ErrorPointer = ctypes.POINTER(edge_error)
_decode = json.JSONDecoder().raw_decode  # json.loads without its detection of the encoding


def check(functions: Functions, function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function whose last parameter is out_error, which is added here."""
    error = _ErrorPointer()
    status = function(*arguments, ctypes.byref(error))
    if status:
        raise _take_error(functions, status, error)


def call_for_json(functions: Functions, function: Callable[..., int], *arguments: Any) -> bytes:
    """Calls a function whose last parameters are an out parameter for JSON and out_error, which are added here."""
    text = ctypes.c_char_p()
    error = _ErrorPointer()
    status = function(*arguments, ctypes.byref(text), ctypes.byref(error))
    json_text = text.value or b""
    functions.edge_string_free(text)
    if status:
        failure = _take_error(functions, status, error)
        failure._last = json_text  # of a wait that timed out: the last state of the job or inference
        raise failure
    return json_text


def decoded(json_text: bytes) -> Any:
    """The value of JSON that the library wrote."""
    return _decode(json_text.decode())[0]


def _take_error(functions: Functions, status: int, error: Any) -> ApiError:
    try:
        name = (functions.edge_status_name(status) or b"").decode()
        known = {"code": status, "status": name, "message": name}
        return api_error({**known, **decoded(functions.edge_error_detail_json(error) or b"{}")})
    finally:
        functions.edge_error_free(error)
