"""The jobs of an edge, for programs that wait for each call."""

from __future__ import annotations

from . import _fetching, _following, _submitting, _uploading
from ._blocking import run
from ._call import decoded
from ._job import Job, JobList
from ._managed import Managed
from ._operation import Description, T, blocking
from ._records import Content


class Jobs:
    """The jobs of an edge: `client.jobs`. It submits jobs, follows them, and fetches their results."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Jobs of {self._client!r}>"

    def _run(self, description: Description[T]) -> T:
        return run(self._client, description)

    def _job(self, answer: Content) -> Job:
        return Job(answer, self)

    def _job_list(self, answer: bytes) -> JobList:
        page = decoded(answer)
        return JobList(map(self._job, page["jobs"]), page)

    submit_embedded = blocking(_submitting.submit_embedded)
    submit_text = blocking(_submitting.submit_text)
    submit_aws_s3 = blocking(_submitting.submit_aws_s3)
    submit_azure = blocking(_submitting.submit_azure)
    run = blocking(_submitting.run)
    submit_file = blocking(_uploading.submit_file)
    submit_files = blocking(_uploading.submit_files)
    open = blocking(_uploading.open_job)
    append = blocking(_uploading.append)
    close = blocking(_uploading.close_job)

    get = blocking(_following.get)
    get_job_details = blocking(_following.get_job_details)
    get_all_job_details = blocking(_following.get_all_job_details)
    block_until_complete = blocking(_following.block_until_complete)
    list = blocking(_following.list_jobs)
    history = blocking(_following.history)
    get_history = blocking(_following.get_history)
    cancel = blocking(_following.cancel)
    cancel_all = blocking(_following.cancel_all)
    features = blocking(_following.features)
    statistics = blocking(_following.statistics)
    key_statistics = blocking(_following.key_statistics)

    get_results = blocking(_fetching.get_results)
    get_result = blocking(_fetching.get_result)
    get_output = blocking(_fetching.get_output)
    vote = blocking(_fetching.vote)
    get_vote = blocking(_fetching.get_vote)
