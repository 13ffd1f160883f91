"""Uploads that are given up while the edge opens their job: it is cancelled when it is known."""

import asyncio
import threading
from typing import Any, Callable

import pytest

import modzy_edge.aio
from edge_server import EdgeServer
from modzy_edge import Cancelled, EdgeClient
from default_edge import DefaultEdge

FILES = {"item": {"sound": __file__}}


class Opening:
    """An edge that opens a job when it is told to, and tells which job was cancelled."""

    def __init__(self, edge: EdgeServer) -> None:
        jobs = DefaultEdge()
        self._asked, self._told, self._cancelled = threading.Event(), threading.Event(), threading.Event()

        def open_job(submission: Any) -> Any:
            self._asked.set()
            assert self._told.wait(30)
            return jobs.SubmitJob(submission)

        def cancel_job(request: Any) -> Any:
            self._cancelled.set()
            return jobs.CancelJob(request)

        self.edge = edge
        edge.script("SubmitJob", open_job)
        edge.script("CancelJob", cancel_job)

    def await_request(self) -> None:
        assert self._asked.wait(30)

    def ends_cancelled(self) -> None:
        """Opens the job, and expects that it is cancelled."""
        assert self.edge.requests("CancelJob") == []
        self._told.set()
        assert self._cancelled.wait(30)
        assert [request.identifier for request in self.edge.requests("CancelJob")] == ["job-1"]
        assert self.edge.requests("AddInputToJob") == []


@pytest.mark.parametrize("call", [lambda jobs: jobs.submit_files("m", "1.0.0", FILES), lambda jobs: jobs.open("m", "1.0.0")])
def test_a_client_that_is_closed(call: Callable[[Any], Any], edge: EdgeServer) -> None:
    opening = Opening(edge)
    client = EdgeClient("127.0.0.1", edge.port)
    closing = threading.Thread(target=lambda: (opening.await_request(), client.close()))
    closing.start()
    with pytest.raises(Cancelled):
        call(client.jobs)
    closing.join()
    opening.ends_cancelled()


@pytest.mark.parametrize("call", [lambda jobs: jobs.submit_files("m", "1.0.0", FILES), lambda jobs: jobs.open("m", "1.0.0")])
def test_a_task_that_is_cancelled(call: Callable[[Any], Any], edge: EdgeServer) -> None:
    opening = Opening(edge)

    async def main() -> None:
        async with modzy_edge.aio.EdgeClient("127.0.0.1", edge.port) as client:
            task = asyncio.ensure_future(call(client.jobs))
            await asyncio.get_running_loop().run_in_executor(None, opening.await_request)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    opening.ends_cancelled()
