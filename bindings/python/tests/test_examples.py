"""What the documentation shows is what happens."""

import base64
import json
import subprocess
import sys
import types
from pathlib import Path

import grpc
import pytest

import modzy_edge.aio
from docstrings import public_objects
from edge_fixtures import PACKAGE, built, run_python
from edge_server import EdgeServer, Refusal
from wire import messages

# As the documentation has it, to the letter.
DOCUMENTED = """\
from modzy_edge import EdgeClient
client = EdgeClient("localhost", 55000)
job = client.jobs.submit_embedded('model-identifier', '1.2.3',
    {'source-name-1': {'model-input-name-1': b'some bytes', 'model-input-name-2': bytearray([1,2,3,4])},
     'source-name-2': {'model-input-name-1': b'some bytes', 'model-input-name-2': bytearray([1,2,3,4])}})
"""


def on_port_55000(what: str, program: str = "") -> str:
    runner = PACKAGE / "tests" / "on_port_55000.py"
    done = run_python(f"import runpy, sys; sys.path.insert(0, {str(runner.parent)!r}); "
                      f"runpy.run_path({str(runner)!r}, run_name='__main__')", what, stdin=program)
    if done.returncode == 77:
        pytest.skip("port 55000 is in use, and this system allows no network of one's own")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_documented_example() -> None:
    [request] = json.loads(on_port_55000("example", DOCUMENTED))
    prefix = "data:application/octet-stream;base64,"
    item = {"model-input-name-1": prefix + base64.b64encode(b"some bytes").decode(),
            "model-input-name-2": prefix + base64.b64encode(bytes([1, 2, 3, 4])).decode()}
    assert request == {
        "model": {"identifier": "model-identifier", "version": "1.2.3"},
        "input": {"type": "embedded", "sources": {"source-name-1": item, "source-name-2": item}}}


def test_the_examples_of_docstrings_and_pages() -> None:
    attempted = json.loads(on_port_55000("doctest").splitlines()[-1])
    assert attempted["docstrings"] >= 120 and attempted["aio"] >= 50 and min(attempted["pages"]) >= 6


@pytest.mark.parametrize("module", [modzy_edge, modzy_edge.aio])
def test_every_public_function_has_an_example(module: types.ModuleType) -> None:
    for name, value in public_objects(module):
        if not isinstance(value, type):
            assert ">>> " in (value.__doc__ or ""), name


def submit(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-W", "error", PACKAGE / "examples" / "submit.py", *map(str, arguments)],
                          env={"PYTHONPATH": str(PACKAGE), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
                          timeout=60)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "text").write_bytes(b"some text")
    (tmp_path / "empty").touch()
    return tmp_path


def test_submit(edge: EdgeServer, files: Path) -> None:
    done = submit("--port", edge.port, "--host", "127.0.0.1", "m", "1.0.0", f"text={files}/text", f"nothing={files}/empty")
    assert done.returncode == 0, done.stderr
    job, results = map(json.loads, done.stdout.splitlines())
    assert (job["status"], job["job_inputs"]) == ("SUBMITTED", ["job"])
    assert results["results"]["job"]["results.json"]["data"]["result"]["inputs"] == {
        "text": {"size": 9}, "nothing": {"size": 0}}
    assert "1 of 1 input items done, 0 failed, " in done.stderr.splitlines()[-1]


def test_submit_reads_what_cannot_be_mapped(edge: EdgeServer) -> None:
    done = submit("--port", edge.port, "--host", "127.0.0.1", "m", "1.0.0", "version=/proc/version")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout.splitlines()[1])["results"]
    assert results["job"]["results.json"]["data"]["result"]["inputs"] == {"version": {"size": len(Path("/proc/version").read_bytes())}}


def test_submit_without_waiting(edge: EdgeServer, files: Path) -> None:
    done = submit("--port", edge.port, "--host", "127.0.0.1", "--no-wait", "--explain", "m", "1.0.0", f"a={files}/text")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["explain"] is True
    assert edge.requests("GetJob") == []


def details(status: str) -> object:
    return messages().jobs.JobDetails(job_identifier="job-1", status=status, total=1)


@pytest.mark.parametrize("script, arguments, status, said", [
    ({"GetJob": [details("FAILED")]}, [], 1, "submit.py: job job-1 ended as FAILED; its results tell why\n"),
    ({"GetJob": [details("IN_PROGRESS")] * 1000}, ["--timeout", 0.2], 3, "submit.py: Job job-1 did not come to its end"),
    ({"SubmitJob": [Refusal(grpc.StatusCode.NOT_FOUND, "no such model")]}, [], 4, "no such model"),
    ({}, ["--port", 0], 2, "submit.py: port is 0; "),
    ({}, ["--port", 1], 3, "submit.py: 127.0.0.1:1 cannot be reached"),
])
def test_submit_tells_scripts_how_it_went(script: dict, arguments: list, status: int, said: str, edge: EdgeServer,
                                          files: Path) -> None:
    for method, answers in script.items():
        edge.script(method, *answers)
    done = submit("--host", "127.0.0.1", "--port", edge.port, *arguments, "m", "1.0.0", f"a={files}/text")
    assert done.returncode == status, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("argument, said", [
    ("a=/nowhere/x", "submit.py: cannot use /nowhere/x: No such file or directory\n"),
    ("a=/tmp", "submit.py: cannot use /tmp: Is a directory\n"),
    ("text", "'text' is not KEY=FILE, such as image=photo.jpg\n")])
def test_submit_names_the_file_that_is_wrong(argument: str, said: str) -> None:
    done = submit("m", "1.0.0", argument)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(said)


def test_submit_on_the_emulator(emulator: int) -> None:
    license = built("..").resolve() / "LICENSE"
    done = submit("--port", emulator, "inspector", "1.0.0", f"license={license}")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout.splitlines()[1])
    assert results["results"]["job"]["results.json"]["data"]["result"]["inputs"]["license"]["size"] == \
        license.stat().st_size
    failing = submit("--port", emulator, "faulty", "1.0.0", f"license={license}")
    assert failing.returncode == 1 and "FAILED" in failing.stderr
