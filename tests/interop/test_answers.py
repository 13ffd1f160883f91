"""Whatever an edge answers, the Job has every documented key, and says nothing that the edge did not say."""

import json
from pathlib import Path
from typing import Any, Dict

import grpc
import pytest

from callers import run_submit
from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, EdgeClient
from wire import messages

SUBMITTED = {"seconds": 1714564800}
UPDATED = {"seconds": 1714564801, "nanos": 123_000_000}
CREATED = {"seconds": 1714564799, "nanos": 999_999_999}

# A receipt in which nothing is said: proto3 knows no absent numbers and texts, only absent messages.
NOTHING: Dict[str, Any] = {
    "job_identifier": "", "status": "UNKNOWN", "account_identifier": None, "explain": False, "created_at": None,
    "updated_at": None, "submitted_at": None, "submitted_by": None, "pending": None, "completed": None, "failed": None,
    "total": 0, "model": None, "job_inputs": None, "user": None}


def receipt(**fields: Any) -> Any:
    return messages().jobs.JobSubmissionReceipt(**fields)


def details(**fields: Any) -> Any:
    return messages().jobs.JobDetails(**fields)


FULL_RECEIPT = dict(
    job_identifier="j", model={"identifier": "m", "version": "1", "name": "N"}, access_key="k", total_inputs=3,
    input_byte_amount=77, job_inputs={"identifier": ["b", "a"]}, submitted_at=SUBMITTED, status="IN_PROGRESS", explain=True,
    details={"account_identifier": "acc", "created_at": CREATED, "updated_at": UPDATED, "total": 4, "pending": 1,
             "completed": 2, "failed": 1, "elapsed_time": 5})

FULL = {
    "job_identifier": "j", "status": "IN_PROGRESS", "account_identifier": "acc", "explain": True,
    "created_at": "2024-05-01T11:59:59.999999999Z", "updated_at": "2024-05-01T12:00:01.123Z",
    "submitted_at": "2024-05-01T12:00:00Z", "submitted_by": None, "pending": 1, "completed": 2, "failed": 1, "total": 4,
    "model": {"identifier": "m", "version": "1", "name": "N"}, "job_inputs": ["b", "a"], "user": None, "access_key": "k",
    "input_byte_amount": 77, "elapsed_time": 5}

RECEIPTS = {
    "full": (FULL_RECEIPT, FULL),
    "without details": (
        {**FULL_RECEIPT, "details": None, "access_key": "", "input_byte_amount": 0},
        {**{k: v for k, v in FULL.items() if k not in ("access_key", "input_byte_amount", "elapsed_time")},
         "account_identifier": None, "created_at": None, "updated_at": None, "pending": 3, "completed": None,
         "failed": None, "total": 3}),
    "a status that no proto knows": ({**FULL_RECEIPT, "status": 42}, {**FULL, "status": "42"}),
    "without a name": ({**FULL_RECEIPT, "model": {"identifier": "m", "version": "1"}},
                       {**FULL, "model": {"identifier": "m", "version": "1", "name": None}}),
    "strange text": ({**FULL_RECEIPT, "job_identifier": 'a"b\\c\u0001入力🙂'},
                     {**FULL, "job_identifier": 'a"b\\c\u0001入力🙂'}),
}

DETAILS = {
    "full": (
        dict(job_identifier="j", model={"identifier": "m", "version": "1", "name": "N"}, status="COMPLETE",
             created_at=CREATED, updated_at=UPDATED, submitted_at=SUBMITTED, total=4, pending=1, completed=2, failed=1,
             elapsed_time=5, job_inputs=[{"identifier": "b"}, {"identifier": "a"}]),
        {**{k: v for k, v in FULL.items() if k not in ("access_key", "input_byte_amount")}, "status": "COMPLETE",
         "account_identifier": None, "explain": None}),
    "cancelled in British": (dict(job_identifier="j", status="CANCELLED"), {"job_identifier": "j", "status": "CANCELED"}),
    "cancelled in American": (dict(job_identifier="j", status="CANCELED"), {"job_identifier": "j", "status": "CANCELED"}),
    "a status that nobody knows": (dict(job_identifier="j", status="DREAMING"),
                                   {"job_identifier": "j", "status": "DREAMING"}),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_receipts(name: str, edge: EdgeServer, client: EdgeClient) -> None:
    fields, expected = RECEIPTS[name]
    edge.script("SubmitJob", receipt(**fields))
    job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    assert dict(job) == expected
    assert list(job)[:len(NOTHING)] == list(NOTHING)


@pytest.mark.parametrize("name", DETAILS)
def test_details(name: str, edge: EdgeServer, client: EdgeClient) -> None:
    fields, expected = DETAILS[name]
    edge.script("GetJob", details(**fields))
    job = client.jobs.get("j")
    assert {key: job[key] for key in expected} == expected
    assert list(job)[:len(NOTHING)] == list(NOTHING)


def test_a_receipt_with_nothing_but_an_identifier(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("SubmitJob", receipt(job_identifier="j"))
    job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    assert dict(job) == {**NOTHING, "job_identifier": "j"}


def test_a_receipt_without_an_identifier_is_no_job(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("SubmitJob", receipt())
    with pytest.raises(ApiError, match="without giving it an identifier") as failed:
        client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    assert (failed.value.status, failed.value.retriable) == ("INTERNAL", False)


def test_c_prints_the_same_job(edge: EdgeServer, client: EdgeClient, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    edge.script("SubmitJob", receipt(**FULL_RECEIPT))
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    job = json.loads(done.stdout.splitlines()[0])
    assert job == FULL and list(job) == list(FULL)


def test_c_prints_the_same_results(edge: EdgeServer, client: EdgeClient, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"some bytes")
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    assert done.returncode == 0, done.stderr.decode()
    job, results = map(json.loads, done.stdout.splitlines())
    assert results == dict(client.jobs.get_results(job["job_identifier"]))


def test_results_in_full(edge: EdgeServer, client: EdgeClient) -> None:
    results = messages().results.Results(
        job_identifier="j", account_identifier="acc", team={"identifier": "t"}, total=2, completed=1, failed=1,
        finished=True, submitted_by_key="k", explained=True, submitted_at=SUBMITTED, initial_queue_time=1,
        total_queue_time=2, average_model_latency=0.25, total_model_latency=1.75, elapsed_time=3,
        starting_result_summarizing=UPDATED, result_summarizing=4, input_size=5)
    good = results.results["good/入力"]
    good.MergeFrom(type(good)(
        status="SUCCESSFUL", engine="e", input_fetching=6, output_uploading=7, model_latency=1e-9, queue_time=8,
        start_time=SUBMITTED, update_time=UPDATED, end_time=CREATED, voting={"up": 1, "down": 2}))
    good.results.update({"data": {"result": [1, 1.5, "x", None, True, {"deep": []}], "big": 2 ** 53, "small": -0.125}})
    results.failures["bad"].Pack(messages().errors.Error(
        message="größer", report_error_url="u", status="s", status_code=500))
    edge.script("GetResults", results)
    assert dict(client.jobs.get_results("j")) == {
        "job_identifier": "j", "account_identifier": "acc", "team": {"identifier": "t"}, "total": 2, "completed": 1,
        "failed": 1, "finished": True, "submitted_by_key": "k", "explained": True, "submitted_at": "2024-05-01T12:00:00Z",
        "initial_queue_time": 1, "total_queue_time": 2, "average_model_latency": 0.25, "total_model_latency": 1.75,
        "elapsed_time": 3, "starting_result_summarizing": "2024-05-01T12:00:01.123Z", "result_summarizing": 4,
        "input_size": 5,
        "results": {"good/入力": {
            "status": "SUCCESSFUL", "engine": "e", "input_fetching": 6, "output_uploading": 7, "model_latency": 1e-9,
            "queue_time": 8, "start_time": "2024-05-01T12:00:00Z", "update_time": "2024-05-01T12:00:01.123Z",
            "end_time": "2024-05-01T11:59:59.999999999Z",
            "results.json": {"data": {"result": [1, 1.5, "x", None, True, {"deep": []}], "big": 2 ** 53,
                                      "small": -0.125}},
            "voting": {"up": 1, "down": 2}}},
        "failures": {"bad": {"message": "größer", "report_error_url": "u", "status": "s", "status_code": 500}}}


def test_empty_results_have_every_key(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetResults", messages().results.Results())
    results = client.jobs.get_results("j")
    assert set(results) == {field.name for field in messages().results.Results.DESCRIPTOR.fields}
    assert (results.results, results.failures, results.submitted_at, results.team) == ({}, {}, None, None)


def test_a_large_answer_arrives(edge: EdgeServer, client: EdgeClient) -> None:
    results = messages().results.Results(job_identifier="j")
    results.results["item"].results.update({"text": "ü" * (8 << 20)})
    edge.script("GetResults", results)
    assert client.jobs.get_results("j").results["item"]["results.json"]["text"] == "ü" * (8 << 20)


def test_a_large_job_arrives(edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("m", "1.0.0", {"input": bytes(range(256)) * (16 << 12)})
    assert job.get_results().results["job"]["results.json"]["data"]["result"]["inputs"]["input"]["size"] == 16 << 20


@pytest.mark.parametrize("program", ["python", "c"])
def test_an_edge_that_accepts_less(program: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(100_000))
    with EdgeServer(max_message_size=50_000) as edge:
        if program == "c":
            assert run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}").returncode == 0
        else:
            with EdgeClient("127.0.0.1", edge.port) as client:
                client.jobs.submit_embedded("m", "1.0.0", {"input": bytes(100_000)})
        # It announces chunks of 64 KiB, and its messages are smaller.
        names = [call.method.rpartition("/")[2] for call in edge.calls]
        assert names[:6] == ["GetFeatures", "SubmitJob", "AddInputToJob", "AddInputToJob", "AddInputToJob", "CloseJob"]


def test_c_passes_on_what_the_edge_says(edge: EdgeServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    edge.script("SubmitJob", Refusal(grpc.StatusCode.NOT_FOUND, "das Modell „m“ gibt es nicht"))
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "das Modell „m“ gibt es nicht" in done.stderr.decode() and b"(NOT_FOUND)" in done.stderr


def test_an_answer_that_is_no_message(edge: EdgeServer, client: EdgeClient) -> None:
    class Garbage:
        def SerializeToString(self) -> bytes:
            return b"\x0a\xff"  # a text that ends before its end

    edge.script("GetJob", Garbage())
    with pytest.raises(ApiError):
        client.jobs.get("j")
