"""The client for programs with an event loop: what modzy_edge offers, to be awaited.

    >>> from modzy_edge.aio import EdgeClient
    >>> async with EdgeClient("localhost", 55000) as client:
    ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
    ...     job = await client.jobs.block_until_complete(job)
    ...     print(job.status)
    COMPLETE

Names, arguments, results and exceptions are those of modzy_edge. No thread waits for a call: any number of them may run
at the same time. Cancelling the task that awaits a call, or asyncio.wait_for, cancels the call.
"""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Any, AsyncIterable, AsyncIterator, Iterable, List, Optional, Type, Union

from . import _fetching, _following, _inferring, _streaming, _submitting, _uploading
from ._awaiting import awaitable, performed, run
from ._errors import ApiError
from ._inference import Inference
from ._inferences import build_inference_request
from ._inputs import InferenceRequest
from ._managed import Managed
from ._native_client import NativeClient, wait_ready
from ._operation import Description, T

__all__ = ["EdgeClient", "Inferences", "Jobs"]


class Jobs:
    """The jobs of an edge: `client.jobs`. It submits jobs, follows them, and fetches their results."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    async def _run(self, description: Description[T]) -> T:
        return await run(self._client, description)

    submit_embedded = awaitable(_submitting.submit_embedded, """
>>> job = await client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
""")
    submit_text = awaitable(_submitting.submit_text, """
>>> job = await client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "some text"}})
""")
    submit_aws_s3 = awaitable(_submitting.submit_aws_s3, """
>>> job = await client.jobs.submit_aws_s3(
...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
""")
    submit_azure = awaitable(_submitting.submit_azure, """
>>> job = await client.jobs.submit_azure(
...     "inspector", "1.0.0", {"my-input": {"image": {"container": "pictures", "path": "my/picture.jpg"}}},
...     storage_account="account", storage_account_key="c2VjcmV0")
""")
    submit_file = awaitable(_uploading.submit_file, """
>>> job = await client.jobs.submit_file("inspector", "1.0.0", {"my-input": {"input.txt": "LICENSE"}})
""")
    submit_files = awaitable(_uploading.submit_files, """
>>> job = await client.jobs.submit_files("inspector", "1.0.0", {"first": "LICENSE", "second": "LICENSE"})
""")
    open = awaitable(_uploading.open_job, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
>>> job = await client.jobs.close(job)
""")
    append = awaitable(_uploading.append, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
""")
    close = awaitable(_uploading.close_job, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
>>> job = await client.jobs.close(job)
""")

    get = awaitable(_following.get, """
>>> (await client.jobs.get(job)).status
'COMPLETE'
""")
    get_job_details = awaitable(_following.get_job_details, """
>>> (await client.jobs.get_job_details(job)).status
'COMPLETE'
""")
    get_all_job_details = awaitable(_following.get_all_job_details, """
>>> jobs = await client.jobs.get_all_job_details(timeout=5)
""")
    block_until_complete = awaitable(_following.block_until_complete, """
>>> (await client.jobs.block_until_complete(job, timeout=60)).status
'COMPLETE'
""")
    list = awaitable(_following.list_jobs, """
>>> for each in await client.jobs.list(status="COMPLETE"):
...     assert each.status == "COMPLETE"
""")
    history = awaitable(_following.history, """
>>> for each in await client.jobs.history(model_identifier="inspector"):
...     assert each.model.identifier == "inspector"
""")
    get_history = awaitable(_following.get_history, """
>>> (await client.jobs.get_history(job))[-1].job_identifier == job.job_identifier
True
""")
    cancel = awaitable(_following.cancel, """
>>> slow = await client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
>>> (await client.jobs.cancel(slow)).status
'CANCELED'
""")
    cancel_all = awaitable(_following.cancel_all, """
>>> jobs = await client.jobs.cancel_all()
""")
    features = awaitable(_following.features, """
>>> (await client.jobs.features()).input_chunk_maximum_size
'1M'
""")
    statistics = awaitable(_following.statistics, """
>>> [key.access_key for key in await client.jobs.statistics()]
['emulator']
""")
    key_statistics = awaitable(_following.key_statistics, """
>>> (await client.jobs.key_statistics("emulator")).jobs_count > 0
True
""")

    get_results = awaitable(_fetching.get_results, """
>>> (await client.jobs.get_results(job))["results"]["job"]["status"]
'COMPLETE'
""")
    get_result = awaitable(_fetching.get_result, """
>>> (await client.jobs.get_result(job, "job")).result["data"]["result"]
{'inputs': {'input.txt': {'size': 10, ...}}}
""")
    get_output = awaitable(_fetching.get_output, """
>>> await client.jobs.get_output(job, "job", "results.json")
b'{"data":...}'
""")
    vote = awaitable(_fetching.vote, """
>>> await client.jobs.vote(job, "job", "UP")
""")
    get_vote = awaitable(_fetching.get_vote, """
>>> await client.jobs.vote(job, "job", "DOWN")
>>> await client.jobs.get_vote(job, "job")
'DOWN'
""")


class Inferences:
    """The inferences of an edge: `client.inferences`. It asks for inferences, follows them, and streams them."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    async def _run(self, description: Description[T]) -> T:
        return await run(self._client, description)

    build_inference_request = staticmethod(build_inference_request)
    perform_inference = awaitable(_inferring.perform_inference, """
>>> inference = await client.inferences.perform_inference(
...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
""")
    run = awaitable(_inferring.run, """
>>> inference = await client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
>>> inference.result.outputs["results.json"].content_type
'application/json'
""")
    get_inference_details = awaitable(_inferring.get_inference_details, """
>>> (await client.inferences.get_inference_details(inference)).status
'COMPLETE'
""")
    block_until_complete = awaitable(_inferring.block_until_complete, """
>>> (await client.inferences.block_until_complete(inference, timeout=60)).status
'COMPLETE'
""")
    get_output = awaitable(_inferring.get_output, """
>>> (await client.inferences.get_output(inference, "results.json")).content_type
'application/json'
""")

    async def stream(self, input_iterator: Union[Iterable[InferenceRequest],
                                                 AsyncIterable[InferenceRequest]]) -> AsyncIterator[Inference]:
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
            input_iterator: Requests, as build_inference_request makes them. An asynchronous iterable may wait; one that is
                not is asked in the event loop, and keeps it waiting.
        """
        failures: List[BaseException] = []
        async with performed(self._client, _streaming.open_stream()) as stream:
            sender = asyncio.ensure_future(_send_all(stream, _each(input_iterator), failures))
            try:
                while True:
                    inference = await run(stream, _streaming.receive(self))
                    if inference is None:
                        break
                    yield inference
                if failures:
                    raise failures[0]
            except ApiError as error:
                raise failures[0] if failures else error
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
                    failures: List[BaseException]) -> None:
    with _streaming.noting(failures, stream):
        async for request in requests:
            await run(stream, _streaming.send(request))
        await run(stream, _streaming.half_close())


class EdgeClient:
    """A client for one edge, for programs with an event loop. It connects by itself when it is first used.

        >>> async with EdgeClient("localhost", 55000) as client:
        ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})

    The arguments are those of modzy_edge.EdgeClient. A client may be used from several event loops.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        inferences: Asks for inferences, follows them, streams them. See Inferences.
        host, port, origin: Where the edge is; origin is "host:port".
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: float = 10.0, max_receive_bytes: Optional[int] = None) -> None:
        self._client = NativeClient(host, port, deadline, connect_timeout, max_receive_bytes)
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

    async def close(self) -> None:
        """Closes the connections. Calls that still run raise Cancelled. May be called again.

            >>> unused = EdgeClient("localhost", 55000)
            >>> await unused.close()
        """
        # Calls that are cancelled may have something to put in order, which the event loop does not wait for.
        await asyncio.get_running_loop().run_in_executor(None, self._client.close)

    async def __aenter__(self) -> EdgeClient:
        return await self.connect()

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        traceback: Optional[TracebackType]) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<aio.EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"
