#!/usr/bin/python3
"""Bad networks between the client and the edge: packets that are lost, late, out of order, or vanish for seconds.

    links.py [--seconds N]        as root

Client and edge run in network namespaces of their own. What connects them is this process, which forwards packets between two TUN
devices as badly as it is told, so that no module of the kernel is needed. Threads submit jobs all the while; of each is required what
kills.py requires. Prints a row for docs/reliability.md.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

sys.path.insert(0, str(Path(__file__).parent))

from kills import DEADLINE, LATE, Submitters, jobs_taken, judge, serve  # noqa: E402
from modzy_edge import EdgeClient  # noqa: E402

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 1, 0x1000, 0x40000000
EDGE_ADDRESS, CLIENT_ADDRESS, PORT = "10.99.0.1", "10.99.0.2", 55000


class Conditions(NamedTuple):
    name: str
    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0  # packets overtake each other
    outage: float = 0.0  # seconds out of every five in which nothing arrives


ALL_CONDITIONS = (Conditions("5% lost, 20 ms", loss=0.05, delay=0.02), Conditions("20% lost", loss=0.2, delay=0.005),
            Conditions("200 ms, out of order", delay=0.2, jitter=0.1), Conditions("black for 2 s in 5", delay=0.001, outage=2.0))


class Link:
    """Two TUN devices, in two namespaces, and the packets between them."""

    def __init__(self, namespaces: Tuple[str, str]) -> None:
        self._ends = [self._device(name, address) for name, address in zip(namespaces, (EDGE_ADDRESS, CLIENT_ADDRESS))]
        self.conditions = Conditions("clear")
        self.forwarded = self.dropped = 0
        threading.Thread(target=self._forward, daemon=True).start()

    @staticmethod
    def _device(namespace: str, address: str) -> int:
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/self/ns/net", "rb") as home, open(f"/var/run/netns/{namespace}", "rb") as there:
            if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                sys.exit(f"{namespace} cannot be entered: {os.strerror(ctypes.get_errno())}")
            device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", b"wire0", IFF_TUN | IFF_NO_PI))
            libc.setns(home.fileno(), CLONE_NEWNET)
        for command in (f"addr add {address}/24 dev wire0", "link set dev wire0 up", "link set dev lo up"):
            subprocess.run(["ip", "-n", namespace, *command.split()], check=True)
        return device

    def _forward(self) -> None:
        late: List[Tuple[float, int, int, bytes]] = []
        number = 0
        while True:
            wait = max(0.0, late[0][0] - time.monotonic()) if late else 0.1
            for end in select.select(self._ends, [], [], min(wait, 0.1))[0]:
                packet = os.read(end, 65536)
                conditions, now = self.conditions, time.monotonic()
                if random.random() < conditions.loss or (conditions.outage and now % 5 < conditions.outage):
                    self.dropped += 1
                    continue
                number += 1
                at = now + conditions.delay + random.uniform(0, conditions.jitter)
                heapq.heappush(late, (at, number, self._ends[end == self._ends[0]], packet))
            while late and late[0][0] <= time.monotonic():
                os.write(late[0][2], heapq.heappop(late)[3])
                self.forwarded += 1


class Pipe:
    """What kills.serve tells that it listens to."""

    @staticmethod
    def send(_port: int) -> None:
        print("ready", flush=True)


def submit(seconds: float) -> None:
    """In the client's namespace: what its callers were told, as JSON."""
    with EdgeClient(EDGE_ADDRESS, PORT, deadline=DEADLINE) as client:
        submitters = Submitters(client, 8)
        time.sleep(seconds)
        submitters.end()
    json.dump([submitters.told, submitters.longest], sys.stdout)


def in_namespace(name: str, *arguments: str) -> List[str]:
    return ["ip", "netns", "exec", name, sys.executable, __file__, *arguments]


def run(link: Link, conditions: Conditions, seconds: float, names: Tuple[str, str], directory: str) -> Tuple[str, List[str]]:
    path = os.path.join(directory, "taken")
    if os.path.exists(path):
        os.unlink(path)
    link.conditions = Conditions("clear")
    with subprocess.Popen(in_namespace(names[0], "--serve", path), stdout=subprocess.PIPE) as edge:
        assert edge.stdout is not None
        edge.stdout.readline()
        link.conditions = conditions
        said = subprocess.run(in_namespace(names[1], "--submit", str(seconds)), stdout=subprocess.PIPE, check=True, timeout=seconds + 120)
        link.conditions = Conditions("clear")
        time.sleep(1)
        edge.kill()
    told: Dict[str, Any]
    told, longest = json.loads(said.stdout)
    taken = jobs_taken(path)
    outcomes = Counter(status for status, _ in told.values())
    broken = judge({key: (status, sent) for key, (status, sent) in told.items()}, taken)
    if longest > DEADLINE + LATE:
        broken.append(f"a call took {longest:.1f} s")
    if outcomes["OK"] == 0:
        broken.append("no job got through")
    counts = ", ".join(f"{count} {name}" for name, count in outcomes.most_common())
    return f"{conditions.name}: {counts}, the longest {longest:.1f} s", [f"{conditions.name}: {line}" for line in broken]


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--serve")
    options.add_argument("--submit", type=float)
    given = options.parse_args(arguments)
    if given.serve:
        serve(given.serve, PORT, Pipe, EDGE_ADDRESS)
    if given.submit:
        submit(given.submit)
        return 0
    if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
        print("ROW\tBad networks\tnot done: it takes root and /dev/net/tun\t-")
        return 0
    names = (f"edge-{os.getpid()}", f"client-{os.getpid()}")
    for name in names:
        subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        link = Link(names)
        with tempfile.TemporaryDirectory() as directory:
            results = [run(link, conditions, given.seconds, names, directory) for conditions in ALL_CONDITIONS]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=True)
    broken = [line for _, lines in results for line in lines]
    for line in broken[:40]:
        print(line, file=sys.stderr)
    print(f"ROW\tBad networks, {given.seconds:.0f} s each\t{'; '.join(said for said, _ in results)}; {link.dropped} of "
          f"{link.forwarded + link.dropped} packets lost\t{len(broken)} jobs submitted twice, or lost without an error")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
