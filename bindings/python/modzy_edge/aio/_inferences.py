"""The inferences of an edge, for programs with an event loop."""

from __future__ import annotations

import asyncio
from typing import AsyncIterable, AsyncIterator, Callable, Iterable, List, Mapping, Optional, Union

from .. import _inference_calls
from .._errors import ApiError, Timeout
from .._inference import InferenceOutput
from .._inference_calls import Inputs
from .._inference_stream import InferenceWait, Offering, Outstanding, recording_failures, requests_of, sending
from .._input_sources import InferenceRequest
from .._native.arguments import POLL_INTERVAL, InferenceLike, Metadata, wait_milliseconds
from .._native.declarations import EDGE_DEFAULT_TIMEOUT
from .._native.handle import NativeHandle, NativeStream
from .._records import Content
from ._inference import Inference
from ._run import performed, run


class Inferences:
    """The inferences of an edge: `client.inferences`. It asks for inferences, follows them, and streams them.

    Each method takes the arguments of the method of modzy_edge.Inferences that it names, and raises its exceptions.
    """

    __slots__ = ("_client",)

    def __init__(self, client: NativeHandle) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Inferences of {self._client!r}>"

    def _inference(self, answer: Content) -> Inference:
        return Inference(answer, self)

    @staticmethod
    def build_inference_request(model_identifier: object, model_version: str, input_sources: Inputs,
                                explain: bool = False, tags: Optional[Mapping[str, str]] = None) -> InferenceRequest:
        """Makes a request, for stream(). Nothing is sent.

            >>> request = client.inferences.build_inference_request(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
            >>> request.model_version
            '1.0.0'

        Args:
            model_identifier, model_version, input_sources, explain, tags: As in perform_inference.
        """
        return InferenceRequest(model_identifier, model_version, input_sources, explain, tags)

    async def perform_inference(self, model_identifier: object, model_version: str, input_sources: Inputs,
                                explain: bool = False, tags: Optional[Mapping[str, str]] = None, *,
                                deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Inference:
        """Asks for an inference. See modzy_edge.Inferences.perform_inference.

            >>> inference = await client.inferences.perform_inference(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
        """
        return await run(self._client, _inference_calls.perform_inference(
            self._inference, model_identifier, model_version, input_sources, explain, tags, deadline, metadata))

    async def run(self, model_identifier: object, model_version: str, input_sources: Inputs, explain: bool = False,
                  tags: Optional[Mapping[str, str]] = None, poll_interval: Optional[float] = POLL_INTERVAL,
                  timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                  metadata: Optional[Metadata] = None) -> Inference:
        """Asks for an inference and waits until it is final. See modzy_edge.Inferences.run.

            >>> inference = await client.inferences.run(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
            >>> inference.result.outputs["results.json"].content_type
            'application/json'
        """
        return await run(self._client, _inference_calls.run(
            self._inference, model_identifier, model_version, input_sources, explain, tags, poll_interval, timeout,
            max_poll_interval, metadata))

    async def get_inference_details(self, inference_identifier: InferenceLike, *, deadline: Optional[float] = None,
                                    metadata: Optional[Metadata] = None) -> Inference:
        """Asks the edge how an inference is doing. See modzy_edge.Inferences.get_inference_details.

            >>> (await client.inferences.get_inference_details(inference)).status
            'COMPLETE'
        """
        return await run(self._client, _inference_calls.get_inference_details(
            self._inference, inference_identifier, deadline, metadata))

    async def block_until_complete(self, inference_identifier: InferenceLike,
                                   poll_interval: Optional[float] = POLL_INTERVAL, timeout: Optional[float] = 30, *,
                                   max_poll_interval: Optional[float] = None,
                                   metadata: Optional[Metadata] = None) -> Inference:
        """Waits until an inference is final. See modzy_edge.Inferences.block_until_complete.

            >>> (await client.inferences.block_until_complete(inference, timeout=60)).status
            'COMPLETE'
        """
        return await run(self._client, _inference_calls.block_until_complete(
            self._inference, inference_identifier, poll_interval, timeout, max_poll_interval, metadata))

    async def get_output(self, inference_identifier: InferenceLike, output_key: str, *,
                         deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> InferenceOutput:
        """Fetches one output of an inference, as the bytes that the model wrote. See modzy_edge.Inferences.get_output.

            >>> (await client.inferences.get_output(inference, "results.json")).content_type
            'application/json'
        """
        return await run(self._client, _inference_calls.get_output(
            inference_identifier, output_key, deadline, metadata))

    async def stream(self, input_iterator: Union[InferenceRequest, Iterable[InferenceRequest],
                                                 AsyncIterable[InferenceRequest]], *,
                     deadline: Optional[float] = None, metadata: Optional[Metadata] = None,
                     timeout: Optional[float] = None,
                     on_drop: Optional[Callable[[InferenceRequest], object]] = None) -> AsyncIterator[Inference]:
        """Sends requests as they come, and yields their inferences as they come.

            >>> request = client.inferences.build_inference_request(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
            >>> async for inference in client.inferences.stream([request, request]):
            ...     print(inference.status)
            COMPLETE
            COMPLETE

        It is an asynchronous generator: who does not go to its end should await its aclose(), as contextlib.aclosing
        does. Otherwise as modzy_edge.Inferences.stream.

        Args:
            input_iterator: Requests, as build_inference_request makes them, or one of them. An asynchronous iterable
                may wait; another iterable runs in the event loop, and must not block.
            deadline, metadata: As there.
            timeout: How long to wait for each inference, in seconds. A Timeout ends the stream. Default: as there.
            on_drop: As there; it is called in the event loop, and must not block.
        """
        requests = _each(requests_of(input_iterator, (Iterable, AsyncIterable)))
        timeout_ms = EDGE_DEFAULT_TIMEOUT if timeout is None else wait_milliseconds(timeout)
        failures: List[BaseException] = []
        outstanding = Outstanding()
        async with performed(self._client, _inference_calls.open_stream(deadline, metadata)) as stream:
            sender = asyncio.ensure_future(_send_all(stream, requests, failures, outstanding, on_drop))
            try:
                while True:
                    inference = await _receive(stream, self._inference, InferenceWait(outstanding, timeout_ms))
                    if inference is None:
                        break
                    outstanding.on_received()
                    yield inference
                if failures:
                    raise failures[0]
            except ApiError:
                if failures:
                    raise failures[0] from None
                raise
            finally:
                stream.close()
                sender.cancel()
                await asyncio.wait([sender])


async def _receive(stream: NativeStream, make_inference: Callable[[Content], Inference],
                   wait: InferenceWait) -> Optional[Inference]:
    while True:
        try:
            return await run(stream, _inference_calls.receive(make_inference, wait.timeout_ms))
        except Timeout as error:
            wait.go_on(error)


async def _each(requests: Union[Iterable[InferenceRequest], AsyncIterable[InferenceRequest]]) -> AsyncIterator[
        InferenceRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request


async def _send_all(stream: NativeStream, requests: AsyncIterator[InferenceRequest],
                    failures: List[BaseException], outstanding: Outstanding,
                    on_drop: Optional[Callable[[InferenceRequest], object]]) -> None:
    offering = Offering(stream, outstanding, on_drop)
    with recording_failures(failures, stream):
        async for request in requests:
            if on_drop is not None:
                offering.offer(request)
                await asyncio.sleep(0)
                continue
            outstanding.on_requested()
            with sending():
                await run(stream, _inference_calls.send(request))
        outstanding.on_complete()
        with sending():
            await run(stream, _inference_calls.half_close())
