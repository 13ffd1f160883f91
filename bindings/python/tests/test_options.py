"""What EdgeClient takes besides host and port reaches the library, and does what it says; and hosts that are sockets."""

import asyncio
import inspect
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List

import grpc
import pytest

from edge_fixtures import built
from edge_server import EdgeServer, Refusal
from modzy_edge import EdgeClient, Timeout, Unavailable, aio
from modzy_edge._native import library
from modzy_edge._native.declarations import edge_client_options

INFINITE = 2 ** 32 - 1


@pytest.mark.parametrize("kind", [EdgeClient, aio.EdgeClient])
@pytest.mark.parametrize("given, expected", [
    ({}, {"deadline_ms": 30000, "connect_timeout_ms": 10000, "transport": 0, "max_connections": 256,
          "idle_timeout_ms": 120000, "max_receive_bytes": 0, "busy_poll_us": 0,
          "max_long_calls": 32, "proxy": None, "keepalive_ms": 0, "keepalive_timeout_ms": 20000,
          "keepalive_when_idle": False}),
    ({"balancing": "round_robin"}, {"balancing": 1}),
    ({"proxy": "http://proxy:3128"}, {"proxy": b"http://proxy:3128"}), ({"proxy": ""}, {"proxy": b""}),
    ({"keepalive": 10, "keepalive_timeout": 0.5, "keepalive_when_idle": True},
     {"keepalive_ms": 10000, "keepalive_timeout_ms": 500, "keepalive_when_idle": True}),
    ({"transport": "direct"}, {"transport": 1}), ({"transport": "channel"}, {"transport": 2}),
    ({"max_connections": 1}, {"max_connections": 1}), ({"max_connections": 2 ** 32 - 1}, {"max_connections": 2 ** 32 - 1}),
    ({"max_long_calls": 1}, {"max_long_calls": 1}),
    ({"idle_timeout": 0.0001}, {"idle_timeout_ms": 1}), ({"idle_timeout": None}, {"idle_timeout_ms": INFINITE}),
    ({"busy_poll": 0.0002}, {"busy_poll_us": 200}), ({"busy_poll": 1}, {"busy_poll_us": 1000000}),
    ({"connect_timeout": None}, {"connect_timeout_ms": INFINITE}),
    ({"max_receive_bytes": 2 ** 64 - 1}, {"max_receive_bytes": 2 ** 64 - 1})])
def test_options_reach_the_library(kind: Any, given: Dict[str, Any], expected: Dict[str, int],
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    functions, seen = library.start(), []
    create = functions.edge_client_create

    def spy(host: bytes, port: int, options: Any, *rest: Any) -> int:
        seen.append({name: getattr(options._obj, name) for name, _ in edge_client_options._fields_})
        return create(host, port, options, *rest)

    monkeypatch.setattr(functions, "edge_client_create", spy)
    client = kind("localhost", 55000, **given)
    connected = client.connect()
    if inspect.isawaitable(connected):
        asyncio.run(connected)
    assert expected.items() <= seen[0].items()


def test_every_option_of_the_header_is_offered() -> None:
    members = [name.replace("_ms", "").replace("_us", "") for name, _ in edge_client_options._fields_
               if name not in ("struct_size", "reserved", "reserved2")]
    for kind in (EdgeClient, aio.EdgeClient):
        options = [each for each in inspect.signature(kind).parameters.values() if each.kind is each.KEYWORD_ONLY]
        assert [each.name for each in options] == [*members, "metadata"]  # which has a function of its own in C


@pytest.mark.parametrize("transport", ["auto", "direct", "channel"])
def test_calls_go_over_each_transport(transport: Any, edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port, transport=transport) as client:
        job = client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": b"abc"}}).block_until_complete()
        assert job.get_results().results["item"]["results.json"]["data"]["result"] == {"inputs": {"input": {"size": 3}}}


def test_calls_beyond_the_connections_wait_for_one(edge: EdgeServer) -> None:
    arrived, released = threading.Event(), threading.Event()
    edge.script("GetJob", lambda _: (arrived.set(), released.wait(30), Refusal(grpc.StatusCode.ABORTED, ""))[-1])
    with EdgeClient("127.0.0.1", edge.port, max_connections=1) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.jobs.get, "job-1")
        assert arrived.wait(30)
        with pytest.raises(Timeout):
            client.jobs.features(deadline=0.05)
        released.set()
        assert first.exception(30) is not None
        assert client.jobs.features().maximum_input_chunks == 1000


@pytest.mark.parametrize("prefix", ["unix:", "unix-abstract:"])
def test_a_unix_socket(prefix: str, tmp_path: Path) -> None:
    host = f"{prefix}{tmp_path}/edge.sock"
    with EdgeServer(host=host) as edge, EdgeClient(host) as client:
        client.wait_ready(30)
        job = client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": b"abc"}})
        assert job.block_until_complete().get_results().finished
        assert list(client.inferences.stream([])) == []
        assert (client.host, client.origin, repr(client)) == (host, host, f"<EdgeClient {host}>")
        edge.stop()
        with pytest.raises(Unavailable, match=str(tmp_path)):
            client.jobs.get(job)


def test_a_unix_socket_to_be_awaited(tmp_path: Path) -> None:
    host = f"unix:{tmp_path}/edge.sock"

    async def calls() -> List[str]:
        async with aio.EdgeClient(host) as client:
            await client.wait_ready(30)
            job = await client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": b"abc"}})
            assert repr(client) == f"<aio.EdgeClient {host}>"
            return [(await client.jobs.block_until_complete(job)).status]

    with EdgeServer(host=host):
        assert asyncio.run(calls()) == ["COMPLETE"]


@pytest.mark.parametrize("port", [0, 1, 55000])
def test_the_port_means_nothing_with_a_socket(port: int, tmp_path: Path) -> None:
    with EdgeClient(f"unix:{tmp_path}/none.sock", port) as client, pytest.raises(Unavailable, match="none.sock"):
        client.jobs.get("job-1", deadline=5)


def test_the_emulator_on_a_socket(tmp_path: Path) -> None:
    host = f"unix:{tmp_path}/edge.sock"
    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--host", host], stdout=subprocess.DEVNULL) as process:
        try:
            with EdgeClient(host) as client:
                client.wait_ready(30)
                job = client.jobs.submit_text("inspector", "1.0.0", {"input.txt": "abc"})
                assert job.block_until_complete().status == "COMPLETE"
        finally:
            process.terminate()
