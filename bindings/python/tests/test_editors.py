"""What an editor, help() and inspect find of all that is public: real definitions, with their signatures and types."""

import ast
import inspect
import re
import textwrap
import types
import typing
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import jedi
import pytest

import modzy_edge
import modzy_edge.aio
from docstrings import public_objects
from edge_fixtures import PACKAGE
from modzy_edge._records import Member

SOURCE = PACKAGE / "modzy_edge"


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Processes that share a cache read the files that another is about to write.
    jedi.settings.cache_directory = str(tmp_path_factory.mktemp("jedi"))


def public_functions() -> Iterator[Any]:
    """The module, class, name and function of each public method and constructor."""
    for module in (modzy_edge, modzy_edge.aio):
        found = [(name, value) for name, value in public_objects(module) if "." in name]
        found += [(f"{name}.__init__", kind.__init__) for name, kind in vars(module).items()
                  if name in module.__all__ and inspect.isfunction(kind.__init__)
                  and Path(kind.__init__.__code__.co_filename).is_file()]
        for name, value in found:
            kind, _, member = name.partition(".")
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            yield pytest.param(module, kind, member, function, id=f"{module.__name__}.{name}")


EVERY_FUNCTION = list(public_functions())


def test_there_is_something_to_look_at() -> None:
    ids = {each.id for each in EVERY_FUNCTION}
    assert {"modzy_edge.Jobs.submit_embedded", "modzy_edge.aio.Jobs.submit_embedded", "modzy_edge.EdgeClient.get_results",
            "modzy_edge.InferenceStream.close", "modzy_edge.aio.Inferences.stream", "modzy_edge.Job.cancel",
            "modzy_edge.aio.EdgeClient.__init__", "modzy_edge.EdgeClient.origin"} <= ids
    assert len(ids) > 100


@pytest.mark.parametrize("module, kind, member, function", EVERY_FUNCTION)
def test_the_signature_is_that_of_the_definition(module: Any, kind: str, member: str, function: Any) -> None:
    signature, hints = inspect.signature(function), typing.get_type_hints(function)
    parameters = [name for name in signature.parameters if name not in ("self", "cls")]
    assert sorted(hints) == sorted([*parameters, "return"])
    assert not {each.kind for each in signature.parameters.values()} & {
        inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    code = function.__code__
    assert list(signature.parameters) == list(code.co_varnames[:code.co_argcount + code.co_kwonlyargcount])
    assert not vars(function)  # no __signature__, no __wrapped__


@pytest.mark.parametrize("module, kind, member, function", EVERY_FUNCTION)
def test_the_source_is_a_definition_of_that_name(module: Any, kind: str, member: str, function: Any) -> None:
    path = inspect.getsourcefile(function)
    assert path is not None and SOURCE in Path(path).parents
    if function.__name__ == "__init__" and "@dataclass" in inspect.getsource(inspect.getmodule(function) or module):
        return
    [definition] = ast.parse(textwrap.dedent("".join(inspect.getsourcelines(function)[0]))).body
    assert isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef))
    assert definition.name == member == function.__name__
    docstring = ast.get_docstring(definition)
    assert member == "__init__" or docstring and docstring == inspect.getdoc(function)
    owners = [each.__name__ for each in getattr(module, kind).__mro__]
    assert function.__qualname__.split(".") == [next(each for each in owners if each == function.__qualname__.split(".")[0]),
                                                member]


@pytest.fixture(scope="module")
def project() -> Any:
    return jedi.Project(PACKAGE)


@pytest.mark.parametrize("module, kind, member, function", EVERY_FUNCTION)
def test_go_to_definition(module: Any, kind: str, member: str, function: Any, project: Any) -> None:
    if member == "__init__":
        code = f"from {module.__name__} import {kind}\n{kind}"
        [found] = jedi.Script(code, project=project).goto(2, len(kind), follow_imports=True)
        line = found.module_path.read_text(encoding="utf-8").splitlines()[found.line - 1]
        assert re.match(rf"class {kind}\b", line), line
        return
    code = f"from {module.__name__} import {kind}\n{kind}.{member}"
    [found] = jedi.Script(code, project=project).goto(2, len(f"{kind}.{member}"), follow_imports=True)
    assert str(found.module_path) == function.__code__.co_filename
    line = found.module_path.read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert re.match(rf"    (async )?def {member}\(", line), line


@pytest.mark.parametrize("module, kind, member, function", EVERY_FUNCTION)
def test_an_editor_sees_the_parameters(module: Any, kind: str, member: str, function: Any, project: Any) -> None:
    if isinstance(inspect.getattr_static(getattr(module, kind), member), property):
        return
    call = f"{kind}(" if member == "__init__" else f"value.{member}("
    code = f"from {module.__name__} import {kind}\ndef program(value: {kind}) -> None:\n    {call}"
    [signature] = jedi.Script(code, project=project).get_signatures(3, 4 + len(call))
    expected = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    assert [each.name for each in signature.params if each.name != "*"] == expected


@pytest.mark.parametrize("module, expression, expected", [
    ("modzy_edge", "client.jobs.submit_embedded('m', '1', {})", "modzy_edge._job.Job"),
    ("modzy_edge", "client.jobs.submit_embedded('m', '1', {}).block_until_complete().get_results()",
     "modzy_edge._results.Results"),
    ("modzy_edge", "client.inferences.run('m', '1', []).get_output('a')", "modzy_edge._inference.InferenceOutput"),
    ("modzy_edge", "client.inferences.stream([])", "modzy_edge._inference_stream.InferenceStream"),
    ("modzy_edge", "client.get_job_details('job')", "modzy_edge._job.Job"),
    ("modzy_edge.aio", "await client.jobs.submit_embedded('m', '1', {})", "modzy_edge.aio._job.Job"),
    ("modzy_edge.aio", "await (await client.jobs.get('job')).cancel()", "modzy_edge.aio._job.Job"),
    ("modzy_edge.aio", "await client.inferences.run('m', '1', [])", "modzy_edge.aio._inference.Inference"),
])
def test_an_editor_sees_what_comes_out(module: str, expression: str, expected: str, project: Any) -> None:
    code = f"from {module} import EdgeClient\nasync def program(client: EdgeClient):\n    it = {expression}\n    it"
    [found] = jedi.Script(code, project=project).infer(4, 6)
    assert found.full_name == expected


def members(kind: type) -> List[Tuple[str, Any]]:
    return [(name, value) for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, Member)]


@pytest.mark.parametrize("name", modzy_edge.aio.__all__)
def test_awaited_classes_are_not_subclasses_of_blocking_ones(name: str) -> None:
    blocking, awaited = getattr(modzy_edge, name), getattr(modzy_edge.aio, name)
    assert not issubclass(awaited, blocking) and not issubclass(blocking, awaited)
    assert members(awaited) == members(blocking)


def test_jobs_have_members() -> None:
    assert {"job_identifier", "status", "model"} <= {name for name, _ in members(modzy_edge.aio.Job)}


def test_what_the_documentation_of_awaited_methods_refers_to_exists() -> None:
    references = 0
    for _, value in public_objects(modzy_edge.aio):
        for kind, member in re.findall(r"See modzy_edge\.(\w+)\.(\w+)\.", value.__doc__ or ""):
            assert callable(getattr(getattr(modzy_edge, kind), member))
            references += 1
    assert references > 30
