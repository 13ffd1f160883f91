#!/usr/bin/python3
"""Cuts, stalls and damages exchanges at every byte, in both directions, and holds each call to its promises.

    cuts.py [--tls] [--step N] [--workers N]

A submission, a status, a wait, a list and a stream run through a proxy, over exclusive connections, a multiplexed one and the
channel, on connections that are new and on such that were used before. At each N-th byte of either direction there is a reset, a
close, a stall, a repeated and a garbled byte; and once every byte travels alone. Of every call is required:

- it ends within its deadline, with a result or with an error of a known status;
- no submission makes two jobs; one that succeeds has made the job of its result; one of which "none" or "part" was sent has made none;
- the result of a call that succeeds is the one that it has without a fault;
- afterwards the process has the descriptors and threads that it had.

Changed bytes of plaintext are excepted from the second and the third. With TLS, which detects them, they are not; the bytes are
those of the handshake and of the records. The channel of the library has no TLS.

Prints a row for docs/reliability.md; ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path as FilePath
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

ROOT = FilePath(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python"), str(ROOT / "tests/interop"), str(FilePath(__file__).parent)]

import grpc  # noqa: E402
import modzy_edge  # noqa: E402
from certificates import Certificates  # noqa: E402
from default_edge import DefaultEdge  # noqa: E402
from edge_server import EdgeServer  # noqa: E402
from fault_proxy import AT_A_BYTE, DIRECTIONS, Fault, FaultProxy, Path  # noqa: E402
from modzy_edge import ApiError, EdgeClient, TlsOptions, aio  # noqa: E402
from wire import messages  # noqa: E402

DEADLINE = 0.6
RECORDING = 30.0  # of an exchange without a fault
LATE = 20.0  # a loaded machine; a call that hangs exceeds any bound
STATUSES = {"CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "NOT_FOUND", "RESOURCE_EXHAUSTED", "INTERNAL", "UNAVAILABLE",
            "UNIMPLEMENTED", "INVALID_ARGUMENT", "PERMISSION_DENIED", "FAILED_PRECONDITION"}
TLS_STATUSES = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "UNAUTHENTICATED", "FAILED_PRECONDITION"}
METHODS = ("submit", "status", "wait", "list", "stream")
PATHS = ("exclusive", "multiplexed", "channel")
TLS_PATHS = ("exclusive", "multiplexed")


class CountingEdge(DefaultEdge):
    """Knows the jobs of each source key."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: Dict[str, List[str]] = defaultdict(list)
        self.jobs_lock = threading.Lock()

    def SubmitJob(self, submission: Any) -> Any:
        receipt = super().SubmitJob(submission)
        with self.jobs_lock:
            for key in submission.input.sources:
                self.jobs[key].append(receipt.job_identifier)
        return receipt

    def GetJobs(self, _request: Any) -> Any:
        return messages().jobs.JobSummaryList(jobs=[{"job_identifier": f"job-{number}", "status": "COMPLETE"} for number in range(3)])


class SeparateEdge:
    """A CountingEdge in a process of its own: what is left open in this one is the client's, or the proxy's."""

    def __init__(self, certificates: Optional[Certificates]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, certificates), daemon=True)
        self._process.start()
        self.port: int = self._pipe.recv()
        self._lock = threading.Lock()

    def jobs_of(self, key: str) -> List[str]:
        with self._lock:
            self._pipe.send(key)
            jobs: List[str] = self._pipe.recv()
            return jobs

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(pipe: Any, certificates: Optional[Certificates]) -> None:
    os.environ["GRPC_VERBOSITY"] = "NONE"  # it reports each handshake that fails
    credentials = None if certificates is None else grpc.ssl_server_credentials(
        [(certificates.edge_key.read_bytes(), certificates.edge.read_bytes())])
    server = EdgeServer(workers=64, credentials=credentials)
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

    def __init__(self, edge: SeparateEdge, proxy: FaultProxy, tls: Union[bool, TlsOptions]) -> None:
        self._edge, self._proxy, self._tls = edge, proxy, tls
        self.over_tls = tls is not False
        self._numbers = iter(range(1 << 30))
        self.job = ""
        self.outcomes: "Counter[str]" = Counter()
        self.broken: List[str] = []
        self.unharmed = 0
        self._results: Dict[str, Any] = {}
        self._submissions: List[Tuple[Case, str, str, Any, Any]] = []
        self.longest = 0.0

    def lengths(self, method: str, path: str, used: bool) -> Dict[str, int]:
        """How many bytes an exchange has in each direction: at most, as signatures of a handshake differ in length."""
        longest = dict.fromkeys(DIRECTIONS, 0)
        for _ in range(5 if self.over_tls else 1):
            way = self._proxy.open()
            try:
                self._results[method] = self._exchange(way, Case(method, path, used, Fault("none")), f"recorded-{next(self._numbers)}")
                longest = {direction: max(longest[direction], way.bytes[direction]) for direction in DIRECTIONS}
            finally:
                way.close()
        return longest

    def run(self, case: Case) -> None:
        key = f"key-{next(self._numbers)}"
        way = self._proxy.open()
        began = time.monotonic()
        sent = result = None
        try:
            result = self._exchange(way, case, key)
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
        if outcome != "OK" and outcome not in (TLS_STATUSES if self.over_tls else STATUSES):
            self.broken.append(f"{case}: {outcome}")
        if case.method != "submit" and outcome == "OK" and result != self._results[case.method] and not self._is_changed(case):
            self.broken.append(f"{case}: {result} in place of {self._results[case.method]}")
        if not way.fired and case.fault.kind in AT_A_BYTE:
            self.unharmed += 1  # the exchange was shorter than the recorded ones, or over before
        if took > 2 * DEADLINE + LATE:
            self.broken.append(f"{case}: {took:.1f} s, {outcome}")
        if case.fault.kind == "trickle" and outcome not in ("OK", "DEADLINE_EXCEEDED"):
            self.broken.append(f"{case}: {outcome}")
        if case.method == "submit":
            self._submissions.append((case, key, outcome, sent, result))

    def check_jobs(self) -> None:
        """When all is over: the edge may be slower than the end of a call."""
        for submission in self._submissions:
            self._check_jobs(*submission)

    def _check_jobs(self, case: Case, key: str, outcome: str, sent: Any, result: Any) -> None:
        jobs = self._edge.jobs_of(key)
        if len(jobs) > 1 or (outcome == "OK" and jobs != [result] and not self._is_changed(case)):
            self.broken.append(f"{case}: {outcome} {result}, and the jobs {jobs}")
        if outcome != "OK" and sent in ("none", "part") and jobs and not self._is_changed(case):
            self.broken.append(f"{case}: {outcome}, sent {sent}, and the jobs {jobs}")

    def _is_changed(self, case: Case) -> bool:
        return not self.over_tls and case.fault.kind in ("repeat", "garble")

    def _exchange(self, way: Path, case: Case, key: str) -> Any:
        """Makes the call, and returns what identifies its result."""
        if case.path == "multiplexed":
            return self._proxy.run(self._exchange_async(way, case, key))
        transport: Any = "channel" if case.path == "channel" else "direct"
        with EdgeClient("127.0.0.1", way.port, deadline=deadline_of(case), transport=transport, tls=self._tls) as client:
            if case.used:
                client.jobs.features(deadline=10)
            way.arm(case.fault)
            if case.method == "submit":
                return client.jobs.submit_embedded("m", "1.0.0", {key: {"input.bin": b"x" * 100}}).job_identifier
            if case.method == "status":
                return outline(client.jobs.get(self.job))
            if case.method == "wait":
                return outline(client.jobs.block_until_complete(self.job, timeout=deadline_of(case)))
            if case.method == "list":
                return [outline(job) for job in client.jobs.list()]
            requests = [client.inferences.build_inference_request("m", "1.0.0", [modzy_edge.InputSource(key="k", text="text")])] * 3
            with client.inferences.stream(iter(requests), timeout=deadline_of(case)) as stream:
                return [str(inference.status) for inference in stream]

    async def _exchange_async(self, way: Path, case: Case, key: str) -> Any:
        async with aio.EdgeClient("127.0.0.1", way.port, deadline=deadline_of(case), transport="direct", tls=self._tls) as client:
            if case.used:
                await client.jobs.features(deadline=10)
            way.arm(case.fault)
            if case.method == "submit":
                return (await client.jobs.submit_embedded("m", "1.0.0", {key: {"input.bin": b"x" * 100}})).job_identifier
            if case.method == "status":
                return outline(await client.jobs.get(self.job))
            if case.method == "wait":
                return outline(await client.jobs.block_until_complete(self.job, timeout=deadline_of(case)))
            return [outline(job) for job in await client.jobs.list()]


def deadline_of(case: Case) -> float:
    return RECORDING if case.fault.kind == "none" else DEADLINE


def outline(job: Any) -> Tuple[str, str]:
    return str(job.job_identifier), str(job.status)


def cases(run: Run, paths: Tuple[str, ...], step: int) -> List[Case]:
    found = []
    for path in paths:
        for method in METHODS:
            if method == "stream" and path == "multiplexed":
                continue  # a stream has a connection of its own
            # A handshake is the same whatever call follows: with TLS one method meets its bytes.
            for used in ((False, True) if method == "submit" or not run.over_tls else (True,)):
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


def run_all(run: Any, todo: List[Any], workers: int, first: int) -> Tuple[float, str]:
    """Runs the cases, and requires that descriptors and threads are then as after the first ones.

    Returns the time in seconds, and the descriptors and threads in words.
    """
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run.run, todo[:first]))  # threads that stay: the pool's, the runtime's, the server's
        before = surroundings()
        began = time.monotonic()
        list(pool.map(run.run, todo[first:]))
        took = time.monotonic() - began
        after = settled(before)
    if after[0] > before[0] + 8 or after[1] > before[1] + 8:
        run.broken.append(f"{before[0]} descriptors and {before[1]} threads became {after[0]} and {after[1]}")
    return took, f"{before[0]} -> {after[0]} descriptors, {before[1]} -> {after[1]} threads"


def report(run: Any, what: str, *further: str) -> int:
    """Prints the row, and what was broken. Returns the exit code."""
    for line in run.broken[:40]:
        print(line, file=sys.stderr)
    outcomes = ", ".join(f"{count} {name}" for name, count in run.outcomes.most_common())
    print(f"ROW\t{what}\t{'; '.join([*further, outcomes])}; the longest {run.longest:.1f} s\t{len(run.broken)} broken promises")
    return 1 if run.broken else 0


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tls", action="store_true")
    options.add_argument("--step", type=int, default=1)
    options.add_argument("--workers", type=int, default=24)
    given = options.parse_args(arguments)
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as directory:
        certificates = Certificates(FilePath(directory)) if given.tls else None
        edge = SeparateEdge(certificates)
        tls = certificates is not None and TlsOptions(ca_pem=certificates.authority.read_bytes())
    with FaultProxy(edge.port) as proxy:
        run = Run(edge, proxy, tls)
        with EdgeClient("127.0.0.1", edge.port, tls=tls) as client:
            run.job = str(client.jobs.submit_embedded("m", "1.0.0", {"job": b"text"}).job_identifier)
        todo = cases(run, TLS_PATHS if given.tls else PATHS, given.step)
        took, kept = run_all(run, todo, given.workers, first=200)
        run.check_jobs()
    edge.stop()
    return report(run, f"Exchanges cut, stalled or damaged at a byte{', over TLS' if given.tls else ''}", f"{len(todo)} in {took:.0f} s",
                  kept, f"{run.unharmed} over before the byte")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
