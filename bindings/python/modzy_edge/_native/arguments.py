"""Checks the arguments of public methods, and converts them to what the library takes."""

from __future__ import annotations

import ctypes
import math
from datetime import date, datetime, timezone
from typing import Any, List, Mapping, Optional, Tuple, Union

from .._errors import invalid_argument
from .declarations import (EDGE_DEFAULT_TIMEOUT, EDGE_NO_TIMEOUT, edge_call_options, edge_metadata,
                           edge_submit_options, edge_wait_options)

# What identifies a job or an inference: its identifier, or the Job or Inference itself.
JobLike = Union[str, Mapping[str, Any]]
InferenceLike = Union[str, Mapping[str, Any]]

# A day or a moment. A datetime without a time zone is in local time.
DateLike = Union[str, date]

# Header fields of calls, by name: str, or bytes for a name that ends with "-bin".
Metadata = Mapping[str, Union[str, bytes]]


def utf8(text: object, parameter: str) -> bytes:
    """A string for the library."""
    if not isinstance(text, str):
        raise TypeError(f"{parameter} must be a string, not {type(text).__name__}")
    if text.isprintable():  # then it has neither surrogates nor NUL characters
        return text.encode()
    encoded = encode(text, parameter)
    if b"\0" in encoded:
        raise invalid_argument(parameter, f"has a NUL character at position {text.index(chr(0))}; remove it")
    return encoded


def encode(text: str, parameter: str) -> bytes:
    """A string as UTF-8, NUL characters included."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise invalid_argument(parameter, f"has a lone surrogate at position {error.start}, which has no UTF-8 form; "
                               "pass text that was decoded properly") from None


def optional_utf8(text: Optional[object], parameter: str) -> Optional[bytes]:
    """A string for the library, or NULL."""
    return None if text is None else utf8(text, parameter)


def model_identifier(model: object, parameter: str) -> bytes:
    """The identifier of a model, of which the identifier itself is given, or an object or a mapping that has it."""
    identifier = model
    if not isinstance(model, str):
        identifier = model.get("identifier") if isinstance(model, Mapping) else getattr(model, "identifier", None)
        if not isinstance(identifier, str):
            raise TypeError(f"{parameter} must be a string, or a model with a string as its `identifier`, "
                            f"not {type(model).__name__}")
    return utf8(identifier, parameter)


def optional_model(model: object, parameter: str) -> Optional[bytes]:
    """As model_identifier, or NULL."""
    return None if model is None else model_identifier(model, parameter)


def job_identifier(job: object) -> bytes:
    """The identifier of a job, of which the identifier itself is given, or a Job."""
    return _identifier(job, "job_identifier", "job_identifier", "a Job")


def inference_identifier(inference: object) -> bytes:
    """The identifier of an inference, of which the identifier itself is given, or an Inference."""
    return _identifier(inference, "identifier", "inference_identifier", "an Inference")


def _identifier(given: object, member: str, parameter: str, alternative: str) -> bytes:
    identifier = given.get(member) if isinstance(given, Mapping) else given
    if not isinstance(identifier, str):
        raise TypeError(f"{parameter} must be a string or {alternative}, not {type(given).__name__}")
    return utf8(identifier, parameter)


def iso_date(moment: Optional[DateLike], parameter: str) -> Optional[bytes]:
    """A day or a moment as ISO 8601, or NULL."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    elif isinstance(moment, date):
        moment = moment.isoformat()
    elif not isinstance(moment, (str, type(None))):
        raise TypeError(f"{parameter} must be a string in ISO 8601, a date or a datetime, not {type(moment).__name__}")
    return optional_utf8(moment, parameter)


class _DefaultPollInterval(float):
    """Grows with the time waited. As a number it equals the default of the existing SDK."""


POLL_INTERVAL = _DefaultPollInterval(0.01)  # the default poll_interval of methods that wait


def number_of_seconds(seconds: Any, parameter: str) -> float:
    """A duration, which may be any float."""
    if isinstance(seconds, bool) or not (
            hasattr(seconds, "__float__") or hasattr(seconds, "__index__")):
        raise TypeError(f"{parameter} must be a number of seconds, not {type(seconds).__name__}")
    return float(seconds)


def wait_milliseconds(seconds: Optional[float], parameter: str = "timeout") -> int:
    """The timeout of a wait, for the library. None and infinity mean no timeout, 0 means one attempt."""
    if seconds is None:
        return EDGE_NO_TIMEOUT
    value = number_of_seconds(seconds, parameter)
    if math.isnan(value) or value < 0:
        raise invalid_argument(parameter, f"is {value:g}; give a number of seconds that is not negative")
    return EDGE_NO_TIMEOUT if math.isinf(value) else min(math.ceil(value * 1000), EDGE_DEFAULT_TIMEOUT - 1)


def milliseconds(seconds: Optional[float], parameter: str) -> int:
    """A deadline for the library, to which 0 means the default: the shortest deadline is 1 millisecond."""
    return max(1, wait_milliseconds(seconds, parameter))


def call_options(deadline: Optional[float], metadata: Optional[Metadata] = None,
                 parameter: str = "deadline") -> Optional[edge_call_options]:
    """Options of one call, or NULL for those of the client."""
    if deadline is None and not metadata:
        return None
    options = edge_call_options(_CALL_SIZE, 0 if deadline is None else milliseconds(deadline, parameter))
    _set_metadata(options, metadata)
    return options


def submit_options(explain: object, deadline: Optional[float], job_timeout: Optional[float] = None,
                   metadata: Optional[Metadata] = None,
                   wait: Optional[edge_wait_options] = None) -> Optional[edge_submit_options]:
    """Options of a submission, or NULL where all are at their defaults."""
    if deadline is None and job_timeout is None and not metadata and wait is None:
        return _EXPLAIN if explain else None
    options = edge_submit_options(
        struct_size=_SUBMIT_SIZE, explain=bool(explain),
        deadline_ms=0 if deadline is None else milliseconds(deadline, "deadline"),
        job_timeout_ms=0 if job_timeout is None else _job_milliseconds(job_timeout))
    _set_metadata(options, metadata)
    if wait is not None:
        options.wait = ctypes.pointer(wait)
    return options


def _set_metadata(options: Any, metadata: Optional[Metadata]) -> None:
    if metadata:
        options.metadata, options.metadata_count = native_metadata(metadata), len(metadata)


def native_metadata(metadata: Metadata) -> Any:
    """An array of edge_metadata, which keeps what it points to."""
    if not isinstance(metadata, Mapping):
        raise TypeError(f"metadata must be a mapping of names to str or bytes, not {type(metadata).__name__}")
    entries: Any = (edge_metadata * len(metadata))()
    entries.kept = []
    for entry, (name, value) in zip(entries, metadata.items()):
        parameter = f"metadata[{name!r}]"
        content = utf8(value, parameter) if isinstance(value, str) else _content(value, parameter)
        entries.kept.append(content)
        entry.name = utf8(name, "metadata")
        entry.value, entry.size = ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p), len(content)
    return entries


def _content(value: object, parameter: str) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError(f"{parameter} must be str or bytes, not {type(value).__name__}")
    return bytes(value)


def _job_milliseconds(seconds: float) -> int:
    value = wait_milliseconds(seconds, "job_timeout")
    if value == 0:
        raise invalid_argument("job_timeout", "is 0; give the seconds that the edge may work on the job, or None")
    return 0 if value == EDGE_NO_TIMEOUT else value


def wait_options(timeout: Optional[float], poll_interval: Optional[float],
                 max_poll_interval: Optional[float] = None,
                 metadata: Optional[Metadata] = None) -> edge_wait_options:
    """Options of a wait."""
    grows = poll_interval is None or poll_interval is POLL_INTERVAL
    options = edge_wait_options(
        _WAIT_SIZE, wait_milliseconds(timeout), 0 if grows else milliseconds(poll_interval, "poll_interval"),
        0 if max_poll_interval is None else milliseconds(max_poll_interval, "max_poll_interval"))
    _set_metadata(options, metadata)
    return options


_CALL_SIZE = ctypes.sizeof(edge_call_options)
_SUBMIT_SIZE = ctypes.sizeof(edge_submit_options)
_WAIT_SIZE = ctypes.sizeof(edge_wait_options)
_EXPLAIN = edge_submit_options(struct_size=_SUBMIT_SIZE, explain=True)


def sized(kind: Any, **members: Any) -> Any:
    """A structure that begins with its own size."""
    return kind(struct_size=ctypes.sizeof(kind), **members)


def native_array(kind: Any, structures: List[Any]) -> Tuple[Any, int]:
    """An array of structures, each given as a tuple, and its length."""
    return (kind * len(structures))(*structures), len(structures)
