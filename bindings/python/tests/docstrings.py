"""The examples in the docstrings of all that is public, those with `await` too."""

import ast
import asyncio
import doctest
import functools
import inspect
import re
import types
from typing import Any, Dict, Iterator, List, Tuple

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def public_objects(module: types.ModuleType) -> Iterator[Tuple[str, Any]]:
    """All that help() shows of a module: its classes and functions, and their methods and properties."""
    for name in module.__all__:
        kind = getattr(module, name)
        yield name, kind
        if inspect.isclass(kind) and not issubclass(kind, BaseException):
            for member in dir(kind):
                value = inspect.getattr_static(kind, member)
                function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                ours = inspect.isfunction(function) and function.__module__.startswith("modzy_edge")
                if ours and not member.startswith("_"):
                    yield f"{name}.{member}", value


class _Parser(doctest.DocTestParser):
    """Lets examples await: they run in the event loop that they all share."""

    def parse(self, string: str, name: str = "<string>") -> List[Any]:
        parts = super().parse(string, name)
        for part in parts:
            if isinstance(part, doctest.Example) and re.search(r"\b(await|async)\b", part.source):
                part.source = f"_run({part.source!r}, globals())\n"
        return parts


def _run(loop: asyncio.AbstractEventLoop, source: str, names: Dict[str, Any]) -> None:
    code = compile(source, "<example>", "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    coroutine = types.FunctionType(code, names)()
    if inspect.isawaitable(coroutine):
        loop.run_until_complete(coroutine)


def run_examples(module: types.ModuleType, names: Dict[str, Any], loop: asyncio.AbstractEventLoop) -> Tuple[int, int]:
    """Runs all of them, and returns how many ran, and how many failed."""
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for name, value in [(module.__name__, module), *public_objects(module)]:
        globs = {**vars(module), **names, "_run": functools.partial(_run, loop)}
        runner.run(_Parser().get_doctest(inspect.getdoc(value) or "", globs, name, None, None))
    return runner.tries, runner.failures
