"""The package is typed: for those who use it, and in itself."""

import ast
import inspect
import os
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any, List, Tuple, Union

import pytest
from mypy import api

import modzy_edge
import modzy_edge.aio
from docstrings import public_objects
from edge_fixtures import PACKAGE
from modzy_edge._records import Member


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One cache for all runs of mypy: each by itself takes long."""
    return str(tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("version", ["3.9", None])
def test_mypy_finds_nothing(version: str, cache: str) -> None:
    arguments = ["--strict", "--cache-dir", cache, str(PACKAGE / "modzy_edge"), str(PACKAGE / "examples"),
                 str(PACKAGE / "tools" / "generate_bindings.py"),
                 str(PACKAGE.parents[1] / "scripts" / "describe_header.py")]
    text, errors, status = api.run(arguments + (["--python-version", version] if version else []))
    assert status == 0, text + errors


def test_users_see_the_types(tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program.py"
    program.write_text("""
from modzy_edge import EdgeClient
client = EdgeClient("localhost", 55000)
job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
reveal_type(job.status)
reveal_type(job.model)
reveal_type(job.user)
reveal_type(job.block_until_complete().get_results().results)
with EdgeClient() as same:
    reveal_type(same)
""", encoding="utf-8")
    monkeypatch.setenv("MYPYPATH", str(PACKAGE))
    text, errors, status = api.run(["--strict", "--cache-dir", cache, str(program)])
    assert status == 0, text + errors
    revealed = [line.split('Revealed type is "')[1].split('"')[0].replace("builtins.", "").replace("typing.", "").lower()
                for line in text.splitlines() if "Revealed" in line]
    assert revealed == ["str", "union[modzy_edge._job.modelidentifier, none]", "union[modzy_edge._job.user, none]",
                        "dict[str, dict[str, any]]", "modzy_edge._client.edgeclient"]


def test_users_see_the_types_of_what_they_await(tmp_path: Path, cache: str,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program.py"
    program.write_text("""
from modzy_edge import InputSource
from modzy_edge.aio import EdgeClient
async def main(client: EdgeClient) -> None:
    job = await client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    reveal_type(job)
    reveal_type(await job.block_until_complete())
    reveal_type((await client.jobs.list())[0])
    reveal_type(await client.jobs.get_output(job, "a", "b"))
    reveal_type(await client.inferences.run("m", "1", InputSource(key="k", text="")))
    async for inference in client.inferences.stream([]):
        reveal_type(inference)
""", encoding="utf-8")
    monkeypatch.setenv("MYPYPATH", str(PACKAGE))
    text, errors, status = api.run(["--strict", "--cache-dir", cache, str(program)])
    assert status == 0, text + errors
    revealed = [line.split('Revealed type is "')[1].split('"')[0].rpartition(".")[2]
                for line in text.splitlines() if "Revealed" in line]
    assert revealed == ["Job", "Job", "Job", "bytes", "Inference", "Inference"]
    assert text.count("modzy_edge.aio._job.Job") == 3 and text.count("modzy_edge.aio._inference.Inference") == 2


def test_members_cannot_be_set(tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program.py"
    program.write_text("""
from modzy_edge import EdgeClient
job = EdgeClient("localhost", 55000).jobs.get("job")
job.status = "COMPLETE"
""", encoding="utf-8")
    monkeypatch.setenv("MYPYPATH", str(PACKAGE))
    text, errors, status = api.run(["--strict", "--cache-dir", cache, str(program)])
    assert status == 1 and "program.py:4: error: Incompatible types in assignment" in text, text + errors


@pytest.mark.parametrize("module", [modzy_edge, modzy_edge.aio], ids=lambda module: module.__name__)
def test_annotations_can_be_read(module: Any) -> None:
    for name in module.__all__:
        kind = getattr(module, name)
        assert isinstance(typing.get_type_hints(kind), dict)
        for member, value in inspect.getmembers(kind):
            function = value.fget if isinstance(value, property) else value
            if inspect.isfunction(function) and (not member.startswith("_") or member == "__init__"):
                hints = typing.get_type_hints(function)
                assert set(function.__annotations__) == set(hints), f"{name}.{member}"
    assert typing.get_type_hints(module.Jobs.submit_text)["return"] is module.Job
    assert typing.get_type_hints(modzy_edge.InputSource)["text"] == Union[str, List[str], Tuple[str, ...], None]


def test_the_package_works_without_docstrings() -> None:
    done = subprocess.run([sys.executable, "-OO", "-c", "import modzy_edge, modzy_edge.aio; print(modzy_edge.__doc__)"],
                          env={**os.environ, "PYTHONPATH": str(PACKAGE)}, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("None\n", "")


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "modzy_edge" / "py.typed").exists()


def test_all_that_is_public_is_documented() -> None:
    for name, value in public_objects(modzy_edge):
        assert value.__doc__, name
    for name in modzy_edge.__all__:
        kind = getattr(modzy_edge, name)
        assert kind.__module__ == "modzy_edge"
        for member, value in vars(kind).items():
            assert value.__doc__ if isinstance(value, Member) else True, f"{name}.{member}"


def test_no_syntax_is_newer_than_the_oldest_python() -> None:
    for path in (PACKAGE / "modzy_edge").rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
