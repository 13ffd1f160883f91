"""Jobs that are larger than the edge accepts in one message: grpcio with a limit, and the emulator with one."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest

from edge_fixtures import built
from edge_server import EdgeServer
from modzy_edge import EdgeClient, ResourceExhausted, aio

LIMIT = 2 * 1024 * 1024
DATA = bytes(range(256)) * 20_000
PIECES = [memoryview(DATA)[:1_000_000], memoryview(DATA)[1_000_000:]]


def received(edge: EdgeServer) -> bytes:
    return b"".join(chunk.data for chunk in edge.requests("AddInputToJob"))


@pytest.mark.parametrize("transport", ["direct", "channel"])
@pytest.mark.parametrize("data", [DATA, PIECES], ids=["whole", "pieces"])
def test_they_arrive_in_chunks(transport: Any, data: Any) -> None:
    with EdgeServer(max_message_size=LIMIT) as edge, EdgeClient("127.0.0.1", edge.port, transport=transport) as client:
        job = client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": data}})
        assert job.block_until_complete().status == "COMPLETE"
        assert received(edge) == DATA
        edge.calls.clear()
        client.jobs.run("m", "1.0.0", {"item": {"input": data}})
        assert received(edge) == DATA and len(edge.requests("SubmitJob")) == 1  # which opens the job


@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_to_be_awaited(transport: Any) -> None:
    async def call(port: int) -> None:
        async with aio.EdgeClient("127.0.0.1", port, transport=transport) as client:
            await client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": DATA}})

    with EdgeServer(max_message_size=LIMIT) as edge:
        asyncio.run(call(edge.port))
        assert received(edge) == DATA


def test_an_edge_without_chunks() -> None:
    with EdgeServer(max_message_size=LIMIT, without=["AddInputToJob"]) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        with pytest.raises(ResourceExhausted, match=r"one message of 6,8\d\d,\d{3} bytes, but 2,097,152 bytes at most .* no chunks"):
            client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": DATA}})
        assert len(edge.requests("CancelJob")) == 1


def test_the_emulator(tmp_path: Path) -> None:
    host = f"unix:{tmp_path}/edge.sock"
    with subprocess.Popen([built("bin/modzy-edge-emulator"), "--host", host, "--max-message-size", "2M"],
                          stdout=subprocess.DEVNULL) as process:
        try:
            with EdgeClient(host) as client:
                client.wait_ready(30)
                results = client.jobs.run("inspector", "1.0.0", {"item": {"input": DATA}})
                assert results["results"]["item"]["results.json"]["data"]["result"]["inputs"]["input"]["size"] == len(DATA)
        finally:
            process.terminate()
