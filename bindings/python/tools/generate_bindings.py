#!/usr/bin/env python3
"""Writes modzy_edge/_native/declarations.py: the C interface of include/modzy_edge.h as ctypes declarations.

    generate_bindings.py [HEADER [OUTPUT]]

Needs castxml, for scripts/describe_header.py. A test fails when the file that is checked in is not what this script
writes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
HEADER = ROOT / "include" / "modzy_edge.h"
OUTPUT = PACKAGE / "modzy_edge" / "_native" / "declarations.py"
WIDTH = 120

HEAD = '''\
# Generated from include/modzy_edge.h by tools/generate_bindings.py. Do not edit.
"""The C interface of libmodzy_edge as ctypes declarations. What each of them means stands in the header."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional
'''

# What ctypes calls the types of C that it does not name after their width.
SCALARS = {
    "void": "None", "bool": "ctypes.c_bool", "char": "ctypes.c_char", "int": "ctypes.c_int",
    "unsigned int": "ctypes.c_uint", "size_t": "ctypes.c_size_t",
}
WIDTHS = {"f32": "ctypes.c_float", "f64": "ctypes.c_double",
          **{f"{sign}{bits}": f"ctypes.c_{sign.strip('i')}int{bits}" for sign in "iu" for bits in (8, 16, 32, 64)}}

# What a value of a C type is in Python, when ctypes hands it out. What is not here is Any.
PYTHON_TYPES = {
    "None": "None", "ctypes.c_bool": "bool", "ctypes.c_char_p": "Optional[bytes]", "ctypes.c_void_p": "Optional[int]",
    "ctypes.c_float": "float", "ctypes.c_double": "float", "ctypes.c_char": "bytes",
}


Described = Dict[str, Any]


def describe(header: Path) -> Described:
    """What scripts/describe_header.py says of a header."""
    described = subprocess.run([ROOT / "scripts" / "describe_header.py", header], check=True, stdout=subprocess.PIPE)
    return dict(json.loads(described.stdout))


def generate(header: Described) -> str:
    """The text of the module, of what describe returns."""
    constants = header["macros"] + [each for kind in header["enumerations"] for each in kind["constants"]]
    parts = [HEAD, "\n".join(f"{constant['name']} = {_literal(constant['value'])}" for constant in constants
                             if constant["value"] is not None) + "\n\n"]
    aliases = {alias["name"]: ctype(alias["type"]) for alias in header["typedefs"]}
    python_types = dict(PYTHON_TYPES)
    for name, target in aliases.items():
        python_types[name] = _python_type(python_types, target)
    python_types.update({record["name"]: record["name"] for record in header["records"]})

    parts += [_class(record, python_types) for record in header["records"]]
    parts.append("\n".join(f"{name} = {target}" for name, target in aliases.items()) + "\n")
    parts += [_fields(record) for record in header["records"] if record["members"]]
    parts.append("\n\n" + _functions(header["functions"], python_types))
    return "\n".join(parts)


def ctype(described: Described) -> str:
    """The ctypes expression for a type."""
    kind = described["kind"]
    if kind == "scalar":
        return SCALARS.get(described["name"]) or WIDTHS[described["abi"]]
    if kind == "array":
        return f"{ctype(described['of'])} * {described['length']}"
    if kind == "function":
        types = [described["returns"], *(parameter["type"] for parameter in described["parameters"])]
        return f"ctypes.CFUNCTYPE({', '.join(map(ctype, types))})"
    if kind == "pointer":
        target = ctype(described["to"])
        if described["to"]["kind"] == "function":
            return target
        return {"None": "ctypes.c_void_p", "ctypes.c_char": "ctypes.c_char_p"}.get(target, f"ctypes.POINTER({target})")
    return str(described["name"])


def _literal(value: "int | str") -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _python_type(python_types: Dict[str, str], target: str) -> str:
    if target in python_types:
        return python_types[target]
    return "int" if target.startswith("ctypes.c_") and " " not in target else "Any"


def _class(record: Described, python_types: Dict[str, str]) -> str:
    # The fields follow further down, so that structures may point to each other in any order.
    lines = [f"class {record['name']}(ctypes.{'Union' if record['union'] else 'Structure'}):"]
    lines += [f"    {member['name']}: {_python_type(python_types, ctype(member['type']))}"
              for member in record["members"]]
    return "\n".join(lines if record["members"] else [*lines, '    """Opaque."""']) + "\n\n"


def _fields(record: Described) -> str:
    lines = [f'    ("{member["name"]}", {ctype(member["type"])}),' for member in record["members"]]
    return "\n".join([f"{record['name']}._fields_ = [", *lines, "]"])


def _functions(functions: List[Described], python_types: Dict[str, str]) -> str:
    lines = ["def _declare(function: Any, result: Any, *parameters: Any) -> Any:",
             "    function.restype = result",
             "    function.argtypes = parameters",
             "    return function", "", "",
             "class Functions:",
             '    """The functions of a library that is loaded. AttributeError, if it lacks one of them."""', "",
             "    def __init__(self, library: ctypes.CDLL) -> None:"]
    for function in functions:
        result = ctype(function["returns"])
        parameters = [ctype(parameter["type"]) for parameter in function["parameters"]]
        python_type = _python_type(python_types, result)
        lines.append(f"        self.{function['name']}: Callable[..., {python_type}] = _declare(")
        lines += _wrap(" " * 12, [f"library.{function['name']}", result, *parameters], ")")
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
    target.write_text(generate(describe(source)), encoding="utf-8")


if __name__ == "__main__":
    main()
