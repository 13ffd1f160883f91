"""Warnings of the library reach Python's logger."""

import logging

import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer
from modzy_edge import EdgeClient

# Not a semantic version: the edge decides, and the library warns.
ODD_VERSION = "latest"


def test_a_warning_arrives(client: EdgeClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "modzy_edge"):
        client.jobs.submit_embedded("m", ODD_VERSION, {"input": b""})
    [record] = [record for record in caplog.records if record.name == "modzy_edge"]
    assert record.levelno == logging.WARNING and ODD_VERSION in record.getMessage()


def test_the_level_of_the_logger_counts(client: EdgeClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "modzy_edge"):
        client.jobs.submit_embedded("m", ODD_VERSION, {"input": b""})
    assert caplog.records == []


PROGRAM = f"""
import sys, logging
from modzy_edge import EdgeClient
def warn():
    client.jobs.submit_embedded("m", "{ODD_VERSION}", {{"input": b""}})
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
time.sleep(0.3)
""", edge.port)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("modzy_edge WARNING ")
