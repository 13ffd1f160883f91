"""Jobs whose input is sent in chunks: what the methods of Jobs do."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Generator, List, Mapping, Optional

from ._answers import NOTHING
from ._arguments import JobLike, model_identifier, native_array
from ._arguments import job_identifier as identifier_of
from ._bindings import edge_file, edge_input
from ._buffers import Borrowed
from ._call import call_options, submit_options, utf8
from ._contents import Content, contents_of, place_of_file
from ._errors import Unimplemented, invalid_argument
from ._following import cancel
from ._inputs import borrow
from ._job import Job
from ._operation import END, CleanUp, Description, Fetch, Operation, UploadProgress, called, steps
from ._submitting import NAMES, submit_embedded

# What the library calls the parameters of append.
APPENDED = {"input.key": "input_key", "input.size": "data"}

CANCEL_TIME = 5.0  # seconds: how long a job that failed on the way is tried to be cancelled, as in the library
LARGEST_EMBEDDED = 1 << 30  # bytes: what is collected for an edge that takes no chunks


def submit_file(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                progress: Optional[UploadProgress] = None, deadline: Optional[float] = None) -> Description[Job]:
    """Submits a job whose data inputs are files. They are sent in chunks, so that memory does not grow with them.

        >>> import io
        >>> from pathlib import Path
        >>> job = client.jobs.submit_file("inspector", "1.0.0", {
        ...     "camera-1": {"image": Path("LICENSE"), "config.json": io.BytesIO(b"{}")},
        ... }, progress=lambda sent, total: None)
        >>> job.block_until_complete().status
        'COMPLETE'

    When anything fails on the way, or Ctrl-C is pressed, the job is cancelled and the first cause is raised. An edge
    that takes no chunks gets an embedded job, if the files fit one message.

    Args:
        identifier, version, explain: As in submit_embedded.
        sources: As in submit_embedded; a data input is a path, a file that is open for reading bytes, which is read from
            where it stands and not closed, or an iterable of bytes, for data that is made while it is sent.
        progress: Called from time to time with the number of bytes that the edge has taken, and the number that there
            are, 0 while that is unknown. An exception that it raises ends the call.
        deadline: How long each message to the edge may take, in seconds. Default: the client's.

    Raises:
        As submit_embedded; MissingFile or UnreadableFile, which are InvalidArgument and OSError, if a file cannot be
        read; FailedPrecondition, if it changes while it is sent.
    """
    contents = contents_of(sources)
    if all(content.path is not None for content in contents):
        return _submit_paths(jobs, identifier, version, contents, explain, progress, deadline)
    return _submit_contents(jobs, identifier, version, contents, explain, progress, deadline)


def submit_files(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                 progress: Optional[UploadProgress] = None, deadline: Optional[float] = None) -> Description[Job]:
    """The same as submit_file.

        >>> job = client.jobs.submit_files("inspector", "1.0.0", {"first": "LICENSE", "second": "LICENSE"})
        >>> job.block_until_complete().status
        'COMPLETE'
    """
    return submit_file(jobs, identifier, version, sources, explain, progress=progress, deadline=deadline)


@called("open")
def open_job(jobs: Any, identifier: object, version: str, explain: bool = False, *,
             deadline: Optional[float] = None) -> Description[Job]:
    """Opens a job whose input follows: append() adds to it, close() lets it begin.

    It is for data that is made while it is sent, such as a recording. A job that will not be closed should be cancelled.

        >>> job = client.jobs.open("inspector", "1.0.0")
        >>> for part in (b"some ", b"bytes"):
        ...     client.jobs.append(job, "my-input", "input.txt", part)
        >>> client.jobs.close(job).block_until_complete().status
        'COMPLETE'

    Args:
        identifier, version, explain, deadline: As in submit_embedded.

    Raises:
        As submit_embedded; Unimplemented, if the edge takes no chunks.
    """
    return Operation("edge_jobs_open", (model_identifier(identifier, "identifier"), utf8(version, "version"),
                                        submit_options(explain, deadline)), jobs._job,
                     names=NAMES)


def append(jobs: Any, job_identifier: JobLike, source_key: str, input_key: str, data: Any, *,
           deadline: Optional[float] = None) -> Description[None]:
    """Appends bytes to one data input of an open job, in as many messages as the edge wants them in.

        >>> job = client.jobs.open("inspector", "1.0.0")
        >>> client.jobs.append(job, "my-input", "input.txt", b"some bytes")
        >>> job = client.jobs.close(job)

    Calls for one data input must follow one another; calls for different ones may run at the same time.

    Args:
        job_identifier: The identifier of the job, or a Job.
        source_key: The key of the input item.
        input_key: The name by which the model finds the data.
        data: The next bytes: any object with the buffer protocol, or a list or tuple of them. Not copied; it must not change
            while the call runs.
        deadline: As in submit_file.

    Raises:
        TypeError, InvalidArgument, NotFound, or another ApiError: See there.
    """
    arguments = identifier_of(job_identifier), utf8(source_key, "source_key"), utf8(input_key, "input_key")
    options = call_options(deadline)
    borrowed = Borrowed()
    try:
        address, size = borrow(data, "data", borrowed)
    except BaseException:
        borrowed.release()
        raise
    job, source, key = arguments
    return Operation("edge_jobs_append", (job, source, edge_input(key, address, size), options), lambda answer: None,
                     answer=NOTHING, borrowed=borrowed, names=APPENDED)


@called("close")
def close_job(jobs: Any, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Description[Job]:
    """Closes an open job: its input is complete, and it begins.

        >>> job = client.jobs.open("inspector", "1.0.0")
        >>> client.jobs.append(job, "my-input", "input.txt", b"some bytes")
        >>> client.jobs.close(job).status in ("SUBMITTED", "IN_PROGRESS", "COMPLETE")
        True

    Args:
        job_identifier, deadline: As in get_job_details.

    Raises:
        As get_job_details.
    """
    return Operation("edge_jobs_close", (identifier_of(job_identifier), call_options(deadline)),
                     jobs._job)


def _submit_paths(jobs: Any, identifier: object, version: str, contents: List[Content], explain: bool,
                  progress: Optional[UploadProgress], deadline: Optional[float]) -> Operation[Job]:
    """The library reads the files itself, several at a time."""
    files = native_array(edge_file, [(utf8(content.source_key, "a key"), utf8(content.input_key, "a key"),
                                      _path(content)) for content in contents])
    return Operation("edge_jobs_submit_files", (model_identifier(identifier, "identifier"), utf8(version, "version"),
                                               *files, submit_options(explain, deadline)),
                     jobs._job, progress=progress, names=NAMES,
                     place=lambda array, number, _, member: place_of_file(contents[number], member),
                     undo=lambda answer: cancel(jobs, jobs._job(answer), deadline=CANCEL_TIME))


def _path(content: Content) -> bytes:
    """A path for the library: bytes, in whatever encoding."""
    path = content.path or b""
    if b"\0" in path:
        raise invalid_argument(content.place, f"has a NUL character at position {path.index(0)}; remove it")
    return path


@steps
def _submit_contents(jobs: Any, identifier: object, version: str, contents: List[Content], explain: bool,
                     progress: Optional[UploadProgress], deadline: Optional[float]) -> Generator[Any, Any, Job]:
    submission = _Submission(jobs, identifier, version, explain, progress, deadline)
    opened = contextlib.ExitStack()
    try:
        for content in contents:
            content.open(opened)
        return (yield from submission.send(contents))
    finally:
        opened.close()


class _Submission:
    """One job whose contents this package reads itself."""

    def __init__(self, jobs: Any, identifier: object, version: str, explain: bool, progress: Optional[UploadProgress],
                 deadline: Optional[float]) -> None:
        self._jobs = jobs
        self._model = identifier, version
        self._explain = explain
        self._progress = progress
        self._deadline = deadline
        self._sent = 0  # chunks
        self._bytes = 0
        self._chunk: Any = END  # what was read and not sent yet

    def send(self, contents: List[Content]) -> Generator[Any, Any, Job]:
        job: Optional[Job] = None
        try:
            job = yield open_job(self._jobs, *self._model, self._explain, deadline=self._deadline)
            return (yield from self._send_chunks(job, contents))  # type: ignore[arg-type]
        except GeneratorExit:
            raise
        except BaseException as error:
            if job is not None:
                yield CleanUp(cancel(self._jobs, job, deadline=CANCEL_TIME))
            if self._sent or not isinstance(error, Unimplemented):
                raise
            refusal = error
        return (yield from self._embed(contents, refusal))

    def _send_chunks(self, job: Job, contents: List[Content]) -> Generator[Any, Any, Job]:
        total = sum(content.size for content in contents) if all(content.size for content in contents) else 0
        for content in contents:
            before = self._bytes
            self._chunk = yield Fetch(content.source)
            if self._chunk is END:
                self._chunk = b""  # even nothing is sent: it makes an input that is empty
            while self._chunk is not END:
                if self._chunk is None:
                    raise TypeError(f"{content.place} has yielded None; yield bytes, and nothing where there are none")
                yield append(self._jobs, job, content.source_key, content.input_key, self._chunk,
                             deadline=self._deadline)
                self._sent += 1
                self._taken(memoryview(self._chunk).nbytes, total)
                self._chunk = yield Fetch(content.source)
            content.check_size(self._bytes - before)
        closed: Job = yield close_job(self._jobs, job, deadline=self._deadline)
        return closed

    def _taken(self, size: int, total: int) -> None:
        self._bytes += size
        if self._progress is not None:
            self._progress(self._bytes, total)

    def _embed(self, contents: List[Content], refusal: Unimplemented) -> Generator[Any, Any, Job]:
        """For an edge that takes no chunks."""
        sources: Dict[str, Dict[str, bytearray]] = {}
        size = 0
        for content in contents:
            data = sources.setdefault(content.source_key, {})[content.input_key] = bytearray()
            if self._chunk is END:
                self._chunk = yield Fetch(content.source)
            while self._chunk is not END:
                if self._chunk is None:
                    raise TypeError(f"{content.place} has yielded None; yield bytes, and nothing where there are none")
                data += memoryview(self._chunk)
                size += memoryview(self._chunk).nbytes
                if size > LARGEST_EMBEDDED:
                    raise refusal
                self._chunk = yield Fetch(content.source)
        job: Job = yield submit_embedded(self._jobs, *self._model, sources, self._explain, deadline=self._deadline)
        try:
            self._taken(size, size)
        except BaseException:
            yield CleanUp(cancel(self._jobs, job, deadline=CANCEL_TIME))
            raise
        return job
