"""Statuses become exceptions."""

import pickle
from typing import Callable

import grpc
import pytest

import modzy_edge
from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, EdgeClient, Error, InvalidArgument, Timeout, Unavailable
from modzy_edge._native import declarations

EXPECTED = {
    "CANCELLED": modzy_edge.Cancelled, "UNKNOWN": ApiError, "INVALID_ARGUMENT": InvalidArgument,
    "DEADLINE_EXCEEDED": Timeout, "NOT_FOUND": modzy_edge.NotFound, "ALREADY_EXISTS": ApiError,
    "PERMISSION_DENIED": modzy_edge.PermissionDenied, "RESOURCE_EXHAUSTED": modzy_edge.ResourceExhausted,
    "FAILED_PRECONDITION": modzy_edge.FailedPrecondition, "ABORTED": ApiError, "OUT_OF_RANGE": ApiError,
    "UNIMPLEMENTED": modzy_edge.Unimplemented, "INTERNAL": ApiError, "UNAVAILABLE": Unavailable, "DATA_LOSS": ApiError,
    "UNAUTHENTICATED": modzy_edge.Unauthenticated,
}


@pytest.mark.parametrize("status", EXPECTED)
def test_each_status_of_the_edge(status: str, edge: EdgeServer, client: EdgeClient) -> None:
    words = "größer = kleiner, 入力 🙂\nzweite Zeile"
    edge.script("GetJob", *[Refusal(grpc.StatusCode[status], words)] * 10)
    with pytest.raises(ApiError) as raised:
        client.jobs.get("job-1")
    error = raised.value
    assert type(error) is EXPECTED[status]
    assert (error.status, error.code) == (status, getattr(declarations, f"EDGE_{status}"))
    assert words.replace("\n", "\\n") in error.message and str(error) == error.message
    assert (error.reason, error.url) == (words, f"127.0.0.1:{edge.port}/jobs.v1.JobService/GetJob")
    assert error.detail["code"] == error.code and error.detail["server_message"] == words
    assert error.retriable is (status in ("UNAVAILABLE", "ABORTED"))


def test_a_call_that_takes_too_long(edge: EdgeServer, client: EdgeClient) -> None:
    import threading
    released = threading.Event()
    edge.script("GetJob", lambda _: released.wait(30))
    with pytest.raises(Timeout) as raised:
        client.jobs.get("job-1", deadline=0.1)
    released.set()
    assert isinstance(raised.value, TimeoutError) and raised.value.code == 4


def test_nobody_there(edge: EdgeServer) -> None:
    edge.stop()
    with EdgeClient("127.0.0.1", edge.port) as client:
        with pytest.raises(Unavailable) as raised:
            client.jobs.get("job-1", deadline=5)
        assert isinstance(raised.value, ConnectionError) and raised.value.retriable
        assert str(edge.port) in raised.value.message


def test_too_large_for_the_edge() -> None:
    with EdgeServer(max_message_size=1000) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        with pytest.raises(modzy_edge.ResourceExhausted):
            client.jobs.submit_embedded("model", "1.0.0", {"input": bytes(1000)})


def test_too_large_for_the_client(edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port, max_receive_bytes=10) as client:
        with pytest.raises(modzy_edge.ResourceExhausted):
            client.jobs.submit_embedded("model", "1.0.0", {"input": b""})


@pytest.mark.parametrize("fail", [
    lambda client: EdgeClient(keepalive=-1), lambda client: client.jobs.vote("job", "source", "up"),
    lambda client: client.jobs.submit_files("model", "1.0.0", {"input": "/no/such/file"}),
    lambda client: client.close() or client.jobs.get("job")])
def test_what_fails_here_says_so(fail: Callable[[EdgeClient], object], client: EdgeClient) -> None:
    with pytest.raises(ApiError) as raised:
        fail(client)
    assert raised.value.detail["origin"] == "local"
    assert raised.value.detail.keys() >= {"code", "status", "message", "retriable"}


@pytest.mark.parametrize("error", [
    InvalidArgument("message"), ApiError("message", "url", "reason"), Timeout("message"), modzy_edge.ForkedProcess("message"),
    modzy_edge.LibraryNotFound("message"), ApiError("message", detail={"code": 6, "status": "ALREADY_EXISTS"})])
def test_exceptions_travel_between_processes(error: Error) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and vars(copy) == vars(error) and str(copy) == str(error)


def test_exceptions_can_be_made_as_in_the_other_sdk() -> None:
    error = ApiError("message", "url", "reason")
    assert (error.message, error.url, error.reason, str(error)) == ("message", "url", "reason", "message")
    assert (error.code, error.status, error.retriable) == (2, "UNKNOWN", False)
    assert Timeout("message").status == "DEADLINE_EXCEEDED"


@pytest.mark.parametrize("kind, base", [
    (InvalidArgument, ValueError), (Timeout, TimeoutError), (Unavailable, ConnectionError),
    (modzy_edge.InvalidHandle, ValueError), (modzy_edge.OutOfMemory, MemoryError),
    (modzy_edge.ForkedProcess, RuntimeError), (modzy_edge.LibraryNotFound, ImportError)])
def test_exceptions_are_also_what_python_has_for_it(kind: type, base: type) -> None:
    assert issubclass(kind, base) and issubclass(kind, Error)


def test_every_class_that_stands_for_a_status_is_public() -> None:
    from modzy_edge import _errors
    for status, kind in _errors._CLASSES.items():
        assert getattr(modzy_edge, kind.__name__) is kind and hasattr(declarations, f"EDGE_{status}")
