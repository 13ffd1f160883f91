"""Clients by the names of edges in the configuration file of modzy-edge."""

import asyncio
import json
from pathlib import Path

import pytest

from edge_server import EdgeServer
from modzy_edge import EdgeClient, InvalidArgument, NotFound, aio


@pytest.fixture
def configuration(edge: EdgeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "modzy-edge" / "config.json"
    file.parent.mkdir()
    contexts = {"here": {"host": "localhost", "port": edge.port}, "nobody": {"host": "localhost", "port": 1}}
    file.write_text(json.dumps({"current": "here", "contexts": contexts}))
    # Of the process, not of os.environ alone: the library reads it in C.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return file


def test_the_current_context_and_one_by_name(edge: EdgeServer, configuration: Path) -> None:
    for name, text in ((None, "<EdgeClient the current context>"), ("here", "<EdgeClient context here>")):
        with EdgeClient.from_context(name) as client:
            assert repr(client) == text
            client.jobs.submit_text("model", "1.0.0", {"key": "text"})
    assert len(edge.requests("SubmitJob")) == 2


def test_asyncio(edge: EdgeServer, configuration: Path) -> None:
    async def submit() -> None:
        async with aio.EdgeClient.from_context("here") as client:
            await client.jobs.submit_text("model", "1.0.0", {"key": "text"})

    asyncio.run(submit())
    assert len(edge.requests("SubmitJob")) == 1


def test_what_is_wrong_is_named_at_once(configuration: Path) -> None:
    with pytest.raises(NotFound, match="no-such-edge"):
        EdgeClient.from_context("no-such-edge")
    with pytest.raises(InvalidArgument, match="name is empty"):
        EdgeClient.from_context("")
    configuration.write_text('{"contexts": {"here": {"host": "localhost", "prot": 1}}}')
    with pytest.raises(InvalidArgument, match="prot"):
        aio.EdgeClient.from_context("here")
    configuration.write_text('{"contexts": {"here": {"host": "localhost", "keepalive_ms": "10s"}}}')
    with pytest.raises(InvalidArgument, match='contexts.here.keepalive_ms is "10s"'):  # as in the file
        EdgeClient.from_context("here")
    configuration.unlink()
    with pytest.raises(NotFound, match="config.json"):
        EdgeClient.from_context()
