"""Calls that pass on what they are given, and give back what the edge says: filters, lists, results, votes, stores."""

import copy
import json
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict

from edge_server import EdgeServer, Refusal
from modzy_edge import (EdgeClient, InputSource, InvalidArgument, Job, JobList, JobStatistics, NotFound, S3InputSource,
                        Timeout)
from wire import messages


def sent(edge: EdgeServer, method: str) -> Any:
    return MessageToDict(edge.requests(method)[-1], preserving_proto_field_name=True)


FIGURES = dict(total_count=7, page_number=2, page_size=3, page_count=4)
FILTER = dict(start_date="2024-05-01", end_date="2024-05-02T00:00:00Z", status="COMPLETE", model="m", user="u",
              access_key="k")


def test_list(edge: EdgeServer, client: EdgeClient) -> None:
    summary = {"job_identifier": "j", "status": "CANCELLED", "model": {"identifier": "m", "version": "1"}}
    edge.script("GetJobs", *[messages().jobs.JobSummaryList(jobs=[summary], **FIGURES)] * 3)
    for jobs in (client.jobs.list(), client.jobs.get_all_job_details(), client.jobs.list(**FILTER)):
        assert isinstance(jobs, JobList) and {name: getattr(jobs, name) for name in FIGURES} == FIGURES
        assert [(job.job_identifier, job.status, job.model.version, job.total) for job in jobs] == [
            ("j", "CANCELED", "1", None)]
    assert [MessageToDict(request, preserving_proto_field_name=True) for request in edge.requests("GetJobs")] == [
        {}, {}, FILTER]
    assert pickle.loads(pickle.dumps(jobs)) == jobs == copy.deepcopy(jobs) == list(jobs)
    assert copy.deepcopy(jobs).total_count == 7


def test_history(edge: EdgeServer, client: EdgeClient) -> None:
    details = messages().jobs.JobDetailsList(jobs=[{"job_identifier": "j", "total": 5}], **FIGURES)
    edge.script("GetJobHistory", details)
    edge.script("GetHistoryForJob", details)
    everything = dict(FILTER, search="text", model_identifier="m", model_version="1.0.0")
    for jobs in (client.jobs.history(**everything), client.jobs.get_history(Job({"job_identifier": "j"}))):
        assert [(job.job_identifier, job.total) for job in jobs] == [("j", 5)] and jobs.page_number == 2
    assert sent(edge, "GetJobHistory") == everything and sent(edge, "GetHistoryForJob") == {"identifier": "j"}


@pytest.mark.parametrize("figures", [{}, FIGURES])
def test_empty_pages(figures: Any, edge: EdgeServer, client: EdgeClient) -> None:
    jobs, expected = messages().jobs, {name: figures.get(name, 0) for name in FIGURES}
    edge.script("GetJobs", jobs.JobSummaryList(**figures), jobs.JobSummaryList(**figures))
    for method in ("GetJobHistory", "GetHistoryForJob", "CancelAllJobs"):
        edge.script(method, jobs.JobDetailsList(**figures))
    edge.script("GetStatistics", jobs.JobStatisticsList(**figures))
    for page in (client.jobs.list(), client.jobs.get_all_job_details(), client.jobs.history(),
                 client.jobs.get_history("j"), client.jobs.cancel_all(), client.jobs.statistics()):
        assert page == [] and list(page) == [] and not page
        assert {name: getattr(page, name) for name in FIGURES} == expected
        assert pickle.loads(pickle.dumps(page)) == []
    assert len(edge.calls) == 6  # one page is asked for once


@pytest.mark.parametrize("given, expected", [
    (date(2024, 5, 1), "2024-05-01"), (datetime(2024, 5, 1, 12, tzinfo=timezone.utc), "2024-05-01T12:00:00Z"),
    (datetime(2024, 5, 1, 12, 0, 0, 500, tzinfo=timezone(timedelta(hours=2))), "2024-05-01T10:00:00.000500Z"),
    (datetime(2024, 5, 1).astimezone().replace(tzinfo=None),
     datetime(2024, 5, 1).astimezone(timezone.utc).isoformat().replace("+00:00", "Z"))])
def test_dates_of_filters(given: date, expected: str, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJobs", messages().jobs.JobSummaryList())
    client.jobs.list(start_date=given, model={"identifier": "m"})
    assert sent(edge, "GetJobs") == {"start_date": expected, "model": "m"}


@pytest.mark.parametrize("wrong, message", [
    ({"status": 5}, "^status must be a string, not int$"), ({"start_date": 5}, "^start_date must be a string in ISO 8601, a date or a datetime, not int$"),
    ({"model": 5}, "^model must be a string, or a model"), ({"user": b"u"}, "^user must be a string, not bytes$")])
def test_wrong_filters(wrong: Any, message: str, client: EdgeClient) -> None:
    for call in (client.jobs.list, client.jobs.history):
        with pytest.raises(TypeError, match=message):
            call(**wrong)


def test_features_and_statistics(edge: EdgeServer, client: EdgeClient) -> None:
    jobs = messages().jobs
    features = client.jobs.features()
    assert (features.input_chunk_maximum_size, features.maximum_input_chunks, features["maximum_inputs_per_job"]) == (
        "64K", 1000, 10)
    usage = jobs.JobStatistics(access_key="k", jobs_count=3, last_api_usage={"seconds": 1714564800}, models_count=1,
                               models_list=[{"identifier": "m", "name": "M", "processed_jobs_count": 2, "version": "1"}])
    edge.script("GetStatistics", jobs.JobStatisticsList(statistics=[usage], **FIGURES))
    edge.script("GetStatisticsForAccessKey", usage)
    listed = client.jobs.statistics()
    assert listed.page_count == 4
    for found in (listed[0], client.jobs.key_statistics("k")):
        assert isinstance(found, JobStatistics)
        assert (found.access_key, found.jobs_count, found.last_api_usage) == ("k", 3, "2024-05-01T12:00:00Z")
        assert [(m.identifier, m.name, m.processed_jobs_count, m.version) for m in found.models_list] == [
            ("m", "M", 2, "1")]
    assert sent(edge, "GetStatisticsForAccessKey") == {"prefix": "k"}


def test_cancel(edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    assert job.cancel().status == client.jobs.cancel(job.job_identifier).status == "CANCELED"
    edge.script("CancelAllJobs", messages().jobs.JobDetailsList(jobs=[{"job_identifier": "j", "status": "CANCELLED"}]))
    assert [each.status for each in client.jobs.cancel_all()] == ["CANCELED"]


def test_one_result(edge: EdgeServer, client: EdgeClient) -> None:
    result = messages().results.Result(
        job={"identifier": "j", "model": {"identifier": "m"}}, input_name="item", start_time=1714564800, model_latency=0.1,
        use_legacy_datasource_json=True, voting={"up": 1})
    result.result.update({"data": [1, 0.1, "ü"]})
    edge.script("GetResult", result)
    found = client.jobs.get_result(Job({"job_identifier": "j"}), "item")
    assert sent(edge, "GetResult") == {"job_identifier": {"identifier": "j"}, "input_identifier": "item"}
    assert set(found) == {field.name for field in result.DESCRIPTOR.fields}
    assert all(getattr(found, name) == found[name] for name in found)
    assert (found.result, found.model_latency, found.voting["up"]) == ({"data": [1, 0.1, "ü"]}, 0.1, 1)
    assert (found.start_time, found.end_time, found.queue_time) == ("2024-05-01T12:00:00Z", None, 0)
    assert repr(found) == "<Result of item>"


@pytest.mark.parametrize("data", [b"", b"\0\xff" * 1000])
def test_one_output(data: bytes, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetResultOutput", messages().results.ResultOutput(data=data))
    assert client.jobs.get_output("j", "item", "mask.png") == data
    assert sent(edge, "GetResultOutput") == {"output_identifier": "mask.png", "result_identifier": {
        "job_identifier": {"identifier": "j"}, "input_identifier": "item"}}


@pytest.mark.parametrize("vote, method, on_wire", [
    ("UP", "UpVoteResult", "UP"), ("DOWN", "DownVoteResult", "DOWN"), ("NONE", "ResetVotesForResult", "NO_VOTES")])
def test_votes(vote: str, method: str, on_wire: str, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script(method, Empty())
    edge.script("GetVoteForResult", messages().results.ResultVote(vote=on_wire))
    assert client.jobs.vote("j", "item", vote) is None
    assert client.jobs.get_vote("j", "item") == vote
    assert sent(edge, method) == sent(edge, "GetVoteForResult") == {
        "job_identifier": {"identifier": "j"}, "input_identifier": "item"}
    with pytest.raises(InvalidArgument, match="^vote is 'up'; give 'UP', 'DOWN' or 'NONE'.$"):
        client.jobs.vote("j", "item", "up")


ACCESS = {"access_key_id": "AK", "secret_access_key": "SK"}
OBJECT = {"bucket": "b", "key": "/a/b"}


@pytest.mark.parametrize("sources", [{"image": OBJECT}, {"job": {"image": OBJECT}}])
@pytest.mark.parametrize("where", [{"region": "us-east-1"}, {"endpoint": "https://minio.example"}])
def test_stores_like_s3(sources: Any, where: Any, edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_aws_s3("m", "1.0.0", sources, **ACCESS, **where)
    given = sent(edge, "SubmitJob")["input"]
    assert given == {"type": "aws-s3" if "region" in where else "storage-grid", "accessKeyID": "AK",
                     "secretAccessKey": "SK", **where, "sources": {"job": {"image": OBJECT}}}


def test_azure(edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_azure("m", "1.0.0", {"item": {"image": {"container": "c", "path": "p"}}}, "account", "key", True)
    assert sent(edge, "SubmitJob") == {
        "model": {"identifier": "m", "version": "1.0.0"}, "explain": True,
        "input": {"type": "azureblob", "storageAccount": "account", "storageAccountKey": "key",
                  "sources": {"item": {"image": {"container": "c", "filePath": "p"}}}}}


@pytest.mark.parametrize("sources, error, message", [
    ({"i": {"image": "b/k"}}, TypeError, r"^sources\['i'\]\['image'\] is a string; give a mapping such as "
                                         r"\{'bucket': '...', 'key': '...'\}$"),
    ({"image": {"bucket": "b"}}, TypeError, r"^sources\['image'\]\['key'\] must be a string, not NoneType$"),
    ({"i": {"image": {"key": "k"}}}, TypeError, r"^sources\['i'\]\['image'\]\['bucket'\] must be a string, not NoneType$"),
    ({}, InvalidArgument, "^sources is empty; ")])
def test_wrong_objects(sources: Any, error: type, message: str, edge: EdgeServer, client: EdgeClient) -> None:
    with pytest.raises(error, match=message):
        client.jobs.submit_aws_s3("m", "1.0.0", sources, "id", "secret", "region")
    assert edge.calls == []


def test_text(edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_text("m", "1.0.0", {"item": {"a": "Grüße", "b": "世界".encode(), "c": ""}})
    assert sent(edge, "SubmitJob")["input"] == {"type": "text", "sources": {"item": {"a": "Grüße", "b": "世界", "c": ""}}}
    for wrong, error in (("\ud800", InvalidArgument), (5, TypeError), (b"\xff", InvalidArgument)):
        with pytest.raises(error):
            client.jobs.submit_text("m", "1.0.0", {"item": {"a": wrong}})


def test_progress_of_waiting(edge: EdgeServer, client: EdgeClient) -> None:
    details = messages().jobs.JobDetails
    edge.script("GetJob", details(job_identifier="j", status="OPEN"), Refusal(grpc.StatusCode.UNAVAILABLE, "restarting"),
                details(job_identifier="j", status="IN_PROGRESS", completed=1, failed=1, total=3),
                details(job_identifier="j", status="COMPLETE", completed=2, failed=1, total=3))
    seen: Any = []
    job = client.jobs.block_until_complete("j", 0.2, 30, progress=lambda *counts: seen.append(counts))
    assert job.status == "COMPLETE" and seen == [(0, 0, 0), (1, 1, 3), (2, 1, 3)]


def test_progress_ends_like_any_waiting(edge: EdgeServer, client: EdgeClient) -> None:
    def stop(*_counts: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(NotFound):
        client.jobs.block_until_complete("no-such-job", progress=lambda *counts: None)
    edge.script("GetJob", *[messages().jobs.JobDetails(job_identifier="j", status="OPEN")] * 1000)
    with pytest.raises(RuntimeError, match="enough"):
        client.jobs.block_until_complete("j", progress=stop)
    with pytest.raises(Timeout, match="^Job j did not come to its end within 50 ms. It was last seen OPEN, "):
        client.jobs.block_until_complete("j", timeout=0.05, progress=lambda *counts: None)


SOURCE = InputSource(key="k", data=b"abc")


def test_inferences(edge: EdgeServer, client: EdgeClient) -> None:
    inference = client.inferences.perform_inference("m", "1.0.0", (SOURCE, InputSource(key="t", text="ü")), True, {"a": "b"})
    assert inference.status == "QUEUED" and inference.result is None
    assert sent(edge, "PerformInference") == {
        "model": {"identifier": "m", "version": "1.0.0"}, "explain": True, "tags": {"a": "b"},
        "inputs": [{"key": "k", "data": "YWJj"}, {"key": "t", "text": "ü"}]}
    assert repr(inference) == "<Inference inference-1 of m 1.0.0: QUEUED>"
    for named in (inference, inference.identifier):
        assert client.inferences.block_until_complete(named).status == "COMPLETE"
    assert inference.refresh().status == inference.block_until_complete().status == "COMPLETE"
    assert inference.get_output("raw") == (b"abc", None)
    assert inference.get_output("results.json").content_type == "application/json"
    with pytest.raises(NotFound, match="raw"):
        inference.get_output("nothing")
    assert json.loads(json.dumps(dict(inference))) == inference == pickle.loads(pickle.dumps(inference))
    with pytest.raises(TypeError, match="get_inference_details"):
        pickle.loads(pickle.dumps(inference)).refresh()


@pytest.mark.parametrize("sources, error, message", [
    ([b"abc"], TypeError, r"^input_sources\[0\] must be an InputSource, not bytes$"),
    ([], InvalidArgument, "^input_sources is empty"),
    ({"k": b"abc"}, TypeError, "^input_sources must be an InputSource, such as .*, or several, not dict$"),
    ("text", TypeError, "^input_sources must be .* not str$"), (5, TypeError, "^input_sources must be .* not int$"),
    (InputSource(key="k", s3=S3InputSource(bucket="b", path="p", access_key_id="a", access_key_secret="s")), InvalidArgument,
     r"^input_sources\[0\].s3"),
    (InputSource(key="k", data=5), TypeError, r"^input_sources\[0\].data must be .* such as bytes, not int$"),
    (InputSource(key="k", data="text"), TypeError, r"^input_sources\[0\].data must be an object with the buffer protocol, "
                                                   "such as bytes, not str; give a string as text$"),
    (InputSource(key="k", text=b"text"), TypeError, r"^input_sources\[0\].text must be a string, not bytes$"),  # type: ignore
    (InputSource(key="\0", text=""), InvalidArgument, r"^input_sources\[0\].key has a NUL character")])
def test_wrong_inputs_of_inferences(sources: Any, error: type, message: str, edge: EdgeServer, client: EdgeClient) -> None:
    for call in (client.inferences.perform_inference, client.inferences.run):
        with pytest.raises(error, match=message):
            call("m", "1.0.0", sources)
    assert edge.calls == []


def test_what_things_show(client: EdgeClient) -> None:
    assert repr(client.jobs) == f"<Jobs of {client!r}>" and repr(client.inferences) == f"<Inferences of {client!r}>"
    stream = client.inferences.stream([])
    assert repr(stream) == "<InferenceStream>"
    stream.close()
    assert repr(stream) == "<InferenceStream (ended)>"
    assert repr(InputSource(key="k", data="text")) == "InputSource(key='k', data=<str>)"
    for name in ("list", "open", "close"):
        assert getattr(client.jobs, name).__name__ == name
        with pytest.raises(TypeError, match=rf"^(Jobs\.)?{name}\(\) got an unexpected keyword argument 'page'$"):
            getattr(client.jobs, name)(page=2)


def test_wrong_names_of_inferences(client: EdgeClient) -> None:
    with pytest.raises(TypeError, match="^inference_identifier must be a string or an Inference, not int$"):
        client.inferences.get_inference_details(5)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="^model_version "):
        client.inferences.perform_inference("m", "", SOURCE)


@pytest.mark.parametrize("given", [{}, {"text": "a", "data": b"b"}])
def test_input_sources_have_one_source(given: Any) -> None:
    with pytest.raises(InvalidArgument, match="^InputSource 'k' has .*; give exactly one of text, data, s3 and azure.$"):
        InputSource(key="k", **given)


def test_buffers_of_inferences_are_let_go(client: EdgeClient) -> None:
    memory = bytearray(b"abc")
    client.inferences.run("m", "1.0.0", InputSource(key="k", data=memory))
    with pytest.raises(TypeError):
        client.inferences.run("m", "1.0.0", [InputSource(key="k", data=memory), InputSource(key="l", data=5)])
    memory.extend(b"it can be resized again")
