"""The exceptions of the package, and which of them stands for which status of the library."""

from __future__ import annotations

import errno
import os
from typing import Any, Dict, Mapping, Optional, Type

from ._native import declarations


class Error(Exception):
    """The base of all exceptions of this package. `message` says what happened and what to do about it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class LibraryNotFound(Error, ImportError):
    """The native library could not be loaded. The message lists each place that was tried, and why it failed there."""


class ApiError(Error):
    """A call failed. The subclasses stand for the failures that programs most often tell apart:

        >>> from modzy_edge import ApiError, NotFound
        >>> try:
        ...     job = client.jobs.submit_embedded("no-such-model", "1.0.0", {"input.txt": b"some bytes"})
        ... except NotFound as error:
        ...     print(error.code, error.status)
        ... except ApiError as error:
        ...     print(error.message, "Worth another try." if error.retriable else "")
        5 NOT_FOUND

    Attributes:
        code:       the number of the status: gRPC's 1 to 16, or 100 and more for the library's own
        status:     its name, such as "NOT_FOUND"
        message:    what happened and what to do about it
        retriable:  whether the same call may succeed if it is simply made again a little later
        detail:     a dict with all of these, and where they are known: parameter, method, endpoint, server_message;
                    "origin" is "local", "transport" or "edge": where the failure was found
        sent:       how much of the request had left when the call failed: "none", "part" or "all", or None where that
                    makes no sense; a submission of which "all" was sent may have made a job
        url:        endpoint and method of the call, or None if nothing was to be sent
        reason:     the edge's own words where it said any, else the name of the status
    """

    _last = b""  # JSON that came beside the failure

    def __init__(self, message: str, url: Optional[str] = None, reason: Optional[str] = None, *,
                 detail: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(message)
        status = _STATUSES.get(type(self), "UNKNOWN")
        self.detail: Dict[str, Any] = {"code": getattr(declarations, f"EDGE_{status}"), "status": status,
                                       "message": message, "retriable": False, "origin": "local", **(detail or {})}
        self.code: int = self.detail["code"]
        self.status: str = self.detail["status"]
        self.retriable: bool = self.detail["retriable"]
        self.sent: Optional[str] = self.detail.get("sent")
        called = self.detail.get("endpoint", "") + self.detail.get("method", "")
        self.url = url or called or None
        self.reason = reason or self.detail.get("server_message") or self.status


class Cancelled(ApiError):
    """The call was cancelled: its client was closed while it ran, or the edge cancelled it."""


class InvalidArgument(ApiError, ValueError):
    """An argument cannot be right. The message names it."""


class UnreadableFile(InvalidArgument, OSError):
    """A file that is an input cannot be read; `errno` says why, as of every OSError."""

    def __str__(self) -> str:
        return self.message


class MissingFile(UnreadableFile, FileNotFoundError):
    """There is no such file."""


class Timeout(ApiError, TimeoutError):
    """The deadline or timeout passed. The edge may have done the work nevertheless; a job goes on.

    Attributes:
        job: Where a wait for a job ran out of time: the Job, as the edge described it last; of jobs.run, only its
            job_identifier is known. None where there is no job.
        inference: Where a wait for an inference ran out of time, inferences.run included: the Inference, as the edge
            described it last.
    """

    job = None  # type: Any
    inference = None  # type: Any


class NotFound(ApiError):
    """There is no such model, version, job or result."""


class PermissionDenied(ApiError):
    """The edge knows the caller but does not allow this."""


class ResourceExhausted(ApiError):
    """A limit was reached: most often a message larger than the edge accepts."""


class FailedPrecondition(ApiError):
    """The edge, or this machine, is not in a state in which this could work."""


class Unimplemented(ApiError):
    """The edge does not offer this call, or what answered is not an edge."""


class Unavailable(ApiError, ConnectionError):
    """The edge cannot be reached, or the connection was lost. Worth another try."""


class Unauthenticated(ApiError):
    """The edge wants to know who is calling."""


class InvalidHandle(ApiError, ValueError):
    """The object was closed already."""


class ForkedProcess(ApiError, RuntimeError):
    """This process is a fork of one that used the library, and cannot use it itself."""


class OutOfMemory(ApiError, MemoryError):
    """There is not enough memory for the call."""


# Which exception stands for which status. Those without a class of their own are an ApiError.
_CLASSES: Dict[str, Type[ApiError]] = {
    "CANCELLED": Cancelled,
    "INVALID_ARGUMENT": InvalidArgument,
    "DEADLINE_EXCEEDED": Timeout,
    "NOT_FOUND": NotFound,
    "PERMISSION_DENIED": PermissionDenied,
    "RESOURCE_EXHAUSTED": ResourceExhausted,
    "FAILED_PRECONDITION": FailedPrecondition,
    "UNIMPLEMENTED": Unimplemented,
    "UNAVAILABLE": Unavailable,
    "UNAUTHENTICATED": Unauthenticated,
    "INVALID_HANDLE": InvalidHandle,
    "FORKED_PROCESS": ForkedProcess,
    "OUT_OF_MEMORY": OutOfMemory,
}
_STATUSES = {kind: status for status, kind in _CLASSES.items()}


def api_error(detail: Mapping[str, Any]) -> ApiError:
    """The exception for a failure that the library describes with `detail` (edge_error_detail_json)."""
    kind = _CLASSES.get(detail["status"], ApiError)
    if kind is InvalidArgument and "errno" in detail:
        return _unreadable(detail)
    return kind(detail["message"], detail=detail)


def _unreadable(detail: Mapping[str, Any]) -> UnreadableFile:
    kind = MissingFile if detail["errno"] == errno.ENOENT else UnreadableFile
    error = kind(detail["message"], detail=detail)
    error.errno, error.strerror = detail["errno"], os.strerror(detail["errno"])
    return error


def unreadable_file(parameter: str, path: bytes, number: Optional[int]) -> UnreadableFile:
    """The exception for a file that Python cannot open: that for one that the library cannot."""
    number = number or errno.EIO
    shown = path.decode("utf-8", "backslashreplace")
    message = (f"{parameter} is {shown}, a directory; give a regular file." if number == errno.EISDIR else
               f"{parameter} cannot be read: {shown}: {os.strerror(number)}.")
    return _unreadable({"code": declarations.EDGE_INVALID_ARGUMENT, "status": "INVALID_ARGUMENT", "message": message,
                        "retriable": False, "parameter": parameter, "errno": number})


def invalid_argument(parameter: str, problem: str) -> InvalidArgument:
    """The exception for an argument that is found wrong before the library sees it."""
    return InvalidArgument(f"{parameter} {problem}.", detail={"parameter": parameter})
