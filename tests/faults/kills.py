#!/usr/bin/python3
"""Kills the edge again and again while threads submit jobs, and compares what the edge has written down with what callers were told.

    kills.py [--kills N] [--threads N] [--transport direct|channel]

The edge writes the key of each job to a file before it answers, and is killed with SIGKILL at a random moment, so that the file tells
what it took. Of every job is required:

- the edge took it once at most, whatever the client has sent again;
- the caller was told of a job only if the edge took it, and of a failure in every other case; a job of which "none" or "part" was sent
  was not taken;
- no call is longer than its deadline, and in the end descriptors, threads and memory are those of the beginning.

Prints a row for docs/reliability.md; ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python"), str(ROOT / "tests/interop"), str(Path(__file__).parent)]

from default_edge import DefaultEdge  # noqa: E402
from edge_server import EdgeServer  # noqa: E402
from modzy_edge import ApiError, EdgeClient  # noqa: E402

DEADLINE = 5.0
LATE = 20.0  # a loaded machine; a call that hangs exceeds any bound


class WritingEdge(DefaultEdge):
    """Writes down each job. The file is the system's: it survives the process. What a kill cuts off has no end."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self._file = file

    def SubmitJob(self, submission: Any) -> Any:
        answer = super().SubmitJob(submission)
        for key in submission.input.sources:
            os.write(self._file, f"\n{key};".encode())
        return answer


def jobs_taken(path: str) -> "Counter[str]":
    """How often the edge took each job."""
    written = Path(path).read_text(encoding="ascii") if os.path.exists(path) else ""
    return Counter(line[:-1] for line in written.split() if line.endswith(";"))


def serve(path: str, port: int, ready: Any, host: str = "127.0.0.1") -> None:
    """The edge: it is killed, and never ends."""
    server = EdgeServer(port, host=host, workers=16)
    server._default = WritingEdge(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT))
    server.start()
    ready.send(server.port)
    while True:
        time.sleep(1)
        server.calls.clear()


class Edge:
    """The edge and its successors, on one port."""

    def __init__(self, path: str) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["edge_server"])
        self._path = path
        self.port = 0
        self.start()

    def start(self) -> None:
        ready, other = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(self._path, self.port, other), daemon=True)
        self._process.start()
        other.close()
        self.port = ready.recv()
        ready.close()

    def kill(self) -> None:
        os.kill(self._process.pid or 0, signal.SIGKILL)
        self._process.join()


class Submitters:
    """Threads that submit jobs, and what they were told of each."""

    def __init__(self, client: EdgeClient, count: int) -> None:
        self._client = client
        self._ending = threading.Event()
        self.told: Dict[str, Tuple[str, Any]] = {}
        self.longest = 0.0
        self.threads = [threading.Thread(target=self._submit, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self._ending.set()
        for thread in self.threads:
            thread.join()

    def _submit(self, thread: int) -> None:
        number = 0
        while not self._ending.is_set():
            number += 1
            key = f"{thread}-{number}"
            began = time.monotonic()
            try:
                self._client.jobs.submit_embedded("m", "1.0.0", {key: {"input.bin": b"x" * random.choice((10, 1000, 100_000))}})
                self.told[key] = ("OK", None)
            except ApiError as error:
                self.told[key] = (error.status, error.sent)
                time.sleep(0.02)  # no more than an edge that is away needs
            self.longest = max(self.longest, time.monotonic() - began)


def surroundings() -> List[int]:
    """Descriptors, threads, and memory in kB."""
    with open("/proc/self/status", encoding="ascii") as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return [len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), memory]


def judge(told: Dict[str, Tuple[str, Any]], taken: "Counter[str]") -> List[str]:
    broken = [f"{key} was taken {count} times" for key, count in taken.items() if count > 1]
    broken += [f"{key} was taken, and nobody was told" for key in taken if key not in told]
    for key, (status, sent) in told.items():
        if status == "OK" and taken[key] == 0:
            broken.append(f"{key} succeeded, and was not taken")
        if status != "OK" and sent in ("none", "part") and taken[key] > 0:
            broken.append(f"{key}: {status}, sent {sent}, and it was taken")
        if status not in ("OK", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "INTERNAL", "UNKNOWN"):
            broken.append(f"{key}: {status}")
    return broken


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--threads", type=int, default=16)
    options.add_argument("--transport", default="direct")
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "taken")
        edge = Edge(path)
        client = EdgeClient("127.0.0.1", edge.port, deadline=DEADLINE, transport=given.transport)
        client.jobs.features()
        before = surroundings()
        began = time.monotonic()
        submitters = Submitters(client, given.threads)
        for _ in range(given.kills):
            time.sleep(random.uniform(0.02, 0.4))
            edge.kill()
            time.sleep(random.choice((0.0, 0.0, 0.05)))
            edge.start()
        submitters.end()
        took = time.monotonic() - began
        client.close()
        time.sleep(1.5)
        after = surroundings()
        edge.kill()
        taken = jobs_taken(path)
    told = submitters.told
    broken = judge(told, taken)
    if submitters.longest > DEADLINE + LATE:
        broken.append(f"a call took {submitters.longest:.1f} s")
    if after[0] > before[0] + 4 or after[1] > before[1] + 4:
        broken.append(f"{before[0]} descriptors and {before[1]} threads became {after[0]} and {after[1]}")
    for line in broken[:40]:
        print(line, file=sys.stderr)
    outcomes = Counter(status for status, _ in told.values())
    print(f"ROW\tThe edge killed under load, {given.threads} threads, {given.transport} transport\t{given.kills} kills in {took:.0f} s, "
          f"{len(told)} jobs: {', '.join(f'{count} {name}' for name, count in outcomes.most_common())}; the longest call "
          f"{submitters.longest:.1f} s\t{len(broken)} jobs submitted twice, or lost without an error")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
