#!/usr/bin/env python3
"""Writes modzy_edge/_bindings.py: the C interface of include/modzy_edge.h as ctypes declarations.

    generate_bindings.py [HEADER [OUTPUT]]

Needs castxml. A test fails when the file that is checked in is not what this script writes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict, List

from header import Function, Header, Record, read_header

PACKAGE = Path(__file__).resolve().parents[1]
HEADER = PACKAGE.parents[1] / "include" / "modzy_edge.h"
OUTPUT = PACKAGE / "modzy_edge" / "_bindings.py"
WIDTH = 120

HEAD = '''\
# Generated from include/modzy_edge.h by tools/generate_bindings.py. Do not edit.
"""The C interface of libmodzy_edge as ctypes declarations. What each of them means stands in the header."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional
'''

# What a value of a C type is in Python, when ctypes hands it out. What is not here is Any.
PYTHON_TYPES = {
    "None": "None", "ctypes.c_bool": "bool", "ctypes.c_char_p": "Optional[bytes]", "ctypes.c_void_p": "Optional[int]",
    "ctypes.c_float": "float", "ctypes.c_double": "float", "ctypes.c_char": "bytes",
}


def generate(header: Header) -> str:
    """The text of the module."""
    parts = [HEAD, "\n".join(f"{name} = {_literal(value)}" for name, value in header.constants.items()) + "\n\n"]
    python_types = dict(PYTHON_TYPES)
    for alias in header.aliases:
        python_types[alias.name] = _python_type(python_types, alias.type)
    python_types.update({record.name: record.name for record in header.records})

    parts += [_class(record, python_types) for record in header.records]
    parts.append("\n".join(f"{alias.name} = {alias.type}" for alias in header.aliases) + "\n")
    parts += [_fields(record) for record in header.records if record.members]
    parts.append("\n\n" + _functions(header.functions, python_types))
    return "\n".join(parts)


def _literal(value: "int | str") -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _python_type(python_types: Dict[str, str], ctype: str) -> str:
    if ctype in python_types:
        return python_types[ctype]
    return "int" if ctype.startswith("ctypes.c_") and " " not in ctype else "Any"


def _class(record: Record, python_types: Dict[str, str]) -> str:
    # The fields follow further down, so that structures may point to each other in any order.
    lines = [f"class {record.name}({record.base}):"]
    lines += [f"    {member.name}: {_python_type(python_types, member.type)}" for member in record.members]
    return "\n".join(lines if record.members else [*lines, '    """Opaque."""']) + "\n\n"


def _fields(record: Record) -> str:
    lines = [f'    ("{member.name}", {member.type}),' for member in record.members]
    return "\n".join([f"{record.name}._fields_ = [", *lines, "]"])


def _functions(functions: List[Function], python_types: Dict[str, str]) -> str:
    lines = ["def _declare(function: Any, result: Any, *parameters: Any) -> Any:",
             "    function.restype = result",
             "    function.argtypes = parameters",
             "    return function", "", "",
             "class Functions:",
             '    """The functions of a library that is loaded. AttributeError, if it lacks one of them."""', "",
             "    def __init__(self, library: ctypes.CDLL) -> None:"]
    for function in functions:
        result = _python_type(python_types, function.result)
        lines.append(f"        self.{function.name}: Callable[..., {result}] = _declare(")
        lines += _wrap(" " * 12, [f"library.{function.name}", function.result, *function.parameters], ")")
    return "\n".join(lines) + "\n"


def _wrap(indent: str, items: List[str], tail: str) -> List[str]:
    lines = [indent + items[0]]
    for item in items[1:]:
        lines[-1] += ","
        if len(lines[-1]) + len(item) + len(" ,") > WIDTH:
            lines.append(indent + item)
        else:
            lines[-1] += " " + item
    lines[-1] += tail
    return lines


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HEADER
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else OUTPUT
    target.write_text(generate(read_header(source)), encoding="utf-8")


if __name__ == "__main__":
    main()
