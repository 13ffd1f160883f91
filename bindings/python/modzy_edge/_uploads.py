"""Uploads of files and iterables, for modzy_edge and for modzy_edge.aio.

The library uploads files of which the paths are given. Everything else is Python's to read, and is read here, in
chunks.
"""

from __future__ import annotations

import contextlib
from typing import Any, Dict, List, Mapping, Optional, Protocol, TypeVar

from . import _job_calls
from ._errors import Unimplemented
from ._job_calls import CANCEL_TIME, MakeJob, UploadProgress
from ._native.arguments import Metadata
from ._native.call import NativeCall
from ._native.invoke import decoded
from ._upload_sources import END, UploadSource, upload_sources

T = TypeVar("T")
JobT = TypeVar("JobT")

LARGEST_EMBEDDED = 1 << 30  # bytes: what is collected for an edge that takes no chunks


class Runner(Protocol):
    """Runs the steps of an upload: blocking (_native.blocking) or in the event loop (aio._run)."""

    async def run(self, call: NativeCall[T]) -> T: ...  # the result of a call

    async def read(self, source: Any) -> Any: ...  # the next chunk of an UploadSource, or END

    async def report(self, returned: object) -> None: ...  # handles what a progress callback has returned

    async def clean_up(self, call: NativeCall[Any]) -> None: ...  # runs a call after a failure, and ignores its error


async def submit_file(runner: Runner, make_job: MakeJob[JobT], identifier: object, version: str, sources: object,
                      explain: bool, progress: Optional[UploadProgress], deadline: Optional[float],
                      metadata: Optional[Metadata]) -> JobT:
    """Jobs.submit_file."""
    inputs = upload_sources(sources)
    if all(source.path is not None for source in inputs):
        return await runner.run(_job_calls.submit_files(
            make_job, identifier, version, inputs, explain, progress, deadline, metadata))
    opened = contextlib.ExitStack()
    try:
        for source in inputs:
            source.open(opened)
        return await _Upload(runner, inputs, progress, deadline, metadata).submit(
            make_job, identifier, version, explain)
    finally:
        opened.close()


class _Upload:
    """The upload of one job."""

    def __init__(self, runner: Runner, sources: List[UploadSource], progress: Optional[UploadProgress],
                 deadline: Optional[float], metadata: Optional[Metadata]) -> None:
        self._runner = runner
        self._sources = sources
        self._progress = progress
        self._deadline = deadline
        self._metadata = metadata
        self._chunks_sent = 0
        self._bytes_sent = 0
        self._chunk: Any = END  # that was read and not sent

    async def submit(self, make_job: MakeJob[JobT], identifier: object, version: str, explain: bool) -> JobT:
        job: Any = None
        try:
            job = await self._runner.run(_job_calls.open(
                decoded, identifier, version, explain, self._deadline, self._metadata))
            await self._send_chunks(job)
            return await self._runner.run(_job_calls.close(make_job, job, self._deadline, self._metadata))
        except GeneratorExit:
            raise
        except BaseException as error:
            if job is not None:
                await self._runner.clean_up(_job_calls.cancel(decoded, job, CANCEL_TIME, self._metadata))
            if self._chunks_sent or not isinstance(error, Unimplemented):
                raise
            refusal = error
        return await self._submit_embedded(make_job, identifier, version, explain, refusal)

    async def _send_chunks(self, job: Mapping[str, Any]) -> None:
        sizes = [source.size for source in self._sources]
        total = sum(sizes) if all(sizes) else 0
        for source in self._sources:
            before = self._bytes_sent
            await self._read(source)
            if self._chunk is END:
                self._chunk = b""  # makes an input that is empty
            while self._chunk is not END:
                await self._runner.run(_job_calls.append(job, source.source_key, source.input_key, self._chunk,
                                                         self._deadline, self._metadata))
                self._chunks_sent += 1
                await self._report(memoryview(self._chunk).nbytes, total)
                await self._read(source)
            source.check_size(self._bytes_sent - before)

    async def _read(self, source: UploadSource) -> None:
        self._chunk = await self._runner.read(source.source)
        if self._chunk is None:
            raise TypeError(f"{source.place} has yielded None; yield bytes, and nothing where there are none")

    async def _report(self, size: int, total: int) -> None:
        self._bytes_sent += size
        if self._progress is not None:
            await self._runner.report(self._progress(self._bytes_sent, total))

    async def _submit_embedded(self, make_job: MakeJob[JobT], identifier: object, version: str, explain: bool,
                               refusal: Unimplemented) -> JobT:
        """For an edge that takes no chunks."""
        inputs: Dict[str, Dict[str, bytearray]] = {}
        size = 0
        for source in self._sources:
            data = inputs.setdefault(source.source_key, {})[source.input_key] = bytearray()
            if self._chunk is END:
                await self._read(source)
            while self._chunk is not END:
                data += memoryview(self._chunk)
                size += memoryview(self._chunk).nbytes
                if size > LARGEST_EMBEDDED:
                    raise refusal
                await self._read(source)
        answer = await self._runner.run(_job_calls.submit_embedded(
            bytes, identifier, version, inputs, explain, self._deadline, None, self._metadata))
        try:
            await self._report(size, size)
        except BaseException:
            await self._runner.clean_up(_job_calls.cancel(decoded, decoded(answer), CANCEL_TIME, self._metadata))
            raise
        return make_job(answer)
