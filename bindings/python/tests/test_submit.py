"""client.jobs.submit_embedded: what goes in arrives, and what cannot be right is refused with its place."""

import array
import base64
import ctypes
import gc
import math
import mmap
import sys
from collections import OrderedDict
from types import MappingProxyType, SimpleNamespace

import grpc
import numpy
import pytest

from default_edge import PREFIX
from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, EdgeClient, InvalidArgument, Job
from modzy_edge._native import declarations, library


def data_uri(data: bytes) -> str:
    return PREFIX + base64.b64encode(data).decode()


def arrived(edge: EdgeServer) -> dict:
    """The sources of the one submission that arrived."""
    [request] = edge.requests("SubmitJob")
    return {key: dict(inputs.items()) for key, inputs in request.input.sources.items()}


def shared_memory(data: bytes) -> mmap.mmap:
    memory = mmap.mmap(-1, len(data))
    memory.write(data)
    return memory


class Subclass(bytes):
    pass


BUFFERS = {
    "bytes": (b"some bytes", b"some bytes"),
    "empty bytes": (b"", b""),
    "empty bytearray": (bytearray(), b""),
    "a subclass of bytes": (Subclass(b"abc"), b"abc"),
    "bytearray": (bytearray(b"some\0bytes"), b"some\0bytes"),
    "memoryview": (memoryview(b"some bytes"), b"some bytes"),
    "a part of a memoryview": (memoryview(b"some bytes")[2:7], b"me by"),
    "read-only view of a bytearray": (memoryview(bytearray(b"abc")).toreadonly(), b"abc"),
    "array of doubles": (array.array("d", [1.5, -2]), array.array("d", [1.5, -2]).tobytes()),
    "view of two dimensions": (memoryview(bytes(range(12))).cast("B", [3, 4]), bytes(range(12))),
    "view of 16-bit numbers": (memoryview(array.array("H", [1, 65535])), array.array("H", [1, 65535]).tobytes()),
    "mmap": (shared_memory(b"mapped"), b"mapped"),
    "ctypes array": ((ctypes.c_uint32 * 2)(1, 2), array.array("I", [1, 2]).tobytes()),
    "ctypes structure": (ctypes.c_uint16(513), array.array("H", [513]).tobytes()),
    "every second byte": (memoryview(b"a.b.c.")[::2], b"abc"),
    "backwards": (memoryview(b"abc")[::-1], b"cba"),
}


@pytest.mark.parametrize("name", BUFFERS)
def test_every_kind_of_buffer_arrives(name: str, edge: EdgeServer, client: EdgeClient) -> None:
    data, expected = BUFFERS[name]
    client.jobs.submit_embedded("model", "1.0.0", {"item": {"input": data}})
    assert arrived(edge) == {"item": {"input": data_uri(expected)}}


def test_numpy_arrays_arrive(edge: EdgeServer, client: EdgeClient) -> None:
    picture = numpy.arange(24, dtype="float32").reshape(4, 6)
    client.jobs.submit_embedded("model", "1.0.0", {"item": {"plain": picture, "transposed": picture.T}})
    assert arrived(edge) == {"item": {"plain": data_uri(picture.tobytes()), "transposed": data_uri(picture.T.tobytes())}}


def test_one_level_of_sources_is_the_item_job(edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("model", "1.0.0", {"input.txt": b"a", "config.json": bytearray(b"b")})
    assert arrived(edge) == {"job": {"input.txt": data_uri(b"a"), "config.json": data_uri(b"b")}}
    assert job.job_inputs == ["job"]


def test_any_mapping_will_do(edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_embedded("model", "1.0.0", MappingProxyType({"item": OrderedDict(input=b"a")}))
    assert arrived(edge) == {"item": {"input": data_uri(b"a")}}


@pytest.mark.parametrize("model", [
    "model", SimpleNamespace(identifier="model"), {"identifier": "model"}, Job({"identifier": "model"})])
def test_models_are_named_in_several_ways(model: object, edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.submit_embedded(model, "1.2.3", {"input": b""})
    [request] = edge.requests("SubmitJob")
    assert (request.model.identifier, request.model.version, request.model.name) == ("model", "1.2.3", "")
    assert job.model.identifier == "model"


@pytest.mark.parametrize("explain", [False, True])
def test_explain_is_passed_on(explain: bool, edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("model", "1.2.3", {"input": b""}, explain)
    [request] = edge.requests("SubmitJob")
    assert (request.explain, job.explain) == (explain, explain)


@pytest.mark.parametrize("deadline, at_most", [(5, 5), (None, 30), (0.25, 0.25)])
def test_the_deadline_travels_with_the_call(deadline: float, at_most: float, edge: EdgeServer,
                                            client: EdgeClient) -> None:
    client.jobs.submit_embedded("model", "1.2.3", {"input": b""}, deadline=deadline)
    [call] = edge.calls
    assert call.deadline is not None and call.deadline <= at_most


def test_no_deadline_is_none(edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_embedded("model", "1.2.3", {"input": b""}, deadline=math.inf)
    [call] = edge.calls
    assert call.deadline is None or call.deadline > 1e6


@pytest.mark.parametrize("sources, error, message", [
    ("text", TypeError, "sources must be a mapping of input items, such as {'my-input': {'input.txt': b'...'}}, not str"),
    (None, TypeError, "sources must be a mapping of input items, such as {'my-input': {'input.txt': b'...'}}, "
                      "not NoneType"),
    ([b"a"], TypeError, "sources must be a mapping of input items, such as {'my-input': {'input.txt': b'...'}}, not list"),
    ({}, InvalidArgument, "sources is empty; give at least one input item."),
    ({"a": {}}, InvalidArgument, "sources['a'] is empty; give at least one data input."),
    ({"a": {"b": b""}, "c": {}}, InvalidArgument, "sources['c'] is empty; give at least one data input."),
    ({"a": {"b": "text"}}, TypeError, "sources['a']['b'] is a string; encode it, as in text.encode()"),
    ({"b": "text"}, TypeError, "sources['b'] is a string; encode it, as in text.encode()"),
    ({"a": {"b": 5}}, TypeError, "sources['a']['b'] is of type int; pass bytes, a bytearray, a memoryview, an mmap, an "
                                 "array or another object with the buffer protocol"),
    ({"a": {"b": {"c": b""}}}, TypeError, "sources['a']['b'] is a mapping; pass bytes, a bytearray, a memoryview, an "
                                          "mmap, an array or another object with the buffer protocol"),
    ({"a": {"b": b""}, "c": b""}, TypeError, "sources['c'] is of type bytes and others are mappings; give either input "
                                             "items, each a mapping of data inputs, or the data inputs of a single item"),
    ({"a": {"b": b""}, "c": "x"}, TypeError, "sources['c'] is a string and others are mappings; give either input items, "
                                             "each a mapping of data inputs, or the data inputs of a single item"),
    ({"c": b"", "a": {"b": b""}}, TypeError, "sources['a'] is a mapping; others are not; give either input items, each a "
                                             "mapping of data inputs, or the data inputs of a single item"),
    ({5: {"b": b""}}, TypeError, "the key 5 in sources must be a string, not int"),
    ({"a": {None: b""}}, TypeError, "the key None in sources['a'] must be a string, not NoneType"),
    ({b"b": b""}, TypeError, "the key b'b' in sources must be a string, not bytes"),
    ({"a": {"b\0c": b""}}, InvalidArgument,
     r"the key 'b\x00c' in sources['a'] has a NUL character at position 1; remove it."),
    ({"\ud800": {"b": b""}}, InvalidArgument, r"the key '\ud800' in sources has a lone surrogate at position 0, which has "
                                              "no UTF-8 form; pass text that was decoded properly."),
])
def test_wrong_sources_are_named(sources: object, error: type, message: str, edge: EdgeServer,
                                 client: EdgeClient) -> None:
    with pytest.raises(error) as raised:
        client.jobs.submit_embedded("model", "1.0.0", sources)  # type: ignore[arg-type]
    assert type(raised.value) is error
    assert str(raised.value) == message
    assert edge.calls == []


def test_what_is_no_text_is_named(client: EdgeClient) -> None:
    with pytest.raises(TypeError, match=r"^sources\['a'\] is of type int; pass a string, or a buffer with UTF-8$"):
        client.jobs.submit_text("model", "1.0.0", {"a": 5})


@pytest.mark.parametrize("identifier, version, deadline, error, message", [
    (None, "1", None, TypeError,
     "identifier must be a string, or a model with a string as its `identifier`, not NoneType"),
    ({"identifier": 5}, "1", None, TypeError,
     "identifier must be a string, or a model with a string as its `identifier`, not dict"),
    ("m\0", "1", None, InvalidArgument, "identifier has a NUL character at position 1; remove it."),
    ("m", 1, None, TypeError, "version must be a string, not int"),
    ("m", "1", "5", TypeError, "deadline must be a number of seconds, not str"),
    ("m", "1", True, TypeError, "deadline must be a number of seconds, not bool"),
    ("m", "1", -1, InvalidArgument, "deadline is -1; give a number of seconds that is not negative."),
    ("m", "1", math.nan, InvalidArgument, "deadline is nan; give a number of seconds that is not negative."),
])
def test_other_wrong_arguments_are_named(identifier: object, version: object, deadline: object, error: type,
                                         message: str, edge: EdgeServer, client: EdgeClient) -> None:
    with pytest.raises(error) as raised:
        client.jobs.submit_embedded(identifier, version, {"input": b""}, deadline=deadline)  # type: ignore[arg-type]
    assert str(raised.value) == message
    assert edge.calls == []


@pytest.mark.parametrize("identifier, version, parameter", [("", "1.0.0", "identifier"), ("m", "", "version")])
def test_what_the_library_finds_wrong_is_named_too(identifier: str, version: str, parameter: str, edge: EdgeServer,
                                                   client: EdgeClient) -> None:
    with pytest.raises(InvalidArgument, match=f"^{parameter} ") as raised:
        client.jobs.submit_embedded(identifier, version, {"input": b""})
    assert (raised.value.code, raised.value.status, raised.value.retriable) == (3, "INVALID_ARGUMENT", False)
    assert raised.value.detail["parameter"] == parameter
    assert edge.calls == []


def closed_mmap() -> mmap.mmap:
    memory = mmap.mmap(-1, 1)
    memory.close()
    return memory


def released_memoryview() -> memoryview:
    view = memoryview(b"abc")
    view.release()
    return view


@pytest.mark.parametrize("data", [closed_mmap(), released_memoryview()], ids=["closed mmap", "released memoryview"])
def test_buffers_that_are_no_more_are_named(data: object, edge: EdgeServer, client: EdgeClient) -> None:
    with pytest.raises(InvalidArgument, match=r"^sources\['a'\]\['b'\] cannot be read: .*(closed|released)"):
        client.jobs.submit_embedded("model", "1.0.0", {"a": {"b": data}})
    assert edge.calls == []


def test_contiguous_buffers_are_handed_over_where_they_lie(client: EdgeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    functions = library.start()
    submit = functions.edge_jobs_submit_embedded

    def spy(handle, identifier, version, sources, count, *rest):
        array = (declarations.edge_source * count).from_address(ctypes.addressof(sources))
        seen.extend((s.key, i.key, i.data, i.size) for s in array for i in s.inputs[:s.input_count])
        return submit(handle, identifier, version, sources, count, *rest)

    monkeypatch.setattr(functions, "edge_jobs_submit_embedded", spy)
    memory = bytearray(100)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    client.jobs.submit_embedded("model", "1.0.0", {
        "whole": {"a": memory, "b": memoryview(memory).toreadonly()}, "part": {"c": memoryview(memory)[10:20]}})
    assert seen == [(b"whole", b"a", address, 100), (b"whole", b"b", address, 100), (b"part", b"c", address + 10, 10)]


def test_buffers_cannot_be_resized_while_the_call_runs(edge: EdgeServer, client: EdgeClient) -> None:
    memory = bytearray(b"abc")
    outcome = []

    def answer(request):
        try:
            memory.extend(b"more")
        except BufferError as error:
            outcome.append(error)
        return Refusal(grpc.StatusCode.ABORTED, "enough")

    edge.script("SubmitJob", answer)
    with pytest.raises(ApiError):
        client.jobs.submit_embedded("model", "1.0.0", {"input": memory})
    assert len(outcome) == 1
    memory.extend(b"more")


def failing_submissions(edge: EdgeServer, client: EdgeClient, data: object) -> None:
    edge.script("SubmitJob", Refusal(grpc.StatusCode.INTERNAL, "no"))
    with pytest.raises(ApiError):
        client.jobs.submit_embedded("model", "1.0.0", {"item": {"a": data, "b": data}})
    with pytest.raises(TypeError):
        client.jobs.submit_embedded("model", "1.0.0", {"item": {"a": data, "b": "text"}})
    with pytest.raises(InvalidArgument):
        client.jobs.submit_embedded("model", "1.0.0", {"item": {"a": data}, "empty": {}})
    with pytest.raises(InvalidArgument):
        client.jobs.submit_embedded("model", "1.0.0", {"item": {"a": data, "\0": data}})
    with pytest.raises(TypeError):
        client.jobs.submit_embedded("model", 1, {"item": {"a": data}})  # type: ignore[arg-type]


def test_buffers_are_let_go_after_success_and_failure(edge: EdgeServer, client: EdgeClient) -> None:
    data, memory = b"x" * 1000, bytearray(1000)
    before = sys.getrefcount(data), sys.getrefcount(memory)
    for _ in range(3):
        client.jobs.submit_embedded("model", "1.0.0", {"item": {"a": data, "b": memory, "c": memoryview(data)[::2]}})
        failing_submissions(edge, client, data)
        failing_submissions(edge, client, memory)
    gc.collect()
    assert (sys.getrefcount(data), sys.getrefcount(memory)) == before
    memory.extend(b"it can be resized again")
