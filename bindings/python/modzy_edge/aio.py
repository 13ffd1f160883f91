"""The client for programs with an event loop: what modzy_edge offers, to be awaited.

    >>> from modzy_edge.aio import EdgeClient
    >>> async with EdgeClient("localhost", 55000) as client:
    ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
    ...     job = await client.jobs.block_until_complete(job)
    ...     print(job.status)
    COMPLETE

Names, arguments, results and exceptions are those of modzy_edge. No thread of the program waits for a call: any number
of them may run at the same time. Cancelling the task that awaits a call, or asyncio.wait_for, cancels the call.
"""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Any, AsyncIterable, AsyncIterator, Iterable, List, NoReturn, Optional, Type, Union

from . import _inferring, _streaming
from ._awaited import Inference, Job, JobList, awaitable
from ._awaited_jobs import Jobs
from ._awaiting import performed, run
from ._bindings import EDGE_DEFAULT_TIMEOUT
from ._call import wait_milliseconds
from ._errors import ApiError
from ._inferences import build_inference_request
from ._inputs import InferenceRequest
from ._managed import Managed
from ._native_client import NativeClient, Transport, ping, wait_ready
from ._operation import Description, T

__all__ = ["EdgeClient", "Inference", "Inferences", "Job", "JobList", "Jobs"]


class Inferences:
    """The inferences of an edge: `client.inferences`. It asks for inferences, follows them, and streams them."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Inferences of {self._client!r}>"

    async def _run(self, description: Description[T]) -> T:
        return await run(self._client, description)

    def _inference(self, answer: bytes) -> Inference:
        return Inference(answer, self)

    build_inference_request = staticmethod(build_inference_request)
    perform_inference = awaitable(_inferring.perform_inference, """
>>> inference = await client.inferences.perform_inference(
...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
""", Inference)
    run = awaitable(_inferring.run, """
>>> inference = await client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
>>> inference.result.outputs["results.json"].content_type
'application/json'
""", Inference)
    get_inference_details = awaitable(_inferring.get_inference_details, """
>>> (await client.inferences.get_inference_details(inference)).status
'COMPLETE'
""", Inference)
    block_until_complete = awaitable(_inferring.block_until_complete, """
>>> (await client.inferences.block_until_complete(inference, timeout=60)).status
'COMPLETE'
""", Inference)
    get_output = awaitable(_inferring.get_output, """
>>> (await client.inferences.get_output(inference, "results.json")).content_type
'application/json'
""")

    async def stream(self, input_iterator: Union[InferenceRequest, Iterable[InferenceRequest],
                                                 AsyncIterable[InferenceRequest]], *,
                     deadline: Optional[float] = None, timeout: Optional[float] = None) -> AsyncIterator[Inference]:
        """Sends requests as they come, and yields their inferences as they come.

            >>> request = client.inferences.build_inference_request(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
            >>> async for inference in client.inferences.stream([request, request]):
            ...     print(inference.status)
            COMPLETE
            COMPLETE

        It is an asynchronous generator: who does not go to its end should await its aclose(), as contextlib.aclosing does.
        Otherwise as modzy_edge.Inferences.stream.

        Args:
            input_iterator: Requests, as build_inference_request makes them, or one of them. An asynchronous iterable may wait; one that is
                not is asked in the event loop, and keeps it waiting.
            deadline: As there.
            timeout: How long to wait for each inference, in seconds. A Timeout ends the stream. Default: as there.
        """
        requests = _each(_streaming.requests_of(input_iterator, (Iterable, AsyncIterable)))
        time = EDGE_DEFAULT_TIMEOUT if timeout is None else wait_milliseconds(timeout)
        failures: List[BaseException] = []
        outstanding = _streaming.Outstanding()
        async with performed(self._client, _streaming.open_stream(deadline)) as stream:
            sender = asyncio.ensure_future(_send_all(stream, requests, failures, outstanding))
            try:
                while True:
                    was_asked = bool(outstanding) or time != EDGE_DEFAULT_TIMEOUT
                    try:
                        inference: Optional[Inference] = await run(stream, _streaming.receive(self, time))
                    except ApiError as error:
                        if _streaming.is_late(error, was_asked):
                            raise
                        continue
                    if inference is None:
                        break
                    outstanding.received += 1
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


async def _each(requests: Union[Iterable[InferenceRequest], AsyncIterable[InferenceRequest]]) -> AsyncIterator[
        InferenceRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request


async def _send_all(stream: _streaming.NativeStream, requests: AsyncIterator[InferenceRequest],
                    failures: List[BaseException], outstanding: _streaming.Outstanding) -> None:
    with _streaming.noting(failures, stream):
        async for request in requests:
            with _streaming.sending():
                await run(stream, _streaming.send(request))
            outstanding.sent += 1
        with _streaming.sending():
            await run(stream, _streaming.half_close())
        outstanding.is_complete = True


class EdgeClient:
    """A client for one edge, for programs with an event loop. It connects by itself when it is first used.

        >>> async with EdgeClient("localhost", 55000) as client:
        ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})

    The arguments are those of modzy_edge.EdgeClient. A client may be used from several event loops.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        inferences: Asks for inferences, follows them, streams them. See Inferences.
        host, port, origin: Where the edge is; origin is "host:port", or "unix:" and the path.
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: Optional[float] = 10.0, transport: Transport = "auto", max_connections: int = 256,
                 idle_timeout: Optional[float] = 120.0, max_receive_bytes: Optional[int] = None,
                 busy_poll: float = 0.0) -> None:
        self._client = NativeClient(host, port, deadline=deadline, connect_timeout=connect_timeout, transport=transport,
                                    max_connections=max_connections, idle_timeout=idle_timeout,
                                    max_receive_bytes=max_receive_bytes, busy_poll=busy_poll)
        self.host = host
        self.port = port
        self.jobs = Jobs(self._client)
        self.inferences = Inferences(self._client)

    @property
    def origin(self) -> str:
        """Where the edge is: "host:port", or "unix:" and the path of a socket.

            >>> client.origin
            'localhost:55000'
        """
        return self._client.origin

    @property
    def closed(self) -> bool:
        """Whether close() was called.

            >>> client.closed
            False
        """
        return self._client.closed

    async def connect(self) -> EdgeClient:
        """Checks host, port and options, and returns this client. There is no need to call it.

            >>> await EdgeClient("localhost", 55000).connect()
            <aio.EdgeClient localhost:55000>

        Nothing is sent yet. To know whether the edge is there, use wait_ready().
        """
        self._client._native
        return self

    async def _run(self, description: Description[T]) -> T:
        return await run(self._client, description)

    wait_ready = awaitable(wait_ready, """
>>> await client.wait_ready(timeout=5)
""")
    ping = awaitable(ping, """
>>> await client.ping(timeout=5) < 5
True
""")

    async def close(self) -> None:
        """Closes the connections. Calls that still run raise Cancelled. May be called again.

            >>> unused = EdgeClient("localhost", 55000)
            >>> await unused.close()
        """
        # Calls that are cancelled may have something to put in order, which the event loop does not wait for.
        await asyncio.get_running_loop().run_in_executor(None, self._client.close)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        self._client.__reduce_ex__(protocol)

    async def __aenter__(self) -> EdgeClient:
        return await self.connect()

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        traceback: Optional[TracebackType]) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<aio.EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"


for _name in __all__:
    globals()[_name].__module__ = __name__
del _name
