"""modzy_edge.aio: the same names, awaited; cancelled; many at a time."""

import asyncio
import contextlib
import inspect
import io
import json
import threading
from pathlib import Path
from typing import Any, AsyncIterator

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

import modzy_edge
from edge_fixtures import run_python
from edge_server import EdgeServer, Refusal
from in_loop import run
from modzy_edge import Cancelled, InputSource, InvalidArgument, InvalidHandle, NotFound, Timeout, _job_calls
from modzy_edge._native import library
from modzy_edge._native.invoke import check
from modzy_edge._native.completions import AT_ONCE, completions_of
from modzy_edge._native.pending_call import PendingCall
from modzy_edge.aio import EdgeClient
from wire import messages


@pytest.mark.parametrize("kind", ["Jobs", "Inferences"])
def test_names_and_signatures_are_those_of_the_blocking_client(kind: str) -> None:
    blocking, awaited = getattr(modzy_edge, kind), getattr(modzy_edge.aio, kind)
    names = [name for name in vars(blocking) if not name.startswith("_")]
    assert names == [name for name in vars(awaited) if not name.startswith("_")]
    for name in names:
        if name == "stream":
            continue  # its types are wider
        assert inspect.signature(getattr(awaited, name)) == inspect.signature(getattr(blocking, name)), name
        assert inspect.iscoroutinefunction(getattr(awaited, name)) or name == "build_inference_request"


def test_attributes() -> None:
    client = EdgeClient("some.host", 55001)
    assert (client.host, client.port, client.origin, client.closed) == ("some.host", 55001, "some.host:55001", False)
    assert repr(client) == "<aio.EdgeClient some.host:55001>"
    asyncio.run(client.close())
    assert client.closed and repr(client) == "<aio.EdgeClient some.host:55001 (closed)>"
    with pytest.raises(InvalidHandle):
        asyncio.run(client.jobs.get("job-1"))


def test_a_job_from_beginning_to_end(edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> None:
        await client.wait_ready(5)
        job = await client.jobs.submit_embedded("m", "1.0.0", {"item": {"a": bytearray(b"abc")}})
        assert (await job.block_until_complete()).status == "COMPLETE"
        assert (await client.jobs.block_until_complete(job, progress=lambda *counts: None)).status == "COMPLETE"
        results = await job.get_results()
        assert results["results"]["item"]["results.json"]["data"]["result"]["inputs"] == {"a": {"size": 3}}
        inference = await client.inferences.run("m", "1.0.0", InputSource(key="k", data=b"abc"))
        assert (await inference.get_output("raw")).data == b"abc"
        edge.script("GetVoteForResult", messages().results.ResultVote(vote="UP"))
        assert await client.jobs.get_vote(job, "item") == "UP"

    run(edge, program)


@pytest.mark.parametrize("call, error", [
    (lambda client: client.jobs.get("no-such-job"), NotFound),
    (lambda client: client.jobs.submit_embedded("", "1.0.0", {"a": b""}), InvalidArgument),
    (lambda client: client.jobs.submit_embedded("m", "1.0.0", {"a": "text"}), TypeError),
    (lambda client: client.jobs.get("job-1", deadline=-1), InvalidArgument),
    (lambda client: client.jobs.block_until_complete("slow", timeout=0.05), Timeout),
    (lambda client: client.jobs.block_until_complete("slow", timeout=0.05, progress=print), Timeout)])
def test_exceptions(call: Any, error: type, edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> None:
        with pytest.raises(error):
            await call(client)

    edge.script("GetJob", *[lambda asked: messages().jobs.JobDetails(status="OPEN") if asked.identifier == "slow" else
                            Refusal(grpc.StatusCode.NOT_FOUND, "no such job")] * 100)
    run(edge, program)


def test_two_hundred_calls_at_a_time() -> None:
    everybody = threading.Barrier(200)
    with EdgeServer(workers=210) as edge:
        edge.script("GetJob", *[lambda asked: everybody.wait(60) and None or messages().jobs.JobDetails(
            job_identifier=asked.identifier, status="COMPLETE")] * 200)
        done = run_python("""if True:
            import asyncio, json, os, sys
            from modzy_edge.aio import EdgeClient
            async def main():
                async with EdgeClient("127.0.0.1", int(sys.argv[1])) as client:
                    most = 0
                    async def count():
                        nonlocal most
                        while True:
                            most = max(most, len(os.listdir("/proc/self/task")))
                            await asyncio.sleep(0.005)
                    counting = asyncio.ensure_future(count())
                    jobs = await asyncio.gather(*[client.jobs.get(f"job-{n}") for n in range(200)])
                    counting.cancel()
                    assert [job.job_identifier for job in jobs] == [f"job-{n}" for n in range(200)]
                    print(most)
            asyncio.run(main(), debug=True)
            """, edge.port)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 30, "a thread for each call, or nearly so"


@pytest.mark.parametrize("way", ["cancel", "wait_for"])
@pytest.mark.parametrize("call", ["get", "submit_embedded", "block_until_complete", "submit_file"])
def test_cancelling_a_task_cancels_its_call(call: str, way: str, edge: EdgeServer, tmp_path: Path) -> None:
    arrived, released = threading.Event(), threading.Event()
    blocked = "AddInputToJob" if call == "submit_file" else "SubmitJob" if call == "submit_embedded" else "GetJob"
    edge.script(blocked, lambda _: (arrived.set(), released.wait(30), Refusal(grpc.StatusCode.ABORTED, ""))[-1])
    memory = bytearray(b"some bytes")
    (tmp_path / "file").write_bytes(memory)
    arguments = {"submit_embedded": ("m", "1.0.0", {"a": memory}), "submit_file": ("m", "1.0.0", {"a": tmp_path / "file"})}

    async def program(client: EdgeClient) -> None:
        calling = asyncio.ensure_future(getattr(client.jobs, call)(*arguments.get(call, ("job-1",))))
        while not arrived.is_set():
            assert not calling.done(), calling.exception()
            await asyncio.sleep(0.001)
        if way == "cancel":
            calling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await calling
        else:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(calling, 0.01)
        memory.extend(b"it can be resized again")
        assert (await client.jobs.submit_text("m", "1.0.0", {"a": "text"})).status == "SUBMITTED"

    run(edge, program)
    released.set()
    assert len(edge.requests("CancelJob")) == (1 if call == "submit_file" else 0)


def test_closing_the_client_cancels_what_runs(edge: EdgeServer) -> None:
    edge.script("GetJob", *[messages().jobs.JobDetails(status="OPEN")] * 1000)

    async def program(client: EdgeClient) -> None:
        waits = [asyncio.ensure_future(client.jobs.block_until_complete("j", timeout=None)) for _ in range(5)]
        await asyncio.sleep(0.05)
        await client.close()
        for wait in waits:
            with pytest.raises(Cancelled):
                await wait

    run(edge, program)


async def slowly() -> AsyncIterator[bytes]:
    for part in (b"some ", b"", b"bytes"):
        await asyncio.sleep(0.01)
        yield part


@pytest.mark.parametrize("given", [slowly(), [b"some ", b"bytes"], io.BytesIO(b"some bytes"), Path(__file__)])
def test_uploads(given: Any, edge: EdgeServer) -> None:
    seen: Any = []

    async def program(client: EdgeClient) -> Any:
        job = await client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=lambda *counts: seen.append(counts))
        return await client.jobs.get_results(job)

    size = Path(__file__).stat().st_size if isinstance(given, Path) else 10
    assert run(edge, program).results["job"]["results.json"]["data"]["result"]["inputs"] == {"a": {"size": size}}
    assert seen[-1][0] == size


def test_an_asynchronous_producer_is_for_asynchronous_clients(edge: EdgeServer) -> None:
    with modzy_edge.EdgeClient("127.0.0.1", edge.port) as client:
        with pytest.raises(TypeError, match="modzy_edge.aio.EdgeClient"):
            client.jobs.submit_file("m", "1.0.0", {"a": slowly()})


@pytest.mark.parametrize("kind", ["path", "producer"])
def test_progress_that_fails_cancels_the_job(kind: str, edge: EdgeServer, tmp_path: Path) -> None:
    def stop(sent: int, _total: int) -> None:
        if sent:
            raise RuntimeError("enough")

    async def program(client: EdgeClient) -> None:
        given = tmp_path / "file" if kind == "path" else [b"abc"]
        with pytest.raises(RuntimeError, match="enough"):
            await client.jobs.submit_file("m", "1.0.0", {"a": given}, progress=stop)

    (tmp_path / "file").write_bytes(bytes(200_000))
    held = threading.Event()
    edge.script("AddInputToJob", Empty(), lambda _: held.wait(30) and Refusal(grpc.StatusCode.ABORTED, ""))
    run(edge, program)
    held.set()
    assert len(edge.requests("CancelJob")) == 1


def test_a_client_serves_one_loop_after_the_other(edge: EdgeServer) -> None:
    client = EdgeClient("127.0.0.1", edge.port)
    for _ in range(3):
        assert asyncio.run(client.jobs.submit_text("m", "1.0.0", {"a": "text"})).status == "SUBMITTED"
    asyncio.run(client.close())


@pytest.mark.parametrize("end", [
    "sys.exit()", "raise SystemExit", "loop.stop(); await asyncio.sleep(0)", "return",
    "os.kill(os.getpid(), signal.SIGINT); await asyncio.sleep(1)"])
def test_the_interpreter_ends_while_calls_run(end: str, edge: EdgeServer) -> None:
    edge.script("GetJob", *[messages().jobs.JobDetails(status="OPEN")] * 10000)
    done = run_python(f"""if True:
        import asyncio, os, signal, sys
        from modzy_edge import InferenceRequest, InputSource
        from modzy_edge.aio import EdgeClient
        async def requests():
            yield InferenceRequest("m", "1.0.0", InputSource(key="k", text="text"))
            await asyncio.Event().wait()
        async def read(client):
            async for inference in client.inferences.stream(requests()):
                pass
        async def main():
            global client
            loop = asyncio.get_running_loop()
            client = EdgeClient("127.0.0.1", int(sys.argv[1]))
            global tasks
            tasks = [asyncio.ensure_future(client.jobs.block_until_complete("j", timeout=None)) for _ in range(5)]
            tasks.append(asyncio.ensure_future(read(client)))
            await asyncio.sleep(0.1)
            {end}
        try:
            asyncio.run(main())
        except (KeyboardInterrupt, RuntimeError):
            pass
        print("end")
        """, edge.port)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert done.stdout == ("" if "xit" in end else "end\n")


def test_what_a_job_and_an_inference_are_asked(edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> None:
        job = await client.jobs.open("m", "1.0.0")
        await client.jobs.append(job, "item", "a", b"abc")
        job = await (await client.jobs.close(job)).refresh()
        assert json.loads(json.dumps(dict(job))) == job and (await job.cancel()).status == "CANCELED"
        inference = await client.inferences.perform_inference("m", "1.0.0", InputSource(key="k", text="t"))
        assert (await (await inference.refresh()).block_until_complete()).status == "COMPLETE"

    run(edge, program)


def test_many_calls_that_end_together_leave_time_for_others(edge: EdgeServer) -> None:
    async def program(client: EdgeClient) -> None:
        functions, loop = library.start(), asyncio.get_running_loop()
        completions, taken = completions_of(functions, loop), []
        with contextlib.ExitStack() as calls:
            for _ in range(200):
                described = _job_calls.get(client.jobs._job, "no-such-job", 60, None)
                call = calls.enter_context(PendingCall(functions, client._client._native, described))
                completions.add(call.native)[1].add_done_callback(lambda _: taken.append(loop.time()))
                with contextlib.suppress(NotFound):
                    check(functions, functions.edge_call_wait, call.native, 60_000)
            before = 0
            while len(taken) < 200:
                await asyncio.sleep(0)
                assert len(taken) - before <= AT_ONCE
                before = len(taken)

    run(edge, program)


def test_more_calls_at_once_than_there_are_descriptors(edge: EdgeServer) -> None:
    """One queue serves the event loop. It is gone when the loop is closed, and a later loop has its own."""
    ended = run_python("""
import asyncio, gc, os, resource, sys
from modzy_edge import NotFound
from modzy_edge.aio import EdgeClient

async def main(count):
    async with EdgeClient("127.0.0.1", int(sys.argv[1])) as client:
        asyncio.get_running_loop().slow_callback_duration = 100
        calls = [client.jobs.get_job_details("no-such-job", deadline=100) for _ in range(count)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(each) for each in outcomes} == {NotFound}, {repr(each) for each in outcomes}

resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
asyncio.run(main(1), debug=False)
gc.collect()
before = len(os.listdir("/proc/self/fd"))
for count in (2000, 1, 1, 1):
    asyncio.run(main(count), debug=False)
gc.collect()
assert len(os.listdir("/proc/self/fd")) <= before + 1, (before, len(os.listdir("/proc/self/fd")))
""", edge.port)
    assert (ended.returncode, ended.stderr) == (0, "")
