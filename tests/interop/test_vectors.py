"""Every job of the test vectors arrives as it should, from Python and from C."""

import base64
import json
from pathlib import Path
from typing import Any, Dict, List

import grpc
import pytest

from callers import run_submit, submit_from_c, submit_from_python
from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, AzureInputSource, EdgeClient, InputSource, S3InputSource
from wire import ROOT, messages

VECTORS: List[Dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "vectors.json").read_text("utf-8"))["vectors"]


def of(call: str) -> List[Any]:
    found = [pytest.param(vector, id=vector["name"]) for vector in VECTORS if vector["call"] == call]
    assert found, call
    return found


def submission(vector: Dict[str, Any]) -> Any:
    """The request that the vector calls for."""
    assert vector["method"] == "/jobs.v1.JobService/SubmitJob"
    return messages().jobs.JobSubmission.FromString(base64.b64decode(vector["request_base64"]))


def sources(vector: Dict[str, Any]) -> Dict[str, Dict[str, bytes]]:
    return {key: {name: base64.b64decode(data["base64"]) for name, data in inputs.items()}
            for key, inputs in vector["arguments"]["sources"].items()}


@pytest.mark.parametrize("vector", of("jobs.submit_embedded"))
def test_submitted_from_python(vector: Dict[str, Any], edge: EdgeServer) -> None:
    arguments = vector["arguments"]
    job = submit_from_python(edge.port, arguments["identifier"], arguments["version"], sources(vector),
                             arguments["explain"])
    assert edge.requests("SubmitJob") == [submission(vector)]
    assert edge.calls[0].method == vector["method"]
    assert job["job_inputs"] == sorted(arguments["sources"])


# On a command line, KEY=FILE, there is no empty key.
@pytest.mark.parametrize("vector", [p for p in of("jobs.submit_embedded") if p.id != "empty keys"])
def test_submitted_from_c(vector: Dict[str, Any], edge: EdgeServer, tmp_path: Path) -> None:
    # submit makes one input item, "job": each item of the vector becomes a job of its own.
    arguments = vector["arguments"]
    for key, inputs in sources(vector).items():
        expected = submission(vector)
        item = messages().jobs.JobInput().sources[key]
        item.CopyFrom(expected.input.sources[key])
        expected.input.ClearField("sources")
        expected.input.sources["job"].CopyFrom(item)

        submit_from_c(edge.port, arguments["identifier"], arguments["version"], inputs, arguments["explain"], tmp_path)
        assert edge.requests("SubmitJob")[-1] == expected
    assert len(edge.calls) == len(arguments["sources"])


def value(argument: Any) -> Any:
    """An argument of a vector as Python has it: bytes, input sources, or as it stands."""
    if not isinstance(argument, dict):
        return argument
    if set(argument) == {"base64"}:
        return base64.b64decode(argument["base64"])
    return {key: value(part) for key, part in argument.items()}


def input_source(given: Dict[str, Any]) -> InputSource:
    kinds = {"s3": S3InputSource, "azure": AzureInputSource}
    return InputSource(**{name: kinds[name](**part) if name in kinds else value(part) for name, part in given.items()})


@pytest.mark.parametrize("vector", [parameter for call in sorted({vector["call"] for vector in VECTORS})
                                    for parameter in of(call)])
def test_every_vector_from_python(vector: Dict[str, Any], edge: EdgeServer, client: EdgeClient) -> None:
    service, _, name = vector["call"].partition(".")
    arguments = value(vector["arguments"])
    if "inputs" in arguments:
        arguments["input_sources"] = [input_source(given) for given in vector["arguments"]["inputs"]]
        del arguments["inputs"]
    method = vector["method"].rpartition("/")[2]
    edge.script(method, Refusal(grpc.StatusCode.ABORTED, "that was all"))
    with pytest.raises(ApiError, match="that was all"):
        getattr(getattr(client, service), name)(**arguments)
    [call] = edge.calls
    assert call.method == vector["method"]
    assert call.request == type(call.request).FromString(base64.b64decode(vector["request_base64"]))


def test_what_c_asks_after_submitting(edge: EdgeServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"some bytes")
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    assert done.returncode == 0, done.stderr.decode()
    assert {call.method.rpartition("/")[2] for call in edge.calls} == {"SubmitJob", "GetJob", "GetResults"}
    for method in ("GetJob", "GetResults"):
        assert all(request.identifier == "job-1" for request in edge.requests(method))
