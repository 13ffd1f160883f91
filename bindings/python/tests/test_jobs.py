"""Jobs and results: what comes back, waiting, and the shortcuts that are deprecated."""

import copy
import json
import pickle
import time

import grpc
import pytest

import modzy_edge
from edge_server import EdgeServer, Refusal
from modzy_edge import EdgeClient, InvalidArgument, Job, NotFound, Results, Timeout, User
from wire import messages

DOCUMENTED = ["job_identifier", "status", "account_identifier", "explain", "created_at", "updated_at", "submitted_at",
              "submitted_by", "pending", "completed", "failed", "total", "model", "job_inputs", "user"]


@pytest.fixture
def job(client: EdgeClient) -> Job:
    return client.jobs.submit_embedded("model", "1.0.0", {"item": {"input": b"abc"}})


def details(status: str) -> object:
    return messages().jobs.JobDetails(job_identifier="job-1", status=status, total=1)


def test_a_job_is_a_mapping_with_every_documented_key(job: Job) -> None:
    assert dict(job) == {
        "job_identifier": "job-1", "status": "SUBMITTED", "account_identifier": "account", "explain": False,
        "created_at": "2024-05-01T12:00:00.500Z", "updated_at": "2024-05-01T12:00:00.500Z",
        "submitted_at": "2024-05-01T12:00:00.500Z", "submitted_by": None, "pending": 1, "completed": 0, "failed": 0,
        "total": 1, "model": {"identifier": "model", "version": "1.0.0", "name": "A model"}, "job_inputs": ["item"],
        "user": None, "access_key": "key-prefix", "input_byte_amount": job.input_byte_amount, "elapsed_time": 7}
    assert list(job)[:len(DOCUMENTED)] == DOCUMENTED
    assert isinstance(job, modzy_edge.Job) and "status" in job and job.get("nothing") is None
    with pytest.raises(KeyError):
        job["nothing"]


def test_the_members_of_a_job_are_attributes(job: Job) -> None:
    for key in job:
        assert getattr(job, key) == job[key], key
    assert (job.model.identifier, job.model.version, job.model.name) == ("model", "1.0.0", "A model")
    with pytest.raises(AttributeError):
        job.nothing


def test_a_job_does_not_change(job: Job) -> None:
    with pytest.raises(AttributeError, match="^Job does not change: status cannot be set$"):
        job.status = "COMPLETE"
    with pytest.raises(TypeError):
        job["status"] = "COMPLETE"  # type: ignore[index]
    with pytest.raises(AttributeError):
        job.other = 1  # type: ignore[attr-defined]


def test_jobs_are_equal_if_their_content_is(client: EdgeClient, job: Job) -> None:
    assert client.jobs.get(job) == client.jobs.get(job.job_identifier)
    assert client.jobs.get(job) != job
    assert job == dict(job) and copy.deepcopy(job) == job and pickle.loads(pickle.dumps(job)) == job


def test_a_job_is_the_same_before_and_after_its_text_is_read() -> None:
    def fresh() -> Job:
        return Job('{"job_identifier": "j", "status": "grün", "model": null}'.encode())
    content = {"job_identifier": "j", "status": "grün", "model": None}
    assert dict(fresh()) == content and fresh() == fresh() == content and len(fresh()) == 3
    assert repr(fresh()) == "<Job j: grün>" and fresh().status == fresh()["status"] == "grün"
    assert pickle.loads(pickle.dumps(fresh())) == copy.copy(fresh()) == copy.deepcopy(fresh()) == content


def test_a_job_shows_what_matters(client: EdgeClient, job: Job) -> None:
    assert repr(job) == "<Job job-1 of model 1.0.0: SUBMITTED, 0/1 done>"
    assert repr(Job({"job_identifier": "x", "status": "FAILED", "failed": 2, "total": 3})) == \
        "<Job x: FAILED, ?/3 done, 2 failed>"
    assert repr(job.get_results()) == "<Results of job-1: finished, 1 completed, 0 failed>"
    assert repr(job.model) == "ModelIdentifier({'identifier': 'model', 'version': '1.0.0', 'name': 'A model'})"


def test_the_user_has_the_documented_shape() -> None:
    user = Job({"user": {"identifier": "u", "external_identifier": "e", "email": "a@b", "firstName": "F", "lastName": "L",
                         "status": "active", "title": "T", "access_keys": [{"prefix": "p", "is_default": True}]}}).user
    assert isinstance(user, User)
    assert (user.identifier, user.external_identifier, user.email, user.firstName, user.lastName, user.status,
            user.title) == ("u", "e", "a@b", "F", "L", "active", "T")
    assert [(key.prefix, key.is_default) for key in user.access_keys] == [("p", True)]


def test_a_job_alone_says_what_to_do(job: Job) -> None:
    with pytest.raises(TypeError, match=r"use client\.jobs\.get\(job\)$"):
        copy.copy(Job(dict(job))).refresh()


def test_a_job_asks_for_itself(job: Job) -> None:
    assert job.status == "SUBMITTED"
    assert job.refresh().status == "COMPLETE"
    assert job.block_until_complete().status == "COMPLETE"
    assert job.get_results().job_identifier == job.job_identifier


@pytest.mark.parametrize("naming", ["identifier", "job", "mapping"])
def test_jobs_are_named_by_identifier_or_job(naming: str, client: EdgeClient, job: Job) -> None:
    named = {"identifier": job.job_identifier, "job": job, "mapping": dict(job)}[naming]
    assert client.jobs.get_job_details(named).job_identifier == "job-1"
    assert client.jobs.get(named).job_identifier == "job-1"
    assert client.jobs.block_until_complete(job_identifier=named).job_identifier == "job-1"
    assert client.jobs.get_results(named).job_identifier == "job-1"


@pytest.mark.parametrize("call", ["get_job_details", "get", "block_until_complete", "get_results"])
def test_wrong_names_of_jobs(call: str, client: EdgeClient, edge: EdgeServer) -> None:
    with pytest.raises(TypeError, match="^job_identifier must be a string or a Job, not int$"):
        getattr(client.jobs, call)(5)
    with pytest.raises(TypeError, match="^job_identifier must be a string or a Job, not dict$"):
        getattr(client.jobs, call)({})
    with pytest.raises(InvalidArgument, match="^job_identifier "):
        getattr(client.jobs, call)("")
    with pytest.raises(InvalidArgument, match="^job_identifier has a NUL character at position 0; remove it.$"):
        getattr(client.jobs, call)("\0")
    assert edge.calls == []
    with pytest.raises(NotFound, match="there is no job no-such-job"):
        getattr(client.jobs, call)("no-such-job")


def test_results_read_as_users_read_them(client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("model", "1.0.0", {"input": b"abc"}).block_until_complete()
    results = client.jobs.get_results(job)
    assert isinstance(results, Results)
    assert results["results"]["job"]["results.json"]["data"]["result"] == {"inputs": {"input": {"size": 3}}}
    assert results.results["job"]["status"] == "COMPLETE"
    assert (results.get("failed", 0), results.finished, results.failures) == (0, True, {})
    assert (results.team, results.average_model_latency, results.elapsed_time) == ({"identifier": "team"}, 1.5, 12)
    assert json.loads(json.dumps(dict(results))) == results


def test_every_member_of_the_message_is_in_the_results(job: Job) -> None:
    fields = {field.name for field in messages().results.Results.DESCRIPTOR.fields}
    results = job.get_results()
    assert set(results) == fields
    for name in fields:
        assert getattr(results, name) == results[name], name


@pytest.mark.parametrize("status, expected", [
    ("COMPLETE", "COMPLETE"), ("FAILED", "FAILED"), ("CANCELED", "CANCELED"), ("CANCELLED", "CANCELED")])
def test_waiting_ends_with_each_final_state(status: str, expected: str, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", details("SUBMITTED"), details("IN_PROGRESS"), details("OPEN"), details(status))
    assert client.jobs.block_until_complete("job-1", poll_interval=0.001).status == expected
    assert len(edge.requests("GetJob")) == 4


def test_waiting_survives_a_restart_of_the_edge(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", details("IN_PROGRESS"), Refusal(grpc.StatusCode.UNAVAILABLE, "later"), details("COMPLETE"))
    assert client.jobs.block_until_complete("job-1").status == "COMPLETE"


def test_waiting_gives_up_in_time(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", *[details("IN_PROGRESS")] * 1000)
    with pytest.raises(Timeout, match="job-1") as raised:
        client.jobs.block_until_complete("job-1", timeout=0.05)
    assert isinstance(raised.value, TimeoutError) and raised.value.status == "DEADLINE_EXCEEDED"


def test_waiting_for_ever(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", *[details("IN_PROGRESS")] * 3, details("COMPLETE"))
    assert client.jobs.block_until_complete("job-1", timeout=None).status == "COMPLETE"


@pytest.mark.parametrize("arguments, error, message", [
    ({"timeout": -1}, InvalidArgument, "timeout is -1; give a number of seconds that is not negative."),
    ({"timeout": "1"}, TypeError, "timeout must be a number of seconds, not str"),
    ({"poll_interval": -0.5}, InvalidArgument, "poll_interval is -0.5; give a number of seconds that is not negative."),
    ({"poll_interval": []}, TypeError, "poll_interval must be a number of seconds, not list"),
])
def test_wrong_times(arguments: dict, error: type, message: str, client: EdgeClient) -> None:
    with pytest.raises(error) as raised:
        client.jobs.block_until_complete("job-1", **arguments)
    assert str(raised.value) == message


def test_a_job_keeps_its_client_in_use(edge: EdgeServer) -> None:
    job = EdgeClient("127.0.0.1", edge.port).jobs.submit_embedded("model", "1.0.0", {"input": b""})
    assert job.block_until_complete().status == "COMPLETE"


def test_the_end_is_seen_soon(edge: EdgeServer, client: EdgeClient) -> None:
    ended = time.monotonic() + 0.3
    edge.script("GetJob", *[lambda _: details("COMPLETE" if time.monotonic() > ended else "IN_PROGRESS")] * 1000)
    assert client.jobs.block_until_complete("job-1").status == "COMPLETE"
    assert len(edge.requests("GetJob")) < 100


@pytest.mark.parametrize("progress", [None, lambda *counts: None])
def test_without_time_the_edge_is_asked_once(progress: object, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", details("IN_PROGRESS"), details("COMPLETE"))
    with pytest.raises(Timeout, match="^Job job-1 was not at its end when the edge was asked. It was last seen IN_PROGRESS, ") \
            as raised:
        client.jobs.block_until_complete("job-1", timeout=0, progress=progress)
    assert raised.value.detail["job_identifier"] == "job-1"
    assert client.jobs.block_until_complete("job-1", timeout=0, progress=progress).status == "COMPLETE"
    assert len(edge.requests("GetJob")) == 2
    client.wait_ready(timeout=0)


@pytest.mark.parametrize("progress", [None, lambda *counts: None])
@pytest.mark.parametrize("code", ["CANCELLED", "UNAVAILABLE"])
def test_a_wait_survives_what_an_edge_says_that_stops(code: str, progress: object, edge: EdgeServer,
                                                      client: EdgeClient) -> None:
    edge.script("GetJob", details("IN_PROGRESS"), Refusal(getattr(grpc.StatusCode, code), "stopping"), details("COMPLETE"))
    assert client.jobs.block_until_complete("job-1", timeout=30, progress=progress).status == "COMPLETE"


@pytest.mark.parametrize("progress", [None, lambda *counts: None])
def test_a_wait_ends_with_what_does_not_pass(progress: object, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", details("IN_PROGRESS"), Refusal(grpc.StatusCode.ABORTED, "no"))
    with pytest.raises(modzy_edge.ApiError, match="no"):
        client.jobs.block_until_complete("job-1", timeout=30, progress=progress)
