"""A stream of inferences, and what the stream of modzy_edge.aio shares with it."""

from __future__ import annotations

import contextlib
import math
import threading
import time
import weakref
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Callable, Iterator, List, NoReturn, Optional, Tuple, Type, Union

from . import _inference_calls
from ._errors import ApiError, Cancelled, FailedPrecondition, InvalidHandle, Timeout
from ._inference import Inference
from ._input_sources import InferenceRequest
from ._native.arguments import Metadata, wait_milliseconds
from ._native.blocking import run
from ._native.declarations import EDGE_DEFAULT_TIMEOUT
from ._native.handle import NativeHandle, NativeStream

OnDrop = Callable[[InferenceRequest], object]


class InferenceStream:
    """What Inferences.stream returns: an iterator over inferences.

        >>> requests = [client.inferences.build_inference_request(
        ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))]
        >>> with client.inferences.stream(requests) as stream:
        ...     next(stream).status
        'COMPLETE'
    """

    def __init__(self, inferences: Any, client: NativeHandle,
                 requests: Union[InferenceRequest, Iterable[InferenceRequest]], deadline: Optional[float],
                 metadata: Optional[Metadata], timeout: Optional[float], on_drop: Optional[OnDrop]) -> None:
        iterator = iter(requests_of(requests))
        self._make_inference: Callable[[Any], Inference] = inferences._inference
        self._timeout = EDGE_DEFAULT_TIMEOUT if timeout is None else wait_milliseconds(timeout)
        self._outstanding = Outstanding()
        self._native = run(client, _inference_calls.open_stream(deadline, metadata))
        self._failures: List[BaseException] = []
        self._ended = False
        self._receiving = threading.Lock()
        weakref.finalize(self, self._native.close)  # the sender does not keep a stream alive that nobody reads
        threading.Thread(target=_send_all, args=(self._native, iterator, self._failures, self._outstanding, on_drop),
                         name="modzy_edge-stream", daemon=True).start()

    def __repr__(self) -> str:
        return f"<InferenceStream{' (ended)' if self._ended else ''}>"

    def __iter__(self) -> InferenceStream:
        return self

    def __next__(self) -> Inference:
        with self._receiving:  # of several threads one receives, and the others after it
            if self._ended:
                raise StopIteration
            try:
                inference = self._receive()
            except Timeout:
                raise  # there may be another inference after all
            except ApiError:
                self.close()
                if self._failures:
                    raise self._failures[0] from None
                raise
            if inference is None:
                self.close()
                if self._failures:
                    raise self._failures[0]
                raise StopIteration
            self._outstanding.on_received()
            return inference

    def _receive(self) -> Optional[Inference]:
        wait = InferenceWait(self._outstanding, self._timeout)
        while True:
            try:
                return run(self._native, _inference_calls.receive(self._make_inference, wait.timeout_ms))
            except Timeout as error:
                wait.go_on(error)

    def close(self) -> None:
        """Ends the stream, and cancels what is under way in it. May be called again.

            >>> stream = client.inferences.stream([])
            >>> stream.close()
        """
        self._ended = True
        self._native.close()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an InferenceStream cannot be copied or pickled")

    def __enter__(self) -> InferenceStream:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()


def _send_all(stream: NativeStream, requests: Iterable[InferenceRequest], failures: List[BaseException],
              outstanding: Outstanding, on_drop: Optional[OnDrop]) -> None:
    offering = Offering(stream, outstanding, on_drop)
    with recording_failures(failures, stream):
        for request in requests:
            if on_drop is not None:
                offering.offer(request)
                continue
            outstanding.on_requested()
            with sending():
                run(stream, _inference_calls.send(request))
        outstanding.on_complete()
        with sending():
            run(stream, _inference_calls.half_close())


def requests_of(given: Any, kinds: Tuple[type, ...] = (Iterable,)) -> Any:
    """The requests of a stream, of which one alone may be given."""
    if isinstance(given, InferenceRequest):
        return (given,)
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, kinds):
        raise TypeError("input_iterator must be an iterable of requests that build_inference_request has made, "
                        f"not {type(given).__name__}")
    return given


class Outstanding:
    """Counts the inferences that were requested on a stream and not received. After the last one, its end is."""

    def __init__(self) -> None:
        self._requested = 0
        self._received = 0
        self._is_complete = False
        self._since = 0.0

    @property
    def since(self) -> Optional[float]:
        """Since when an inference has been outstanding, in seconds of the monotonic clock; None if all were received."""
        return self._since if self._is_complete or self._requested > self._received else None

    def on_requested(self, count: int = 1) -> None:
        """Call before a request is sent: one that the edge does not take is outstanding, too."""
        self._begin()
        self._requested += count

    def on_complete(self) -> None:
        """Call before the end of the requests is sent."""
        self._begin()
        self._is_complete = True

    def on_received(self) -> None:
        self._received += 1

    def _begin(self) -> None:
        if self.since is None:
            self._since = time.monotonic()


class InferenceWait:
    """One wait for an inference. The default timeout counts only while one is outstanding."""

    def __init__(self, outstanding: Outstanding, timeout_ms: int) -> None:
        self.timeout_ms = timeout_ms  # of the next receive
        self._outstanding = outstanding
        self._is_default = timeout_ms == EDGE_DEFAULT_TIMEOUT
        self._begun = time.monotonic()
        self._default = 0.0  # as long as the library has waited
        self._first: Optional[Timeout] = None  # its message has the default timeout

    def go_on(self, error: Timeout) -> None:
        """Raises the error of a receive if the time is over. Otherwise there is to be another receive."""
        if not self._is_default or error.detail.get("method") is not None:
            raise error
        now = time.monotonic()
        if self._first is None:
            self._first, self._default = error, now - self._begun
        since = self._outstanding.since
        left = self._default if since is None else max(since, self._begun) + self._default - now
        if left <= 0:
            raise self._first from None
        self.timeout_ms = math.ceil(left * 1000)


class Offering:
    """Offers the requests of a stream: of those that have not begun to leave, the newest is sent."""

    def __init__(self, stream: NativeStream, outstanding: Outstanding, on_drop: Optional[OnDrop]) -> None:
        self._stream = stream
        self._outstanding = outstanding
        self._on_drop = on_drop
        self._latest: Optional[InferenceRequest] = None

    def offer(self, request: InferenceRequest) -> None:
        """Does not wait."""
        with sending():
            dropped = run(self._stream, _inference_calls.offer(request))
        replaced, self._latest = self._latest, request
        self._outstanding.on_requested(1 - dropped)
        if dropped and replaced is not None and self._on_drop is not None:
            self._on_drop(replaced)


class _StreamEnded(Exception):
    """The stream has failed or was closed. The receiver gets the reason, after the inferences before it."""


@contextlib.contextmanager
def sending() -> Iterator[None]:
    """For each call of a sender: tells failures of the stream from those of a request."""
    try:
        yield
    except ApiError as error:
        ended = isinstance(error, (Cancelled, FailedPrecondition, InvalidHandle))
        if ended or error.detail.get("origin") in ("edge", "transport"):
            raise _StreamEnded from None
        raise


@contextlib.contextmanager
def recording_failures(failures: List[BaseException], stream: NativeStream) -> Iterator[None]:
    """Records an exception of the sender or of its requests for the receiver, and ends the stream."""
    try:
        yield
    except _StreamEnded:
        pass
    except BaseException as error:
        failures.append(error)
        stream.cancel()
