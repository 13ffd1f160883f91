"""Errors call everything as it is called in Python, in their message and in their detail."""

from __future__ import annotations

import asyncio
import math
import mmap
from functools import partial
from pathlib import Path
from typing import Any, Callable

import pytest

from modzy_edge import (AzureInputSource, EdgeClient, InferenceRequest, InputSource, InvalidArgument, InvalidHandle,
                        S3InputSource, Timeout, _input_sources, _job_calls, _job_sources, aio)
from modzy_edge._native.parameter_names import in_python

S3 = dict(access_key_id="id", access_key_secret="secret")


def infer(client: EdgeClient, *sources: InputSource) -> Any:
    return client.inferences.perform_inference("m", "1.0.0", list(sources))


@pytest.mark.parametrize("parameter, call", [
    ("sources['camera-1']['image']", lambda c: c.jobs.submit_text("m", "1.0.0", {"camera-1": {"image": b"\xff"}})),
    ("sources['image']", lambda c: c.jobs.submit_text("m", "1.0.0", {"image": b"\xff"})),
    ("sources['second']['b']", lambda c: c.jobs.submit_text("m", "1.0.0", {"first": {"a": ""}, "second": {"a": "", "b": b"\xff"}})),
    ("identifier", lambda c: c.jobs.submit_embedded("", "1.0.0", {"a": b""})),
    ("version", lambda c: c.jobs.submit_embedded("m", "", {"a": b""})),
    ("sources['i']['key']", lambda c: c.jobs.submit_aws_s3("m", "1.0.0", {"i": {"bucket": "b", "key": ""}}, "id", "secret", "r")),
    ("sources['s']['i']['bucket']",
     lambda c: c.jobs.submit_aws_s3("m", "1.0.0", {"s": {"i": {"bucket": "", "key": "k"}}}, "id", "secret", "r")),
    ("sources['i']['path']", lambda c: c.jobs.submit_azure("m", "1.0.0", {"i": {"container": "c", "path": ""}}, "a", "k")),
    ("region", lambda c: c.jobs.submit_aws_s3("m", "1.0.0", {"i": {"bucket": "b", "key": "k"}}, "id", "secret")),
    ("storage_account", lambda c: c.jobs.submit_azure("m", "1.0.0", {"i": {"container": "c", "path": "p"}}, "", "k")),
    ("sources['s']['i']", lambda c: c.jobs.submit_file("m", "1.0.0", {"s": {"i": "/nonexistent"}})),
    ("poll_interval", lambda c: c.jobs.block_until_complete("job", poll_interval=math.inf)),
    ("input_sources", lambda c: infer(c)),
    ("input_sources[1].key", lambda c: infer(c, InputSource(key="a", text=""), InputSource(key="a", text=""))),
    ("input_sources[0].s3.bucket", lambda c: infer(c, InputSource(key="a", s3=S3InputSource(region="r", path="p", **S3)))),
    ("input_sources[0].s3.access_key_secret",
     lambda c: infer(c, InputSource(key="a", s3=S3InputSource(region="r", bucket="b", path="p", access_key_id="id")))),
    ("input_sources[0].azure.path", lambda c: infer(c, InputSource(key="a", azure=AzureInputSource(container="c")))),
])
def test_a_wrong_argument_is_called_as_in_python(parameter: str, call: Callable[[EdgeClient], Any], client: EdgeClient) -> None:
    with pytest.raises(InvalidArgument) as raised:
        call(client)
    assert raised.value.message.startswith(f"{parameter} "), raised.value.message
    assert raised.value.detail["parameter"] == parameter
    assert raised.value.detail["message"] == raised.value.message


@pytest.fixture
def large(tmp_path: Path) -> memoryview:
    """More than fits a message, of which nothing is read."""
    with (tmp_path / "large").open("w+b") as file:
        file.truncate(1 << 31)
        return memoryview(mmap.mmap(file.fileno(), 0))


@pytest.mark.parametrize("parameter, call", [
    ("sources['camera-1']['image'][1]", lambda c, large: c.jobs.run("m", "1.0.0", {"camera-1": {"image": [b"", large]}})),
    ("sources['camera-1']['image']", lambda c, large: c.jobs.run("m", "1.0.0", {"camera-1": {"image": [large[1:], b"some bytes"]}})),
    ("sources['image'][1]", lambda c, large: c.jobs.submit_text("m", "1.0.0", {"image": ["", large]})),
    ("sources['image']", lambda c, large: c.jobs.submit_embedded("m", "1.0.0", {"image": large})),
    ("input_sources[0].data[1]", lambda c, large: infer(c, InputSource(key="a", data=[b"", large]))),
    ("input_sources[0].data", lambda c, large: infer(c, InputSource(key="a", data=large))),
    ("data[1]", lambda c, large: c.jobs.append("job", "source", "key", [b"", large])),
    ("data", lambda c, large: c.jobs.append("job", "source", "key", large)),
])
def test_what_is_too_large_is_called_as_in_python(parameter: str, call: Callable[[EdgeClient, memoryview], Any],
                                                  large: memoryview, client: EdgeClient) -> None:
    with pytest.raises(InvalidArgument) as raised:
        call(client, large)
    assert raised.value.message.startswith(f"{parameter} is 2,147,483,6"), raised.value.message
    assert raised.value.detail["parameter"] == parameter
    assert raised.value.detail["message"] == raised.value.message


PIECES = {"camera-1": {"key": b"", "image": [b"", b""]}}
REQUEST = InferenceRequest("m", "1.0.0", [InputSource(key="a", data=[b"", b""]), InputSource(key="b", text=["", ""])])
IN_SOURCES = {"place": partial(_job_sources.place_in, PIECES, {})}
IN_REQUEST = {"place": partial(_input_sources.place_in, REQUEST), "names": _input_sources.NAMES}
APPENDED = {"names": _job_calls.APPEND_NAMES}


@pytest.mark.parametrize("in_c, expected, arguments", [
    ("options.job_timeout_ms", "job_timeout", {}),
    ("options.deadline_ms", "deadline", {}),
    ("options.wait.timeout_ms", "timeout", {}),
    ("options.wait.poll_interval_ms", "poll_interval", {}),
    ("options.wait.max_poll_interval_ms", "max_poll_interval", {}),
    ("options.max_poll_interval_ms", "max_poll_interval", {}),
    ("input.key", "input_key", APPENDED),
    ("input.data", "data", APPENDED),
    ("input.size", "data", APPENDED),
    ("input.data[12].data", "data[12]", APPENDED),
    ("sources[0].inputs[1].data", "sources['camera-1']['image']", IN_SOURCES),
    ("sources[0].inputs[1].data[1].data", "sources['camera-1']['image'][1]", IN_SOURCES),
    ("sources[0].inputs[0].key", "the key 'key' in sources['camera-1']", IN_SOURCES),
    ("request.model_version", "model_version", IN_REQUEST),
    ("request.inputs", "input_sources", IN_REQUEST),
    ("inputs[0].data[1].data", "input_sources[0].data[1]", IN_REQUEST),
    ("request.inputs[1].data[0].size", "input_sources[1].text[0]", IN_REQUEST),
    ("inputs[1].size", "input_sources[1].text", IN_REQUEST),
])
def test_each_name_of_the_library_has_one_in_python(in_c: str, expected: str, arguments: Any) -> None:
    error = InvalidArgument("", detail={"origin": "local", "parameter": in_c, "message": f'{in_c} is wrong; see {in_c}, "{in_c}".'})
    named = in_python(error, **arguments)
    assert named.detail["parameter"] == expected
    assert named.message == named.detail["message"] == f'{expected} is wrong; see {expected}, "{in_c}".'


def test_bounds_of_intervals_are_called_as_in_python(client: EdgeClient) -> None:
    source = InputSource(key="a", text="")
    for call in (lambda **given: client.jobs.run("m", "1.0.0", {"a": b""}, **given),
                 lambda **given: client.jobs.block_until_complete("job", **given),
                 lambda **given: client.inferences.run("m", "1.0.0", source, **given),
                 lambda **given: client.inferences.block_until_complete("inference", **given)):
        with pytest.raises(InvalidArgument, match=r"^max_poll_interval is 0\.001 seconds, less than poll_interval, which is 5 seconds; ") as raised:
            call(poll_interval=5, max_poll_interval=0.001)
        assert raised.value.detail["parameter"] == "max_poll_interval"


@pytest.mark.parametrize("in_c, expected", [
    ("is 1 ms, less than poll_interval_ms, which is 1000 ms; give", "is 0.001 seconds, less than poll_interval, which is 1 second; give"),
    ("is 12.5 s, less than poll_interval_ms, which is 60 s; give", "is 12.5 seconds, less than poll_interval, which is 60 seconds; give"),
    ('is "5 ms", less than 5 ms', 'is "5 ms", less than 5 ms'),
])
def test_values_of_parameters_are_in_seconds(in_c: str, expected: str) -> None:
    detail = {"origin": "local", "parameter": "max_poll_interval_ms", "message": f"max_poll_interval_ms {in_c}."}
    assert in_python(InvalidArgument("", detail=detail)).message == f"max_poll_interval {expected}."
    assert in_python(Timeout("", detail={**detail, "message": "It took longer than its deadline, which is 50 ms."})
                     ).message == "It took longer than its deadline, which is 50 ms."


def test_the_values_of_others_stay_as_they_are(client: EdgeClient) -> None:
    key = "sources[0].inputs[0].data timeout_ms edge_client_create"
    with pytest.raises(InvalidArgument) as raised:
        infer(client, InputSource(key=key, text=""), InputSource(key=key, text=""))
    assert raised.value.message.startswith(f'input_sources[1].key is "{key}", as is input_sources[0].key;')


@pytest.mark.parametrize("message, call", [
    ("tags must be a mapping of strings, such as {'camera': '1'}, not list",
     lambda c: c.inferences.perform_inference("m", "1", InputSource(key="a", text=""), tags=["a"])),
    ("s3 of InputSource 'a' must be an S3InputSource, not dict", lambda c: InputSource(key="a", s3={})),  # type: ignore[arg-type]
    ("vote must be a string, 'UP', 'DOWN' or 'NONE', not list", lambda c: c.jobs.vote("job", "source", ["UP"])),
    ("start_date must be a string in ISO 8601, a date or a datetime, not int", lambda c: c.jobs.list(start_date=5)),
    ("status must be a string, not list", lambda c: c.jobs.list(status=["COMPLETE"])),
    ("progress must be a function, not int", lambda c: c.jobs.submit_file("m", "1", {"a": __file__}, progress=5)),
    ("input_iterator must be an iterable of requests that build_inference_request has made, not int",
     lambda c: c.inferences.stream(5)),
])
def test_a_wrong_type_is_told_with_what_is_accepted(message: str, call: Callable[[EdgeClient], Any], client: EdgeClient) -> None:
    with pytest.raises(TypeError) as raised:
        call(client)
    assert str(raised.value) == message


def test_a_closed_client_says_closed(client: EdgeClient) -> None:
    handle = client.connect()._handle
    client.close()
    client._closed, client._handle = False, handle  # as for a thread that had taken the handle before
    with pytest.raises(InvalidHandle) as raised:
        client.jobs.get("job")
    assert str(raised.value) == "this EdgeClient is closed; make a new one."
    client._handle = None


def test_async_progress_is_awaited(client: EdgeClient, edge: Any) -> None:
    told = []

    async def progress(*counts: int) -> None:
        await asyncio.sleep(0)
        told.append(counts)

    async def main() -> None:
        async with aio.EdgeClient("127.0.0.1", edge.port) as client:
            for given in (__file__, [b"some ", b"bytes"]):
                await client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=progress)
                assert told
                told.clear()
            await client.jobs.block_until_complete(await client.jobs.submit_text("m", "1.0.0", {"a": ""}), progress=progress)
            assert told

    asyncio.run(main())
    for given in (__file__, [b"some ", b"bytes"]):
        with pytest.raises(TypeError, match="^progress is asynchronous, which can be used with modzy_edge.aio.EdgeClient only$"):
            client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=progress)
    client.close()  # waits for the calls that cancel the jobs
    last = f"job-{len(edge.requests('SubmitJob'))}"
    assert last in [request.identifier for request in edge.requests("CancelJob")]
