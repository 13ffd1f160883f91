"""Streams of modzy_edge.aio, at an edge that offers them, and at one that does not."""

import asyncio
import time
from typing import Any, AsyncIterator, Iterator

import grpc
import pytest

from edge_server import EdgeServer, Refusal
from in_loop import run
from modzy_edge import InferenceRequest, InputSource, InvalidArgument, NotFound, Timeout
from modzy_edge.aio import EdgeClient
from silent_edge import SilentEdge


def request(text: str) -> InferenceRequest:
    return InferenceRequest("m", "1.0.0", InputSource(key="input.txt", text=text))


@pytest.fixture(params=["stream", "unary"])
def streaming_edge(request: Any) -> Iterator[EdgeServer]:
    with EdgeServer(without=[] if request.param == "stream" else ["StreamInferences"]) as edge:
        yield edge


async def requests(count: int) -> AsyncIterator[InferenceRequest]:
    for number in range(count):
        await asyncio.sleep(0)
        yield request("x" * number)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_streams(asynchronous: bool, streaming_edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> Any:
        given = requests(50) if asynchronous else [request("x" * number) for number in range(50)]
        return [each.inputs[0].text.size_in_bytes async for each in client.inferences.stream(given)]

    assert run(streaming_edge, program) == list(range(50))


def test_streams_send_and_receive_at_the_same_time(streaming_edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> None:
        received = asyncio.Event()

        async def dialogue() -> AsyncIterator[InferenceRequest]:
            yield request("first")
            await asyncio.wait_for(received.wait(), 30)
            yield request("second")

        async for _ in client.inferences.stream(dialogue()):
            received.set()
        assert received.is_set()

    run(streaming_edge, program)


def test_the_newest_request_wins(streaming_edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> Any:
        dropped: Any = []
        large = [InferenceRequest("m", "1.0.0", InputSource(key="k", data=b"x" * (1 << 20)), tags={"number": str(number)})
                 for number in range(100)]
        found = [each.tags["number"] async for each in client.inferences.stream(large, on_drop=dropped.append)]
        assert found[-1] == "99"
        return sorted(int(number) for number in found + [each.tags["number"] for each in dropped])

    assert run(streaming_edge, program) == list(range(100))


def test_many_streams_at_a_time(streaming_edge: EdgeServer) -> None:
    async def one(client: EdgeClient, count: int) -> int:
        return len([each async for each in client.inferences.stream(requests(count))])

    async def program(client: EdgeClient) -> Any:
        return await asyncio.gather(*[one(client, count) for count in range(16)])

    assert run(streaming_edge, program) == list(range(16))


def test_a_stream_may_be_left_early(streaming_edge: EdgeServer) -> None:
    async def endless() -> AsyncIterator[InferenceRequest]:
        while True:
            yield request("again")
            await asyncio.sleep(0)

    async def program(client: EdgeClient) -> None:
        stream = client.inferences.stream(endless())
        async for _ in stream:
            break
        await stream.aclose()  # type: ignore[attr-defined]
        waiting = asyncio.ensure_future(client.inferences.stream(forever()).__anext__())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async for _ in client.inferences.stream(endless()):
            break  # and forgotten: the loop closes it

    async def forever() -> AsyncIterator[InferenceRequest]:
        await asyncio.Event().wait()
        yield request("never")

    run(streaming_edge, program)


def test_failures_in_streams(streaming_edge: EdgeServer) -> None:
    async def broken() -> AsyncIterator[InferenceRequest]:
        yield request("first")
        raise RuntimeError("the camera broke")

    async def program(client: EdgeClient) -> None:
        for given, error in ((broken(), RuntimeError), (["text"], TypeError),
                             ([InferenceRequest("m", "", InputSource(key="k", text=""))], InvalidArgument)):
            with pytest.raises(error):
                async for _ in client.inferences.stream(given):  # type: ignore[arg-type]
                    pass

    run(streaming_edge, program)


def test_what_a_stream_fails_with(edge: EdgeServer) -> None:
    def refuse(asked: Any) -> Any:
        list(asked)
        raise Refusal(grpc.StatusCode.NOT_FOUND, "there is no such model")

    edge.script("StreamInferences", lambda asked: iter(list(asked) and ()), refuse)

    async def program(client: EdgeClient) -> None:
        with pytest.raises(NotFound, match="there is no such model"):
            async for _ in client.inferences.stream([request("first")]):
                pass

    run(edge, program)


def test_a_producer_that_calls_the_edge_and_fails(edge: EdgeServer) -> None:
    edge.script("GetJob", Refusal(grpc.StatusCode.NOT_FOUND, "no such job"))

    async def main() -> None:
        async with EdgeClient("127.0.0.1", edge.port) as client:
            async def requests() -> AsyncIterator[InferenceRequest]:
                yield request("first")
                yield request((await client.jobs.get("job")).job_identifier)

            with pytest.raises(NotFound, match="no such job"):
                async for _ in client.inferences.stream(requests()):
                    pass
            assert len([each async for each in client.inferences.stream(request("only"))]) == 1

    asyncio.run(main())


@pytest.mark.parametrize("window", [0, 65535])
@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_the_deadline_of_a_stream_counts_from_the_request(transport: str, window: int) -> None:
    requested = []

    async def late() -> AsyncIterator[InferenceRequest]:
        await asyncio.sleep(0.1)
        requested.append(time.monotonic())
        yield request("late")
        await asyncio.sleep(30)

    async def main(port: int) -> None:
        async with EdgeClient("127.0.0.1", port, transport=transport, deadline=3) as client:
            with pytest.raises(Timeout, match=r"\(3000 ms passed\.\)"):
                async for _ in client.inferences.stream(late()):
                    pass
            assert 2.9 < time.monotonic() - requested[0] < 5.5  # it could be twice the deadline

    with SilentEdge(window) as edge:
        asyncio.run(main(edge.port))
