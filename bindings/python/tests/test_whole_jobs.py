"""Values in pieces, whole jobs in one call, pings, and what a wait that runs out of time leaves."""

import asyncio
from typing import Any, Iterator

import pytest

from modzy_edge import ApiError, EdgeClient, InputSource, Timeout, aio


@pytest.fixture
def real(emulator: int) -> Iterator[EdgeClient]:
    with EdgeClient("127.0.0.1", emulator) as client:
        yield client


PIECES = [b"some ", bytearray(b"by"), memoryview(b"tes")]


@pytest.mark.parametrize("pieces", [PIECES, tuple(PIECES), [b"", *PIECES]])
def test_a_value_in_pieces_is_one_value(pieces: Any, real: EdgeClient) -> None:
    expected = real.jobs.run("inspector", "1.0.0", {"i": {"input.txt": b"some bytes"}})["results"]["i"]["results.json"]["data"]["result"]
    assert real.jobs.run("inspector", "1.0.0", {"i": {"input.txt": pieces}})["results"]["i"]["results.json"]["data"]["result"] == expected
    job = real.jobs.open("inspector", "1.0.0")
    real.jobs.append(job, "i", "input.txt", pieces)
    job = real.jobs.close(job).block_until_complete()
    assert job.get_results()["results"]["i"]["results.json"]["data"]["result"] == expected
    inference = real.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=pieces))
    assert inference.status == "COMPLETE"


def test_a_text_in_pieces(real: EdgeClient) -> None:
    job = real.jobs.submit_text("inspector", "1.0.0", {"i": {"input.txt": ["Gr", "ü".encode(), "ße"]}}, job_timeout=60)
    results = job.block_until_complete(max_poll_interval=0.01).get_results()
    assert results["results"]["i"]["results.json"]["data"]["result"]["inputs"]["input.txt"]["size"] == len("Grüße".encode())


def test_a_wrong_piece_is_named(real: EdgeClient) -> None:
    with pytest.raises(TypeError, match=r"^sources\['i'\]\['a'\]\[1\] is of type int; "):
        real.jobs.submit_embedded("inspector", "1.0.0", {"i": {"a": [b"", 1]}})
    with pytest.raises(TypeError, match=r"^input_sources\[0\]\.data\[1\] must be an object with the buffer protocol"):
        real.inferences.perform_inference("inspector", "1.0.0", InputSource(key="a", data=[b"", 1]))


def test_a_run_without_time_tells_the_job(real: EdgeClient) -> None:
    with pytest.raises(Timeout) as raised:
        real.jobs.run("sleeper", "1.0.0", {"i": {"input.txt": b"5min"}}, timeout=0.5)
    assert real.jobs.cancel(raised.value.detail["job_identifier"]).status == "CANCELED"


def test_a_wait_without_time_has_the_job(real: EdgeClient) -> None:
    job = real.jobs.submit_text("sleeper", "1.0.0", {"i": {"input.txt": "5min"}})
    with pytest.raises(Timeout) as raised:
        real.jobs.block_until_complete(job, timeout=0.5)
    assert raised.value.job.job_identifier == job.job_identifier

    async def wait() -> None:
        async with aio.EdgeClient("127.0.0.1", real.port) as client:
            await client.jobs.block_until_complete(job, timeout=0.5)

    with pytest.raises(Timeout) as raised:
        asyncio.run(wait())
    assert raised.value.job.job_identifier == job.job_identifier and isinstance(raised.value.job, aio.Job)
    job.cancel()


def test_a_ping_takes_time(real: EdgeClient) -> None:
    assert 0 < real.ping() < 60

    async def ping() -> float:
        async with aio.EdgeClient("127.0.0.1", real.port) as client:
            return await client.ping(timeout=60)

    assert 0 < asyncio.run(ping()) < 60


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_job_timeout_is_checked(timeout: float, real: EdgeClient) -> None:
    with pytest.raises(ApiError, match="^job_timeout is "):
        real.jobs.submit_embedded("inspector", "1.0.0", {"a": b""}, job_timeout=timeout)
