"""The programs whose calls are compared with what arrives: the Python package, blocking and asynchronous, and programs in C."""

from __future__ import annotations

import asyncio
import base64
import inspect
import subprocess
from pathlib import Path
from typing import Any, Dict, Mapping

import modzy_edge.aio
from edge_fixtures import ARTIFACTS, ROOT, built
from modzy_edge import AzureInputSource, EdgeClient, InputSource, S3InputSource

HERE = Path(__file__).resolve().parent


def call_from_python(port: int, call: str, arguments: Mapping[str, Any]) -> Any:
    """Makes a call of the vectors, such as "jobs.get_results", and returns what it answers."""
    with EdgeClient("127.0.0.1", port) as client:
        return _method(client, call)(**_python_arguments(arguments))


def call_from_asyncio(port: int, call: str, arguments: Mapping[str, Any]) -> Any:
    """The same in an event loop."""
    async def main() -> Any:
        async with modzy_edge.aio.EdgeClient("127.0.0.1", port) as client:
            answer = _method(client, call)(**_python_arguments(arguments))
            return await answer if inspect.isawaitable(answer) else answer

    return asyncio.run(main())


def run_c(program: Path, *arguments: object, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Runs a program in C."""
    return subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, timeout=120)


def run_submit(port: int, *arguments: object) -> "subprocess.CompletedProcess[bytes]":
    """Runs the example submit."""
    return run_c(built("bin/submit"), "127.0.0.1", port, *arguments)


def compiled(directory: Path, *sources: Path) -> Path:
    """A program in C: what the sources make with the library."""
    program = directory / sources[-1].stem
    subprocess.run(["cc", "-std=c99", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-pedantic", "-Werror", "-pthread",
                    f"-I{ROOT / 'include'}", f"-I{ROOT / 'tests' / 'c'}", *map(str, sources), f"-L{ARTIFACTS / 'lib'}",
                    "-lmodzy_edge", f"-Wl,-rpath,{ARTIFACTS / 'lib'}", "-o", str(program)], check=True)
    return program


def argument_tree(name: str, value: Any) -> bytes:
    """An argument of a vector in the form of c/arguments.h."""
    members: Dict[str, Any] = {}
    if isinstance(value, dict) and set(value) == {"base64"}:
        value = base64.b64decode(value["base64"])
    elif isinstance(value, dict):
        members, value = value, b""
    elif isinstance(value, list):
        return _node(name, b"", [argument_tree("", part) for part in value])
    elif isinstance(value, bool):
        value = b"true" if value else b"false"
    return _node(name, value if isinstance(value, bytes) else value.encode(),
                 [argument_tree(*member) for member in members.items()])


def _node(name: str, data: bytes, members: "list[bytes]") -> bytes:
    return b"%d %d %d\n" % (len(name.encode()), len(data), len(members)) + name.encode() + data + b"".join(members)


def _method(client: Any, call: str) -> Any:
    service, _, name = call.partition(".")
    return getattr(getattr(client, service), name)


def _python_arguments(arguments: Mapping[str, Any]) -> Dict[str, Any]:
    """The arguments of a vector as the Python package takes them."""
    return {"input_sources" if name == "inputs" else name:
            [_input_source(each) for each in value] if name == "inputs" else _value(value)
            for name, value in arguments.items()}


def _value(argument: Any) -> Any:
    """Bytes, a mapping of such values, or what stands there."""
    if not isinstance(argument, dict):
        return argument
    if set(argument) == {"base64"}:
        return base64.b64decode(argument["base64"])
    return {key: _value(part) for key, part in argument.items()}


def _input_source(given: Dict[str, Any]) -> InputSource:
    kinds = {"s3": S3InputSource, "azure": AzureInputSource}
    return InputSource(**{name: kinds[name](**part) if name in kinds else _value(part) for name, part in given.items()})
