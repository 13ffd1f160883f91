"""The life of a client: made, opened when it is needed, shared by threads, closed."""

import copy
import ctypes
import gc
import json
import math
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import grpc
import numpy
import pytest

from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, Cancelled, EdgeClient, InvalidArgument, InvalidHandle, Timeout, Unavailable, Unimplemented
from modzy_edge import aio
from modzy_edge._native import declarations, library
from modzy_edge._native.invoke import call_for_json, check, decoded


def open_clients() -> int:
    functions = library.start()
    return decoded(call_for_json(functions, functions.edge_diagnostics))["open_clients"]


def test_attributes() -> None:
    client = EdgeClient("some.host", 55001)
    assert (client.host, client.port, client.origin) == ("some.host", 55001, "some.host:55001")
    assert (client.closed, repr(client)) == (False, "<EdgeClient some.host:55001>")
    client.close()
    assert (client.closed, repr(client)) == (True, "<EdgeClient some.host:55001 (closed)>")
    assert (EdgeClient().origin, EdgeClient("::1", 5).origin, EdgeClient("[::1]", 5).origin) == (
        "localhost:55000", "[::1]:5", "[::1]:5")


def test_nothing_is_sent_before_the_first_call(edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port) as client:
        assert client.connect() is client
        assert edge.calls == []
        client.wait_ready(5)
        assert len(edge.calls) > 0


@pytest.mark.parametrize("deadline", [5, 0.5, None, float("inf")])
def test_the_deadline_of_the_client_is_that_of_its_calls(deadline: float, edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port, deadline=deadline) as client:
        client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    [call] = edge.calls
    if deadline in (None, float("inf")):
        assert call.deadline is None or call.deadline > 1e6
    else:
        assert call.deadline is not None and call.deadline <= deadline


def test_use_without_with(edge: EdgeServer) -> None:
    client = EdgeClient("127.0.0.1", edge.port)
    assert client.jobs.submit_embedded("m", "1.0.0", {"input": b""}).status == "SUBMITTED"
    client.close()


@pytest.mark.parametrize("arguments, error, message", [
    ({"host": 5}, TypeError, "host must be a string, not int"),
    ({"host": None}, TypeError, "host must be a string, not NoneType"),
    ({"host": "a\0b"}, InvalidArgument, "host has a NUL character at position 1; remove it."),
    ({"host": "\udcff"}, InvalidArgument, "host has a lone surrogate at position 0, which has no UTF-8 form; pass text "
                                          "that was decoded properly."),
    ({"port": "55000"}, TypeError, "port must be an integer, not str"),
    ({"port": True}, TypeError, "port must be an integer, not bool"),
    ({"port": -1}, InvalidArgument, "port is -1; give a number from 1 to 65535."),
    ({"port": 2 ** 32 + 55000}, InvalidArgument, "port is 4295022296; give a number from 1 to 65535."),
    ({"deadline": "1"}, TypeError, "deadline must be a number of seconds, not str"),
    ({"deadline": -1}, InvalidArgument, "deadline is -1; give a number of seconds that is not negative."),
    ({"connect_timeout": -1}, InvalidArgument, "connect_timeout is -1; give a number of seconds that is not negative."),
    ({"max_receive_bytes": 1.5}, TypeError, "max_receive_bytes must be an integer or None, not float"),
    ({"max_receive_bytes": -1}, InvalidArgument,
     "max_receive_bytes is -1; give a number of bytes, or None for 512 MiB."),
    ({"max_receive_bytes": 2 ** 64}, InvalidArgument,
     "max_receive_bytes is 18446744073709551616; give a number of bytes, or None for 512 MiB."),
    ({"transport": "Direct"}, InvalidArgument, "transport is 'Direct'; give 'auto', 'direct' or 'channel'."),
    ({"transport": None}, InvalidArgument, "transport is None; give 'auto', 'direct' or 'channel'."),
    ({"transport": []}, InvalidArgument, "transport is []; give 'auto', 'direct' or 'channel'."),
    ({"max_connections": 0}, InvalidArgument, "max_connections is 0; give a number from 1 to 4294967295."),
    ({"max_connections": 2 ** 32}, InvalidArgument, "max_connections is 4294967296; give a number from 1 to 4294967295."),
    ({"max_connections": 1.5}, TypeError, "max_connections must be an integer, not float"),
    ({"max_connections": True}, TypeError, "max_connections must be an integer, not bool"),
    ({"max_connections": None}, TypeError, "max_connections must be an integer, not NoneType"),
    ({"max_long_calls": 0}, InvalidArgument, "max_long_calls is 0; give a number from 1 to 4294967295."),
    ({"max_long_calls": "2"}, TypeError, "max_long_calls must be an integer, not str"),
    ({"busy_poll": "1"}, TypeError, "busy_poll must be a number of seconds, not str"),
    ({"busy_poll": None}, TypeError, "busy_poll must be a number of seconds, not NoneType"),
    ({"busy_poll": 1.5}, InvalidArgument, "busy_poll is 1.5; give a number of seconds from 0 to 1."),
    ({"busy_poll": math.nan}, InvalidArgument, "busy_poll is nan; give a number of seconds from 0 to 1."),
    ({"idle_timeout": "1"}, TypeError, "idle_timeout must be a number of seconds, not str"),
    ({"idle_timeout": -1}, InvalidArgument, "idle_timeout is -1; give a number of seconds that is not negative."),
])
@pytest.mark.parametrize("EdgeClient", [EdgeClient, aio.EdgeClient])
def test_wrong_arguments(EdgeClient: type, arguments: dict, error: type, message: str) -> None:
    with pytest.raises(error) as raised:
        EdgeClient(**arguments)
    assert type(raised.value) is error and str(raised.value) == message


@pytest.mark.parametrize("arguments, parameter", [
    ({"host": ""}, "host"), ({"host": "http://localhost"}, "host"), ({"host": "a b"}, "host"),
    ({"port": 0}, "port"), ({"port": 65536}, "port")])
def test_host_and_port_are_checked_by_the_library(arguments: dict, parameter: str) -> None:
    client = EdgeClient(**arguments)
    for use in (client.connect, client.__enter__, lambda: client.jobs.get("job-1"), client.wait_ready):
        with pytest.raises(InvalidArgument, match=f"^{parameter} is ") as raised:
            use()
        assert raised.value.detail["parameter"] == parameter


def test_wait_ready(edge: EdgeServer) -> None:
    edge.stop()
    with EdgeClient("127.0.0.1", edge.port) as client:
        with pytest.raises(Timeout, match=str(edge.port)):
            client.wait_ready(0.05)
        threading.Timer(0.1, edge.start).start()
        client.wait_ready(30)
        with pytest.raises(InvalidArgument, match="^timeout is -1; "):
            client.wait_ready(-1)


def test_what_answers_is_no_edge() -> None:
    server = grpc.server(ThreadPoolExecutor(max_workers=2))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with EdgeClient("127.0.0.1", port) as client:
        client.wait_ready()
        with pytest.raises(Unimplemented):
            client.jobs.get("job-1")
    server.stop(grace=None).wait()


def test_what_answers_does_not_speak_grpc() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever).start()
        with EdgeClient("127.0.0.1", server.server_port) as client, pytest.raises(ApiError) as raised:
            client.wait_ready()
        server.shutdown()
    assert raised.value.status == "INTERNAL" and "whether it expects TLS" in raised.value.message


@pytest.mark.parametrize("use", [
    lambda client: client.jobs.get("job-1"), lambda client: client.jobs.submit_embedded("m", "1", {"a": b""}),
    lambda client: client.jobs.block_until_complete("job-1"), lambda client: client.jobs.get_results("job-1"),
    lambda client: client.wait_ready(), lambda client: client.connect(), lambda client: client.__enter__()])
def test_a_closed_client_says_so(use, client: EdgeClient, edge: EdgeServer) -> None:
    client.connect()
    client.close()
    client.close()
    with pytest.raises(InvalidHandle) as raised:
        use(client)
    assert str(raised.value) == "this EdgeClient is closed; make a new one."
    assert (raised.value.code, raised.value.status) == (100, "INVALID_HANDLE")
    assert edge.calls == []


def test_a_job_outlives_its_client_only_in_words(client: EdgeClient) -> None:
    job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    client.close()
    assert job.status == "SUBMITTED"
    with pytest.raises(InvalidHandle):
        job.refresh()


def test_native_clients_are_destroyed_once_and_always(edge: EdgeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    functions = library.start()
    destroyed = []
    destroy = functions.edge_client_destroy
    monkeypatch.setattr(functions, "edge_client_destroy",
                        lambda handle: (destroyed.append(ctypes.cast(handle, ctypes.c_void_p).value), destroy(handle)))
    gc.collect()
    before = open_clients()

    with EdgeClient("127.0.0.1", edge.port) as closed:
        closed.close()
    dropped = EdgeClient("127.0.0.1", edge.port).connect()
    failed = EdgeClient("127.0.0.1", 0)
    with pytest.raises(InvalidArgument):
        failed.connect()
    unused = EdgeClient("127.0.0.1", edge.port)
    unused.close()
    assert open_clients() == before + 1
    del dropped, failed, unused, closed
    assert open_clients() == before
    assert len(destroyed) == len(set(destroyed)) == 2


def test_the_library_withstands_what_python_never_does(client: EdgeClient) -> None:
    functions = library.start()
    handle = client._native
    error = ctypes.POINTER(declarations.edge_error)()
    functions.edge_jobs_get(handle, b"", None, None, ctypes.byref(error))
    foreign = ctypes.cast(error, ctypes.POINTER(declarations.edge_client))
    never = ctypes.cast(0xdead, ctypes.POINTER(declarations.edge_client))
    for wrong in (None, foreign, never):
        functions.edge_client_destroy(wrong)
        with pytest.raises(InvalidHandle):
            call_for_json(functions, functions.edge_jobs_get, wrong, b"job-1", None)
    for _ in range(2):
        functions.edge_error_free(error)
    for _ in range(2):
        functions.edge_client_destroy(handle)
    with pytest.raises(InvalidHandle):
        check(functions, functions.edge_client_wait_ready, handle, 0)
    with pytest.raises(InvalidHandle):
        client.jobs.get("job-1")


def test_many_threads_share_a_client(edge: EdgeServer, client: EdgeClient) -> None:
    start = threading.Barrier(16)

    def work(number: int) -> None:
        start.wait()
        for turn in range(10):
            key = f"{number}-{turn}"
            job = client.jobs.submit_embedded("m", "1.0.0", {key: {"input": key.encode()}})
            assert job.job_inputs == [key]
            assert job.block_until_complete().get_results().results[key]["results.json"]["data"]["result"][
                "inputs"]["input"]["size"] == len(key)

    with ThreadPoolExecutor(16) as pool:
        for outcome in [pool.submit(work, number) for number in range(16)]:
            outcome.result()
    assert len(edge.requests("SubmitJob")) == 160


def test_threads_racing_for_the_first_call_open_one_client(edge: EdgeServer) -> None:
    before = open_clients()
    client = EdgeClient("127.0.0.1", edge.port)
    start = threading.Barrier(16)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: (start.wait(), client.connect()), range(16)))
    assert open_clients() == before + 1
    client.close()


def test_other_threads_run_while_a_call_waits(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetJob", lambda _: counting.wait(30) and Refusal(grpc.StatusCode.ABORTED, ""))
    counting = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(client.jobs.get, "job-1")
        counting.set()  # would never be reached if the call held the interpreter
        assert outcome.exception(timeout=30) is not None


@pytest.mark.parametrize("call", ["get", "block_until_complete", "submit_embedded"])
def test_closing_cancels_what_runs_in_other_threads(call: str, edge: EdgeServer, client: EdgeClient) -> None:
    arrived, released = threading.Event(), threading.Event()
    edge.script("SubmitJob" if call == "submit_embedded" else "GetJob",
                lambda _: (arrived.set(), released.wait(30), Refusal(grpc.StatusCode.ABORTED, ""))[-1])
    arguments = ("m", "1.0.0", {"input": b"abc"}) if call == "submit_embedded" else ("job-1",)
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(getattr(client.jobs, call), *arguments)
        assert arrived.wait(30)
        client.close()
        with pytest.raises(Cancelled):
            outcome.result(timeout=30)
        released.set()


def test_a_client_connects_again_after_the_edge_was_away(edge: EdgeServer, client: EdgeClient) -> None:
    client.jobs.submit_embedded("m", "1.0.0", {"input": b""})
    edge.stop()
    with pytest.raises(Unavailable):
        client.jobs.get("job-1", deadline=5)
    edge.start()
    client.wait_ready()
    assert client.jobs.submit_embedded("m", "1.0.0", {"input": b""}).status == "SUBMITTED"


def test_memory_does_not_grow_with_the_payload(edge: EdgeServer) -> None:
    from edge_fixtures import run_python
    size = 64 << 20
    done = run_python("""if True:
        import json, sys, mmap
        from modzy_edge import EdgeClient
        def peak():
            return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1])
        client = EdgeClient("127.0.0.1", int(sys.argv[1]), deadline=100)
        client.jobs.submit_embedded("m", "1.0.0", {"input": b"warm"})
        data = bytearray(int(sys.argv[2]))
        before = peak()
        client.jobs.submit_embedded("m", "1.0.0", {"input": data})
        print(json.dumps([before, peak()]))
        """, edge.port, size)
    assert done.returncode == 0, done.stderr
    before, after = json.loads(done.stdout)
    # In base64 the data is 4/3 of its size: this leaves no room for a copy of the data besides one of the message.
    assert (after - before) * 1024 < 2 * size


def test_a_client_cannot_be_copied(client: EdgeClient) -> None:
    for copies in (copy.copy, copy.deepcopy, pickle.dumps):
        for each in (client, aio.EdgeClient(), client.inferences.stream([])):
            with pytest.raises(TypeError, match="^an (EdgeClient|InferenceStream) cannot be copied or pickled"):
                copies(each)
    assert copy.copy(client.jobs)._client is client


def test_integers_of_numpy(edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", numpy.int64(edge.port), deadline=numpy.int32(30), connect_timeout=numpy.float32(5),
                    max_connections=numpy.uint8(4)) as client:
        client.wait_ready(timeout=numpy.int16(10))
        assert client.port == edge.port and type(client.port) is int
