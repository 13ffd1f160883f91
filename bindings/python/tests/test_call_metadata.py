"""Metadata of single calls: every method that takes a deadline, or waits, takes it, and it arrives."""

import asyncio
import inspect
from typing import Any, Dict, List, Tuple

import pytest

from edge_server import EdgeServer
from modzy_edge import EdgeClient, InputSource, InvalidArgument, aio

OWN: Dict[str, Any] = {"x-tenant": "line-5", "x-digest-bin": b"\0\1\xff"}
SOURCES = {"item": {"input": b"abc"}}
TEXT = InputSource(key="input.txt", text="some text")

# Each method with its arguments, and the method of the edge that it calls.
JOBS: List[Tuple[str, Tuple[Any, ...], str]] = [
    ("submit_embedded", ("m", "1.0.0", SOURCES), "SubmitJob"),
    ("submit_text", ("m", "1.0.0", {"item": {"input": "abc"}}), "SubmitJob"),
    ("submit_aws_s3", ("m", "1.0.0", {"i": {"d": {"bucket": "b", "key": "k"}}}, "id", "secret", "region"), "SubmitJob"),
    ("submit_azure", ("m", "1.0.0", {"i": {"d": {"container": "b", "path": "k"}}}, "id", "secret"), "SubmitJob"),
    ("run", ("m", "1.0.0", SOURCES), "GetResults"),
    ("submit_file", ("m", "1.0.0", {"item": {"input": iter([b"abc"])}}), "AddInputToJob"),
    ("submit_files", ("m", "1.0.0", {"item": {"input": __file__}}), "CloseJob"),
    ("open", ("m", "1.0.0"), "SubmitJob"),
    ("append", ("JOB", "item", "input", b"abc"), "AddInputToJob"),
    ("close", ("JOB",), "CloseJob"),
    ("get", ("JOB",), "GetJob"),
    ("get_job_details", ("JOB",), "GetJob"),
    ("block_until_complete", ("JOB",), "GetJob"),
    ("list", (), "GetJobs"),
    ("history", (), "GetJobHistory"),
    ("get_history", ("JOB",), "GetHistoryForJob"),
    ("cancel", ("JOB",), "CancelJob"),
    ("cancel_all", (), "CancelAllJobs"),
    ("features", (), "GetFeatures"),
    ("statistics", (), "GetStatistics"),
    ("key_statistics", ("prefix",), "GetStatisticsForAccessKey"),
    ("get_results", ("JOB",), "GetResults"),
    ("get_result", ("JOB", "item"), "GetResult"),
    ("get_output", ("JOB", "item", "results.json"), "GetResultOutput"),
    ("vote", ("JOB", "item", "UP"), "UpVoteResult"),
    ("get_vote", ("JOB", "item"), "GetVoteForResult")]
INFERENCES: List[Tuple[str, Tuple[Any, ...], str]] = [
    ("perform_inference", ("m", "1.0.0", TEXT), "PerformInference"),
    ("run", ("m", "1.0.0", TEXT), "PerformInference"),
    ("get_inference_details", ("inference-1",), "GetInferenceDetails"),
    ("block_until_complete", ("inference-1",), "GetInferenceDetails"),
    ("get_output", ("inference-1", "results.json"), "GetInferenceDetails")]


def with_options(kind: Any) -> List[str]:
    return sorted(name for name, value in inspect.getmembers(kind, inspect.isfunction)
                  if not name.startswith("_") and {"deadline", "poll_interval"} & inspect.signature(value).parameters.keys())


@pytest.mark.parametrize("module", [EdgeClient, aio.EdgeClient])
def test_every_method_with_options_takes_metadata(module: Any) -> None:
    client = module("localhost")
    for owner in (client.jobs, client.inferences):
        for name in with_options(type(owner)):
            assert "metadata" in inspect.signature(getattr(owner, name)).parameters, name
    assert with_options(type(client.jobs)) == sorted(name for name, _, _ in JOBS)
    assert with_options(type(client.inferences)) == sorted([*(name for name, _, _ in INFERENCES), "stream"])


@pytest.mark.parametrize("owner, name, arguments, method", [
    *(pytest.param("jobs", *each, id=each[0]) for each in JOBS),
    *(pytest.param("inferences", *each, id=f"inferences.{each[0]}") for each in INFERENCES)])
def test_metadata_arrives(owner: str, name: str, arguments: Tuple[Any, ...], method: str, edge: EdgeServer) -> None:
    with EdgeClient("localhost", edge.port, metadata={"x-tenant": "line-4", "x-kept": "a"}) as client:
        job = client.jobs.submit_embedded("m", "1.0.0", SOURCES).job_identifier
        given = [job if each == "JOB" else each for each in arguments]
        try:
            getattr(getattr(client, owner), name)(*given, metadata=OWN)
        except Exception as error:  # what the edge says to it does not matter here
            assert getattr(error, "detail", {}).get("origin") == "edge", error
        assert {**OWN, "x-kept": "a"}.items() <= edge.metadata(method).items()
        client.jobs.features()
        assert edge.metadata("GetFeatures")["x-tenant"] == "line-4"


def test_a_stream(edge: EdgeServer) -> None:
    with EdgeClient("localhost", edge.port) as client:
        assert list(client.inferences.stream([], metadata=OWN)) == []
        assert OWN.items() <= edge.metadata("StreamInferences").items()


def test_asyncio(edge: EdgeServer) -> None:
    async def run() -> None:
        async with aio.EdgeClient("localhost", edge.port) as client:
            job = await client.jobs.submit_embedded("m", "1.0.0", SOURCES, metadata=OWN)
            assert OWN.items() <= edge.metadata("SubmitJob").items()
            await client.jobs.get(job, metadata={"x-tenant": "line-6"})
            assert edge.metadata("GetJob")["x-tenant"] == "line-6"
            await job.refresh(metadata={"x-tenant": "line-7"})
            assert edge.metadata("GetJob")["x-tenant"] == "line-7"
            await job.block_until_complete(metadata={"x-tenant": "line-8"})
            assert edge.metadata("GetJob")["x-tenant"] == "line-8"
            assert [each async for each in client.inferences.stream([], metadata=OWN)] == []
            assert OWN.items() <= edge.metadata("StreamInferences").items()

    asyncio.run(run())


def test_what_is_refused(edge: EdgeServer) -> None:
    with EdgeClient("localhost", edge.port) as client:
        with pytest.raises(InvalidArgument, match="X-Tenant.*lower-case"):
            client.jobs.get("job-1", metadata={"X-Tenant": "a"})
        with pytest.raises(TypeError, match="must be str or bytes, not int"):
            client.jobs.get("job-1", metadata={"x-tenant": 5})  # type: ignore[dict-item]
        with pytest.raises(TypeError, match="metadata must be a mapping"):
            client.jobs.get("job-1", metadata=[("x-tenant", "a")])  # type: ignore[arg-type]
