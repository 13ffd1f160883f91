"""A stream of inferences, for programs that wait for each."""

from __future__ import annotations

import threading
import weakref
from types import TracebackType
from typing import Any, Iterable, List, NoReturn, Optional, Type, Union

from . import _streaming
from ._bindings import EDGE_DEFAULT_TIMEOUT
from ._blocking import run
from ._call import wait_milliseconds
from ._errors import ApiError, Timeout
from ._inference import Inference
from ._inputs import InferenceRequest
from ._managed import Managed


class InferenceStream:
    """What Inferences.stream returns: an iterator over inferences.

        >>> requests = [client.inferences.build_inference_request(
        ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))]
        >>> with client.inferences.stream(requests) as stream:
        ...     next(stream).status
        'COMPLETE'
    """

    def __init__(self, inferences: Any, client: Managed, requests: Union[InferenceRequest, Iterable[InferenceRequest]],
                 deadline: Optional[float], timeout: Optional[float]) -> None:
        iterator = iter(_streaming.requests_of(requests))
        self._inferences = inferences
        self._timeout = EDGE_DEFAULT_TIMEOUT if timeout is None else wait_milliseconds(timeout)
        self._outstanding = _streaming.Outstanding()
        self._native = run(client, _streaming.open_stream(deadline))
        self._failures: List[BaseException] = []
        self._ended = False
        self._receiving = threading.Lock()
        weakref.finalize(self, self._native.close)  # the sender does not keep a stream alive that nobody reads
        threading.Thread(target=_send_all, args=(self._native, iterator, self._failures, self._outstanding),
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
            self._outstanding.received += 1
            return inference

    def _receive(self) -> Optional[Inference]:
        while True:
            was_asked = bool(self._outstanding) or self._timeout != EDGE_DEFAULT_TIMEOUT
            try:
                inference: Optional[Inference] = run(self._native, _streaming.receive(self._inferences, self._timeout))
                return inference
            except ApiError as error:
                if _streaming.is_late(error, was_asked):
                    raise

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


def _send_all(stream: _streaming.NativeStream, requests: Iterable[InferenceRequest],
              failures: List[BaseException], outstanding: _streaming.Outstanding) -> None:
    with _streaming.noting(failures, stream):
        for request in requests:
            with _streaming.sending():
                run(stream, _streaming.send(request))
            outstanding.sent += 1
        with _streaming.sending():
            run(stream, _streaming.half_close())
        outstanding.is_complete = True
