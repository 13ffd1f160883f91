"""A job as the edge describes it, for programs with an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from .._job import JobRecord
from .._native.arguments import POLL_INTERVAL, Metadata
from .._records import Content, Page
from .._results import Results

if TYPE_CHECKING:
    from ._jobs import Jobs


class Job(JobRecord):
    """A job: as modzy_edge.Job, but with methods to be awaited.

        >>> job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        >>> (await job.block_until_complete()).status
        'COMPLETE'
    """

    __slots__ = ("_jobs",)

    def __init__(self, data: Content, jobs: Any = None) -> None:
        super().__init__(data)
        self._jobs: Optional[Jobs] = jobs

    async def refresh(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Asks the edge how the job is doing now. See Jobs.get_job_details.

            >>> (await job.refresh()).status
            'COMPLETE'
        """
        return await self._client_jobs().get_job_details(self, deadline=deadline, metadata=metadata)

    async def block_until_complete(self, poll_interval: Optional[float] = POLL_INTERVAL,
                                   timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                                   progress: Optional[Callable[[int, int, int], object]] = None,
                                   metadata: Optional[Metadata] = None) -> Job:
        """Waits until the job is final. See Jobs.block_until_complete.

            >>> (await job.block_until_complete(timeout=60)).completed
            1
        """
        return await self._client_jobs().block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval, progress=progress,
            metadata=metadata)

    async def cancel(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Cancels the job. See Jobs.cancel.

            >>> slow = await client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
            >>> (await slow.cancel()).status
            'CANCELED'
        """
        return await self._client_jobs().cancel(self, deadline=deadline, metadata=metadata)

    async def get_results(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Results:
        """Fetches the results. See Jobs.get_results.

            >>> (await job.get_results()).finished
            True
        """
        return await self._client_jobs().get_results(self, deadline=deadline, metadata=metadata)

    def _client_jobs(self) -> Jobs:
        if self._jobs is None:
            raise TypeError("this Job has no client (it was copied or unpickled); use client.jobs.get(job)")
        return self._jobs


class JobList(Page[Job]):
    """Jobs, as the edge lists them: as modzy_edge.JobList, with jobs of this module."""
