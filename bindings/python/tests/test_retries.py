"""Calls that are sent again, and jobs that are cancelled when the time of a wait is up."""

import asyncio
from typing import Any, Dict

import grpc
import pytest

from edge_server import EdgeServer, Refusal
from modzy_edge import EdgeClient, InvalidArgument, RetryOptions, Timeout, Unavailable, aio
from wire import messages

QUICK = RetryOptions(initial_backoff=0.002)
AWAY = Refusal(grpc.StatusCode.UNAVAILABLE, "restarting")
SOURCES = {"item": {"input": b"abc"}}


@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_a_call_that_only_reads_is_sent_again(transport: Any, edge: EdgeServer) -> None:
    edge.script("GetFeatures", AWAY, AWAY, AWAY)
    with EdgeClient("127.0.0.1", edge.port, transport=transport, retry=QUICK) as client:
        assert client.jobs.features().maximum_input_chunks == 1000
    assert len(edge.requests("GetFeatures")) == 4


@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_to_be_awaited(transport: Any, edge: EdgeServer) -> None:
    edge.script("GetFeatures", AWAY, AWAY)

    async def call() -> int:
        async with aio.EdgeClient("127.0.0.1", edge.port, transport=transport, retry=QUICK) as client:
            return (await client.jobs.features()).maximum_input_chunks

    assert asyncio.run(call()) == 1000


def test_the_error_tells_the_attempts(edge: EdgeServer) -> None:
    edge.script("GetFeatures", AWAY, AWAY, AWAY)
    with EdgeClient("127.0.0.1", edge.port, retry=QUICK._replace(max_attempts=3)) as client:
        with pytest.raises(Unavailable, match="The call was tried 3 times") as raised:
            client.jobs.features()
        assert raised.value.detail["attempts"] == 3


@pytest.mark.parametrize("allowed", [False, True])
def test_submissions(allowed: bool, edge: EdgeServer) -> None:
    edge.script("SubmitJob", AWAY)
    with EdgeClient("127.0.0.1", edge.port, retry=QUICK._replace(retry_submissions=allowed)) as client:
        if allowed:
            client.jobs.submit_embedded("m", "1.0.0", SOURCES)
        else:
            with pytest.raises(Unavailable):
                client.jobs.submit_embedded("m", "1.0.0", SOURCES)
    assert len(edge.requests("SubmitJob")) == 1 + allowed


@pytest.mark.parametrize("wrong, named", [
    ({"max_attempts": 0}, "retry.max_attempts is 0"),
    ({"initial_backoff": 3.0}, "retry.max_backoff is 2 seconds, less than retry.initial_backoff, which is 3 seconds"),
    ({"max_backoff": -1.0}, "retry.max_backoff is -1")])
def test_wrong_options(wrong: Dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidArgument, match=named):
        EdgeClient(retry=RetryOptions(**wrong)).connect()


def test_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="retry must be RetryOptions or None, not int"):
        EdgeClient(retry=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("cancels", [False, True])
def test_a_wait_that_times_out(cancels: bool, edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port, cancel_on_timeout=cancels) as client:
        job = client.jobs.submit_embedded("m", "1.0.0", SOURCES)
        going_on = messages().jobs.JobDetails(job_identifier=job.job_identifier, status="IN_PROGRESS")
        edge.script("GetJob", *[going_on] * 1000)
        with pytest.raises(Timeout, match="It was cancelled" if cancels else "Wait for it again"):
            client.jobs.block_until_complete(job, timeout=0.2)
    assert len(edge.requests("CancelJob")) == cancels
