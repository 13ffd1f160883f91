"""What programs written for the existing SDK call is there, under the same names and with the same signatures."""

import inspect
from typing import Any

import pytest

from edge_server import EdgeServer
from modzy_edge import AzureInputSource, EdgeClient, Inference, InputSource, Job, JobList, Results, S3InputSource

REQUIRED = inspect.Parameter.empty
SUBMISSION = {"identifier": REQUIRED, "version": REQUIRED, "sources": REQUIRED}
INFERENCE = {"model_identifier": REQUIRED, "model_version": REQUIRED, "input_sources": REQUIRED, "explain": False,
             "tags": None}

JOBS = {
    "submit_embedded": {**SUBMISSION, "explain": False},
    "submit_text": {**SUBMISSION, "explain": False},
    "submit_aws_s3": {**SUBMISSION, "access_key_id": REQUIRED, "secret_access_key": REQUIRED, "region": REQUIRED,
                      "explain": False},
    "get_job_details": {"job_identifier": REQUIRED},
    "get_all_job_details": {"timeout": None},
    "block_until_complete": {"job_identifier": REQUIRED, "poll_interval": 0.01, "timeout": 30},
    "get_results": {"job_identifier": REQUIRED},
}
INFERENCES = {
    "build_inference_request": INFERENCE,
    "perform_inference": INFERENCE,
    "run": {**INFERENCE, "poll_interval": 0.01, "timeout": 30},
    "get_inference_details": {"inference_identifier": REQUIRED},
    "block_until_complete": {"inference_identifier": REQUIRED, "poll_interval": 0.01, "timeout": 30},
    "stream": {"input_iterator": REQUIRED},
}


@pytest.mark.parametrize("owner, name", [(owner, name) for owner, names in (("jobs", JOBS), ("inferences", INFERENCES))
                                         for name in names])
def test_names_and_signatures(owner: str, name: str) -> None:
    signature = inspect.signature(getattr(getattr(EdgeClient(), owner), name))
    expected = {"jobs": JOBS, "inferences": INFERENCES}[owner][name]
    ours = [parameter for parameter in signature.parameters.values() if parameter.kind is not parameter.KEYWORD_ONLY]
    assert [parameter.name for parameter in ours] == list(expected)
    for parameter in ours:
        if parameter.name != "region":  # it may be left out here, for stores that have an endpoint instead
            assert parameter.default == expected[parameter.name], parameter.name


SHORTCUTS = {
    "submit_embedded": ("m", "1.0.0", {"input": b"abc"}, True), "submit_text": ("m", "1.0.0", {"input": "abc"}),
    "submit_aws_s3": ("m", "1.0.0", {"input": {"bucket": "b", "key": "k"}}, "id", "secret", "region"),
    "get_job_details": ("job-1",), "block_until_complete": ("job-1", 0.01, 5), "get_results": ("job-1",)}


@pytest.mark.parametrize("name", SHORTCUTS)
def test_shortcuts_on_the_client(name: str, client: EdgeClient) -> None:
    expected: Any = Results if name == "get_results" else Job
    client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    with pytest.warns(DeprecationWarning, match=rf"^EdgeClient\.{name} is deprecated; use client\.jobs\.{name}$") as warned:
        found = getattr(client, name)(*SHORTCUTS[name])
    assert warned[0].filename == __file__ and type(found) is expected
    assert inspect.signature(getattr(client, name)) == inspect.signature(getattr(client.jobs, name))


def test_the_shortcut_for_lists(edge: EdgeServer, client: EdgeClient) -> None:
    from wire import messages
    edge.script("GetJobs", messages().jobs.JobSummaryList(jobs=[{"job_identifier": "j"}], total_count=7))
    with pytest.warns(DeprecationWarning):
        found = client.get_all_job_details(timeout=5)
    assert type(found) is JobList and (found[0].job_identifier, found.total_count) == ("j", 7)


def test_what_users_read_of_an_inference(client: EdgeClient) -> None:
    inference = client.inferences.run("m", "1.0.0", InputSource(key="image", data=bytearray(b"abc")), tags={"a": "b"})
    assert isinstance(inference, Inference)
    assert (inference.identifier, inference.status, inference.tags) == ("inference-1", "COMPLETE", {"a": "b"})
    assert (inference.submitted_at, inference.completed_at) == ("2024-05-01T12:00:00.500Z", "2024-05-01T12:00:00.500Z")
    assert inference.elapsed_time == 250 and inference.explain is False
    assert (inference.model.identifier, inference.model.version, inference.model.name) == ("m", "1.0.0", "A model")
    assert [(source.key, source.data.size_in_bytes, source.text) for source in inference.inputs] == [("image", 3, None)]
    output = inference.result.outputs["results.json"]
    assert (output.data, output.content_type) == (b'{"image": 3}', "application/json")
    assert inference.result.outputs["raw"].data == b"abc"


SECRETIVE = [
    S3InputSource(region="r", bucket="b", path="p", access_key_id="id", access_key_secret="TOPSECRET"),
    S3InputSource(endpoint="e", bucket="b", path="p", access_key_id="id", access_key_secret="TOPSECRET"),
    AzureInputSource(container="c", path="p", storage_account="a", storage_account_key="TOPSECRET")]


@pytest.mark.parametrize("source", SECRETIVE)
def test_secrets_are_shown_nowhere(source: Any, edge: EdgeServer, client: EdgeClient,
                                   caplog: pytest.LogCaptureFixture) -> None:
    given = InputSource(key="k", **{"azure" if isinstance(source, AzureInputSource) else "s3": source})
    request = client.inferences.build_inference_request("", "1.0.0", given)
    with pytest.raises(ValueError) as raised:
        client.inferences.perform_inference("", "1.0.0", given)
    texts = [repr(source), repr(given), repr(request), str(raised.value), repr(raised.value.detail), caplog.text]
    for access in ({"region": "r", "endpoint": "e"}, {}):
        with pytest.raises(ValueError) as raised:
            client.jobs.submit_aws_s3("m", "1", {"a": {"bucket": "b", "key": "k"}}, "id", "TOPSECRET", **access)
        texts += [str(raised.value), repr(raised.value.detail)]
    assert not any("TOPSECRET" in text for text in texts)
