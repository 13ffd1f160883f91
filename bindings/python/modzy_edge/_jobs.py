"""Submitting jobs, following them, fetching their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Union

from . import _library
from ._buffers import Borrowed
from ._call import call_for_json, call_options, milliseconds, utf8
from ._job import Job
from ._results import Results
from ._sources import native_sources
from ._waiting import interruptible

if TYPE_CHECKING:
    from ._client import EdgeClient

# What names a job: its identifier, or the Job itself.
JobLike = Union[str, Mapping[str, Any]]


class Jobs:
    """The jobs of an edge: `client.jobs`."""

    __slots__ = ("_client",)

    def __init__(self, client: EdgeClient) -> None:
        self._client = client

    def submit_embedded(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                        deadline: Optional[float] = None) -> Job:
        """Submits a job with its data. Returns as soon as the edge has accepted it.

            >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {
            ...     "camera-1": {"image": b"...", "config.json": b"{}"},
            ...     "camera-2": {"image": bytearray(4)},
            ... })
            >>> job.block_until_complete().completed
            2

        Args:
            identifier: The model: its identifier, or an object or mapping that has one as `identifier`.
            version: The version of the model, such as "1.0.1".
            sources: The input items: for each, under a name of your choice, a mapping of its data inputs, whose names
                the model's documentation gives. A data input is any object with the buffer protocol: bytes, bytearray,
                memoryview, mmap, array.array, a NumPy array, a ctypes array. It is not copied, unless its bytes do not
                lie one after the other (a slice with a step, say), and must not change while the call runs.
                A mapping of data inputs alone, {"input.txt": b"..."}, is one input item with the name "job".
            explain: Ask the model to explain its results, if it can.
            deadline: How long the call may take, in seconds; math.inf for as long as it takes. Default: the client's.

        Raises:
            TypeError, InvalidArgument: An argument cannot be right. The message names it: sources['camera-1']['image'].
            NotFound: There is no such model or version.
            ResourceExhausted: The data is more than the edge accepts in one message.
            Unavailable, Timeout, or another ApiError: See there.
        """
        model = utf8(_identifier(identifier), "identifier")
        with Borrowed() as borrowed:
            array = native_sources(sources, borrowed)
            answer = self._call("edge_jobs_submit_embedded", model, utf8(version, "version"), array, len(array),
                                bool(explain), call_options(deadline))
        return Job(answer, self)

    def get_job_details(self, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Job:
        """Asks the edge how a job is doing.

            >>> client.jobs.get_job_details(job.job_identifier).status
            'COMPLETE'

        Args:
            job_identifier: The identifier of the job, or a Job.
            deadline: As in submit_embedded.

        Raises:
            NotFound: There is no such job.
            ApiError: See there.
        """
        return Job(self._call("edge_jobs_get", _job_identifier(job_identifier), call_options(deadline)), self)

    def get(self, job: JobLike, *, deadline: Optional[float] = None) -> Job:
        """The same as get_job_details."""
        return self.get_job_details(job, deadline=deadline)

    def block_until_complete(self, job_identifier: JobLike, poll_interval: float = 0.01,
                             timeout: Optional[float] = 30) -> Job:
        """Waits until a job has come to its end: COMPLETE, CANCELED or FAILED. Which of them is in the Job.

            >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
            >>> client.jobs.block_until_complete(job, timeout=60).status
            'COMPLETE'

        The edge is asked again and again, at first after poll_interval, then ever more rarely, up to once a second.
        A question that finds the edge unreachable is repeated.

        Args:
            job_identifier: The identifier of the job, or a Job.
            poll_interval: The first interval, in seconds.
            timeout: How long to wait, in seconds. None: for as long as it takes.

        Raises:
            Timeout: The job is not at its end yet. It goes on.
            ApiError: See there.
        """
        identifier = _job_identifier(job_identifier)
        timeout_ms = milliseconds(timeout, "timeout")
        poll_interval_ms = milliseconds(poll_interval, "poll_interval")

        def wait() -> Any:
            return self._call("edge_jobs_wait", identifier, timeout_ms, poll_interval_ms, None)

        return Job(interruptible(wait), self)

    def get_results(self, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Results:
        """Fetches the results of a job: at its end all, before it those that are there.

            >>> results = client.jobs.get_results(job)
            >>> results["results"]["job"]["status"], results.get("failed", 0)
            ('COMPLETE', 0)

        Args:
            job_identifier: The identifier of the job, or a Job.
            deadline: As in submit_embedded.

        Raises:
            NotFound: There is no such job, or it has no results yet.
            ApiError: See there.
        """
        return Results(self._call("edge_jobs_get_results", _job_identifier(job_identifier), call_options(deadline)))

    def _call(self, function: str, *arguments: Any) -> Any:
        functions = _library.start()
        return call_for_json(functions, getattr(functions, function), self._client._native, *arguments)


def _identifier(model: object) -> object:
    if isinstance(model, str):
        return model
    identifier = model.get("identifier") if isinstance(model, Mapping) else getattr(model, "identifier", None)
    if not isinstance(identifier, str):
        raise TypeError("identifier must be a string, or a model with a string as its `identifier`, "
                        f"not {type(model).__name__}")
    return identifier


def _job_identifier(job: JobLike) -> bytes:
    identifier = job.get("job_identifier") if isinstance(job, Mapping) else job
    if not isinstance(identifier, str):
        raise TypeError(f"job_identifier must be a string or a Job, not {type(job).__name__}")
    return utf8(identifier, "job_identifier")
