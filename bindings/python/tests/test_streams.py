"""client.inferences.stream: sending while results come, failures of either side, the end."""

import gc
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterator, List

import grpc
import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer, Refusal
from modzy_edge import ApiError, Cancelled, EdgeClient, InferenceRequest, InputSource, InvalidArgument, NotFound, Timeout
from modzy_edge._native import library
from modzy_edge._native.invoke import call_for_json, decoded
from silent_edge import SilentEdge


def request(text: str) -> InferenceRequest:
    return InferenceRequest("m", "1.0.0", InputSource(key="input.txt", text=text))


def open_streams() -> int:
    functions = library.start()
    return decoded(call_for_json(functions, functions.edge_diagnostics))["open_streams"]


def senders() -> List[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "modzy_edge-stream"]


@pytest.fixture(params=["stream", "unary"])
def client(request: Any) -> Iterator[EdgeClient]:
    """A client of an edge that offers streams, and of one that does not."""
    with EdgeServer(without=[] if request.param == "stream" else ["StreamInferences"]) as edge:
        with EdgeClient("127.0.0.1", edge.port) as client:
            yield client


def test_inferences_come_in_order(client: EdgeClient) -> None:
    found = list(client.inferences.stream(request("x" * size) for size in range(100)))
    assert [each.inputs[0].text.size_in_bytes for each in found] == list(range(100))


def test_nothing_to_send(client: EdgeClient) -> None:
    assert list(client.inferences.stream([])) == []


def test_results_come_while_requests_are_made(client: EdgeClient) -> None:
    received = threading.Event()

    def requests() -> Iterator[InferenceRequest]:
        yield request("first")
        assert received.wait(30), "the first result did not come before the second request was made"
        yield request("second")

    stream = client.inferences.stream(requests())
    assert next(stream).inputs[0].text.size_in_bytes == 5
    received.set()
    assert [each.inputs[0].text.size_in_bytes for each in stream] == [6]
    with pytest.raises(StopIteration):
        next(stream)


def test_an_exception_of_the_producer_comes_out(client: EdgeClient) -> None:
    def requests() -> Iterator[InferenceRequest]:
        yield request("first")
        raise RuntimeError("the camera broke")

    with pytest.raises(RuntimeError, match="the camera broke"):
        list(client.inferences.stream(requests()))


def test_a_producer_that_calls_the_edge_and_fails(client: EdgeClient) -> None:
    def requests() -> Iterator[InferenceRequest]:
        yield request("first")
        yield request(client.jobs.get("job").job_identifier)

    with pytest.raises(NotFound, match="there is no job"):
        list(client.inferences.stream(requests()))
    with pytest.raises(NotFound, match="there is no job"):
        list(client.inferences.stream(request(client.jobs.get(str(number)).status) for number in range(2)))


def test_one_request_is_a_stream_of_one(client: EdgeClient) -> None:
    assert len(list(client.inferences.stream(request("only")))) == 1


def test_several_threads_take_from_one_stream(client: EdgeClient) -> None:
    stream = client.inferences.stream(request("x" * number) for number in range(40))
    with ThreadPoolExecutor(4) as pool:
        taken = [each.result() for each in [pool.submit(list, stream) for _ in range(4)]]
    assert sorted(each.inputs[0].text.size_in_bytes for part in taken for each in part) == list(range(40))


@pytest.mark.parametrize("wrong, error, message", [
    ("text", TypeError, "^stream takes requests that build_inference_request has made, not str$"),
    (InferenceRequest("m", "1", []), InvalidArgument, "^input_sources is empty"),
    (InferenceRequest("", "1", InputSource(key="k", text="")), InvalidArgument, "^model_identifier is empty")])
def test_wrong_requests_come_out(wrong: Any, error: type, message: str, client: EdgeClient) -> None:
    with pytest.raises(error, match=message):
        list(client.inferences.stream([request("first"), wrong]))


def test_a_stream_that_is_dropped_ends(client: EdgeClient) -> None:
    gc.collect()
    before = open_streams()

    def requests() -> Iterator[InferenceRequest]:
        while True:
            yield request("again")

    for end in (lambda stream: stream.close(), lambda stream: stream.__exit__(None, None, None), lambda stream: None):
        stream = client.inferences.stream(requests())
        next(stream)
        end(stream)
        del stream
    assert open_streams() == before
    end_of_wait = time.monotonic() + 30
    while senders() and time.monotonic() < end_of_wait:
        time.sleep(0.01)
    assert senders() == []


def test_closing_the_client_ends_its_streams(client: EdgeClient) -> None:
    never = threading.Event()

    def requests() -> Iterator[InferenceRequest]:
        yield request("first")
        never.wait(30)

    stream = client.inferences.stream(requests())
    next(stream)
    threading.Timer(0.1, client.close).start()
    with pytest.raises(Cancelled):
        next(stream)
    never.set()
    with pytest.raises(StopIteration):
        next(stream)


def test_many_threads_with_streams(client: EdgeClient) -> None:
    def work(number: int) -> None:
        sizes = [number * 10 + turn for turn in range(20)]
        found = [each.inputs[0].text.size_in_bytes
                 for each in client.inferences.stream(request("x" * size) for size in sizes)]
        assert found == sizes

    with ThreadPoolExecutor(8) as pool:
        for outcome in [pool.submit(work, number) for number in range(8)]:
            outcome.result()


def test_the_newest_request_wins(client: EdgeClient) -> None:
    dropped: List[InferenceRequest] = []
    requests = [request(str(number) * 1000) for number in range(10, 99)]
    data = b"x" * (1 << 20)
    large = [InferenceRequest("m", "1.0.0", InputSource(key="k", data=data), tags={"number": str(number)})
             for number in range(200)]
    assert len(list(client.inferences.stream(requests[:1], on_drop=dropped.append))) == 1
    assert dropped == []
    found = [each.tags["number"] for each in client.inferences.stream(large, on_drop=dropped.append)]
    assert found[-1] == "199"
    assert sorted(int(number) for number in found + [each.tags["number"] for each in dropped]) == list(range(200))


def test_an_exception_of_on_drop_comes_out(client: EdgeClient) -> None:
    def complain(_: InferenceRequest) -> None:
        raise RuntimeError("the frame was needed")

    def requests() -> Iterator[InferenceRequest]:
        while True:
            yield InferenceRequest("m", "1.0.0", InputSource(key="k", data=b"x" * (1 << 20)))

    with pytest.raises(RuntimeError, match="the frame was needed"):
        list(client.inferences.stream(requests(), on_drop=complain))


def test_what_a_stream_fails_with_comes_out(edge: EdgeServer) -> None:
    def refuse(requests: Iterator[Any]) -> Iterator[Any]:
        for number, _ in enumerate(requests):
            if number == 1:
                raise Refusal(grpc.StatusCode.NOT_FOUND, "there is no such model")
            yield from edge._default.StreamInferences(iter([_]))

    edge.script("StreamInferences", refuse, refuse)
    with EdgeClient("127.0.0.1", edge.port) as client:
        stream = client.inferences.stream(request(str(number)) for number in range(1000))
        assert next(stream).status == "COMPLETE"
        with pytest.raises(NotFound, match="there is no such model"):
            next(stream)


def test_large_inputs_travel_as_they_are(client: EdgeClient) -> None:
    data = bytes(range(256)) * (4 << 12)
    requests = [InferenceRequest("m", "1.0.0", [InputSource(key=key, data=data) for key in "ab"])] * 3
    assert [[source.data.size_in_bytes for source in each.inputs] for each in client.inferences.stream(requests)] == [
        [len(data)] * 2] * 3


def test_nobody_there() -> None:
    with EdgeClient("127.0.0.1", 1) as client, pytest.raises(ApiError, match="127.0.0.1:1"):
        list(client.inferences.stream([request("first")]))


@pytest.mark.parametrize("end", ["sys.exit()", "del stream", "client.close()"])
def test_the_interpreter_ends_with_a_stream_open(end: str, edge: EdgeServer) -> None:
    done = run_python(f"""if True:
        import sys, time
        from modzy_edge import EdgeClient, InferenceRequest, InputSource
        client = EdgeClient("127.0.0.1", int(sys.argv[1]))
        def requests():
            while True:
                yield InferenceRequest("m", "1.0.0", InputSource(key="k", text="text"))
        stream = client.inferences.stream(requests())
        print(next(stream).status)
        {end}
        """, edge.port)
    assert (done.returncode, done.stdout, done.stderr) == (0, "COMPLETE\n", "")


def test_a_stream_waits_no_longer_than_it_was_told(edge: EdgeServer) -> None:
    released = threading.Event()

    def slow(requests: Iterator[Any]) -> Iterator[Any]:
        for each in requests:
            released.wait(30)
            yield from edge._default.StreamInferences(iter([each]))

    edge.script("StreamInferences", slow, slow)  # the first for the question whether the edge offers streams
    with EdgeClient("127.0.0.1", edge.port) as client:
        stream = client.inferences.stream([request("first")], timeout=0.2)
        with pytest.raises(Timeout):
            next(stream)
        released.set()
        while True:
            try:
                assert next(stream).status == "COMPLETE"
                break
            except Timeout:
                pass


def test_the_deadline_of_a_stream(edge: EdgeServer) -> None:
    released = threading.Event()

    def silent(requests: Iterator[Any]) -> Iterator[Any]:
        for _ in requests:
            released.wait(30)
        yield from ()

    edge.script("StreamInferences", silent, silent)
    with EdgeClient("127.0.0.1", edge.port) as client, pytest.raises(Timeout):
        try:
            list(client.inferences.stream(request("first"), deadline=0.3))
        finally:
            released.set()


@pytest.mark.parametrize("window", [0, 65535])
@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_the_deadline_of_a_stream_counts_from_the_request(transport: str, window: int) -> None:
    requested = []
    ended = threading.Event()

    def late() -> Iterator[InferenceRequest]:
        time.sleep(0.1)
        requested.append(time.monotonic())
        yield request("late")
        ended.wait(30)

    with SilentEdge(window) as edge, EdgeClient("127.0.0.1", edge.port, transport=transport, deadline=3) as client:
        with client.inferences.stream(late()) as stream:
            for _ in range(2):  # it can be waited for again
                with pytest.raises(Timeout, match=r"\(3000 ms passed\.\)"):
                    next(stream)
                assert 2.9 < time.monotonic() - requested[-1] < 5.5  # it could be twice the deadline
                requested.append(time.monotonic())
            ended.set()


def test_a_stream_waits_for_requests_longer_than_its_deadline(client: EdgeClient) -> None:
    def slow() -> Iterator[InferenceRequest]:
        for number in range(2):
            time.sleep(2.5)
            yield request(str(number))

    assert len(list(client.inferences.stream(slow(), deadline=2))) == 2
