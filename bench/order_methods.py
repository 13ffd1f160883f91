#!/usr/bin/env python3
"""Finds the methods that run in every small job, and lists them for the compiler, which puts them side by side.

The list is src/Modzy.Edge.Native/MethodOrder.txt. Run this again when the way of a job through the library has changed: with a
list that is out of date the library is a little slower, and nothing else. Needs valgrind.
"""

import json
import os
import re
import subprocess
import sys
from typing import Dict, List, Set, Tuple

from driver.build import build
from driver.places import BUILD, ROOT
from driver.server import Server

PROJECT = ROOT / "src" / "Modzy.Edge.Native"
LIST = PROJECT / "MethodOrder.txt"
SYMBOLS = BUILD / "symbols"

# One job after the other, and many at a time, which share a connection. Each twice: the difference is what jobs take.
LOADS = [(("jobs", 64, 300), ("jobs", 64, 1300)), (("load", 64, 16, 3000), ("load", 64, 16, 9000))]


def compile_with_symbols() -> Set[str]:
    """The names of the methods, each of which has machine code of its own."""
    subprocess.run(["dotnet", "publish", str(PROJECT), "-c", "Release", "-r", "linux-x64", "-o", str(SYMBOLS),
                    "-p:StripSymbols=false", "-p:IlcFoldIdenticalMethodBodies=false"], check=True, stdout=sys.stderr)
    # Valgrind knows the names of functions, but fails over the rest of what is there for debuggers.
    subprocess.run(["objcopy", "--strip-debug", str(SYMBOLS / "libmodzy_edge.so"), str(SYMBOLS / "libmodzy_edge.so.1")],
                   check=True)
    methods, = (PROJECT / "obj").glob("Release/net*/linux-x64/native/libmodzy_edge.o")
    names = subprocess.run(["nm", "--defined-only", "--format=just-symbols", str(methods)], check=True,
                           stdout=subprocess.PIPE, text=True)
    return set(names.stdout.split())


def instructions(target: str, *load: object) -> Tuple[int, Dict[str, int]]:
    """How many jobs were made, and how many instructions each function took for them."""
    output = SYMBOLS / "callgrind.out"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}", str(BUILD / "edge"), target, *map(str, load)],
        env={**os.environ, "LD_LIBRARY_PATH": str(SYMBOLS)}, check=True, stdout=subprocess.PIPE, text=True)
    listing = subprocess.run(["callgrind_annotate", "--threshold=100", str(output)], check=True, stdout=subprocess.PIPE,
                             text=True)
    counts: Dict[str, int] = {}
    for number, name in re.findall(r"^ *([\d,]+) \([ \d.]+%\)  \S*?:(\S+)", listing.stdout, re.MULTILINE):
        counts[name] = counts.get(name, 0) + int(number.replace(",", ""))
    return int(json.loads(done.stdout).get("jobs", load[-1])), counts


def used_by_jobs(target: str) -> Set[str]:
    """The functions that take an instruction or more in a job, whatever is special about the first ones."""
    used: Set[str] = set()
    for few, many in LOADS:
        (few_jobs, few_counts), (many_jobs, many_counts) = instructions(target, *few), instructions(target, *many)
        used.update(name for name, count in many_counts.items()
                    if count - few_counts.get(name, 0) >= many_jobs - few_jobs)
    return used


def main() -> None:
    build()
    methods = compile_with_symbols()
    with Server() as server:
        used = used_by_jobs(server.target("tcp"))
    order: List[str] = sorted(used & methods)
    LIST.write_text("".join(f"{name}\n" for name in order))
    print(f"{len(order)} methods in {LIST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
