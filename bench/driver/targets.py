"""What our client has to reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

from .clients import AIO, AIO_GRPCIO, BYTES, C_DIRECT, C_POLLING, PYTHON_DIRECT, RAW
from .measurements import SIZES
from .summary import Summary


@dataclass(frozen=True)
class Target:
    title: str
    measured: Optional[float]
    limit: float
    at_most: bool
    unit: str = ""

    @property
    def met(self) -> bool:
        assert self.measured is not None
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit

    @property
    def words(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}{self.unit}"


def targets(summary: Summary) -> List[Target]:
    """All that were measured. Without a unit they are ratios to the C++ stub with AVX2 base64."""
    us = C_DIRECT.name

    def ratio(title: str, measurement: str, field: str, limit: float, at_most: bool) -> Target:
        return Target(title, summary.ratio(measurement, us, field), limit, at_most)

    found = [
        ratio("small job, p50", "small", "p50_us", 0.60, True),
        Target("small job, p50, busy poll", summary.ratio("small", C_POLLING.name, "p50_us"), 0.60, True),
        ratio("small job, CPU", "small", "cpu_us", 0.30, True),
        *(ratio(f"small jobs per second, {threads} threads", f"load {threads}", "per_second", limit, False)
          for threads, limit in ((1, 1.9), (4, 2.0), (16, 1.4), (64, 1.2))),
        *(ratio(f"{name} per second", f"volume {name}", "mb_per_second", limit, False)
          for name, limit in (("64 KB", 1.4), ("1 MB", 2.2), ("16 MB", 2.5), ("128 MB", 2.5))),
        *(Target(f"{name} per second, to C++ hand-encoded",
                 summary.ratio(f"volume {name}", us, "mb_per_second", BYTES.name), 0.9, False) for name in SIZES),
        *(Target(f"extra memory, {name}", summary.value(f"volume {name}", us, "extra_mb"), 10, True, " MB")
          for name in SIZES),
        *(Target(title, summary.ratio("small", us, field, RAW.name), limit, True)
          for title, field, limit in (("small job, p50, to bare sockets", "p50_us", 1.25),
                                      ("small job, CPU, to bare sockets", "cpu_us", 1.6))),
        *(each for count, rate, cpu in ((16, 1.3, 0.8), (200, 1.4, 0.6)) for each in (
            ratio(f"started jobs per second, {count} at a time", f"started {count}", "per_second", rate, False),
            ratio(f"started jobs, CPU, {count} at a time", f"started {count}", "cpu_us", cpu, True))),
        Target("asyncio, 200 at a time, to grpcio's",
               summary.ratio("started 200", AIO.name, "per_second", AIO_GRPCIO.name), 4, False),
        Target("asyncio over C, 200 at a time, CPU",
               summary.difference("started 200", AIO.name, "cpu_us", us), 45, True, " µs"),
        *(each for measurement in ("frames 100 KB", "inference 1 MB") for each in (
            ratio(f"{measurement}, per second", measurement, "per_second", 1.5, False),
            ratio(f"{measurement}, CPU", measurement, "cpu_us", 0.5, True))),
        Target("frames 1 MB, extra memory", summary.value("frames 1 MB", us, "extra_mb"), 2, True, " MB"),
        ratio("small job over TLS, p50", "small tls", "p50_us", 0.67, True),
        ratio("16 MB per second, over TLS", "volume 16 MB tls", "mb_per_second", 1.5, False),
        ratio("process start to receipt", "start", "start_ms", 0.5, True),
        Target("idle, resident", summary.value("start", us, "resident_mb"), 10, True, " MB"),
        Target("idle, threads", summary.value("start", us, "threads"), 3, True),
        Target("size of the library", summary.value("start", us, "disk_mb"), 8, True, " MB"),
        Target("Python over C, small job", summary.difference("small", PYTHON_DIRECT.name, "p50_us", us), 15, True, " µs"),
    ]
    return [target for target in found if target.measured is not None]
