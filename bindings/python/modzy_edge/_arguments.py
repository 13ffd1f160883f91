"""Checks and converts what the methods of jobs and inferences take."""

from __future__ import annotations

import ctypes
from datetime import date, datetime, timezone
from typing import Any, Mapping, Optional, Tuple, Union

from ._call import utf8

# What names a job or an inference: its identifier, or the Job or Inference itself.
JobLike = Union[str, Mapping[str, Any]]
InferenceLike = Union[str, Mapping[str, Any]]

# A day or a moment. A datetime without a time zone is in local time.
DateLike = Union[str, date]


def model_identifier(model: object, parameter: str) -> bytes:
    """The identifier of a model that is given by it, or by an object or a mapping that has it."""
    identifier = model
    if not isinstance(model, str):
        identifier = model.get("identifier") if isinstance(model, Mapping) else getattr(model, "identifier", None)
        if not isinstance(identifier, str):
            raise TypeError(f"{parameter} must be a string, or a model with a string as its `identifier`, "
                            f"not {type(model).__name__}")
    return utf8(identifier, parameter)


def job_identifier(job: object) -> bytes:
    """The identifier of a job that is given by it, or as a Job."""
    return _identifier(job, "job_identifier", "job_identifier", "Job")


def inference_identifier(inference: object) -> bytes:
    """The identifier of an inference that is given by it, or as an Inference."""
    return _identifier(inference, "identifier", "inference_identifier", "Inference")


def _identifier(given: object, member: str, parameter: str, kind: str) -> bytes:
    identifier = given.get(member) if isinstance(given, Mapping) else given
    if not isinstance(identifier, str):
        article = "an" if kind[0] == "I" else "a"
        raise TypeError(f"{parameter} must be a string or {article} {kind}, not {type(given).__name__}")
    return utf8(identifier, parameter)


def optional_utf8(text: Optional[object], parameter: str) -> Optional[bytes]:
    """A string for the library, or NULL."""
    return None if text is None else utf8(text, parameter)


def iso_date(moment: Optional[DateLike], parameter: str) -> Optional[bytes]:
    """A day or a moment as ISO 8601."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    elif isinstance(moment, date):
        moment = moment.isoformat()
    elif not isinstance(moment, (str, type(None))):
        raise TypeError(f"{parameter} must be a string in ISO 8601, a date or a datetime, not {type(moment).__name__}")
    return optional_utf8(moment, parameter)


def sized(kind: Any, **members: Any) -> Any:
    """A structure that begins with its own size."""
    return kind(struct_size=ctypes.sizeof(kind), **members)


def native_array(kind: Any, structures: "list[Any]") -> Tuple[Any, int]:
    """An array of structures, each given as a tuple, and how many there are."""
    return (kind * len(structures))(*structures), len(structures)
