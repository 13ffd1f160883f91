"""The machine, and how busy others keep it."""

from __future__ import annotations

import mmap
import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import Dict, List, Union

_PACKAGES = ("libgrpc++1.51", "libprotobuf32", "nghttp2-client", "python3-grpcio", "python3-protobuf", "g++")


def describe() -> Dict[str, Union[str, int, float]]:
    cpu = re.search(r"^(?:model name|Model)\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return {
        "processor": cpu[1] if cpu else platform.machine(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(int(memory[1]) / 1e6) if memory else 0,
        "system": f"{system}, Linux {platform.release()}",
        "python": platform.python_version(),
        "packages": ", ".join(_versions()),
        "page_fault_us": round(statistics.median(_page_fault() for _ in range(5)), 1),
    }


def in_words(machine: Dict[str, Union[str, int, float]]) -> str:
    return (f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['page_fault_us']} µs for a page "
            f"that is touched for the first time; {machine['system']}; Python {machine['python']}; {machine['packages']}")


def in_short(machine: Dict[str, Union[str, int, float]]) -> str:
    return f"{machine['processor']}, {machine['cores']} cores; {machine['system']}"


def _page_fault() -> float:
    """What a page costs that is touched for the first time, in microseconds: what large messages in new memory pay."""
    pages = 8192
    with mmap.mmap(-1, pages * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.madvise(mmap.MADV_NOHUGEPAGE)
        touched = bytes(pages)
        began = time.perf_counter()
        memory[::mmap.PAGESIZE] = touched
        return (time.perf_counter() - began) / pages * 1e6


def _versions() -> List[str]:
    try:
        listed = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *_PACKAGES], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    except FileNotFoundError:
        return []
    # Without Debian's own revision; the names have signs like it in them.
    return [re.sub(r"^(\S+ [^-+]*).*", r"\1", line) for line in listed.splitlines()]


class Bystanders:
    """Tells which part of the machine's processor time went to others than this process and its children."""

    def __init__(self) -> None:
        self._start = self._read()

    def share(self) -> float:
        total, busy, own = (now - then for now, then in zip(self._read(), self._start))
        return max(0.0, busy - own) / total if total > 0 else 0.0

    @staticmethod
    def _read() -> "tuple[float, float, float]":
        ticks = os.sysconf("SC_CLK_TCK")
        user, nice, system, idle, wait, interrupt, soft, steal = (
            int(field) / ticks for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
        busy = user + nice + system + interrupt + soft + steal
        times = os.times()
        own = times.user + times.system + times.children_user + times.children_system
        return busy + idle + wait, busy, own
