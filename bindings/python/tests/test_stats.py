"""What client.stats() tells."""

import asyncio

import grpc
import pytest

from edge_server import EdgeServer, Refusal
from modzy_edge import EdgeClient, NotFound, RetryOptions, aio


@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_calls_failures_retries_and_connections(transport: str, edge: EdgeServer) -> None:
    edge.script("GetFeatures", Refusal(grpc.StatusCode.UNAVAILABLE, "restarting"))
    with EdgeClient("127.0.0.1", edge.port, transport=transport,  # type: ignore[arg-type]
                    retry=RetryOptions(initial_backoff=0.002)) as client:
        assert client.stats() == {
            "calls": 0, "calls_in_flight": 0, "succeeded": 0, "retries": 0, "failures": {}, "bytes_sent": 0,
            "bytes_received": 0, "connections": {"opened": 0, "open": 0, "idle": 0, "failed": 0},
            "latency": {"p50": 0, "p90": 0, "p99": 0, "max": 0}}
        client.jobs.features()
        for _ in range(20):
            client.jobs.submit_embedded("m", "1.0.0", {"input": bytes(1000)})
        with pytest.raises(NotFound):
            client.jobs.get("no-such-job")
        stats = client.stats()
    assert {**stats, "bytes_sent": 0, "bytes_received": 0, "connections": 0, "latency": 0} == {
        "calls": 22, "calls_in_flight": 0, "succeeded": 21, "retries": 1, "failures": {"NOT_FOUND": 1}, "bytes_sent": 0,
        "bytes_received": 0, "connections": 0, "latency": 0}
    assert 26_000 < stats["bytes_sent"] < 60_000 and stats["bytes_received"] > 500
    connections, latency = stats["connections"], stats["latency"]
    assert connections["opened"] == connections["open"] == 1 and connections["failed"] == 0
    assert connections["idle"] == (transport == "direct")
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"]


def test_asyncio(edge: EdgeServer) -> None:
    async def run() -> None:
        async with aio.EdgeClient("127.0.0.1", edge.port) as client:
            await asyncio.gather(*(client.jobs.features() for _ in range(50)))
            stats = client.stats()
            assert (stats["calls"], stats["succeeded"], stats["calls_in_flight"]) == (50, 50, 0)

    asyncio.run(run())
