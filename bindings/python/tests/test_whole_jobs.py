"""Values in pieces, whole jobs in one call, pings, and what a wait that runs out of time leaves."""

import asyncio
import threading
from typing import Any, Awaitable, Callable, Dict, Iterator, List, Tuple, TypeVar

import grpc
import pytest

from edge_server import EdgeServer, Refusal
from in_loop import run
from modzy_edge import ApiError, EdgeClient, Inference, InputSource, InvalidArgument, Job, Timeout, aio

T = TypeVar("T")


@pytest.fixture
def real(emulator: int) -> Iterator[EdgeClient]:
    with EdgeClient("127.0.0.1", emulator) as client:
        yield client


def in_loop(real: EdgeClient, program: Callable[[aio.EdgeClient], Awaitable[T]]) -> T:
    """Runs a program with a client of the same edge in an event loop."""
    async def main() -> T:
        async with aio.EdgeClient("127.0.0.1", real.port) as client:
            return await program(client)

    return asyncio.run(main())


def found(results: Any) -> Any:
    return results["results"]["i"]["results.json"]["data"]["result"]


PIECES = [b"some ", bytearray(b"by"), memoryview(b"tes")]


@pytest.mark.parametrize("pieces", [PIECES, tuple(PIECES), [b"", *PIECES]])
def test_a_value_in_pieces_is_one_value(pieces: Any, real: EdgeClient) -> None:
    expected = found(real.jobs.run("inspector", "1.0.0", {"i": {"input.txt": b"some bytes"}}))
    assert found(real.jobs.run("inspector", "1.0.0", {"i": {"input.txt": pieces}})) == expected
    job = real.jobs.open("inspector", "1.0.0")
    real.jobs.append(job, "i", "input.txt", pieces)
    job = real.jobs.close(job).block_until_complete()
    assert found(job.get_results()) == expected
    inference = real.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=pieces))
    assert inference.status == "COMPLETE"


def test_a_text_in_pieces(real: EdgeClient) -> None:
    job = real.jobs.submit_text("inspector", "1.0.0", {"i": {"input.txt": ["Gr", "ü".encode(), "ße"]}}, job_timeout=60)
    results = job.block_until_complete(max_poll_interval=0.01).get_results()
    assert found(results)["inputs"]["input.txt"]["size"] == len("Grüße".encode())


def test_a_wrong_piece_is_named(real: EdgeClient) -> None:
    with pytest.raises(TypeError, match=r"^sources\['i'\]\['a'\]\[1\] is of type int; "):
        real.jobs.submit_embedded("inspector", "1.0.0", {"i": {"a": [b"", 1]}})
    with pytest.raises(TypeError, match=r"^input_sources\[0\]\.data\[1\] must be an object with the buffer protocol"):
        real.inferences.perform_inference("inspector", "1.0.0", InputSource(key="a", data=[b"", 1]))


def test_a_run_without_time_has_the_job(real: EdgeClient) -> None:
    sources = {"i": {"input.txt": b"5min"}}
    with pytest.raises(Timeout) as raised:
        real.jobs.run("sleeper", "1.0.0", sources, timeout=2)
    job = raised.value.job
    assert type(job) is Job and dict(job) == {"job_identifier": raised.value.detail["job_identifier"]}
    assert repr(job) == f"<Job {job.job_identifier}>" and job.status is None
    assert job.cancel().status == "CANCELED"

    async def run(client: aio.EdgeClient) -> None:
        with pytest.raises(Timeout) as raised:
            await client.jobs.run("sleeper", "1.0.0", sources, timeout=2)
        assert type(raised.value.job) is aio.Job
        assert (await raised.value.job.cancel()).status == "CANCELED"

    in_loop(real, run)


@pytest.mark.parametrize("wait", [False, True])
def test_an_inference_without_time_is_in_the_error(wait: bool, real: EdgeClient) -> None:
    source = InputSource(key="input.txt", text="8s")
    with pytest.raises(Timeout) as raised:
        if wait:
            real.inferences.perform_inference("sleeper", "1.0.0", source).block_until_complete(timeout=1)
        else:
            real.inferences.run("sleeper", "1.0.0", source, timeout=2)
    inference = raised.value.inference
    assert type(inference) is Inference and inference.status != "COMPLETE" and raised.value.job is None
    assert inference.block_until_complete(timeout=60).status == "COMPLETE"

    async def run(client: aio.EdgeClient) -> None:
        with pytest.raises(Timeout) as raised:
            await client.inferences.block_until_complete(
                await client.inferences.perform_inference("sleeper", "1.0.0", source), timeout=1)
        assert type(raised.value.inference) is aio.Inference

    in_loop(real, run)


def test_without_a_job_there_is_none_in_the_error(edge: EdgeServer, client: EdgeClient) -> None:
    over = threading.Event()
    edge.script("SubmitJob", lambda _: over.wait(60) and None)
    try:
        with pytest.raises(Timeout) as raised:
            client.jobs.run("m", "1.0.0", {"a": b""}, timeout=0.3)
        assert raised.value.job is None and "job_identifier" not in raised.value.detail
    finally:
        over.set()


def test_progress_of_a_run(real: EdgeClient) -> None:
    told: List[Tuple[int, ...]] = []
    sources = {"one": {"input.txt": b"1ms"}, "two": {"input.txt": b"300ms"}}
    results = real.jobs.run("sleeper", "1.0.0", sources, progress=lambda *figures: told.append(figures))
    assert results.finished and told[-1] == (2, 0, 2) and all(len(figures) == 3 for figures in told)

    async def run(client: aio.EdgeClient) -> Any:
        told.clear()
        return await client.jobs.run("sleeper", "1.0.0", sources, progress=lambda *figures: told.append(figures))

    assert in_loop(real, run).completed == 2 and told[-1] == (2, 0, 2)


def test_a_run_whose_job_is_cancelled_is_aborted(real: EdgeClient) -> None:
    def cancel(*_: int) -> None:
        for job in real.jobs.list(model="sleeper", status="IN_PROGRESS"):
            real.jobs.cancel(job)

    with pytest.raises(ApiError) as raised:
        real.jobs.run("sleeper", "1.0.0", {"i": {"input.txt": b"5min"}}, progress=cancel)
    assert raised.value.status == "ABORTED" and raised.value.detail["job_identifier"]


@pytest.mark.parametrize("blocked", ["SubmitJob", "GetJob", "GetResults"])
def test_cancelling_a_task_ends_its_run(blocked: str, edge: EdgeServer) -> None:
    """The job goes on: who wants it cancelled knows of it by the progress, or submits and waits."""
    arrived, over = threading.Event(), threading.Event()
    edge.script(blocked, lambda _: (arrived.set(), over.wait(60), Refusal(grpc.StatusCode.ABORTED, ""))[-1])
    memory = bytearray(b"some bytes")

    async def program(client: aio.EdgeClient) -> None:
        running = asyncio.ensure_future(client.jobs.run("m", "1.0.0", {"a": [memory, b"!"]}, timeout=None))
        while not arrived.is_set():
            assert not running.done(), running.exception()
            await asyncio.sleep(0.001)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        memory.extend(b"it can be resized again")

    try:
        run(edge, program)
    finally:
        over.set()
    assert edge.requests("CancelJob") == []


def test_a_wait_without_time_has_the_job(real: EdgeClient) -> None:
    job = real.jobs.submit_text("sleeper", "1.0.0", {"i": {"input.txt": "5min"}})
    with pytest.raises(Timeout) as raised:
        real.jobs.block_until_complete(job, timeout=0.5)
    assert raised.value.job.job_identifier == job.job_identifier

    async def wait(client: aio.EdgeClient) -> None:
        await client.jobs.block_until_complete(job, timeout=0.5)

    with pytest.raises(Timeout) as raised:
        in_loop(real, wait)
    assert raised.value.job.job_identifier == job.job_identifier and isinstance(raised.value.job, aio.Job)
    job.cancel()


def test_a_ping_takes_time(real: EdgeClient) -> None:
    assert 0 < real.ping() < 60

    assert 0 < in_loop(real, lambda client: client.ping(timeout=60)) < 60


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_job_timeout_is_checked(timeout: float, real: EdgeClient) -> None:
    with pytest.raises(ApiError, match="^job_timeout is "):
        real.jobs.submit_embedded("inspector", "1.0.0", {"a": b""}, job_timeout=timeout)


STORES: Dict[str, Callable[[Any, float], Any]] = {
    "s3": lambda jobs, seconds: jobs.submit_aws_s3(
        "m", "1.0.0", {"i": {"bucket": "b", "key": "k"}}, "id", "secret", "region", job_timeout=seconds),
    "azure": lambda jobs, seconds: jobs.submit_azure(
        "m", "1.0.0", {"i": {"container": "c", "path": "p"}}, "account", "c2VjcmV0", job_timeout=seconds),
    "embedded": lambda jobs, seconds: jobs.submit_embedded("m", "1.0.0", {"i": {"a": b""}}, job_timeout=seconds),
    "text": lambda jobs, seconds: jobs.submit_text("m", "1.0.0", {"i": {"a": ""}}, job_timeout=seconds),
    "run": lambda jobs, seconds: jobs.run("m", "1.0.0", {"i": {"a": b""}}, job_timeout=seconds)}


@pytest.mark.parametrize("kind", STORES)
def test_a_job_timeout_is_what_the_edge_is_told(kind: str, edge: EdgeServer, client: EdgeClient) -> None:
    STORES[kind](client.jobs, 1.5)
    run(edge, lambda client: STORES[kind](client.jobs, 2))
    assert [request.input.timeout for request in edge.requests("SubmitJob")] == [1500, 2000]
    with pytest.raises(InvalidArgument, match="^job_timeout is 0; "):
        STORES[kind](client.jobs, 0)


def test_an_item_that_takes_longer_than_the_job_allows_fails(real: EdgeClient) -> None:
    results = real.jobs.run("sleeper", "1.0.0", {"i": {"input.txt": b"5min"}}, job_timeout=0.3)
    assert (results.failed, list(results.failures)) == (1, ["i"])
