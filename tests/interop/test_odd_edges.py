"""Edges whose server does what others do not: metadata, compression, connections that end, streams of their own mind."""

import asyncio
import time
from typing import Any, Iterator

import grpc
import pytest

import modzy_edge.aio
from callers import call_from_asyncio, call_from_python
from edge_server import EdgeServer, Refusal
from inference_edge import InferenceEdge
from modzy_edge import ApiError, EdgeClient, InferenceRequest, InputSource, NotFound, Unimplemented
from wire import messages

both_transports = pytest.mark.parametrize("make", [call_from_python, call_from_asyncio])

METADATA = [("x-edge", "jetson"), ("x-build-bin", bytes(range(256))), ("x-edge", "again"), ("x-long", "y" * 4000)]
JOB = {"job_identifier": "j"}


def request(text: str) -> InferenceRequest:
    return InferenceRequest("m", "1.0.0", InputSource(key="input.txt", text=text))


def large_results() -> Any:
    results = messages().results.Results(job_identifier="j")
    results.results["item"].results.update({"text": "result " * 500_000})
    return results


@both_transports
def test_metadata_before_and_behind_every_answer(make: Any) -> None:
    with EdgeServer(metadata=METADATA) as edge:
        edge.script("GetResults", large_results(), Refusal(grpc.StatusCode.NOT_FOUND, "größer"))
        assert make(edge.port, "jobs.get_results", JOB)["results"]["item"]["status"] == ""
        with pytest.raises(NotFound, match="größer"):
            make(edge.port, "jobs.get_results", JOB)


def test_metadata_around_a_stream() -> None:
    with EdgeServer(metadata=METADATA) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        assert len(list(client.inferences.stream(map(request, "abc")))) == 3


@both_transports
@pytest.mark.parametrize("compression", [grpc.Compression.Gzip, grpc.Compression.Deflate])
def test_an_edge_that_compresses_what_it_may(make: Any, compression: grpc.Compression) -> None:
    with EdgeServer(compression=compression) as edge:
        edge.script("GetResults", large_results())
        results = make(edge.port, "jobs.get_results", JOB)["results"]
        assert results["item"]["results.json"]["text"] == "result " * 500_000


def test_connections_that_end_often() -> None:
    options = [("grpc.max_connection_age_ms", 50), ("grpc.max_connection_age_grace_ms", 5000)]

    async def ask(port: int) -> None:
        async with modzy_edge.aio.EdgeClient("127.0.0.1", port) as client:
            for _ in range(30):
                await asyncio.gather(*[client.jobs.features() for _ in range(10)])

    with EdgeServer(options=options) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        end = time.monotonic() + 1
        while time.monotonic() < end:
            assert client.jobs.features().maximum_inputs_per_job == 10
        asyncio.run(ask(edge.port))


def test_connections_that_carry_one_call_at_a_time() -> None:
    async def ask(port: int) -> None:
        async with modzy_edge.aio.EdgeClient("127.0.0.1", port) as client:
            calls = [client.jobs.features() for _ in range(20)]
            found = [each.identifier async for each in client.inferences.stream(map(request, "abc"))]
            assert len(found) == 3 and len(await asyncio.gather(*calls)) == 20

    with EdgeServer(options=[("grpc.max_concurrent_streams", 1)]) as edge:
        asyncio.run(ask(edge.port))


@pytest.mark.parametrize("results", [0, 2])
def test_a_stream_that_the_edge_ends_early(results: int, edge: EdgeServer, client: EdgeClient) -> None:
    def some(requests: Iterator[Any]) -> Iterator[Any]:
        for _ in range(results):
            yield from InferenceEdge().StreamInferences(iter([next(requests)]))

    edge.script("StreamInferences", lambda _: iter(()), some)
    found = list(client.inferences.stream(request(str(number)) for number in range(2000)))
    assert len(found) == results


def test_a_stream_that_does_not_bear_to_be_empty(edge: EdgeServer, client: EdgeClient) -> None:
    def eager(requests: Iterator[Any]) -> Iterator[Any]:
        first = next(requests)  # nothing there: grpcio makes UNKNOWN of the exception
        yield from InferenceEdge().StreamInferences(iter([first]))
        yield from InferenceEdge().StreamInferences(requests)

    edge.script("StreamInferences", eager, eager)
    assert len(list(client.inferences.stream(map(request, "abc")))) == 3


def test_a_stream_that_is_refused_when_it_has_a_request(edge: EdgeServer, client: EdgeClient) -> None:
    def refuse(requests: Iterator[Any]) -> Iterator[Any]:
        for _ in requests:
            raise Refusal(grpc.StatusCode.UNIMPLEMENTED, "no streams on Sundays")
        yield from ()

    edge.script("StreamInferences", refuse, refuse)
    with pytest.raises(Unimplemented, match="no streams on Sundays"):
        list(client.inferences.stream(map(request, "abc")))


@both_transports
def test_a_vote_that_nobody_knows(make: Any, edge: EdgeServer) -> None:
    edge.script("GetVoteForResult", messages().results.ResultVote(vote=7))
    with pytest.raises(ApiError, match="the vote 7"):
        make(edge.port, "jobs.get_vote", {**JOB, "source_key": "item"})


@both_transports
@pytest.mark.parametrize("result", [None, {}])
def test_an_output_that_is_not_there(make: Any, result: Any, edge: EdgeServer) -> None:
    edge.script("GetInferenceDetails", messages().inferences.Inference(identifier="i", status="COMPLETE", result=result))
    with pytest.raises(NotFound, match="mask"):
        make(edge.port, "inferences.get_output", {"inference_identifier": "i", "output_key": "mask"})
