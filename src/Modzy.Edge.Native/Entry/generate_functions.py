#!/usr/bin/env python3
"""Writes functions.c: each function of include/modzy_edge.h as a door to the managed code behind it.

    generate_functions.py [--check]

The compiler compares what it writes with the header. With --check it writes nothing, and fails if functions.c is not
what it would write.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
OUTPUT = HERE / "functions.c"

# Written by hand, in library.c and memory.c.
WITHOUT_MANAGED_CODE = {
    "edge_version", "edge_abi_version", "edge_status_name", "edge_string_free", "edge_bytes_free",
}

# What functions without an error return where managed code does not run, and there are no handles.
ANSWERS = {"edge_call_fd": "-1", "edge_queue_fd": "-1", "edge_call_is_done": "true"}

HEAD = """\
/* Generated from include/modzy_edge.h by generate_functions.py. Do not edit. */
#include "process.h"

"""


def uncancelled(body: str, value: str = "") -> str:
    """A thread that pthread_cancel ends in the middle of managed code would leave its locks held."""
    answer = f"    return {value};\n" if value else ""
    return f"    int cancellation = entry_hold_cancellation();\n{body}    entry_restore_cancellation(cancellation);\n{answer}"


def definition(function: dict) -> str:
    name, result = function["name"], function["returns"]["c"].replace("@", "")
    names = [parameter["name"] for parameter in function["parameters"]]
    parameters = [parameter["type"]["c"].replace("@", parameter["name"]) for parameter in function["parameters"]]
    if name.startswith("edge_error_"):
        own = f"entry_{name.removeprefix('edge_')}(error)"
        body = choice("!entry_is_used() || entry_has_made(error)", assigned(result, own), entrance(result, name, names))
    elif result == "void ":
        body = f"    if (entry_is_used()) {{\n{indented(entrance(result, name, names))}    }}\n"
    elif name in ANSWERS:
        body = choice("!entry_is_used()", assigned(result, ANSWERS[name]), entrance(result, name, names))
    else:
        body = (f"    answer = entry_enter({names[-1]});\n"
                f"    if (answer == EDGE_OK) {{\n{indented(entrance(result, name, names))}    }}\n")
    declared, value = ("", "") if result == "void " else (f"    {result}answer;\n", "answer")
    return (f"extern __typeof__({name}) managed_{name} __attribute__((visibility(\"hidden\")));\n"
            f"{elsewhere(result, name, parameters, names)}"
            f"{result}{name}({', '.join(parameters)})\n{{\n{declared}{uncancelled(body, value)}}}\n")


def indented(code: str) -> str:
    return re.sub(r"^", "    ", code, flags=re.MULTILINE).rstrip(" ")


def choice(condition: str, first: str, second: str) -> str:
    return f"    if ({condition}) {{\n{indented(first)}    }} else {{\n{indented(second)}    }}\n"


def assigned(result: str, value: str) -> str:
    return f"    {'' if result == 'void ' else 'answer = '}{value};\n"


def elsewhere(result: str, name: str, parameters: list[str], names: list[str]) -> str:
    """The arguments as a structure, and the call with those, for a thread with more stack."""
    members = parameters + ([] if result == "void " else [f"{result}answer"])
    call = f"managed_{name}({', '.join(f'it->{each}' for each in names)})"
    lines = "".join(f"    {member};\n" for member in members)
    return (f"struct {name}_call {{\n{lines}}};\n"
            f"static void run_{name}(void *arguments)\n{{\n    struct {name}_call *it = arguments;\n"
            f"    {'' if result == 'void ' else 'it->answer = '}{call};\n}}\n")


def entrance(result: str, name: str, names: list[str]) -> str:
    """The call, on this thread or another. What has no error is short, and runs here where there is no other thread."""
    here = f"managed_{name}({', '.join(names)})"
    otherwise = f"entry_refuse(ENTRY_NO_THREAD, {names[-1]})" if names[-1] == "out_error" else here
    structure = f"    struct {name}_call it = {{{', '.join(names + ([] if result == 'void ' else ['0']))}}};\n"
    there = (f"    if (!entry_run(run_{name}, &it))\n        {otherwise};\n" if result == "void " else
             f"    answer = entry_run(run_{name}, &it) ? it.answer : {otherwise};\n")
    return choice("entry_has_stack()", assigned(result, here), structure + there)


def generate() -> str:
    described = subprocess.run([ROOT / "scripts" / "describe_header.py", ROOT / "include" / "modzy_edge.h"],
                               check=True, stdout=subprocess.PIPE).stdout
    return HEAD + "\n".join(definition(function) for function in json.loads(described)["functions"]
                            if function["name"] not in WITHOUT_MANAGED_CODE)


def main() -> None:
    text = generate()
    if sys.argv[1:] == ["--check"]:
        if text != OUTPUT.read_text(encoding="utf-8"):
            sys.exit(f"{OUTPUT} is not up to date; run {Path(__file__).resolve()}")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
