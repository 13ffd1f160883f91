"""One session: all clients, all measurements, interleaved."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any, Callable, Dict, List

from . import idle
from .verify import CONNECTING, check_counts, message_size, size_in_mode
from .clients import Client
from .measurements import MEASUREMENTS, SMALL, Measurement
from .server import Server

# Samples by measurement and client, one for each round.
Samples = Dict[str, Dict[str, List[Dict[str, Any]]]]


def run(clients: List[Client], quick: bool, rounds: int, seconds: float, show: Callable[[str], None]) -> Samples:
    """Measures everything once in each round, so that what disturbs the machine for a while disturbs all clients.

    The order of the clients is turned from round to round. No round begins that would not end within `seconds`.
    """
    samples: Samples = {measurement.name: {client.name: [] for client in clients} for measurement in MEASUREMENTS
                        if not (quick and measurement.only_full)}
    begin = time.monotonic()
    with ExitStack() as stack:
        servers = {parse: stack.enter_context(Server(*(["--parse"] if parse else []))) for parse in (False, True)}
        for number in range(rounds):
            started = time.monotonic()
            if number > 0 and (started - begin) * (number + 1) / number > seconds:
                break
            order = clients[number % len(clients):] + clients[:number % len(clients)]
            for measurement in MEASUREMENTS:
                if measurement.name not in samples:
                    continue
                show(f"round {number + 1} of {rounds}: {measurement.name}")
                for client in order:
                    if not measurement.is_for(client):
                        continue
                    sample = _measure(client, measurement, servers[measurement.parse], quick)
                    samples[measurement.name][client.name].append(sample)
    return samples


def _measure(client: Client, measurement: Measurement, server: Server, quick: bool) -> Dict[str, Any]:
    target = server.target(measurement.transport)
    before = server.arrived()
    if measurement.name == "start":
        sample = idle.measure(client, target)
    else:
        sample = client.run(target, measurement.mode, *(measurement.quick if quick else measurement.full))
    sent = [(size_in_mode(measurement.mode, measurement.size), sample["jobs"])]
    if measurement.mode in CONNECTING:
        sent.append((message_size(SMALL), 1))
    if "extra_kb" in sample:
        sample["extra_mb"] = sample.pop("extra_kb") / 1024
    check_counts(client, before, server.arrived(), sent)
    return sample
