"""Warnings of the library reach Python's logger."""

import itertools
import logging
import re
from typing import Any

import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer
from modzy_edge import EdgeClient, InferenceRequest, InputSource, NotFound, RetryOptions, Unavailable

# Not a semantic version: the edge decides, and the library warns.
ODD_VERSION = "latest"


def test_a_warning_arrives(client: EdgeClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "modzy_edge"):
        client.jobs.submit_embedded("m", ODD_VERSION, {"input": b""})
    [record] = [record for record in caplog.records if record.name == "modzy_edge" and record.levelno > logging.DEBUG]
    assert record.levelno == logging.WARNING and ODD_VERSION in record.getMessage()


def test_each_call_is_logged_at_debug(edge: EdgeServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "modzy_edge"), EdgeClient(
            "127.0.0.1", edge.port, metadata={"authorization": "Bearer hunter2-hunter2"}) as client:
        client.jobs.submit_embedded("m", "1.0.0", {"input": b"the payload"})
        with pytest.raises(NotFound):
            client.jobs.get("no-such-job")
    texts = [record.getMessage() for record in caplog.records if record.levelno == logging.DEBUG]
    submitted = [text for text in texts if "SubmitJob" in text]
    assert len(submitted) == 1 and re.search(
        rf"/jobs.v1.JobService/SubmitJob to 127.0.0.1:{edge.port}: OK after [\d.]+ ms, \d+ bytes sent, [1-9]\d* received, "
        "attempt 1", submitted[0])
    assert any(re.search(r"GetJob to .*: NOT_FOUND after [\d.]+ ms, message of \d+ bytes, attempt 1: ", text) for text in texts)
    assert not any(secret in text for text in texts for secret in ("hunter2", "payload", "dGhlIHBheWxvYWQ"))
    caplog.clear()
    with EdgeClient("127.0.0.1", edge.port) as client:  # the level is as before
        client.jobs.features()
    assert not [record for record in caplog.records if record.name == "modzy_edge"]


@pytest.mark.parametrize("transport", ["direct", "channel"])
def test_a_stream_is_logged_at_its_end(transport: Any, edge: EdgeServer, caplog: pytest.LogCaptureFixture) -> None:
    request = InferenceRequest("m", "1.0.0", InputSource(key="input", text="the payload"))
    with caplog.at_level(logging.DEBUG, "modzy_edge"):
        with EdgeClient("127.0.0.1", edge.port, transport=transport) as client:
            assert len(list(client.inferences.stream([request, request]))) == 2
            endless = client.inferences.stream(itertools.repeat(request))
            next(iter(endless))
            endless.close()
        with EdgeClient("127.0.0.1", 1, transport=transport, retry=RetryOptions(max_attempts=1)) as client:
            with pytest.raises(Unavailable):
                list(client.inferences.stream([request]))
    ended = [record.getMessage() for record in caplog.records if "stream ended" in record.getMessage()]
    for text, end in zip(ended, (f"{edge.port}: stream ended with OK after X ms, 2 messages sent, 2 received",
                                 f"{edge.port}: stream ended with CANCELLED after X ms, N messages sent, N received",
                                 "1: stream ended with UNAVAILABLE after X ms, 0 messages sent, 0 received: 127.0.0.1:1 cannot be reached")):
        if "CANCELLED" in end:
            text = re.sub(r"\d+ (messages|received)", r"N \1", text)
        assert f"Service/StreamInferences to 127.0.0.1:{end}" in re.sub(r"[\d.]+ ms", "X ms", text)
    assert len(ended) == 3


def test_the_level_of_the_logger_counts(client: EdgeClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "modzy_edge"):
        client.jobs.submit_embedded("m", ODD_VERSION, {"input": b""})
    assert caplog.records == []


PROGRAM = f"""
import sys, logging
from modzy_edge import EdgeClient
def warn(version="{ODD_VERSION}"):  # once for each version
    client.jobs.submit_embedded("m", version, {{"input": b""}})
client = EdgeClient("127.0.0.1", int(sys.argv[1]))
"""


def test_a_program_without_logging_stays_silent(edge: EdgeServer) -> None:
    done = run_python(PROGRAM + "warn()", edge.port)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_handler_that_fails_does_not_harm_the_call(edge: EdgeServer) -> None:
    done = run_python(PROGRAM + """
class Broken(logging.Handler):
    def emit(self, record):
        raise ZeroDivisionError("in the handler")
logging.getLogger("modzy_edge").addHandler(Broken())
warn()
print("done")
""", edge.port)
    assert (done.returncode, done.stdout) == (0, "done\n")
    assert "ZeroDivisionError: in the handler" in done.stderr


def test_warnings_up_to_the_end_of_the_interpreter(edge: EdgeServer) -> None:
    done = run_python(PROGRAM + """
import threading, time, modzy_edge
logging.basicConfig(stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")
def work():
    while True:
        try:
            warn()
        except (modzy_edge.Cancelled, modzy_edge.InvalidHandle):
            return
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
time.sleep(1)
""", edge.port)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("modzy_edge WARNING ")


HOST = """
import atexit, ctypes
def log_of_the_host(messages):
    callback = declarations.edge_log_callback(lambda level, message, data: messages.append((level, message.decode())))
    handle = ctypes.POINTER(declarations.edge_log)()
    assert functions.edge_log_create(callback, declarations.EDGE_LOG_WARNING, None, ctypes.byref(handle), None) == 0
    return handle, callback
def warn_from_c():  # with a client of its own
    native = ctypes.POINTER(declarations.edge_client)()
    assert functions.edge_client_create(b"127.0.0.1", int(sys.argv[1]), None, ctypes.byref(native), None) == 0
    assert functions.edge_jobs_open(native, b"m", b"latest", None, ctypes.byref(ctypes.c_char_p()), None) == 0
    functions.edge_client_destroy(native)
class Kept(logging.Handler):
    def emit(self, record):
        of_the_package.append(record.getMessage())
of_the_package, of_the_host = [], []
logging.getLogger("modzy_edge").addHandler(Kept())
"""


def test_the_log_of_a_host_goes_on_beside_the_package_s(edge: EdgeServer) -> None:
    done = run_python(PROGRAM + "from modzy_edge._native import declarations, library\n" + """
functions = library.load()
""" + HOST + """
before = log_of_the_host(of_the_host)  # before the package has added its own
warn("first")
later = log_of_the_host(of_the_host)
warn_from_c()
functions.edge_log_destroy(later[0])
functions.edge_log_destroy(before[0])
warn("last")
assert [level for level, _ in of_the_host] == [declarations.EDGE_LOG_WARNING] * 3, of_the_host
assert [message.split("'")[1] for _, message in of_the_host] == ["first", "latest", "latest"]
assert [message.split("'")[1] for message in of_the_package] == ["first", "latest", "last"]
""", edge.port)
    assert (done.returncode, done.stderr) == (0, "")


def test_at_exit_the_package_s_log_is_removed_and_that_of_a_host_goes_on(edge: EdgeServer) -> None:
    done = run_python("""
import atexit
@atexit.register
def after_the_package():  # which is imported later, and therefore ends before
    warn_from_c()
    print(len(of_the_package), len(of_the_host))
""" + PROGRAM + """
from modzy_edge._native import declarations, library
functions = library.start()
""" + HOST + """
kept = log_of_the_host(of_the_host)
warn()
""", edge.port)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 2\n", "")


@pytest.mark.parametrize("level, expected", [("debug", {"debug", "warning"}), ("warning", {"warning"}), ("error", set())])
def test_the_environment_asks_for_a_log_on_standard_error(level: str, expected: "set[str]", edge: EdgeServer) -> None:
    done = run_python("import modzy_edge" + PROGRAM + """
warn()
try:
    client.jobs.get("no-such-job")
except modzy_edge.NotFound:
    pass
""", edge.port, MODZY_EDGE_LOG=level)
    assert (done.returncode, done.stdout) == (0, "")
    lines = [re.fullmatch(r"modzy_edge: ([a-z]+): .+", line) for line in done.stderr.splitlines()]
    assert all(lines), done.stderr
    assert {line[1] for line in lines if line} == expected, done.stderr
