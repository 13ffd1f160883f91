#!/usr/bin/env python3
"""Writes functions.c: for each function of include/modzy_edge.h, the exported C function that calls its managed export.

    generate_functions.py [--check]

The C compiler checks functions.c against the header. With --check nothing is written, and the script fails if it
is not up to date.
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

# Results of functions without out_error before the runtime was used, when no handle exists.
DEFAULTS = {"edge_call_fd": "-1", "edge_queue_fd": "-1", "edge_call_is_done": "true"}

HEAD = """\
/* Generated from include/modzy_edge.h by generate_functions.py. Do not edit. */
#include "process.h"

"""


def uncancelled(body: str, value: str = "") -> str:
    """Disables thread cancellation: a thread that is cancelled in managed code would leave locks held."""
    result = f"    return {value};\n" if value else ""
    return f"    int cancellation = shim_disable_cancellation();\n{body}    shim_restore_cancellation(cancellation);\n{result}"


def definition(function: dict) -> str:
    name, result = function["name"], function["returns"]["c"].replace("@", "")
    names = [parameter["name"] for parameter in function["parameters"]]
    parameters = [parameter["type"]["c"].replace("@", parameter["name"]) for parameter in function["parameters"]]
    if name.startswith("edge_error_"):
        own = f"shim_{name.removeprefix('edge_')}(error)"
        body = choice("!shim_is_runtime_used() || shim_owns_error(error)", assigned(result, own), managed_call(result, name, names))
    elif result == "void ":
        body = f"    if (shim_is_runtime_used()) {{\n{indented(managed_call(result, name, names))}    }}\n"
    elif name in DEFAULTS:
        body = choice("!shim_is_runtime_used()", assigned(result, DEFAULTS[name]), managed_call(result, name, names))
    else:
        body = (f"    result = shim_enter({names[-1]});\n"
                f"    if (result == EDGE_OK) {{\n{indented(managed_call(result, name, names))}    }}\n")
    declared, value = ("", "") if result == "void " else (f"    {result}result;\n", "result")
    return (f"extern __typeof__({name}) managed_{name} __attribute__((visibility(\"hidden\")));\n"
            f"{thread_function(result, name, parameters, names)}"
            f"{result}{name}({', '.join(parameters)})\n{{\n{declared}{uncancelled(body, value)}}}\n")


def indented(code: str) -> str:
    return re.sub(r"^", "    ", code, flags=re.MULTILINE).rstrip(" ")


def choice(condition: str, first: str, second: str) -> str:
    return f"    if ({condition}) {{\n{indented(first)}    }} else {{\n{indented(second)}    }}\n"


def assigned(result: str, value: str) -> str:
    return f"    {'' if result == 'void ' else 'result = '}{value};\n"


def thread_function(result: str, name: str, parameters: list[str], names: list[str]) -> str:
    """A structure for the arguments, and a function that makes the call with them on another thread."""
    members = parameters + ([] if result == "void " else [f"{result}result"])
    call = f"managed_{name}({', '.join(f'it->{each}' for each in names)})"
    lines = "".join(f"    {member};\n" for member in members)
    return (f"struct {name}_call {{\n{lines}}};\n"
            f"static void run_{name}(void *arguments)\n{{\n    struct {name}_call *it = arguments;\n"
            f"    {'' if result == 'void ' else 'it->result = '}{call};\n}}\n")


def managed_call(result: str, name: str, names: list[str]) -> str:
    """The managed call, on this thread or one with more stack. Functions without out_error are short, and run here otherwise."""
    here = f"managed_{name}({', '.join(names)})"
    otherwise = f"shim_fail(SHIM_NO_THREAD, {names[-1]})" if names[-1] == "out_error" else here
    structure = f"    struct {name}_call it = {{{', '.join(names + ([] if result == 'void ' else ['0']))}}};\n"
    there = (f"    if (!shim_run_on_thread(run_{name}, &it))\n        {otherwise};\n" if result == "void " else
             f"    result = shim_run_on_thread(run_{name}, &it) ? it.result : {otherwise};\n")
    return choice("shim_has_stack()", assigned(result, here), structure + there)


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
