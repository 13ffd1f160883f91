#!/usr/bin/python3
"""Runs jobs, streams and failures through real proxies in front of the emulator: nginx (grpc_pass), HAProxy and nghttpx, over HTTP/2
without TLS.

    proxies.py [--jobs N]

Through each and over each transport: small jobs one after the other, jobs of 4 MiB, 64 jobs at a time, waits, lists, results, a stream;
then the edge is stopped, and the call has to fail with an error that is about the proxy or the edge, and to work again when the edge is
back. A proxy that is not installed is left out, and said so. Prints a row for docs/reliability.md.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python"), str(ROOT / "tests/interop"), str(Path(__file__).parent)]

from modzy_edge import ApiError, EdgeClient, InputSource, aio  # noqa: E402
from ports import free_port  # noqa: E402

LARGE = bytes(4 << 20)

NGINX = """daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_body_temp_path {directory}/body; grpc_read_timeout 60s; client_max_body_size 0;
    proxy_temp_path {directory}/p; fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
    server {{ listen 127.0.0.1:{port} http2; http2_max_requests 100000; location / {{ grpc_pass grpc://127.0.0.1:{edge}; }} }}
}}
"""
HAPROXY = """defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:{port} proto h2
    default_backend edge
backend edge
    server edge 127.0.0.1:{edge} proto h2
"""
NGHTTPX = """frontend=127.0.0.1,{port};no-tls
backend=127.0.0.1,{edge};;proto=h2
errorlog-file={directory}/error.log
accesslog-file=/dev/null
workers=1
"""


def listening(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on {port}")


class Edge:
    """The emulator on a port, as often as it is started."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen([ROOT / "artifacts/bin/modzy-edge-emulator", "--port", str(self.port), "--log-level", "None"],
                                         stdout=subprocess.DEVNULL)
        listening(self.port)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def commands(directory: str, port: int, edge: int) -> Dict[str, List[str]]:
    """How each proxy is started, and its configuration written."""
    for name, text in (("nginx.conf", NGINX), ("haproxy.cfg", HAPROXY), ("nghttpx.conf", NGHTTPX)):
        Path(directory, name).write_text(text.format(directory=directory, port=port, edge=edge), encoding="ascii")
    return {"nginx": ["nginx", "-p", directory, "-c", f"{directory}/nginx.conf"],
            "haproxy": ["haproxy", "-f", f"{directory}/haproxy.cfg"],
            "nghttpx": ["nghttpx", f"--conf={directory}/nghttpx.conf"]}


def one_after_the_other(client: EdgeClient, jobs: int) -> int:
    for number in range(jobs):
        job = client.jobs.submit_embedded("inspector", "1.0.0", {"job": b"some text"})
        if number % 20 == 0:
            job.block_until_complete(timeout=20)
            assert client.jobs.get_results(job)
    for _ in range(3):
        client.jobs.submit_embedded("inspector", "1.0.0", {"job": LARGE}, deadline=60).block_until_complete(timeout=60)
    assert client.jobs.list()
    return jobs + 3


def a_stream(client: EdgeClient) -> None:
    requests = [client.inferences.build_inference_request("inspector", "1.0.0", [InputSource(key="input.txt", text=f"text {n}")])
                for n in range(50)]
    assert len(list(client.inferences.stream(iter(requests), timeout=20))) == 50


async def many_at_a_time(port: int, transport: Any) -> int:
    async with aio.EdgeClient("127.0.0.1", port, deadline=60, transport=transport) as client:
        for _ in range(4):
            await asyncio.gather(*(client.jobs.submit_embedded("inspector", "1.0.0", {"job": b"text"}) for _ in range(64)))
    return 256


def fails_and_recovers(edge: Edge, client: EdgeClient) -> str:
    edge.stop()
    try:
        client.jobs.features(deadline=10)
        raise AssertionError("a call without an edge has succeeded")
    except ApiError as error:
        assert error.status in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "CANCELLED"), error
        said = f"{error.status}: {error.message}"
    edge.start()
    end = time.monotonic() + 30
    while True:
        try:
            client.jobs.features(deadline=5)
            return said
        except ApiError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def through(name: str, command: List[str], port: int, edge: Edge, jobs: int) -> int:
    proxy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = 0
    try:
        listening(port)
        for transport in ("direct", "channel"):
            with EdgeClient("127.0.0.1", port, deadline=30, transport=transport) as client:
                done += one_after_the_other(client, jobs)
                a_stream(client)
                done += asyncio.run(many_at_a_time(port, transport))
                print(f"{name}, {transport}, without an edge: {fails_and_recovers(edge, client)}", file=sys.stderr)
    finally:
        proxy.terminate()
        proxy.wait()
    return done


def main(arguments: List[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--jobs", type=int, default=2000)
    given = options.parse_args(arguments)
    edge = Edge()
    done: List[str] = []
    failures = 0
    try:
        with tempfile.TemporaryDirectory() as directory:
            port = free_port()
            for name, command in commands(directory, port, edge.port).items():
                found: Callable[[str], Any] = shutil.which
                if found(name) is None and found(f"/usr/sbin/{name}") is None:
                    done.append(f"{name} is not installed")
                    continue
                try:
                    done.append(f"{name} {through(name, command, port, edge, given.jobs)} jobs")
                except Exception as error:  # pylint: disable=broad-except
                    print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                    failures += 1
    finally:
        edge.stop()
    print(f"ROW\tProxies in front of the edge, both transports: jobs, streams, the edge stopped and started\t{', '.join(done)}\t"
          f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
