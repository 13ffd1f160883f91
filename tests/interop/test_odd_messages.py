"""Answers that the contract allows and nobody expects, as C, Python and asyncio see them, over both transports."""

import json
import math
from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from callers import argument_tree, call_from_asyncio, call_from_python, run_c
from edge_server import EdgeServer
from modzy_edge import ApiError, EdgeClient
from wire import messages

Ask = Callable[[str, Dict[str, Any]], Any]


@pytest.fixture(params=["python", "asyncio", "blocking", "started"])
def ask(request: Any, edge: EdgeServer, make_call: Path) -> Ask:
    """Makes a call of the edge; the answer as it is in JSON."""
    def from_c(call: str, arguments: Dict[str, Any]) -> Any:
        done = run_c(make_call, edge.port, request.param, stdin=argument_tree(call, arguments))
        if done.returncode != 0:
            raise ApiError(done.stderr.decode())
        return json.loads(done.stdout)

    from_python = {"python": call_from_python, "asyncio": call_from_asyncio}
    if request.param not in from_python:
        return from_c
    return lambda call, arguments: json.loads(json.dumps(
        from_python[request.param](edge.port, call, arguments), default=dict))


def inference(**fields: Any) -> Any:
    return messages().inferences.Inference(**fields)


def test_failures_that_are_no_errors_of_the_api(ask: Ask, edge: EdgeServer) -> None:
    results = messages().results.Results(job_identifier="j")
    results.failures["unknown"].type_url = "type.googleapis.com/somebody.v9.Problem"
    results.failures["unknown"].value = b"\x0a\x01x"
    results.failures["nothing"].SetInParent()
    results.failures["error"].Pack(messages().errors.Error(message="broken", status_code=500))
    edge.script("GetResults", results)
    failures = ask("jobs.get_results", {"job_identifier": "j"})["failures"]
    assert set(failures) == {"unknown", "nothing", "error"}
    assert (failures["error"]["message"], failures["error"]["status_code"]) == ("broken", 500)


def test_results_without_results(ask: Ask, edge: EdgeServer) -> None:
    results = messages().results.Results(job_identifier="j", total=2, completed=1)
    results.results["done"].status = "COMPLETE"
    edge.script("GetResults", results)
    answer = ask("jobs.get_results", {"job_identifier": "j"})
    assert answer["results"]["done"]["results.json"] is None and answer["results"]["done"]["voting"] is None
    assert (answer["failures"], answer["submitted_at"], answer["finished"]) == ({}, None, False)


def test_numbers_that_json_does_not_know(ask: Ask, edge: EdgeServer) -> None:
    results = messages().results.Results(job_identifier="j", average_model_latency=math.nan, total_model_latency=math.inf)
    item = results.results["item"]
    item.model_latency = -math.inf
    item.results.update({"score": 1.0, "none": None})
    item.results.fields["nan"].number_value = math.nan
    item.results.fields["nothing"].SetInParent()
    edge.script("GetResults", results)
    answer = ask("jobs.get_results", {"job_identifier": "j"})
    item = answer["results"]["item"]
    assert item["results.json"] == {"score": 1, "none": None, "nan": "NaN", "nothing": None}
    assert (answer["average_model_latency"], answer["total_model_latency"], item["model_latency"]) == (
        None, None, None)


def test_a_page_without_jobs_of_many(ask: Ask, edge: EdgeServer) -> None:
    figures = dict(total_count=40, page_number=9, page_size=5, page_count=8)
    edge.script("GetJobs", messages().jobs.JobSummaryList(**figures))
    edge.script("GetHistoryForJob", messages().jobs.JobDetailsList())
    page = ask("jobs.list", {})
    assert page in ([], {"jobs": [], **figures})
    assert ask("jobs.get_history", {"job_identifier": "j"}) in ([], {
        "jobs": [], "total_count": 0, "page_number": 0, "page_size": 0, "page_count": 0})


def test_jobs_of_which_nothing_is_said(ask: Ask, edge: EdgeServer) -> None:
    edge.script("GetJobHistory", messages().jobs.JobDetailsList(jobs=[{}]))
    edge.script("GetStatistics", messages().jobs.JobStatisticsList(statistics=[{}]))
    answer = ask("jobs.history", {})
    [job] = answer["jobs"] if isinstance(answer, dict) else answer
    assert (job["created_at"], job["model"], job["user"]) == (None, None, None)
    answer = ask("jobs.statistics", {})
    [statistics] = answer["statistics"] if isinstance(answer, dict) else answer
    assert (statistics["last_api_usage"], statistics["models_list"]) == (None, [])


def test_inputs_and_durations_that_are_odd(ask: Ask, edge: EdgeServer) -> None:
    edge.script("GetInferenceDetails", inference(
        identifier="i", inputs=[{"key": "bare"}], status=3, elapsed_time={"seconds": -1, "nanos": -500_000_000},
        submitted_at={"seconds": 2 ** 62}, result={}))
    answer = ask("inferences.get_inference_details", {"inference_identifier": "i"})
    assert [source["key"] for source in answer["inputs"]] == ["bare"]
    assert (answer["submitted_at"], answer["completed_at"], answer["elapsed_time"]) == (None, None, -1500)
    assert (answer["status"], answer["result"]) == ("COMPLETE", {"outputs": {}})


@pytest.mark.parametrize("elapsed, milliseconds", [
    (None, None), ({}, 0), ({"nanos": 100_000}, 0.1), ({"nanos": 1}, 0.000001), ({"seconds": 3600}, 3_600_000),
    ({"seconds": 2 ** 62}, None), ({"nanos": -2 ** 31}, None)])
def test_durations(ask: Ask, edge: EdgeServer, elapsed: object, milliseconds: object) -> None:
    edge.script("GetInferenceDetails", inference(identifier="i", status=3, elapsed_time=elapsed))
    answer = ask("inferences.get_inference_details", {"inference_identifier": "i"})
    assert answer["elapsed_time"] == milliseconds


def test_fields_that_are_newer_than_this_client(ask: Ask, edge: EdgeServer) -> None:
    class Newer:
        def SerializeToString(self) -> bytes:
            known = messages().jobs.JobDetails(job_identifier="j", status="COMPLETE").SerializeToString()
            return bytes(known) + b"\xc2\x3e\x03new" + b"\xc8\x3e\x07"  # 1000, a text, and 1001, a number

    edge.script("GetJob", Newer())
    assert ask("jobs.block_until_complete", {"job_identifier": "j"})["status"] == "COMPLETE"


RUN = {"model_identifier": "m", "model_version": "1", "inputs": [{"key": "k", "text": "t"}]}


def test_an_inference_without_an_identifier_that_is_complete(ask: Ask, edge: EdgeServer) -> None:
    edge.script("PerformInference", inference(status="COMPLETE"))
    assert ask("inferences.run", RUN)["status"] == "COMPLETE"
    assert edge.requests("GetInferenceDetails") == []


def test_an_inference_without_an_identifier_cannot_be_waited_for(ask: Ask, edge: EdgeServer) -> None:
    edge.script("PerformInference", inference(status="QUEUED"))
    with pytest.raises(ApiError, match="without giving it an identifier") as failed:
        ask("inferences.run", RUN)
    assert "inference_identifier is empty" not in str(failed.value)


def test_a_job_without_an_identifier_takes_no_files(ask: Ask, edge: EdgeServer) -> None:
    edge.script("SubmitJob", messages().jobs.JobSubmissionReceipt(status="OPEN"))
    with pytest.raises(ApiError, match="without giving it an identifier") as failed:
        ask("jobs.submit_file", {"identifier": "m", "version": "1.0.0", "sources": {"a": {"b": __file__}}})
    assert "job_identifier is empty" not in str(failed.value)


@pytest.mark.parametrize("size", ["", "0", "lots", "-1M"])
def test_features_that_do_not_say_how_large(size: str, edge: EdgeServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes((1 << 20) + 1))
    edge.script("GetFeatures", messages().jobs.JobFeatures(input_chunk_maximum_size=size))
    with EdgeClient("127.0.0.1", edge.port) as client:
        client.jobs.submit_file("m", "1.0.0", {"a": tmp_path / "file"})
    chunks = edge.requests("AddInputToJob")
    assert [chunk.ByteSize() + 5 for chunk in chunks][0] == 1 << 20  # 5 bytes of framing
    assert len(chunks) == 2 and sum(len(chunk.data) for chunk in chunks) == (1 << 20) + 1
