"""A job as the edge describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, List, Optional

from ._native.arguments import POLL_INTERVAL, Metadata
from ._records import Content, Member, Page, Record
from ._results import Results

if TYPE_CHECKING:
    from ._jobs import Jobs


class ModelIdentifier(Record):
    """Which model, and which version of it."""

    __slots__ = ()

    identifier = Member[str]("Names the model, such as 'ed542963de'.")
    version = Member[str]("Such as '1.0.1'.")
    name = Member[Optional[str]]("The model's name for people, where the edge said it.")


class AccessKey(Record):
    """An access key of a user."""

    __slots__ = ()

    prefix = Member[str]("The public part of the key.")
    is_default = Member[bool]("Whether it is the one that is used when none is chosen.")


class User(Record):
    """The user who submitted a job, where a server knows that."""

    __slots__ = ()

    identifier = Member[str]("Names the user.")
    external_identifier = Member[Optional[str]]("The user's name in another system.")
    email = Member[Optional[str]]("The user's address.")
    firstName = Member[Optional[str]]("First name.")
    lastName = Member[Optional[str]]("Last name.")
    status = Member[Optional[str]]("The state of the account.")
    title = Member[Optional[str]]("Title.")
    access_keys = Member[List[AccessKey]]("The user's access keys.", lambda keys: [AccessKey(key) for key in keys])


class JobRecord(Record):
    """What the edge says about a job: the base of modzy_edge.Job and modzy_edge.aio.Job."""

    __slots__ = ()

    job_identifier = Member[str]("Names the job.")
    status = Member[str]("SUBMITTED, IN_PROGRESS or OPEN; at the end COMPLETE, CANCELED or FAILED.")
    account_identifier = Member[Optional[str]]("The account that the job belongs to.")
    explain = Member[Optional[bool]]("Whether an explanation of the results was asked for.")
    created_at = Member[Optional[str]]("When the edge made the job, such as '2024-05-01T12:00:00.500Z'.")
    updated_at = Member[Optional[str]]("When the job last changed.")
    submitted_at = Member[Optional[str]]("When the job was submitted.")
    submitted_by = Member[Optional[str]]("Who submitted it.")
    pending = Member[Optional[int]]("Input items that are waiting or being worked on.")
    completed = Member[Optional[int]]("Input items that are done.")
    failed = Member[Optional[int]]("Input items that failed.")
    total = Member[Optional[int]]("Input items in all.")
    model = Member[Optional[ModelIdentifier]]("The model that works on it.", ModelIdentifier)
    job_inputs = Member[Optional[List[str]]]("The keys of the input items.")
    user = Member[Optional[User]]("The user who submitted it.", User)
    access_key = Member[Optional[str]]("The access key that it was submitted with.")
    input_byte_amount = Member[Optional[int]]("The size of its input, in bytes.")
    elapsed_time = Member[Optional[int]]("How long it has taken, in milliseconds.")

    def __repr__(self) -> str:
        model = self.model
        of = f" of {model.identifier} {model.version}" if model else ""
        completed = "?" if self.completed is None else self.completed
        done = "" if self.total is None else f", {completed}/{self.total} done"
        failed = f", {self.failed} failed" if self.failed else ""
        status = "" if self.status is None else f": {self.status}"
        return f"<Job {self.job_identifier}{of}{status}{done}{failed}>"


class Job(JobRecord):
    """A job: what to find it by, and how it was doing when the edge was asked.

    It is a mapping, job["status"], and has the same as attributes, job.status. What the edge did not say is None. The
    keys access_key, input_byte_amount and elapsed_time are there only if the edge said them, all others always. Points
    in time are strings as RFC 3339 has them, in UTC; durations are numbers of milliseconds.

        >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
        >>> job.model.identifier, job["total"], job.job_inputs
        ('inspector', 1, ['my-input'])
        >>> job = job.block_until_complete()
        >>> job.status, job.completed, job.failed
        ('COMPLETE', 1, 0)

    A job does not change by itself; refresh() and block_until_complete() return a newer one.
    """

    __slots__ = ("_jobs",)

    def __init__(self, data: Content, jobs: Any = None) -> None:
        super().__init__(data)
        self._jobs: Optional[Jobs] = jobs

    def refresh(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Asks the edge how the job is doing now. See Jobs.get_job_details.

            >>> job.refresh().status
            'COMPLETE'
        """
        return self._client_jobs().get_job_details(self, deadline=deadline, metadata=metadata)

    def block_until_complete(self, poll_interval: Optional[float] = POLL_INTERVAL, timeout: Optional[float] = 30, *,
                             max_poll_interval: Optional[float] = None,
                             progress: Optional[Callable[[int, int, int], object]] = None,
                             metadata: Optional[Metadata] = None) -> Job:
        """Waits until the job is final. See Jobs.block_until_complete.

            >>> job.block_until_complete(timeout=60).completed
            1
        """
        return self._client_jobs().block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval, progress=progress,
            metadata=metadata)

    def cancel(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Cancels the job. See Jobs.cancel.

            >>> client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"}).cancel().status
            'CANCELED'
        """
        return self._client_jobs().cancel(self, deadline=deadline, metadata=metadata)

    def get_results(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Results:
        """Fetches the results. See Jobs.get_results.

            >>> job.get_results().finished
            True
        """
        return self._client_jobs().get_results(self, deadline=deadline, metadata=metadata)

    def _client_jobs(self) -> Jobs:
        if self._jobs is None:
            raise TypeError("this Job has no client (it was copied or unpickled); use client.jobs.get(job)")
        return self._jobs


class JobList(Page[Job]):
    """Jobs, as the edge lists them: a list of Job with the figures of the page as attributes.

    The edge decides how many jobs it gives, and takes no page numbers: what it gives is all there is to iterate over.
    Where total_count is more than the length, narrow the list by its filters.

        >>> jobs = client.jobs.list(status="COMPLETE")
        >>> len(jobs) <= jobs.total_count
        True
        >>> jobs[0].status
        'COMPLETE'
    """
