"""Every job of the test vectors arrives as it should, from Python and from C."""

import base64
import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from callers import run_submit, submit_from_c, submit_from_python
from edge_server import EdgeServer
from modzy_edge import EdgeClient, NotFound
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


@pytest.mark.parametrize("call, ours", [
    ("jobs.get_job_details", "get_job_details"), ("jobs.get_results", "get_results")])
def test_asked_from_python(call: str, ours: str, edge: EdgeServer, client: EdgeClient) -> None:
    for vector in [parameter.values[0] for parameter in of(call)]:
        with pytest.raises(NotFound):
            getattr(client.jobs, ours)(**vector["arguments"])
        assert edge.calls[-1].method == vector["method"]
        assert edge.calls[-1].request == messages().jobs.JobIdentifier.FromString(
            base64.b64decode(vector["request_base64"]))


def test_what_c_asks_after_submitting(edge: EdgeServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"some bytes")
    done = run_submit(edge.port, "m", "1.0.0", f"input={tmp_path / 'file'}")
    assert done.returncode == 0, done.stderr.decode()
    assert {call.method.rpartition("/")[2] for call in edge.calls} == {"SubmitJob", "GetJob", "GetResults"}
    for method in ("GetJob", "GetResults"):
        assert all(request.identifier == "job-1" for request in edge.requests(method))
