"""Every call arrives as it should, from C, from Python and from asyncio: those of the test vectors, and the others."""

import base64
import json
from pathlib import Path
from typing import Any, Callable, Dict, List

import grpc
import pytest
from google.protobuf.json_format import ParseDict

from callers import argument_tree, call_from_asyncio, call_from_python, run_c, run_submit
from edge_server import EdgeServer, Refusal
from further_calls import FURTHER_CALLS, FurtherCall
from modzy_edge import ApiError, InferenceOutput, JobList, StatisticsList
from wire import ROOT, methods, services

VECTORS: List[Dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "vectors.json").read_text("utf-8"))["vectors"]

each_vector = pytest.mark.parametrize("vector", [pytest.param(each, id=each["name"]) for each in VECTORS])
each_further_call = pytest.mark.parametrize("further", FURTHER_CALLS, ids=lambda each: each.call)
from_python = pytest.mark.parametrize("make", [call_from_python, call_from_asyncio])
from_c = pytest.mark.parametrize("how", ["blocking", "started"])


def arrived(edge: EdgeServer, method: str, request: Callable[[Any], Any]) -> None:
    """Expects that one call of a method arrived; `request` fills an empty message as it should be."""
    [call] = [call for call in edge.calls if call.method == method]
    expected = type(call.request)()
    request(expected)
    assert call.request == expected


def vector_arrived(edge: EdgeServer, vector: Dict[str, Any]) -> None:
    assert len(edge.calls) == 1
    arrived(edge, vector["method"], lambda message: message.ParseFromString(base64.b64decode(vector["request_base64"])))


@from_python
@each_vector
def test_a_vector_from_python(make: Any, vector: Dict[str, Any], edge: EdgeServer) -> None:
    edge.script(vector["method"].rpartition("/")[2], Refusal(grpc.StatusCode.ABORTED, "that was all"))
    with pytest.raises(ApiError, match="that was all"):
        make(edge.port, vector["call"], vector["arguments"])
    vector_arrived(edge, vector)


@from_c
@each_vector
def test_a_vector_from_c(how: str, vector: Dict[str, Any], edge: EdgeServer, make_call: Path) -> None:
    edge.script(vector["method"].rpartition("/")[2], Refusal(grpc.StatusCode.ABORTED, "that was all"))
    done = run_c(make_call, edge.port, how, stdin=argument_tree(vector["call"], vector["arguments"]))
    assert (done.returncode, done.stdout) == (1, b""), done.stderr
    assert done.stderr.startswith(b"ABORTED: ") and b"that was all" in done.stderr
    vector_arrived(edge, vector)


def answering(edge: EdgeServer, further: FurtherCall) -> None:
    """Has the edge give the answer of a call."""
    name = further.method.rpartition("/")[2]
    [types] = [methods(service)[name] for service in services() if name in methods(service)]
    edge.script(name, ParseDict(further.answer, types.response()))


def printed(answer: Any) -> Any:
    """An answer of the Python package as make_call prints it: bytes as they are, other things as JSON."""
    if isinstance(answer, InferenceOutput):
        return answer.data
    if isinstance(answer, (JobList, StatisticsList)):
        figures = {name: getattr(answer, name) for name in ("total_count", "page_number", "page_size", "page_count")}
        return {"jobs" if isinstance(answer, JobList) else "statistics": list(answer), **figures}
    return {"vote": answer} if isinstance(answer, str) else b"" if answer is None else answer


@from_python
@each_further_call
def test_a_further_call_from_python(make: Any, further: FurtherCall, edge: EdgeServer) -> None:
    answering(edge, further)
    make(edge.port, further.call, further.arguments)
    arrived(edge, further.method, lambda message: ParseDict(further.request, message))


@from_c
@each_further_call
def test_a_further_call_from_c(how: str, further: FurtherCall, edge: EdgeServer, make_call: Path) -> None:
    answering(edge, further)
    done = run_c(make_call, edge.port, how, stdin=argument_tree(further.call, further.arguments))
    assert (done.returncode, done.stderr) == (0, b"")
    arrived(edge, further.method, lambda message: ParseDict(further.request, message))
    answering(edge, further)
    answer = printed(call_from_python(edge.port, further.call, further.arguments))
    assert (done.stdout if isinstance(answer, bytes) else json.loads(done.stdout)) == answer


def test_every_method_is_called() -> None:
    called = {vector["method"] for vector in VECTORS} | {further.method for further in FURTHER_CALLS}
    assert called == {f"/{service.full_name}/{name}" for service in services()
                      for name, types in methods(service).items() if not types.streams}


@pytest.mark.parametrize("call, arguments, message", [
    ("jobs.submit_nowhere", {}, "there is no case in C for jobs.submit_nowhere"),
    ("jobs.get_results", {"job_identifier": "j", "page": "1"},
     "the case in C for jobs.get_results does not know the argument page"),
    ("inferences.perform_inference",
     {"model_identifier": "m", "model_version": "1", "inputs": [{"key": "k", "text": "", "gcs": "x"}]},
     "the case in C for inferences.perform_inference does not know the argument gcs")])
def test_a_vector_without_a_case_in_c_fails(call: str, arguments: Any, message: str, edge: EdgeServer, make_call: Path) -> None:
    done = run_c(make_call, edge.port, "blocking", stdin=argument_tree(call, arguments))
    assert (done.returncode, done.stderr.decode().strip()) == (2, message)


@from_c
def test_files_from_c(how: str, edge: EdgeServer, make_call: Path, tmp_path: Path) -> None:
    data = bytes(range(256)) * 400
    (tmp_path / "file").write_bytes(data)
    done = run_c(make_call, edge.port, how, stdin=argument_tree("jobs.submit_file", {
        "identifier": "m", "version": "1.2.3", "sources": {"item": {"sound": str(tmp_path / "file")}}, "explain": True}))
    assert done.returncode == 0, done.stderr
    [opening], chunks = edge.requests("SubmitJob"), edge.requests("AddInputToJob")
    assert not opening.HasField("input") and opening.explain and opening.model.version == "1.2.3"
    assert {(each.job_identifier, each.datasource_name, each.input_name) for each in chunks} == {("job-1", "item", "sound")}
    assert len(chunks) == 2 and chunks[0].ByteSize() + 5 == 65536  # 5 bytes of framing
    assert b"".join(each.data for each in chunks) == data
    assert [each.identifier for each in edge.requests("CloseJob")] == ["job-1"]
    assert json.loads(done.stdout)["job_identifier"] == "job-1"


def test_what_c_asks_after_submitting(edge: EdgeServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"some bytes")
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    assert done.returncode == 0, done.stderr.decode()
    assert {call.method.rpartition("/")[2] for call in edge.calls} == {"SubmitJob", "GetJob", "GetResults"}
    for method in ("GetJob", "GetResults"):
        assert all(request.identifier == "job-1" for request in edge.requests(method))
