"""The measuring half of the Python clients: what native/harness.c is for those in C and C++, with the same command line."""

import json
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Callable, Dict, List

MODEL, VERSION, SOURCE, INPUT = "inspector", "1.0.0", "job", "input.bin"
DEADLINE = 30.0
SMALL = 64

Submit = Callable[[bytes], object]


def cpu_ns() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(1e9 * (usage.ru_utime + usage.ru_stime))


def memory_kb(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise LookupError(f"/proc/self/status has no {name}")


def payload(size: int) -> bytes:
    """The same bytes as in native/harness.c."""
    period = bytes(range(251))
    return (period * (size // 251 + 1))[:size]


def jobs(submit: Submit, data: bytes, count: int) -> None:
    for _ in range(count):
        submit(data)


def latency(submit: Submit, size: int, count: int) -> Dict[str, float]:
    data = payload(size)
    jobs(submit, data, count // 2)
    times: List[int] = []
    cpu = cpu_ns()
    for _ in range(count):
        start = time.monotonic_ns()
        submit(data)
        times.append(time.monotonic_ns() - start)
    cpu = cpu_ns() - cpu
    times.sort()
    return {"jobs": count // 2 + count, "p50_us": times[count // 2] / 1e3, "p99_us": times[count * 99 // 100] / 1e3,
            "cpu_us": cpu / 1e3 / count}


def load(submit: Submit, size: int, threads: int, milliseconds: int) -> Dict[str, float]:
    data = payload(size)
    done = [0] * threads
    stop = False

    def work(index: int) -> None:
        while not stop:
            submit(data)
            done[index] += 1

    workers = [threading.Thread(target=work, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    time.sleep(milliseconds / 3e3)  # until all are connected and warm
    count, cpu, start = sum(done), cpu_ns(), time.monotonic_ns()
    time.sleep(milliseconds / 1e3)
    count, cpu, elapsed = sum(done) - count, cpu_ns() - cpu, time.monotonic_ns() - start
    stop = True
    for worker in workers:
        worker.join()
    return {"jobs": sum(done), "per_second": count * 1e9 / elapsed, "cpu_us": cpu / 1e3 / max(1, count)}


def volume(submit: Submit, size: int, count: int, calls: "Callable[[bytes, int], object] | None" = None) -> Dict[str, float]:
    """Large jobs; or other calls, which `calls` makes a number of."""
    submit(payload(SMALL))  # connected, and as large as an idle client is
    calls = calls or (lambda data, count: jobs(submit, data, count))
    data = payload(size)
    resident = memory_kb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak to what is resident now
    calls(data, 1)
    cpu, start = cpu_ns(), time.monotonic_ns()
    calls(data, count)
    elapsed, cpu = time.monotonic_ns() - start, cpu_ns() - cpu
    return {"jobs": count + 1, "per_second": count * 1e9 / elapsed, "mb_per_second": size * count * 1e3 / elapsed, "cpu_us": cpu / 1e3 / count,
            "extra_kb": memory_kb("VmHWM") - resident}


def main(submit: Submit, packages: List[str], frames: Callable[[bytes, int], object]) -> None:
    """Runs the mode that the command line names.

    `packages` are the directories that the client consists of. `frames` opens a stream, sends the bytes as a frame a
    number of times, and receives an inference for each.
    """
    mode, numbers = sys.argv[2], [int(number) for number in sys.argv[3:]]
    if mode in ("once", "idle"):
        submit(payload(SMALL))
        print(json.dumps({"jobs": 1, "received_ns": time.monotonic_ns(), "packages": packages}), flush=True)
        if mode == "idle":
            sys.stdin.read()
    elif mode == "jobs":
        jobs(submit, payload(numbers[0]), numbers[1])
        print(json.dumps({"jobs": numbers[1]}))
    elif mode == "frames":
        print(json.dumps(volume(submit, numbers[0], numbers[1], frames)))
    else:
        print(json.dumps({"latency": latency, "load": load, "volume": volume}[mode](submit, *numbers)))
