"""Translates errors of the library, which name parameters and units of C, to those of Python."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Mapping, Optional

from .._errors import ApiError, InvalidArgument, api_error

# Finds an element of an array of C in the Python argument, and returns its name. Its parameters: the array, two
# indices, of which the second is None for an element of the array itself, and the member with its dot, or "". None if
# it is not known.
Place = Callable[[str, int, Optional[int], str], Optional[str]]

_FUNCTIONS = {"edge_client_create": "EdgeClient", "edge_stream_open": "inferences.stream", "EDGE_NO_TIMEOUT": "None"}

# Text in quotation marks is a value, and remains as it is.
_NAME = re.compile(r"""
    "[^"]*"
    | \b(?:request\.|objects\.)?(?P<array>sources|files|inputs|tags)\[(?P<first>\d+)\]
        (?:\.(?:inputs|objects)\[(?P<second>\d+)\])?(?P<member>(?:\.\w+)*)(?P<piece>\[\d+\])?(?(piece)\.\w+)
    | \b(?P<whole>(?:access|options|wait|request|objects|input)\.(?:wait\.)?(?P<option>\w+?)(?:_ms|_us)?)\b
        (?P<part>\[\d+\])?(?(part)\.\w+)
    | \b(?P<time>\w+)_(?:ms|us)\b
    | (?<=\bis[ ])(?P<milliseconds>\d+(?:\.\d+)?)[ ]ms\b
    | (?<=\bis[ ])(?P<seconds>\d+(?:\.\d+)?)[ ]s\b
    | \b(?P<function>""" + "|".join(_FUNCTIONS) + r""")\b
""", re.VERBOSE)


def in_python(error: ApiError, names: Mapping[str, str] = {}, place: Optional[Place] = None) -> ApiError:
    """The error with Python's names, and its durations in seconds. Text of the edge is not changed.

    Args:
        names: The Python names of parameters, where they differ.
        place: Finds an element of an array of C.
    """
    if error.detail.get("origin") != "local" or "server_message" in error.detail:
        return error

    def replace(found: "re.Match[str]") -> str:
        if found["array"]:
            second = None if found["second"] is None else int(found["second"])
            known = place(found["array"], int(found["first"]), second, found["member"]) if place is not None else None
            if known is None:
                return names.get(found["array"], found["array"]) + found[0][found.end("array") - found.start():]
            return known + (found["piece"] or "")
        if found["option"]:
            option = str(names.get(found["whole"]) or names.get(found["option"], found["option"]))
            return option + (found["part"] or "")
        if found["milliseconds"] or found["seconds"]:
            if not isinstance(error, InvalidArgument):  # not the value of a parameter
                return found[0]
            seconds = float(found["seconds"] or 0) + float(found["milliseconds"] or 0) / 1000
            return f"{seconds:g} second{'' if seconds == 1 else 's'}"
        return str(found["time"]) if found["time"] else _FUNCTIONS.get(found[0], found[0])

    def renamed(text: str) -> str:
        word, _, rest = text.partition(" ")
        return _NAME.sub(replace, names[word] + text[len(word):] if word in names else text)

    texts: Dict[str, Any] = {key: renamed(error.detail[key]) for key in ("parameter", "message")
                             if error.detail.get(key)}
    return error if texts.items() <= error.detail.items() else api_error({**error.detail, **texts})
