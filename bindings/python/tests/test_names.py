"""Errors call everything as it is called in Python, in their message and in their detail."""

from __future__ import annotations

import asyncio
import math
from typing import Any, Callable

import pytest

from modzy_edge import (AzureInputSource, EdgeClient, InputSource, InvalidArgument, InvalidHandle,
                        S3InputSource, aio)

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
            await client.jobs.submit_file("m", "1.0.0", {"a": __file__}, progress=progress)
            assert told
            told.clear()
            await client.jobs.block_until_complete(await client.jobs.submit_text("m", "1.0.0", {"a": ""}), progress=progress)
            assert told

    asyncio.run(main())
    with pytest.raises(TypeError, match="^progress is asynchronous, which can be used with modzy_edge.aio.EdgeClient only$"):
        client.jobs.submit_file("m", "1.0.0", {"a": __file__}, progress=progress)


