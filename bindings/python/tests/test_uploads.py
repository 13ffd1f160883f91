"""Jobs whose input is sent in chunks."""

import errno
import gzip
import io
import os
import threading
from pathlib import Path
from typing import Any, Iterator, List

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from edge_fixtures import run_python
from edge_server import EdgeServer, Refusal
from modzy_edge import (ApiError, EdgeClient, FailedPrecondition, InvalidArgument, MissingFile, NotFound,
                        ResourceExhausted, UnreadableFile)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 1000)  # four chunks of 64 KiB, as the edge wants them
    return path


def chunks(edge: EdgeServer, source_key: str, input_key: str) -> List[bytes]:
    return [chunk.data for chunk in edge.requests("AddInputToJob")
            if (chunk.datasource_name, chunk.input_name) == (source_key, input_key)]


KINDS = {"str": str, "PathLike": lambda path: path, "file": lambda path: path.open("rb"),
         "unbuffered file": lambda path: path.open("rb", buffering=0), "BytesIO": lambda path: io.BytesIO(path.read_bytes()),
         "iterable": lambda path: [path.read_bytes()[:1000], b"",
                                   memoryview(path.read_bytes())[1000:].cast("B", [1000, 255])],
         "generator": lambda path: (bytes([byte]) for byte in b"abc")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_arrives(kind: str, file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    given = KINDS[kind](file)
    progress: Any = []
    job = client.jobs.submit_files("m", "1.0.0", {"item": {"a": given}}, progress=lambda *counts: progress.append(counts))
    expected = b"abc" if kind == "generator" else file.read_bytes()
    assert b"".join(chunks(edge, "item", "a")) == expected
    assert max(map(len, chunks(edge, "item", "a"))) <= 1 << 16
    assert job.status == "SUBMITTED" and job.job_inputs == ["item"]
    assert progress[-1][0] == len(expected) and sorted(progress) == progress
    if "file" in kind:
        assert progress[-1][1] == len(expected) and not given.closed
        given.close()


def test_several_files_of_several_items(file: Path, tmp_path: Path, edge: EdgeServer, client: EdgeClient) -> None:
    (tmp_path / "empty").touch()
    for extra in (file, io.BytesIO(b"more")):
        job = client.jobs.submit_file("m", "1.0.0", {"1": {"a": file, "b": tmp_path / "empty"}, "2": {"a": extra}})
        sizes = {key: result["results.json"]["data"]["result"]["inputs"]
                 for key, result in job.get_results().results.items()}
        assert sizes == {"1": {"a": {"size": 256000}, "b": {"size": 0}},
                         "2": {"a": {"size": 256000 if extra is file else 4}}}


def test_a_file_is_read_from_where_it_stands(file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    with file.open("rb") as opened:
        opened.seek(255_990)
        client.jobs.submit_file("m", "1.0.0", {"a": opened})
    assert chunks(edge, "job", "a") == [file.read_bytes()[255_990:]]


def failing() -> Iterator[bytes]:
    yield b"some bytes"
    raise RuntimeError("the camera broke")


def stop(sent: int, _total: int) -> None:
    if sent:
        raise RuntimeError("enough")


@pytest.mark.parametrize("kind", ["path", "file"])
def test_a_failure_on_the_way_cancels_the_job(kind: str, file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("AddInputToJob", Refusal(grpc.StatusCode.NOT_FOUND, "the first cause"))
    edge.script("CancelJob", Refusal(grpc.StatusCode.INTERNAL, "a later one"))
    given = file if kind == "path" else io.BytesIO(file.read_bytes())
    with pytest.raises(NotFound, match="the first cause"):
        client.jobs.submit_file("m", "1.0.0", {"a": given})
    client.close()  # waits for the call that cancels the job
    assert [request.identifier for request in edge.requests("CancelJob")] == ["job-1"]
    assert edge.requests("CloseJob") == []


@pytest.mark.parametrize("kind", ["str", "iterable"])
def test_an_edge_that_refuses_the_size_of_a_chunk_is_asked_for_its_limits_again(
        kind: str, file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    given = KINDS[kind](file)
    client.jobs.submit_file("m", "1.0.0", {"a": given})
    edge.script("AddInputToJob", Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "larger than max"))
    with pytest.raises(ResourceExhausted, match="larger than max. If the message is too large for the edge, raise the edge's limit") as caught:
        client.jobs.submit_file("m", "1.0.0", {"a": given})
    client.jobs.submit_file("m", "1.0.0", {"a": given})
    client.close()  # waits for the call that cancels the job
    assert caught.value.detail["job_identifier"] == edge.requests("CancelJob")[0].identifier
    assert len(edge.requests("GetFeatures")) == 2


@pytest.mark.parametrize("kind", ["producer", "progress of a path", "progress of a file"])
def test_an_exception_on_the_way_cancels_the_job(kind: str, file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    held = threading.Event()
    if kind == "progress of a path":
        edge.script("AddInputToJob", Empty(), lambda _: held.wait(30) and Refusal(grpc.StatusCode.ABORTED, ""))
    given: Any = {"producer": failing(), "progress of a path": file}.get(kind) or io.BytesIO(b"some bytes")
    with pytest.raises(RuntimeError, match="the camera broke" if kind == "producer" else "enough"):
        client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=None if kind == "producer" else stop)
    held.set()
    client.close()  # waits for the call that cancels the job
    assert [request.identifier for request in edge.requests("CancelJob")] == ["job-1"]
    assert edge.requests("CloseJob") == []


def test_ctrl_c_cancels_the_job(file: Path, edge: EdgeServer) -> None:
    held = threading.Event()
    edge.script("AddInputToJob", Empty(), lambda _: held.wait(30) and Refusal(grpc.StatusCode.ABORTED, ""))
    done = run_python("""if True:
        import os, signal, sys, threading
        from modzy_edge import EdgeClient
        def interrupt(sent, total):     # a little later: when the call is waited for again
            if sent:
                threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        client = EdgeClient("127.0.0.1", int(sys.argv[1]))
        try:
            client.jobs.submit_file("m", "1.0.0", {"a": sys.argv[2]}, progress=interrupt)
        except KeyboardInterrupt:
            print("interrupted")
        """, edge.port, file)
    held.set()
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")
    assert [request.identifier for request in edge.requests("CancelJob")] == ["job-1"]


def test_progress_that_fails_at_the_end_cancels_the_job(file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    def stop_at_the_end(sent: int, total: int) -> None:
        if sent == total:
            raise RuntimeError("enough")

    with file.open("rb") as opened:
        for given in (file, opened):
            with pytest.raises(RuntimeError, match="enough"):
                client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=stop_at_the_end)
    client.close()  # waits for the call that cancels the job
    assert [request.identifier for request in edge.requests("CancelJob")] == ["job-1", "job-2"]


@pytest.mark.parametrize("change", [-1000, 1000])
def test_a_file_that_changes_while_it_is_sent_cancels_the_job(change: int, file: Path, edge: EdgeServer,
                                                              client: EdgeClient) -> None:
    size = file.stat().st_size
    # The chunks of a path are sent by the library, of 64 KiB; those of a file by this package, which reads far ahead.
    large = file.with_name("large")
    for path in (file, large):
        content = bytes(size if path is file else 3 << 20)
        path.write_bytes(content)

        def change_it(_request: Any, path: Path = path, content: bytes = content) -> Empty:
            os.truncate(path, len(content) + change)
            return Empty()

        edge.script("AddInputToJob", change_it)
        with pytest.raises(FailedPrecondition, match=r"^sources\['a'\] "), path.open("rb") as opened:
            client.jobs.submit_file("m", "1.0.0", {"a": file if path is file else opened})
    client.close()  # waits for the call that cancels the job
    assert [request.identifier for request in edge.requests("CancelJob")] == ["job-1", "job-2"]
    assert edge.requests("CloseJob") == []


def test_the_size_of_what_is_decompressed_is_unknown(tmp_path: Path, edge: EdgeServer, client: EdgeClient) -> None:
    with gzip.open(tmp_path / "file.gz", "wb") as to:
        to.write(bytes(300_000))
    progress: Any = []
    with gzip.open(tmp_path / "file.gz") as packed:
        client.jobs.submit_file("m", "1.0.0", {"a": packed}, progress=lambda *counts: progress.append(counts))
    assert progress[-1] == (300_000, 0)
    assert sum(map(len, chunks(edge, "job", "a"))) == 300_000


def test_a_path_that_is_not_utf8(tmp_path: Path, edge: EdgeServer, client: EdgeClient) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"some bytes")
    for sources in ({"a": os.fsdecode(path)}, {"a": Path(os.fsdecode(path)), "b": io.BytesIO()}):
        client.jobs.submit_file("m", "1.0.0", sources)
    assert chunks(edge, "job", "a") == [b"some bytes"] * 2


def test_a_missing_file_is_what_python_calls_one(client: EdgeClient) -> None:
    for sources in ({"a": "/nowhere"}, {"a": "/nowhere", "b": io.BytesIO()}):
        with pytest.raises(FileNotFoundError) as raised:
            client.jobs.submit_file("m", "1.0.0", sources)
        assert isinstance(raised.value, InvalidArgument) and raised.value.errno == errno.ENOENT
        assert str(raised.value) == raised.value.message and raised.value.detail["parameter"] == "sources['a']"


class Silent:
    def read(self, _size: int) -> None:
        """As a file that does not block reads, when there is nothing yet."""


@pytest.mark.parametrize("sources, error, message", [
    ({"a": "/nowhere"}, MissingFile, r"^sources\['a'\] cannot be read: /nowhere: No such file or directory\."),
    ({"i": {"b": Path("/nowhere"), "a": "/"}}, MissingFile, r"^sources\['i'\]\['b'\] cannot be read: /nowhere: No such "),
    ({"a": "/nowhere", "b": io.BytesIO()}, MissingFile, r"^sources\['a'\] cannot be read: /nowhere: No such file "),
    ({"a": "/"}, UnreadableFile, r"^sources\['a'\] is /, a directory; give a regular file"),
    ({"a": "/", "b": io.BytesIO()}, UnreadableFile, r"^sources\['a'\] is /, a directory; give a regular file"),
    ({"a": "/dev/zero"}, InvalidArgument, r"^sources\['a'\] is /dev/zero, a character device; give a regular file"),
    ({"a": "/dev/zero", "b": io.BytesIO()}, InvalidArgument, r"^sources\['a'\] is '/dev/zero', a pipe or a device; give a "),
    ({"a": "a\0b"}, InvalidArgument, r"^sources\['a'\] has a NUL character at position 1; remove it\.$"),
    ({"a": [b"some ", None, b"bytes"]}, TypeError, r"^sources\['a'\] has yielded None; yield bytes"),
    ({"a": b"bytes"}, TypeError, r"^sources\['a'\] is of type bytes; give a path, a file that is open for reading bytes, "
                                 "or an iterable of bytes; submit_embedded takes data that is in memory$"),
    ({"a": 5}, TypeError, r"^sources\['a'\] is of type int; give "),
    ({"a": io.StringIO("text")}, TypeError, r"^sources\['a'\] is open for reading text; open it with the mode 'rb'$"),
    ({"a": Silent()}, BlockingIOError, r"^sources\['a'\] does not block; "),
    ({"a": ["text"]}, TypeError, "^data must be an object with the buffer protocol, such as bytes, not str$"),
    ({}, InvalidArgument, "^sources is empty; "),
])
def test_wrong_files_are_named(sources: Any, error: type, message: str, client: EdgeClient) -> None:
    with pytest.raises(error, match=message):
        client.jobs.submit_file("m", "1.0.0", sources)


def test_open_append_close(edge: EdgeServer, client: EdgeClient) -> None:
    job = client.jobs.open("m", "1.0.0", explain=True)
    assert (job.status, job.explain) == ("OPEN", True)
    [submission] = edge.requests("SubmitJob")
    assert not submission.HasField("input")
    memory = bytearray(100_000)
    for named in (job, job.job_identifier):
        assert client.jobs.append(named, "item", "a", memory) is None
    sizes = [len(data) for data in chunks(edge, "item", "a")]
    # With its framing, a chunk is no larger than the edge says that one may be.
    assert sizes[:2] == sizes[2:] and sum(sizes[:2]) == 100_000 and 65_000 < sizes[0] < 65_536
    memory.extend(b"it can be resized again")
    assert client.jobs.close(job).status == "SUBMITTED"
    with pytest.raises(TypeError, match="^data must be an object with the buffer protocol"):
        client.jobs.append(job, "item", "a", "text")
    with pytest.raises(NotFound):
        client.jobs.append("no-such-job", "item", "a", b"")
    with pytest.raises(InvalidArgument, match="^identifier is empty"):
        client.jobs.open("", "1.0.0")


# Not ru_maxrss: that of the process before exec(), which was a copy of this one, counts in it.
PEAK = """
import pathlib
def peak_kb():
    return int(next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1])
"""


def test_memory_does_not_grow_with_the_file(emulator: int, tmp_path: Path) -> None:
    # MODZY_EDGE_TEST_FILE_SIZE=1073741824 for a whole GiB: that takes some time in the emulator.
    size = int(os.environ.get("MODZY_EDGE_TEST_FILE_SIZE", 256 << 20))
    with (tmp_path / "sparse").open("wb") as sparse:
        sparse.truncate(size)
    done = run_python(PEAK + """if True:
        import sys
        from modzy_edge import EdgeClient
        progress = []
        with EdgeClient("127.0.0.1", int(sys.argv[1])) as client:
            job = client.jobs.submit_file("inspector", "1.0.0", {"a": sys.argv[2]},
                                          progress=lambda *counts: progress.append(counts))
            job = job.block_until_complete(timeout=None)
            print(job.get_results().results["job"]["results.json"]["data"]["result"]["inputs"]["a"]["size"])
        assert len(progress) > 1 and progress == sorted(progress), progress
        print(progress[-1], peak_kb())
        """, emulator, tmp_path / "sparse")
    assert done.returncode == 0, done.stderr
    found, last = done.stdout.splitlines()
    assert int(found) == size and last.startswith(f"({size}, {size}) ")
    assert int(last.split()[-1]) < 64 << 10, last


def test_memory_does_not_grow_with_what_is_produced(edge: EdgeServer) -> None:
    done = run_python(PEAK + """if True:
        import sys
        from modzy_edge import EdgeClient
        chunk = bytes(1 << 18)
        with EdgeClient("127.0.0.1", int(sys.argv[1])) as client:
            client.jobs.submit_file("m", "1.0.0", {"a": (chunk for _ in range(256))})
        print(peak_kb())
        """, edge.port)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 64 << 10, done.stdout


def test_an_edge_that_goes_away_on_the_way(file: Path, edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("AddInputToJob", lambda _: Refusal(grpc.StatusCode.UNAVAILABLE, "gone"))
    with pytest.raises(ApiError):
        client.jobs.submit_file("m", "1.0.0", {"a": io.BytesIO(file.read_bytes())}, deadline=5)
