"""How an edge is reached where the way to it is not plain: proxies, peers that are stopped, networks that are gone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer
from modzy_edge import EdgeClient, PermissionDenied, Unauthenticated, Unavailable
from ports import free_port

USER, PASSWORD, ENCODED = "user", "topsecret", "top%73ecret"

# Longer than the 20 seconds after which a peer without acknowledgements counts as gone.
STOPPED_SECONDS = 24

TRANSPORTS = ("direct", "channel")


@contextmanager
def tinyproxy(directory: Path, *lines: str) -> Iterator[int]:
    """Starts Debian's tinyproxy, and gives its port."""
    program = shutil.which("tinyproxy") or pytest.skip("tinyproxy is not installed (Debian: tinyproxy-bin)")
    port = free_port()
    configuration = directory / "tinyproxy.conf"
    configuration.write_text("\n".join((f"Port {port}", "Listen 127.0.0.1", "Timeout 60", "Allow 127.0.0.1", *lines, "")))
    with subprocess.Popen([program, "-d", "-c", configuration], stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with socket.socket() as attempt:
                    if attempt.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


@pytest.fixture(scope="module")
def own_name() -> str:
    """A name of this machine that is not localhost: clients ask the proxy for it."""
    name = socket.gethostname()
    try:
        socket.getaddrinfo(name, None, socket.AF_INET)
    except OSError:
        pytest.skip("the name of this machine has no address")
    return name


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_calls_go_through_a_proxy(transport: Any, own_name: str, tmp_path: Path) -> None:
    with EdgeServer(host="0.0.0.0") as edge, tinyproxy(tmp_path, f"ConnectPort {edge.port}") as port:
        with EdgeClient(own_name, edge.port, proxy=f"http://127.0.0.1:{port}", transport=transport) as client:
            job = client.jobs.submit_embedded("m", "1.0.0", {"input": os.urandom(3_000_000)})
            assert client.jobs.get(job).job_identifier == job.job_identifier
        with EdgeClient(own_name, edge.port + 1, proxy=f"127.0.0.1:{port}", transport=transport) as client:
            with pytest.raises(PermissionDenied, match=r"the proxy 127.0.0.1:\d+ \(of the option proxy\) answered CONNECT with 403"):
                client.ping()
    with EdgeClient(own_name, edge.port, proxy=f"127.0.0.1:{port}", transport=transport) as client:
        with pytest.raises(Unavailable, match="the proxy .* cannot be reached: Connection refused"):
            client.ping()


def test_a_proxy_asks_for_a_password(own_name: str, tmp_path: Path) -> None:
    with EdgeServer(host="0.0.0.0") as edge, tinyproxy(tmp_path, f"BasicAuth {USER} {PASSWORD}") as port:
        url = f"http://{USER}:{ENCODED}@127.0.0.1:{port}"
        with EdgeClient(own_name, edge.port, proxy=url) as client:
            assert client.ping() > 0
            assert "secret" not in repr(client) + client.origin
        with EdgeClient(own_name, edge.port, proxy=url.replace("ecret", "guess")) as client:
            with pytest.raises(Unauthenticated, match="Check the user name and the password") as refused:
                client.ping()
            assert "guess" not in str(refused.value) + str(refused.value.detail)
        with EdgeClient(own_name, edge.port, proxy=f"127.0.0.1:{port}") as client:
            with pytest.raises(Unauthenticated, match="Give a user name and a password in the proxy's URL"):
                client.ping()


@pytest.mark.parametrize("variables, goes_through", [
    ({"https_proxy": "URL"}, True), ({"http_proxy": "URL"}, True), ({"grpc_proxy": "URL", "https_proxy": "http://127.0.0.1:1"}, True),
    ({"HTTP_PROXY": "URL", "HTTPS_PROXY": "URL"}, False), ({"https_proxy": "URL", "no_proxy": "example.com,NAME"}, False)])
def test_the_environment_names_the_proxy(variables: Dict[str, str], goes_through: bool, own_name: str) -> None:
    with socket.socket() as listener, EdgeServer(host="0.0.0.0") as edge:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(60)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        environment = {name: value.replace("URL", url).replace("NAME", own_name) for name, value in variables.items()}
        with ThreadPoolExecutor(1) as pool:
            call = pool.submit(run_python, """
import sys
from modzy_edge import ApiError, EdgeClient, RetryOptions
try:
    print(EdgeClient(sys.argv[1], int(sys.argv[2]), deadline=30, retry=RetryOptions(max_attempts=1)).ping() > 0)
except ApiError as error:
    print(error)
""", own_name, edge.port, **environment)
            if goes_through:
                connection, _ = listener.accept()
                with connection:
                    assert connection.recv(65536).startswith(f"CONNECT {own_name}:{edge.port} HTTP/1.1\r\n".encode())
                    connection.sendall(b"HTTP/1.1 504 Gateway Timeout\r\n\r\n<html>")
            output = call.result().stdout
    variable = next(iter(variables))
    assert (f"(of the environment variable {variable}) answered CONNECT with 504 Gateway Timeout" in output) == goes_through
    assert (output == "True\n") != goes_through


def test_a_stopped_edge_is_waited_for() -> None:
    """Its kernel acknowledges, also while it takes nothing more: it is in a debugger, not gone."""
    program = "from edge_server import EdgeServer\nwith EdgeServer() as edge:\n    print(edge.port, flush=True)\n    input()\n"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}) as edge:
        assert edge.stdout is not None
        try:
            port = int(edge.stdout.readline())
            clients = [EdgeClient("127.0.0.1", port, transport=transport, deadline=120) for transport in TRANSPORTS]
            data = bytes(32 << 20)
            with ThreadPoolExecutor(8) as pool:
                for client in clients:
                    client.ping()
                edge.send_signal(signal.SIGSTOP)
                os.waitpid(edge.pid, os.WUNTRACED)  # it runs for a moment after the signal was sent
                calls = [pool.submit(client.ping) for client in clients]
                calls += [pool.submit(client.jobs.submit_embedded, "m", "1.0.0", {"input": data}) for client in clients]
                time.sleep(STOPPED_SECONDS)
                early = [call for call in calls if call.done()]
                edge.send_signal(signal.SIGCONT)
                assert all(call.result() for call in calls)
            assert not early
            for client in clients:
                client.close()
        finally:
            edge.kill()


def test_a_network_that_is_gone_is_noticed() -> None:
    """In a network namespace of its own, whose loopback interface is switched off while calls wait."""
    if subprocess.run(["unshare", "--net", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("there are no network namespaces here")
    ended = subprocess.run(["unshare", "--net", sys.executable, "-c", GONE], capture_output=True, text=True, timeout=120,
                           env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert ended.stdout == "noticed\n" * len(TRANSPORTS), ended.stderr


GONE = """
import fcntl, os, socket, struct, threading, time
from edge_server import EdgeServer
from modzy_edge import EdgeClient, Unavailable

def switch_loopback(on):
    SIOCSIFFLAGS, IFF_UP = 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP if on else 0))

switch_loopback(True)
edge = EdgeServer()
arrived = threading.Semaphore(0)

def wait(request):
    arrived.release()
    time.sleep(90)
    raise SystemExit

def call(client):
    try:
        client.jobs.get("job")
    except Unavailable:
        os.write(1, b"noticed\\n")

edge.start()
clients = [EdgeClient("127.0.0.1", edge.port, transport=transport, deadline=100) for transport in ("direct", "channel")]
edge.script("GetJob", *[wait] * 8)
threads = [threading.Thread(target=call, args=(client,)) for client in clients]
for thread in threads:
    thread.start()
for thread in threads:
    arrived.acquire()
switch_loopback(False)
for thread in threads:
    thread.join()
os._exit(0)
"""
