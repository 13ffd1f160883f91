"""What docs/moving-from-modzy-sdk.md says of this package is so."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import modzy_edge
from edge_server import EdgeServer
from modzy_edge import EdgeClient, InferenceRequest, InputSource
from wire import messages

PAGE = (Path(__file__).parents[3] / "docs" / "moving-from-modzy-sdk.md").read_text(encoding="utf-8")
AFTER = [block.split("# after\n")[1] for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("number", range(len(AFTER)))
def test_what_stands_after_runs(number: int, edge: EdgeServer, client: EdgeClient) -> None:
    identifier = client.jobs.submit_embedded("m", "1.0.0", {"input": b""}).job_identifier
    results = messages().results.Results()
    results.results["job"].results.update({"data": {"result": "a label"}})
    edge.script("GetResults", results)
    edge.script("GetJobs", messages().jobs.JobSummaryList())
    names = {**{name: getattr(modzy_edge, name) for name in modzy_edge.__all__}, "client": client, "identifier": identifier,
             "EdgeClient": lambda host, port: EdgeClient("127.0.0.1", edge.port), "sources": {"input": b""},
             "inference": client.inferences.run("m", "1", InputSource(key="k", text="")), "array": bytearray(8),
             "requests": [InferenceRequest("m", "1", InputSource(key="k", text=""))]}
    exec(compile(ast.parse(AFTER[number]), "after", "exec"), names)


def test_it_names_what_there_is() -> None:
    methods = set(dir(modzy_edge.Jobs)) | set(dir(modzy_edge.Inferences)) | set(dir(EdgeClient))
    parameters = set(inspect.signature(EdgeClient().jobs.run).parameters)
    new = PAGE.partition("## What is new")[2]
    for name in re.findall(r"`(?:(?:client|inferences|jobs)\.)?([a-z_]+)`", new):
        assert name in methods | parameters, name
    told = {name for name in methods if re.search(rf"\b{name}\b", PAGE)}
    public = {name for name in vars(modzy_edge.Jobs) if not name.startswith("_")}
    assert public <= told
