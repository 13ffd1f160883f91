"""Signals during calls: each case in an interpreter of its own, whose main thread waits for an edge that never answers."""

from __future__ import annotations

import signal
import socket
import threading
import time
from pathlib import Path
from typing import Iterator, List

import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer
from modzy_edge import EdgeClient

BEGIN = """
import io, os, signal, sys, threading, time
from modzy_edge import Cancelled, EdgeClient, InputSource, InvalidHandle, Timeout
port, transport, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored

def make(**options):
    return EdgeClient("127.0.0.1", port, deadline=None, connect_timeout=None, transport=transport, **options)

def later(act, *arguments):
    def run():
        time.sleep(0.1)
        act(*arguments)
    threading.Thread(target=run, daemon=True).start()

def send(number):
    later(os.kill, os.getpid(), number)

def expect(exception, call):
    try:
        call()
    except exception as error:
        return error
    raise AssertionError(f"no {exception}")

source = InputSource(key="key", text="text")
client = make()
"""

CALLS = {
    "submit": 'client.jobs.submit_embedded("m", "1.0.0", {"i": b"bytes"})',
    "submit_large": 'client.jobs.submit_embedded("m", "1.0.0", {"i": bytes(20_000_000)})',
    "get": 'client.jobs.get("job")',
    "list": "client.jobs.list()",
    "results": 'client.jobs.get_results("job")',
    "output": 'client.jobs.get_output("job", "source", "output")',
    "vote": 'client.jobs.get_vote("job", "source")',
    "wait": 'client.jobs.block_until_complete("job", timeout=None)',
    "wait_with_progress": 'client.jobs.block_until_complete("job", timeout=None, progress=lambda *counts: None)',
    "run": 'client.inferences.run("m", "1.0.0", source, timeout=None)',
    "submit_file": 'client.jobs.submit_file("m", "1.0.0", {"i": path})',
    "submit_file_with_progress": 'client.jobs.submit_file("m", "1.0.0", {"i": path}, progress=lambda *counts: None)',
    "submit_open_file": 'client.jobs.submit_file("m", "1.0.0", {"i": io.BytesIO(b"bytes")})',
    "open": 'client.jobs.open("m", "1.0.0")',
    "stream": 'list(client.inferences.stream([client.inferences.build_inference_request("m", "1.0.0", source)]))',
    "wait_ready": "client.wait_ready(timeout=None)",
}


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    """The port of a peer that takes connections and never says anything."""
    connections = []

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connections.append(listener.accept()[0])
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in connections:
        connection.close()


def run(code: str, port: int, transport: str = "auto") -> str:
    done = run_python(BEGIN + code, port, transport, Path(__file__))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.mark.parametrize("transport", ["auto", "channel"])
def test_ctrl_c_ends_every_call(transport: str, silent: int) -> None:
    names = list(CALLS) if transport == "auto" else ["submit", "get", "wait", "submit_file", "stream", "wait_ready"]
    calls = ", ".join(f"{name!r}: lambda: {CALLS[name]}" for name in names)
    printed = run(f"""
calls = {{{calls}}}
for name, call in calls.items():
    client = make()
    send(signal.SIGINT)
    error = expect(KeyboardInterrupt, call)
    assert error.__suppress_context__ or error.__context__ is None
    client.close()
    print(name)
""", silent, transport)
    assert printed.split() == names


@pytest.mark.parametrize("transport", ["auto", "channel"])
def test_handlers_decide_whether_a_call_ends(transport: str, silent: int) -> None:
    run("""
class Alarm(Exception):
    pass

def ring(number, frame):
    raise Alarm(number)

signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.1)
error = expect(Alarm, lambda: client.jobs.get("job"))
assert error.args == (signal.SIGALRM,) and error.__traceback__ is not None

# A handler that returns does not end the call.
rung = []
signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
expect(Timeout, lambda: client.jobs.get("job", deadline=1))
signal.setitimer(signal.ITIMER_REAL, 0)
assert len(rung) > 1, rung

# One may make calls, and interrupt them.
def ask(number, frame):
    signal.signal(signal.SIGALRM, ring)
    expect(Timeout, lambda: client.jobs.get("other", deadline=0.1))
    ring(number, frame)

signal.signal(signal.SIGALRM, ask)
signal.setitimer(signal.ITIMER_REAL, 0.1)
expect(Alarm, lambda: client.jobs.get("job"))

# And what comes after it is as before.
send(signal.SIGINT)
expect(KeyboardInterrupt, lambda: client.jobs.get("job"))
expect(Timeout, lambda: client.jobs.get("job", deadline=0.1))
""", silent, transport)


@pytest.mark.parametrize("transport", ["auto", "channel"])
@pytest.mark.parametrize("call", ["get", "stream", "submit_file", "wait"])
def test_a_handler_that_closes_the_client(call: str, transport: str, silent: int) -> None:
    run(f"""
signal.signal(signal.SIGTERM, lambda number, frame: client.close())
send(signal.SIGTERM)
assert "closed" in expect((Cancelled, InvalidHandle), lambda: {CALLS[call]}).message
assert client.closed
""", silent, transport)


def test_ctrl_c_while_no_connection_is_free(silent: int) -> None:
    run("""
client = make(max_connections=1)
threading.Thread(target=lambda: expect(Cancelled, lambda: client.jobs.get("job"))).start()
while not client._handle:
    time.sleep(0.01)
send(signal.SIGINT)
expect(KeyboardInterrupt, lambda: client.jobs.get("job"))
client.close()
""", silent)


def test_other_threads_are_not_interrupted(silent: int) -> None:
    run("""
ended = []

def work():
    ended.append(expect(Timeout, lambda: client.jobs.get("job", deadline=0.6)))

worker = threading.Thread(target=work)
worker.start()
send(signal.SIGINT)
expect(KeyboardInterrupt, lambda: time.sleep(60))
worker.join()
assert len(ended) == 1
""", silent)


def test_closing_in_a_handler_while_the_client_is_opened(silent: int) -> None:
    run("""
from modzy_edge import InvalidHandle
from modzy_edge._native import client as native_client
create = native_client.NativeClient._create

def closes(self):
    made = create(self)
    self.close()                                    # as a handler would, between two instructions
    return made

native_client.NativeClient._create = closes
assert "this EdgeClient is closed" in expect(InvalidHandle, client.connect).message
assert client.closed
""", silent)


@pytest.mark.parametrize("kind", ["path", "path_with_progress", "open", "iterable"])
def test_an_upload_does_not_wait_for_an_edge_that_stopped(kind: str, edge: EdgeServer, client: EdgeClient) -> None:
    class Alarm(Exception):
        pass

    def ring(number: int, frame: object) -> None:
        rung.append(time.monotonic())
        raise Alarm

    rung: List[float] = []
    released = threading.Event()
    begun = threading.Event()
    edge.script("AddInputToJob", *[lambda _: begun.set() or released.wait(30)] * 10)
    edge.script("CancelJob", *[lambda _: released.wait(30)] * 10)
    before = signal.signal(signal.SIGALRM, ring)
    main_thread = threading.get_ident()

    def alarm() -> None:
        if begun.wait(60):
            signal.pthread_kill(main_thread, signal.SIGALRM)

    threading.Thread(target=alarm).start()
    try:
        with open(__file__, "rb") as file, pytest.raises(Alarm):
            client.jobs.submit_file("m", "1.0.0", {"i": {
                "path": __file__, "path_with_progress": __file__, "open": file, "iterable": iter([b"bytes"])}[kind]},
                                    progress=(lambda *counts: None) if kind == "path_with_progress" else None)
        assert time.monotonic() - rung[0] < 15  # the job gets 2 seconds to be cancelled; the edge takes 30
    finally:
        signal.signal(signal.SIGALRM, before)
        released.set()
    client.close()
    assert len(edge.requests("CancelJob")) == 1
