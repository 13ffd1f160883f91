"""What is measured, and the figures that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from .clients import (AIO, AIO_GRPCIO, C_CHANNEL, C_DIRECT, GRPCIO, H2LOAD, PYTHON_CHANNEL, PYTHON_DIRECT, RAW, STUB,
                      STUB_AVX2, Client)

SMALL = 64
FRAMES = {"100 KB": 100 << 10, "1 MB": 1 << 20}
SIZES = {"64 KB": 64 << 10, "1 MB": 1 << 20, "16 MB": 16 << 20, "128 MB": 128 << 20}
THREADS = (1, 4, 16, 64)
STARTED = (1, 16, 200)
LONG_STARTED = 4
STARTERS = tuple(client.name for client in (C_DIRECT, C_CHANNEL, STUB_AVX2, STUB, H2LOAD, AIO, AIO_GRPCIO))
LONG_STARTERS = tuple(client.name for client in (C_DIRECT, C_CHANNEL, STUB_AVX2, STUB))
STREAMERS = tuple(client.name for client in (
    C_DIRECT, C_CHANNEL, STUB_AVX2, RAW, PYTHON_DIRECT, PYTHON_CHANNEL, GRPCIO))
RAW_BYTES = tuple(client.name for client in (C_DIRECT, C_CHANNEL, STUB_AVX2, RAW))
CHUNKS = tuple(client.name for client in (C_DIRECT, C_CHANNEL, STUB_AVX2))


@dataclass(frozen=True)
class Measurement:
    """A mode of the clients with its arguments; `quick` are those of a quick run, none to leave it out."""

    name: str
    mode: str
    full: Tuple[int, ...] = ()
    quick: Tuple[int, ...] = ()
    transport: str = "tcp"
    parse: bool = False
    only_full: bool = False
    clients: Tuple[str, ...] = ()
    """Which are measured, by name; all if none is named."""

    def is_for(self, client: Client) -> bool:
        """Whether it is measured with a client."""
        if self.transport not in client.transports:
            return False
        return (not self.clients or client.name in self.clients) and (not client.modes or self.mode in client.modes)

    @property
    def size(self) -> int:
        """Of the jobs that are measured, in bytes."""
        return self.full[0] if self.full else SMALL


def _volume(name: str, full: int, quick: int, transport: str = "tcp", parse: bool = False) -> Measurement:
    size = SIZES[name]
    suffix = " parse" if parse else "" if transport == "tcp" else f" {transport}"
    return Measurement(f"volume {name}{suffix}", "volume", (size, full), (size, quick), transport, parse,
                       only_full=parse or transport == "unix")


MEASUREMENTS = [
    Measurement("small", "latency", (SMALL, 2000), (SMALL, 500)),
    Measurement("small unix", "latency", (SMALL, 1000), (SMALL, 300), transport="unix"),
    Measurement("small parse", "latency", (SMALL, 1000), (SMALL, 300), parse=True),
    *(Measurement(f"load {threads}", "load", (SMALL, threads, 400), (SMALL, threads, 150)) for threads in THREADS),
    *(Measurement(f"started {count}", "started", (SMALL, count, 400), (SMALL, count, 150),
                  clients=STARTERS) for count in STARTED),
    *(Measurement(f"started {name}", "started", (SIZES[name], LONG_STARTED, 400), (SIZES[name], LONG_STARTED, 150),
                  clients=LONG_STARTERS) for name in ("1 MB", "16 MB")),
    *(Measurement(f"frames {name}", "frames", (FRAMES[name], full), (FRAMES[name], quick), clients=STREAMERS)
      for name, full, quick in (("100 KB", 600, 150), ("1 MB", 60, 20))),
    Measurement("inference 1 MB", "inferences", (SIZES["1 MB"], 40), (SIZES["1 MB"], 15), clients=RAW_BYTES),
    Measurement("chunk 1 MB", "chunks", (SIZES["1 MB"], 40), (SIZES["1 MB"], 15), clients=CHUNKS),
    _volume("64 KB", 300, 100),
    _volume("1 MB", 40, 15),
    _volume("16 MB", 5, 2),
    _volume("128 MB", 2, 1),
    _volume("16 MB", 5, 2, transport="unix"),
    _volume("16 MB", 5, 2, parse=True),
    Measurement("small tls", "latency", (SMALL, 2000), (SMALL, 500), transport="tls"),
    _volume("1 MB", 40, 15, transport="tls"),
    _volume("16 MB", 5, 2, transport="tls"),
    Measurement("start", "idle"),
]


@dataclass(frozen=True)
class Figure:
    """A column of a table: a field of a measurement."""

    title: str
    measurement: str
    field: str
    unit: str
    digits: int = 0
    compared: bool = True


TABLES = {
    "Small jobs, one after the other (64 bytes)": [
        Figure("p50", "small", "p50_us", "µs"),
        Figure("p99", "small", "p99_us", "µs"),
        Figure("CPU per job", "small", "cpu_us", "µs"),
        Figure("p50, Unix socket", "small unix", "p50_us", "µs"),
        Figure("CPU, Unix socket", "small unix", "cpu_us", "µs"),
        Figure("p50, server parses", "small parse", "p50_us", "µs"),
        Figure("allocated per job", "small", "allocated_bytes", "bytes", compared=False),
    ],
    "Small jobs per second, from several threads": [
        *(Figure(f"{threads} thread{'s' * (threads > 1)}", f"load {threads}", "per_second", "/s") for threads in THREADS),
        Figure("CPU per job, 64", "load 64", "cpu_us", "µs"),
    ],
    "Small jobs per second, started from one thread that waits for several at a time": [
        *(Figure(f"{count} at a time", f"started {count}", "per_second", "/s") for count in STARTED),
        *(Figure(f"CPU per job, {count}", f"started {count}", "cpu_us", "µs") for count in STARTED),
    ],
    f"Large jobs, started from one thread that waits for {LONG_STARTED} at a time": [
        *(Figure(name, f"started {name}", "mb_per_second", "MB/s") for name in ("1 MB", "16 MB")),
        *(Figure(f"CPU, {name}", f"started {name}", "cpu_us", "µs") for name in ("1 MB", "16 MB")),
        Figure("memory, 16 MB", "started 16 MB", "extra_mb", "MB", 1, compared=False),
    ],
    "Frames over a stream of inferences, raw bytes": [
        *(Figure(f"{name} frames", f"frames {name}", "per_second", "/s") for name in FRAMES),
        *(Figure(f"CPU, {name}", f"frames {name}", "cpu_us", "µs") for name in FRAMES),
        Figure("memory, 1 MB", "frames 1 MB", "extra_mb", "MB", 1, compared=False),
    ],
    "Inferences and chunks of 1 MB, raw bytes, one after the other": [
        Figure("inferences", "inference 1 MB", "per_second", "/s"),
        Figure("chunks", "chunk 1 MB", "per_second", "/s"),
        Figure("CPU, inference", "inference 1 MB", "cpu_us", "µs"),
        Figure("CPU, chunk", "chunk 1 MB", "cpu_us", "µs"),
        Figure("memory, inference", "inference 1 MB", "extra_mb", "MB", 1, compared=False),
    ],
    "Large jobs, payload per second": [
        *(Figure(name, f"volume {name}", "mb_per_second", "MB/s") for name in SIZES),
        Figure("16 MB, Unix socket", "volume 16 MB unix", "mb_per_second", "MB/s"),
        Figure("16 MB, server parses", "volume 16 MB parse", "mb_per_second", "MB/s"),
    ],
    "What a large job takes": [
        *(Figure(f"CPU, {name}", f"volume {name}", "cpu_us", "µs") for name in SIZES),
        *(Figure(f"memory, {name}", f"volume {name}", "extra_mb", "MB", 1, compared=False) for name in ("16 MB", "128 MB")),
    ],
    "Over TLS, one job after the other": [
        Figure("64 bytes, p50", "small tls", "p50_us", "µs"),
        Figure("CPU, 64 bytes", "small tls", "cpu_us", "µs"),
        *(Figure(name, f"volume {name} tls", "mb_per_second", "MB/s") for name in ("1 MB", "16 MB")),
        *(Figure(f"CPU, {name}", f"volume {name} tls", "cpu_us", "µs") for name in ("1 MB", "16 MB")),
        Figure("memory, 16 MB", "volume 16 MB tls", "extra_mb", "MB", 1, compared=False),
    ],
    "At rest": [
        Figure("start to receipt", "start", "start_ms", "ms", 1),
        Figure("resident", "start", "resident_mb", "MB", 1),
        Figure("threads", "start", "threads", "", compared=False),
        Figure("size on disk", "start", "disk_mb", "MB", 1),
    ],
}
