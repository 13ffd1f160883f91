"""What is done with a stream: sending, receiving, closing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Callable, Iterator, List, Optional, Tuple

from . import _library
from ._answers import JSON, NOTHING, STREAM
from ._bindings import EDGE_NO_TIMEOUT
from ._call import call_options
from ._errors import ApiError, Cancelled, FailedPrecondition, InvalidHandle, Timeout
from ._inputs import NAMES, InferenceRequest, native_request, place_in
from ._managed import Managed
from ._operation import Operation

# Whatever a sender or a receiver waits for, the end of the stream ends it.
_FOR_EVER = (EDGE_NO_TIMEOUT,)

# The end of a stream: NULL from the function that blocks, null from the call that was started.
_END = b"", b"null"


class NativeStream(Managed):
    """Owns an edge_stream, which is there from the beginning."""

    _kind = "InferenceStream"

    def __init__(self, handle: Any) -> None:
        super().__init__()
        self._opened = handle
        self._native

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        return self._opened, _library.start().edge_stream_destroy

    def cancel(self) -> None:
        """Ends the stream: who sends or receives gets Cancelled."""
        handle = self._handle
        if handle is not None:
            _library.start().edge_stream_cancel(handle)


def requests_of(given: Any, kinds: Tuple[type, ...] = (Iterable,)) -> Any:
    """What a stream is to iterate over: requests, or one."""
    if isinstance(given, InferenceRequest):
        return (given,)
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, kinds):
        raise TypeError("input_iterator must be an iterable of requests that build_inference_request has made, "
                        f"not {type(given).__name__}")
    return given


def open_stream(deadline: Optional[float]) -> Operation[NativeStream]:
    """For a client."""
    return Operation("edge_stream_open", (call_options(deadline),), NativeStream, answer=STREAM)


def send(request: object) -> Operation[None]:
    """For a stream."""
    if not isinstance(request, InferenceRequest):
        raise TypeError("stream takes requests that build_inference_request has made, "
                        f"not {type(request).__name__}")
    argument, borrowed = native_request(request)
    return Operation("edge_stream_send", (argument, *_FOR_EVER), lambda answer: None, answer=NOTHING,
                     borrowed=borrowed, names=NAMES, place=partial(place_in, request))


def half_close() -> Operation[None]:
    """For a stream."""
    return Operation("edge_stream_half_close", (), lambda answer: None, answer=NOTHING)


def receive(inferences: Any, timeout: int) -> Operation[Any]:
    """For a stream: an Inference, or None at its end. The time is in milliseconds, as the library has it."""
    return Operation("edge_stream_receive", (timeout,),
                     lambda answer: None if answer in _END else inferences._inference(answer), answer=JSON)


class Outstanding:
    """Counts what was asked for on a stream and has not come."""

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.is_complete = False

    def __bool__(self) -> bool:
        return self.is_complete or self.sent > self.received


def is_late(error: ApiError, was_asked: bool) -> bool:
    """Whether a receive with the default timeout has failed for good: while nothing is asked for, nothing is late."""
    return was_asked or not isinstance(error, Timeout) or error.detail.get("method") is not None


class _StreamEnded(Exception):
    """The stream has failed or was closed. Who receives learns why from the library, after what came before it."""


@contextlib.contextmanager
def sending() -> Iterator[None]:
    """For each thing that a sender does with the stream: tells failures of the stream from those of what was to be sent."""
    try:
        yield
    except ApiError as error:
        if isinstance(error, (Cancelled, FailedPrecondition, InvalidHandle)) or error.detail.get("origin") in ("edge", "transport"):
            raise _StreamEnded from None
        raise


@contextlib.contextmanager
def noting(failures: List[BaseException], stream: NativeStream) -> Iterator[None]:
    """What a sender fails with, be it in the requests that it is given, ends the stream, and is noted for the one who receives."""
    try:
        yield
    except _StreamEnded:
        pass
    except BaseException as error:
        failures.append(error)
        stream.cancel()
