"""The package with the emulator: models that really run."""

import hashlib
import os
from typing import Any, Iterator

import pytest

from modzy_edge import EdgeClient, Job, NotFound, Timeout


@pytest.fixture
def client(emulator: int) -> Iterator[EdgeClient]:
    with EdgeClient("localhost", emulator) as client:
        yield client


def outputs(job: Job, item: str = "job") -> Any:
    return job.get_results().results[item]["results.json"]["data"]["result"]["inputs"]


def test_every_byte_arrives(client: EdgeClient) -> None:
    data = os.urandom(5_000_000)
    job = client.jobs.submit_embedded("inspector", "1.0.0", {"item": {"data": data, "same": memoryview(data)[:1000]}})
    assert job.status in ("SUBMITTED", "IN_PROGRESS", "COMPLETE")
    found = outputs(job.block_until_complete(), "item")
    assert found["data"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert found["same"]["sha256"] == hashlib.sha256(data[:1000]).hexdigest()


def test_a_job_takes_its_time(client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("sleeper", "1.0.0", {"input.txt": b"3s"})
    with pytest.raises(Timeout, match=job.job_identifier):
        job.block_until_complete(timeout=0.05)
    assert job.block_until_complete(timeout=None).status == "COMPLETE"


def test_a_job_that_fails_is_no_failure_of_waiting(client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("faulty", "1.0.0", {"input.txt": "so schwer, 入力".encode()}).block_until_complete()
    assert (job.status, job.completed, job.failed) == ("FAILED", 0, 1)
    assert "so schwer, 入力" in job.get_results().failures["job"]["message"]


def test_models_that_there_are_not(client: EdgeClient) -> None:
    with pytest.raises(NotFound, match="inspector"):
        client.jobs.submit_embedded("no-such-model", "1.0.0", {"input.txt": b""})
    with pytest.raises(NotFound, match="1.0.0"):
        client.jobs.submit_embedded("inspector", "9.9.9", {"input.txt": b""})
