#!/usr/bin/python3
"""Sends the bytes of files to clients, as what an edge or a proxy says, and holds each call to its promises.

    corpus.py [--step N] [--skip N] [--workers N] DIRECTORY...

Each file, without its first --skip bytes, is what a peer sends: to calls over exclusive connections, a multiplexed one, a stream and
the channel, as soon as they are connected and after a SETTINGS frame; within a handshake of TLS; and as the response of a proxy to
CONNECT. Afterwards the peer closes, or stays and says nothing more. The files are meant to be the corpora of fuzzers. Of every
call is required:

- it ends within its deadline, with a result or with an error of a known status, whose message names no exception;
- afterwards the process has the descriptors and threads that it had.

Prints a row for docs/reliability.md; ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Set

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python"), str(Path(__file__).parent)]

import modzy_edge  # noqa: E402
from cuts import LATE, STATUSES, report, run_all  # noqa: E402
from modzy_edge import ApiError, EdgeClient, aio  # noqa: E402

DEADLINE = 0.4
PATHS = ("exclusive", "multiplexed", "stream", "channel")
SETTINGS = b"\0\0\0\4\0\0\0\0\0" + b"\0\0\0\4\1\0\0\0\0"  # its own, and the acknowledgement of those of the client


class Case(NamedTuple):
    file: Path
    path: str
    greets: bool
    stays: bool


class Peer:
    """A listener whose connections get the same bytes."""

    def __init__(self, said: bytes, stays: bool) -> None:
        self._said, self._stays = said, stays
        self._tasks: Set["asyncio.Task[None]"] = set()
        self._server: Any = None
        self.port = 0

    async def listen(self) -> Peer:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await reader.read(1)  # the client speaks first in all of these protocols
            writer.write(self._said)
            await writer.drain()
            if not self._stays:
                writer.write_eof()
            while await reader.read(65536):
                pass
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class Run:
    """What was done, and what was broken."""

    def __init__(self, skip: int) -> None:
        self._skip = skip
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.outcomes: "Counter[str]" = Counter()
        self.broken: List[str] = []
        self.longest = 0.0

    def run(self, case: Case) -> None:
        said = (SETTINGS if case.greets else b"") + case.file.read_bytes()[self._skip:]
        peer = self._await(Peer(said, case.stays).listen())
        began = time.monotonic()
        try:
            self._call(case, peer.port)
            outcome = "OK"
        except ApiError as error:
            outcome = error.status
            if not error.message or "System." in error.message or "Exception" in error.message or "\n" in error.message:
                self.broken.append(f"{case}: {error.status} with the message {error.message!r}")
        except Exception as error:  # pylint: disable=broad-except
            outcome = f"{type(error).__name__}: {error}"
        took = time.monotonic() - began
        self._await(peer.close())
        self.longest = max(self.longest, took)
        self.outcomes[outcome] += 1
        if outcome != "OK" and outcome not in STATUSES:
            self.broken.append(f"{case}: {outcome}")
        if took > DEADLINE + LATE:
            self.broken.append(f"{case}: {took:.1f} s, {outcome}")

    def _await(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _call(self, case: Case, port: int) -> None:
        if case.path == "multiplexed":
            self._await(self._call_async(port))
            return
        options: Dict[str, Any] = {"deadline": DEADLINE, "transport": "channel" if case.path == "channel" else "direct"}
        address = ("127.0.0.1", port)
        if case.path == "tls":
            options["tls"] = True
        elif case.path == "proxy":
            options["proxy"] = f"http://127.0.0.1:{port}"
            address = ("edge.invalid", 55000)
        with EdgeClient(*address, **options) as client:
            if case.path == "stream":
                request = client.inferences.build_inference_request("m", "1.0.0", [modzy_edge.InputSource(key="k", text="text")])
                with client.inferences.stream(iter([request]), timeout=DEADLINE) as stream:
                    for _ in stream:
                        pass
            elif case.stays:
                client.jobs.submit_embedded("m", "1.0.0", {"key": {"input.bin": b"x" * 100}})
            else:
                client.jobs.get("job")

    async def _call_async(self, port: int) -> None:
        async with aio.EdgeClient("127.0.0.1", port, deadline=DEADLINE, transport="direct") as client:
            outcomes = await asyncio.gather(*(client.jobs.get(f"job-{number}") for number in range(3)), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome


def cases(files: List[Path]) -> List[Case]:
    found = []
    for file in files:
        for stays in (False, True):
            found += [Case(file, path, greets, stays) for path in PATHS for greets in (False, True)]
            found += [Case(file, path, False, stays) for path in ("tls", "proxy")]
    random.shuffle(found)
    return found


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("directories", nargs="+", type=Path)
    options.add_argument("--step", type=int, default=1)
    options.add_argument("--skip", type=int, default=0)
    options.add_argument("--workers", type=int, default=24)
    given = options.parse_args(arguments)
    sys.setswitchinterval(0.0005)
    files = sorted(file for directory in given.directories for file in directory.rglob("*") if file.is_file())
    # From another file each time, so that a short run meets all of them in the long term.
    files = files[random.randrange(min(given.step, len(files))):: given.step] if files else sys.exit("The directories have no files.")
    run = Run(given.skip)
    todo = cases(files)
    took, kept = run_all(run, todo, given.workers, first=100)
    return report(run, "What peers said to fuzzers, sent to clients", f"{len(files)} files, {len(todo)} calls in {took:.0f} s", kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
