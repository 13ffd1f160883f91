"""Asking after jobs, waiting for them, cancelling them: what the methods of Jobs do."""

from __future__ import annotations

from typing import Any, Callable, Optional

from . import _arguments
from ._answers import items_done
from ._arguments import DateLike, JobLike, iso_date, optional_utf8, sized
from ._bindings import edge_job_filter, edge_job_history_filter
from ._call import POLL_INTERVAL, call_options, decoded, utf8, wait_options
from ._job import Job, JobFeatures, JobList, JobStatistics, StatisticsList
from ._operation import Description, Operation, called

# Told how a job is doing: input items that are completed, that failed, and in all.
JobProgress = Callable[[int, int, int], object]


def get_job_details(jobs: Any, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Description[Job]:
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
    return _about_job("edge_jobs_get", job_identifier, deadline, jobs._job)


def get(jobs: Any, job: JobLike, *, deadline: Optional[float] = None) -> Description[Job]:
    """The same as get_job_details.

        >>> client.jobs.get(job).status
        'COMPLETE'
    """
    return get_job_details(jobs, job, deadline=deadline)


def block_until_complete(jobs: Any, job_identifier: JobLike, poll_interval: Optional[float] = POLL_INTERVAL,
                         timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                         progress: Optional[JobProgress] = None) -> Description[Job]:
    """Waits until a job has come to its end: COMPLETE, CANCELED or FAILED. Which of them is in the Job.

        >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        >>> client.jobs.block_until_complete(job, timeout=60).status
        'COMPLETE'

    The edge is asked again and again. An edge that is away for less than 10 seconds, because it restarts or the network
    fails, does not end the wait. Ctrl-C does, at once.

    Args:
        job_identifier: The identifier of the job, or a Job.
        poll_interval: The time between two questions to the edge, in seconds. If it is not given, it grows with the time
            waited: the end is noticed late by 2 % of that (by 3 milliseconds at least, by 50 at most).
        timeout: How long to wait, in seconds. None: for as long as it takes. 0: ask once, and take the answer.
        max_poll_interval: How far the time between two questions grows at most, in seconds. None: 0.05.
        progress: Called when the edge has said how the job is doing, at first and whenever that has changed, with the
            numbers of input items that are completed, that failed, and in all. An exception that it raises ends the
            wait.

    Raises:
        Timeout: The job is not at its end yet. It goes on. `error.job` is the Job, as the edge described it last.
        ApiError: See there.
    """
    return Operation("edge_jobs_wait", (_arguments.job_identifier(job_identifier),
                                        wait_options(timeout, poll_interval, max_poll_interval)),
                     jobs._job, progress=progress, measure=items_done, waits_for=("job", jobs._job))


def cancel(jobs: Any, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Description[Job]:
    """Cancels a job, and returns it as it is then.

        >>> slow = client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
        >>> client.jobs.cancel(slow).status
        'CANCELED'

    Args:
        job_identifier, deadline: As in get_job_details.

    Raises:
        As get_job_details.
    """
    return _about_job("edge_jobs_cancel", job_identifier, deadline, jobs._job)


def cancel_all(jobs: Any, *, deadline: Optional[float] = None) -> Description[JobList]:
    """Cancels all jobs of the edge that have not come to their end, and returns them.

        >>> slow = client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
        >>> slow.job_identifier in [job.job_identifier for job in client.jobs.cancel_all()]
        True

    Args:
        deadline: As in submit_embedded.
    """
    return Operation("edge_jobs_cancel_all", (call_options(deadline),), jobs._job_list)


def get_all_job_details(jobs: Any, timeout: Optional[float] = None) -> Description[JobList]:
    """Lists the jobs of the edge. The same as list() without filters.

        >>> jobs = client.jobs.get_all_job_details(timeout=5)
        >>> len(jobs) <= jobs.total_count
        True

    Args:
        timeout: How long the call may take, in seconds. Default: the client's deadline.
    """
    return Operation("edge_jobs_list", (None, call_options(timeout, "timeout")), jobs._job_list)


@called("list")
def list_jobs(jobs: Any, *, status: Optional[str] = None, model: object = None, user: Optional[str] = None,
              access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
              end_date: Optional[DateLike] = None, deadline: Optional[float] = None) -> Description[JobList]:
    """Lists jobs. Only their job_identifier, status and model are known here; history() gives more.

        >>> for job in client.jobs.list(status="COMPLETE", model="inspector"):
        ...     assert job.status == "COMPLETE"

    An edge takes no page numbers: it gives one page of its own choice, and that is all there is to iterate over. Where
    `total_count` of the list is more than its length, narrow it with the filters.

    Args:
        status: Jobs in this state, such as "COMPLETE".
        model: Jobs of this model: its identifier, or an object or mapping that has one as `identifier`.
        user: Jobs of this user.
        access_key: Jobs that were submitted with this access key.
        start_date, end_date: Jobs that were submitted at this time or later, or earlier: a string in ISO 8601, a
            datetime.date, or a datetime.datetime, which without a time zone is in local time.
        deadline: As in submit_embedded.
    """
    selected = sized(edge_job_filter, start_date=iso_date(start_date, "start_date"),
                     end_date=iso_date(end_date, "end_date"), status=optional_utf8(status, "status"),
                     model=_optional_model(model, "model"), user=optional_utf8(user, "user"),
                     access_key=optional_utf8(access_key, "access_key"))
    return Operation("edge_jobs_list", (selected, call_options(deadline)), jobs._job_list)


def history(jobs: Any, *, search: Optional[str] = None, status: Optional[str] = None, model: object = None,
            model_identifier: object = None, model_version: Optional[str] = None, user: Optional[str] = None,
            access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
            end_date: Optional[DateLike] = None, deadline: Optional[float] = None) -> Description[JobList]:
    """Lists jobs of the past, with all that is known of each.

        >>> for job in client.jobs.history(model_identifier="inspector", model_version="1.0.0"):
        ...     assert job.model.identifier == "inspector"

    As with list(), the edge gives one page.

    Args:
        search: Jobs that contain this text.
        status, model, user, access_key, start_date, end_date, deadline: As in list.
        model_identifier: Jobs of the model with exactly this identifier.
        model_version: Jobs of this version of the model.
    """
    selected = sized(edge_job_history_filter, search=optional_utf8(search, "search"), user=optional_utf8(user, "user"),
                     model=_optional_model(model, "model"), access_key=optional_utf8(access_key, "access_key"),
                     start_date=iso_date(start_date, "start_date"), end_date=iso_date(end_date, "end_date"),
                     status=optional_utf8(status, "status"),
                     model_identifier=_optional_model(model_identifier, "model_identifier"),
                     model_version=optional_utf8(model_version, "model_version"))
    return Operation("edge_jobs_list_history", (selected, call_options(deadline)), jobs._job_list)


def get_history(jobs: Any, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Description[JobList]:
    """Lists what became of one job.

        >>> client.jobs.get_history(job)[-1].job_identifier == job.job_identifier
        True

    Args:
        job_identifier, deadline: As in get_job_details.

    Raises:
        As get_job_details.
    """
    return _about_job("edge_jobs_get_history", job_identifier, deadline, jobs._job_list)


def features(jobs: Any, *, deadline: Optional[float] = None) -> Description[JobFeatures]:
    """Asks for the limits of the edge.

        >>> client.jobs.features().maximum_inputs_per_job > 0
        True

    Args:
        deadline: As in submit_embedded.
    """
    return Operation("edge_jobs_get_features", (call_options(deadline),), JobFeatures)


def statistics(jobs: Any, *, deadline: Optional[float] = None) -> Description[StatisticsList]:
    """Asks how much the access keys of the edge were used.

        >>> [key.access_key for key in client.jobs.statistics()]
        ['emulator']

    Args:
        deadline: As in submit_embedded.
    """
    return Operation("edge_jobs_list_statistics", (call_options(deadline),), _statistics_list)


def key_statistics(jobs: Any, access_key_prefix: str, *,
                   deadline: Optional[float] = None) -> Description[JobStatistics]:
    """Asks how much one access key was used.

        >>> client.jobs.key_statistics("emulator").jobs_count > 0
        True

    Args:
        access_key_prefix: The part of the key before its first dot, which is no secret.
        deadline: As in submit_embedded.

    Raises:
        NotFound: There is no such key.
        ApiError: See there.
    """
    return Operation("edge_jobs_get_statistics", (utf8(access_key_prefix, "access_key_prefix"), call_options(deadline)),
                     JobStatistics)


def _about_job(function: str, job: JobLike, deadline: Optional[float], convert: Callable[[Any], Any]) -> Operation[Any]:
    return Operation(function, (_arguments.job_identifier(job), call_options(deadline)), convert)


def _statistics_list(answer: bytes) -> StatisticsList:
    page = decoded(answer)
    return StatisticsList(map(JobStatistics, page["statistics"]), page)


def _optional_model(model: object, parameter: str) -> Optional[bytes]:
    return None if model is None else _arguments.model_identifier(model, parameter)
