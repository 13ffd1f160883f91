"""Several edges behind one client."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Iterator, List

import grpc
import pytest

from answers import Refusal
from edge_server import EdgeServer
from modzy_edge import EdgeClient, InferenceRequest, InputSource, InvalidArgument, NotFound, Timeout, Unavailable, aio
from wire import messages

TRANSPORTS = ("direct", "channel")


@pytest.fixture
def edges() -> Iterator[List[EdgeServer]]:
    """Three edges, whose jobs have different identifiers."""
    with ExitStack() as stack:
        servers = [stack.enter_context(EdgeServer()) for _ in range(3)]
        for number, server in enumerate(servers):
            server._default._numbers = itertools.count(1000 * (number + 1))
        yield servers


def hosts(edges: List[EdgeServer]) -> str:
    return ", ".join(f"127.0.0.1:{edge.port}" for edge in edges)


def submit(client: EdgeClient) -> Any:
    return client.jobs.submit_embedded("m", "1.0.0", {"input": b"data"})


def submissions(edges: List[EdgeServer]) -> List[int]:
    return [len(edge.requests("SubmitJob")) for edge in edges]


def notice_the_end(client: EdgeClient, transport: str) -> None:
    """Over the channel a connection may still look open, and a job that was sent there is not sent again."""
    if transport == "channel":
        for _ in range(3):
            client.jobs.features()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_first_that_responds_is_picked(transport: Any, edges: List[EdgeServer]) -> None:
    with EdgeClient(hosts(edges), transport=transport) as client:
        first = submit(client)
        edges[0].stop()
        notice_the_end(client, transport)
        second = submit(client)
        submit(client)
        assert submissions(edges) == [1, 2, 0]
        with pytest.raises(Unavailable, match=f"127.0.0.1:{edges[0].port} cannot be reached"):
            client.jobs.get(first)
        assert client.jobs.get(second).job_identifier == second.job_identifier
        edges[0].start()
        for _ in range(600):
            submit(client)
            if submissions(edges)[0] > 1:
                break
            time.sleep(0.1)
        assert submissions(edges)[0] == 2
        assert client.jobs.get(first).job_identifier == first.job_identifier
        assert submissions(edges)[2] == 0


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_round_robin_goes_on_without_an_edge_that_is_away(transport: Any, edges: List[EdgeServer]) -> None:
    with EdgeClient(hosts(edges), transport=transport, balancing="round_robin") as client:
        jobs = [submit(client) for _ in range(6)]
        assert submissions(edges) == [2, 2, 2]
        for job in jobs:
            assert client.jobs.get(job).job_identifier == job.job_identifier
            assert client.jobs.get_results(job).job_identifier == job.job_identifier
        assert [len(edge.requests("GetJob")) for edge in edges] == [2, 2, 2]
        edges[1].stop()
        notice_the_end(client, transport)
        for _ in range(6):
            submit(client)
        assert submissions(edges)[1] == 2 and sum(submissions(edges)) == 12


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_edges_are_asked_for_a_job_of_another_process(transport: Any, edges: List[EdgeServer]) -> None:
    with EdgeClient("127.0.0.1", edges[2].port) as other:
        job, cancelled = submit(other), submit(other)
    with EdgeClient(hosts(edges), transport=transport) as client:
        assert client.jobs.cancel(cancelled).status == "CANCELED"
        assert client.jobs.get(job).job_identifier == job.job_identifier
        assert client.jobs.get(job).job_identifier == job.job_identifier
        assert [len(edge.requests("GetJob")) for edge in edges] == [1, 1, 2]  # the third time it is known
        with pytest.raises(NotFound):
            client.jobs.get("no-such-job")
        edges[1].stop()
        with pytest.raises(Unavailable, match=f"127.0.0.1:{edges[1].port} "):
            client.jobs.get("no-such-job")  # which that edge may know


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_edge_that_refuses_for_good_is_left_for_another(transport: Any, edges: List[EdgeServer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as web:
        threading.Thread(target=answer_http, args=(web,), daemon=True).start()
        host = f"edge.invalid,127.0.0.1:{edges[0].port}"
        proxy = f"http://127.0.0.1:{web.getsockname()[1]}"
        with EdgeClient(host, transport=transport, proxy=proxy) as client:
            for _ in range(2):
                submit(client)
            assert len(list(client.inferences.stream([InferenceRequest("m", "1.0.0", InputSource(key="k", text="t"))]))) == 1
        web.shutdown(socket.SHUT_RDWR)  # ends the accept of the thread
    assert submissions(edges) == [2, 0, 0]


def answer_http(listener: socket.socket) -> None:
    """A proxy that opens no tunnel."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("is_accepting", (True, False))
def test_an_edge_that_is_silent_is_left_for_another(transport: Any, is_accepting: bool, edges: List[EdgeServer]) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(100 if is_accepting else 0)
        filling = [] if is_accepting else fill(silent)  # connections are not answered then
        with EdgeClient(f"127.0.0.1:{silent.getsockname()[1]},127.0.0.1:{edges[0].port}", transport=transport, deadline=3) as client:
            if is_accepting:  # the request may have arrived
                with pytest.raises(Timeout):
                    submit(client)
            for _ in range(3):
                submit(client)
        for connection in filling:
            connection.close()
    assert submissions(edges) == [3, 0, 0]


def fill(listener: socket.socket) -> List[socket.socket]:
    """Fills the queue of a listener: further connections are not established."""
    connections = []
    for _ in range(4):
        connections.append(socket.socket())
        connections[-1].setblocking(False)
        connections[-1].connect_ex(listener.getsockname())
    return connections


def test_what_was_processed_is_not_sent_to_another_edge(edges: List[EdgeServer]) -> None:
    with EdgeClient(hosts(edges)) as client:
        edges[0].script("SubmitJob", Refusal(grpc.StatusCode.UNAVAILABLE, "later"))
        with pytest.raises(Unavailable, match="later"):
            submit(client)
        edges[0].script("GetFeatures", Refusal(grpc.StatusCode.UNAVAILABLE, "later"))
        assert client.ping() > 0  # which only reads
        assert submissions(edges) == [1, 0, 0]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_chunks_go_where_the_job_is(transport: Any, edges: List[EdgeServer], tmp_path: Path) -> None:
    files = {}
    for number in range(3):
        files[f"item-{number}"] = tmp_path / f"{number}"
        files[f"item-{number}"].write_bytes(bytes(200_000))
    with EdgeClient(hosts(edges), transport=transport, balancing="round_robin") as client:
        jobs = [client.jobs.submit_files("m", "1.0.0", {name: {"input": path} for name, path in files.items()}) for _ in range(3)]
        for job in jobs:
            assert client.jobs.get_results(job).job_identifier == job.job_identifier
    for edge in edges:
        identifiers = {request.job_identifier for request in edge.requests("AddInputToJob")}
        assert identifiers == {request.identifier for request in edge.requests("CloseJob")}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_chunks_are_as_large_as_the_edge_of_their_job_accepts(transport: Any, edges: List[EdgeServer], tmp_path: Path) -> None:
    kilobytes = [16, 64, 32]
    for edge, size in zip(edges, kilobytes):
        edge._default.GetFeatures = lambda _request, size=size: messages().jobs.JobFeatures(  # type: ignore[method-assign]
            input_chunk_maximum_size=f"{size}K", maximum_input_chunks=1000, maximum_inputs_per_job=10)
    path = tmp_path / "data"
    path.write_bytes(bytes(200_000))
    with EdgeClient(hosts(edges), transport=transport, balancing="round_robin") as client:
        for _ in range(4):
            client.jobs.submit_files("m", "1.0.0", {"item": {"input": path}})
    for edge, size in zip(edges, kilobytes):
        sizes = [request.ByteSize() for request in edge.requests("AddInputToJob")]
        assert size * 1024 * 0.9 < max(sizes) <= size * 1024


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("size", (5, 200_000))
def test_chunks_go_to_a_job_of_another_process(transport: Any, size: int, edges: List[EdgeServer]) -> None:
    edges[0]._default.GetFeatures = lambda _request: messages().jobs.JobFeatures(  # type: ignore[method-assign]
        input_chunk_maximum_size="1M", maximum_input_chunks=1, maximum_inputs_per_job=10)
    with EdgeClient("127.0.0.1", edges[2].port) as other:
        job = other.jobs.open("m", "1.0.0")
    with EdgeClient(hosts(edges), transport=transport) as client:
        for _ in range(2):
            client.jobs.append(job, "item", "input", bytes(size))
        assert client.jobs.close(job).job_identifier == job.job_identifier
        with pytest.raises(NotFound, match="there is no job no-such-job"):
            client.jobs.append("no-such-job", "item", "input", bytes(size))
    assert sum(len(request.data) for request in edges[2].requests("AddInputToJob")) == 2 * size
    assert max(request.ByteSize() for request in edges[2].requests("AddInputToJob")) <= 64 * 1024
    assert [len(edge.requests("AddInputToJob")) > 0 for edge in edges] == [False, False, True]
    assert [len(edge.requests("GetFeatures")) for edge in edges] == [0, 0, 1]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_each_edge_is_asked_once_for_its_limits(transport: Any, edges: List[EdgeServer]) -> None:
    with EdgeClient(hosts(edges), transport=transport, balancing="round_robin") as client:
        jobs = [client.jobs.open("m", "1.0.0") for _ in range(6)]
        for _ in range(3):
            for job in jobs:
                client.jobs.append(job, "item", "input", b"data")
    assert [len(edge.requests("GetFeatures")) for edge in edges] == [1, 1, 1]
    assert [len(edge.requests("AddInputToJob")) for edge in edges] == [6, 6, 6]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_refusals_of_chunks_concern_the_edge_that_refuses(transport: Any, edges: List[EdgeServer]) -> None:
    edges[0].script("AddInputToJob", Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "Received message larger than max (60000 vs. 20000)"))
    with EdgeClient(hosts(edges), transport=transport, balancing="round_robin") as client:
        for job in [client.jobs.open("m", "1.0.0") for _ in range(3)]:
            client.jobs.append(job, "item", "input", bytes(200_000))
    largest = [max(request.ByteSize() for request in edge.requests("AddInputToJob")[1:]) for edge in edges]
    assert largest[0] <= 20_000 and min(largest[1:]) > 60_000


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_stream_is_opened_at_an_edge_that_responds(transport: Any, edges: List[EdgeServer]) -> None:
    edges[0].stop()
    requests = [InferenceRequest("m", "1.0.0", InputSource(key="input", text="text")) for _ in range(3)]
    with EdgeClient(hosts(edges), transport=transport) as client:
        inferences = list(client.inferences.stream(requests))
        assert len(inferences) == 3
        assert client.inferences.get_inference_details(inferences[0]).identifier == inferences[0].identifier
    assert [bool(edge.calls) for edge in edges] == [False, True, False]


async def awaited(host: str) -> List[str]:
    async with aio.EdgeClient(host, balancing="round_robin") as client:
        return [(await client.jobs.submit_embedded("m", "1.0.0", {"input": b"data"})).job_identifier for _ in range(4)]


def test_awaited_calls_are_balanced_too(edges: List[EdgeServer]) -> None:
    edges[2].stop()
    assert len(set(asyncio.run(awaited(hosts(edges))))) == 4
    assert sum(submissions(edges)) == 4 and submissions(edges)[2] == 0


def test_hosts_may_have_ports_and_be_sockets(edges: List[EdgeServer], tmp_path: Path) -> None:
    with EdgeServer(host=f"unix:{tmp_path}/edge.sock") as local:
        host = f"localhost:1,unix:{tmp_path}/edge.sock"
        with EdgeClient(host, edges[0].port) as client:
            assert client.origin == host
            submit(client)
        assert len(local.requests("SubmitJob")) == 1
    with EdgeClient("127.0.0.2,127.0.0.1", edges[0].port) as client:
        submit(client)
    assert submissions(edges) == [1, 0, 0]
    for wrong in ("a,", ",a", "a,,b", "a:0,b", "a:b,c", "a,http://b"):
        with pytest.raises(InvalidArgument, match="^host "):
            EdgeClient(wrong).ping()


def test_when_none_responds_the_first_is_named(edges: List[EdgeServer]) -> None:
    for edge in edges:
        edge.stop()
    with EdgeClient(hosts(edges)) as client:
        for _ in range(2):
            with pytest.raises(Unavailable, match=f"127.0.0.1:{edges[0].port} cannot be reached: Connection refused"):
                submit(client)
        edges[1].start()
        submit(client)
        assert submissions(edges) == [0, 1, 0]
