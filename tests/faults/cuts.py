#!/usr/bin/python3
"""Cuts, stalls and damages exchanges at every byte, in both directions, and holds each call to its promises.

    cuts.py [--step N] [--workers N]

A submission, a status, a wait, a list and a stream run through a proxy, over exclusive connections, a multiplexed one and the
channel, on connections that are new and on such that were used before. At each N-th byte of either direction there is a reset, a
close, a stall, a repeated and a garbled byte; and once every byte travels alone. Of every call is required:

- it ends within its deadline, with a result or with an error of a known status;
- no submission makes two jobs, unless bytes of the request were changed; one that succeeds has made its job; one of which "none" or
  "part" was sent has made none;
- afterwards the process has the descriptors and threads that it had.

Prints a row for docs/reliability.md; ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path as FilePath
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

ROOT = FilePath(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python"), str(ROOT / "tests/interop"), str(FilePath(__file__).parent)]

import modzy_edge  # noqa: E402
from default_edge import DefaultEdge  # noqa: E402
from edge_server import EdgeServer  # noqa: E402
from fault_proxy import AT_A_BYTE, DIRECTIONS, Fault, FaultProxy, Path  # noqa: E402
from modzy_edge import ApiError, EdgeClient, aio  # noqa: E402
from wire import messages  # noqa: E402

DEADLINE = 0.6
LATE = 4.0  # a loaded machine; a call that hangs exceeds any bound
STATUSES = {"CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "NOT_FOUND", "RESOURCE_EXHAUSTED", "INTERNAL", "UNAVAILABLE",
            "UNIMPLEMENTED", "INVALID_ARGUMENT", "PERMISSION_DENIED", "FAILED_PRECONDITION"}
METHODS = ("submit", "status", "wait", "list", "stream")
PATHS = ("exclusive", "multiplexed", "channel")


class CountingEdge(DefaultEdge):
    """Counts the jobs of each source key."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: "Counter[str]" = Counter()
        self.jobs_lock = threading.Lock()

    def SubmitJob(self, submission: Any) -> Any:
        with self.jobs_lock:
            self.jobs.update(submission.input.sources.keys())
        return super().SubmitJob(submission)

    def GetJobs(self, _request: Any) -> Any:
        return messages().jobs.JobSummaryList(jobs=[{"job_identifier": f"job-{number}", "status": "COMPLETE"} for number in range(3)])


class SeparateEdge:
    """A CountingEdge in a process of its own: what is left open in this one is the client's, or the proxy's."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        self.port: int = self._pipe.recv()
        self._lock = threading.Lock()

    def jobs_of(self, key: str) -> int:
        with self._lock:
            self._pipe.send(key)
            count: int = self._pipe.recv()
            return count

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(pipe: Any) -> None:
    server = EdgeServer(workers=64)
    edge = server._default = CountingEdge()
    server.start()
    pipe.send(server.port)
    while True:
        key = pipe.recv()
        server.calls.clear()
        pipe.send(edge.jobs[key])


class Case(NamedTuple):
    method: str
    path: str
    used: bool
    fault: Fault


class Run:
    """What was done, and what was broken."""

    def __init__(self, edge: SeparateEdge, proxy: FaultProxy) -> None:
        self._edge, self._proxy = edge, proxy
        self._numbers = iter(range(1 << 30))
        self.job = ""
        self.outcomes: "Counter[str]" = Counter()
        self.broken: List[str] = []
        self._submissions: List[Tuple[Case, str, str, Any]] = []
        self.longest = 0.0

    def lengths(self, method: str, path: str, used: bool) -> Dict[str, int]:
        """How many bytes an exchange has in each direction."""
        way = self._proxy.open()
        try:
            self._exchange(way, Case(method, path, used, Fault("none")), f"recorded-{next(self._numbers)}")
            return dict(way.bytes)
        finally:
            way.close()

    def run(self, case: Case) -> None:
        key = f"key-{next(self._numbers)}"
        way = self._proxy.open()
        began = time.monotonic()
        sent = None
        try:
            self._exchange(way, case, key)
            outcome = "OK"
        except ApiError as error:
            outcome, sent = error.status, error.sent
            if not error.message or "System." in error.message:
                self.broken.append(f"{case}: {error.status} with the message {error.message!r}")
        except Exception as error:  # pylint: disable=broad-except
            outcome = f"{type(error).__name__}: {error}"
        took = time.monotonic() - began
        way.close()
        self.longest = max(self.longest, took)
        self.outcomes[outcome] += 1
        if outcome != "OK" and outcome not in STATUSES:
            self.broken.append(f"{case}: {outcome}")
        if took > 2 * DEADLINE + LATE:
            self.broken.append(f"{case}: {took:.1f} s, {outcome}")
        if case.fault.kind == "trickle" and outcome not in ("OK", "DEADLINE_EXCEEDED"):
            self.broken.append(f"{case}: {outcome}")
        if case.method == "submit":
            self._submissions.append((case, key, outcome, sent))

    def check_jobs(self) -> None:
        """When all is over: the edge may be slower than the end of a call."""
        for submission in self._submissions:
            self._check_jobs(*submission)

    def _check_jobs(self, case: Case, key: str, outcome: str, sent: Any) -> None:
        jobs = self._edge.jobs_of(key)
        changed = case.fault.kind in ("repeat", "garble")
        if jobs > 1 or (outcome == "OK" and jobs == 0 and not changed):
            self.broken.append(f"{case}: {outcome}, and {jobs} jobs")
        if outcome != "OK" and sent in ("none", "part") and jobs > 0 and not changed:
            self.broken.append(f"{case}: {outcome}, sent {sent}, and {jobs} jobs")

    def _exchange(self, way: Path, case: Case, key: str) -> None:
        if case.path == "multiplexed":
            self._proxy.run(self._exchange_async(way, case, key))
            return
        transport: Any = "channel" if case.path == "channel" else "direct"
        with EdgeClient("127.0.0.1", way.port, deadline=DEADLINE, transport=transport) as client:
            if case.used:
                client.jobs.features(deadline=10)
            way.arm(case.fault)
            if case.method == "submit":
                client.jobs.submit_embedded("m", "1.0.0", {key: {"input.bin": b"x" * 100}})
            elif case.method == "status":
                client.jobs.get(self.job)
            elif case.method == "wait":
                client.jobs.block_until_complete(self.job, timeout=DEADLINE)
            elif case.method == "list":
                client.jobs.list()
            else:
                requests = [client.inferences.build_inference_request("m", "1.0.0", [modzy_edge.InputSource(key="k", text="text")])] * 3
                with client.inferences.stream(iter(requests), timeout=DEADLINE) as stream:
                    for _ in stream:
                        pass

    async def _exchange_async(self, way: Path, case: Case, key: str) -> None:
        async with aio.EdgeClient("127.0.0.1", way.port, deadline=DEADLINE, transport="direct") as client:
            if case.used:
                await client.jobs.features(deadline=10)
            way.arm(case.fault)
            if case.method == "submit":
                await client.jobs.submit_embedded("m", "1.0.0", {key: {"input.bin": b"x" * 100}})
            elif case.method == "status":
                await client.jobs.get(self.job)
            elif case.method == "wait":
                await client.jobs.block_until_complete(self.job, timeout=DEADLINE)
            elif case.method == "list":
                await client.jobs.list()


def cases(run: Run, step: int) -> List[Case]:
    found = []
    for path in PATHS:
        for method in METHODS:
            if method == "stream" and path == "multiplexed":
                continue  # a stream has a connection of its own
            for used in (False, True):
                found.append(Case(method, path, used, Fault("trickle")))
                lengths = run.lengths(method, path, used)
                for direction in DIRECTIONS:
                    # From another byte each time, so that a short run meets all of them in the long term.
                    first = random.randrange(step)
                    found += [Case(method, path, used, Fault(kind, direction, offset))
                              for offset in range(first, lengths[direction], step) for kind in AT_A_BYTE]
    random.shuffle(found)
    return found


def surroundings() -> Tuple[int, int]:
    """Descriptors and threads of this process."""
    gc.collect()
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))


def settled(before: Tuple[int, int]) -> Tuple[int, int]:
    """The same when what ends by itself has had time to."""
    end = time.monotonic() + 15
    while time.monotonic() < end and any(now > then + 2 for now, then in zip(surroundings(), before)):
        time.sleep(0.2)
    return surroundings()


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--step", type=int, default=1)
    options.add_argument("--workers", type=int, default=24)
    given = options.parse_args(arguments)
    sys.setswitchinterval(0.0005)
    edge = SeparateEdge()
    with FaultProxy(edge.port) as proxy:
        run = Run(edge, proxy)
        with EdgeClient("127.0.0.1", edge.port) as client:
            run.job = str(client.jobs.submit_embedded("m", "1.0.0", {"job": b"text"}).job_identifier)
        todo = cases(run, given.step)
        with ThreadPoolExecutor(given.workers) as pool:
            list(pool.map(run.run, todo[:200]))  # threads that stay: the pool's, the runtime's, the server's
            before = surroundings()
            began = time.monotonic()
            list(pool.map(run.run, todo[200:]))
            took = time.monotonic() - began
            after = settled(before)
        run.check_jobs()
    edge.stop()
    if after[0] > before[0] + 8 or after[1] > before[1] + 8:
        run.broken.append(f"{before[0]} descriptors and {before[1]} threads became {after[0]} and {after[1]}")
    for line in run.broken[:40]:
        print(line, file=sys.stderr)
    outcomes = ", ".join(f"{count} {name}" for name, count in run.outcomes.most_common())
    print(f"ROW\tExchanges cut, stalled or damaged at a byte\t{len(todo)} in {took:.0f} s, {outcomes}; the longest {run.longest:.1f} s\t"
          f"{len(run.broken)} broken promises")
    return 1 if run.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
