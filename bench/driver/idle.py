"""A client at rest: how fast it was there, and what it takes to be there."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from statistics import median
from typing import Any, Dict, Iterable, Set

from .clients import Client

# What every program has loaded anyway: the C library's parts, and Python's own.
_GIVEN = re.compile(r"/(ld-linux|libc|libm|libdl|librt|libpthread|libresolv)[-.][^/]*$|/python3\.\d+/lib-dynload/")


# How often a client is started for its time: one alone says little where processors sleep between programs.
_STARTS = 9


def measure(client: Client, target: str) -> Dict[str, Any]:
    times = []
    for _ in range(_STARTS):
        begin, process, answer = client.start(target)
        times.append((answer["received_ns"] - begin) / 1e6)
        if len(times) < _STARTS:
            process.communicate(timeout=30)
    try:
        time.sleep(0.1)  # what the first job left to be done is done
        status = Path(f"/proc/{process.pid}/status").read_text()
        files = _libraries(process.pid) | _files(answer.get("packages", ()))
        return {
            "jobs": _STARTS * answer["jobs"],
            "start_ms": median(times),
            "resident_mb": _number(status, "VmRSS") / 1024,
            "threads": _number(status, "Threads"),
            "disk_mb": sum(os.path.getsize(file) for file in files) / 1e6,
        }
    finally:
        process.communicate(timeout=30)


def _number(status: str, name: str) -> int:
    match = re.search(rf"^{name}:\s*(\d+)", status, re.MULTILINE)
    if match is None:
        raise LookupError(f"/proc/PID/status has no {name}")
    return int(match[1])


def _libraries(process: int) -> Set[str]:
    """The shared objects that a process has mapped."""
    maps = Path(f"/proc/{process}/maps").read_text()
    files = set(re.findall(r"(/\S+\.so(?:\.\S+)?)$", maps, re.MULTILINE))
    return {os.path.realpath(file) for file in files if not _GIVEN.search(file)}


def _files(packages: Iterable[str]) -> Set[str]:
    """The files of Python packages, without what Python has compiled of them."""
    return {os.path.realpath(os.path.join(directory, name))
            for package in packages for directory, _, names in os.walk(package)
            for name in names if name.endswith((".py", ".so"))}
