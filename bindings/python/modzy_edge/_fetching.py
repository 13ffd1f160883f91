"""Results, outputs and votes of jobs: what the methods of Jobs do."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from . import _bindings
from ._answers import BYTES, LATER_JSON, NOTHING
from ._arguments import JobLike
from ._arguments import job_identifier as identifier_of
from ._call import call_options, decoded, utf8
from ._errors import invalid_argument
from ._operation import Description, Operation
from ._results import Result, Results

VOTES = {"NONE": _bindings.EDGE_VOTE_NONE, "UP": _bindings.EDGE_VOTE_UP, "DOWN": _bindings.EDGE_VOTE_DOWN}


def get_results(jobs: Any, job_identifier: JobLike, *, deadline: Optional[float] = None) -> Description[Results]:
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
    return Operation("edge_jobs_get_results", (identifier_of(job_identifier), call_options(deadline)), Results)


def get_result(jobs: Any, job_identifier: JobLike, source_key: str, *,
               deadline: Optional[float] = None) -> Description[Result]:
    """Fetches the result of one input item.

        >>> client.jobs.get_result(job, "job").result["data"]["result"]
        {'inputs': {'input.txt': {'size': 10, ...}}}

    Args:
        job_identifier, deadline: As in get_results.
        source_key: The key of the input item.

    Raises:
        NotFound: There is no such job or input item, or no result yet.
        ApiError: See there.
    """
    return Operation("edge_jobs_get_result", (*_item(job_identifier, source_key), call_options(deadline)), Result)


def get_output(jobs: Any, job_identifier: JobLike, source_key: str, output_key: str, *,
               deadline: Optional[float] = None) -> Description[bytes]:
    """Fetches one output of a result, as the bytes that the model wrote: they do not pass through JSON.

        >>> client.jobs.get_output(job, "job", "results.json")
        b'{"data":{"result":{"inputs":{"input.txt":{"size":10,...}}}}}'

    Args:
        job_identifier, source_key, deadline: As in get_result.
        output_key: The name of the output.

    Raises:
        As get_result.
    """
    return Operation("edge_jobs_get_output", (*_item(job_identifier, source_key), utf8(output_key, "output_key"),
                                              call_options(deadline)), lambda answer: bytes(answer[0]), answer=BYTES)


def vote(jobs: Any, job_identifier: JobLike, source_key: str, vote: str, *,
         deadline: Optional[float] = None) -> Description[None]:
    """Votes on a result.

        >>> client.jobs.vote(job, "job", "UP")

    Args:
        job_identifier, source_key, deadline: As in get_result.
        vote: "UP" or "DOWN"; "NONE" takes all votes back.

    Raises:
        As get_result.
    """
    if not isinstance(vote, str):
        raise TypeError(f"vote must be a string, 'UP', 'DOWN' or 'NONE', not {type(vote).__name__}")
    if vote not in VOTES:
        raise invalid_argument("vote", f"is {vote!r}; give 'UP', 'DOWN' or 'NONE'")
    return Operation("edge_jobs_vote", (*_item(job_identifier, source_key), VOTES[vote], call_options(deadline)),
                     lambda answer: None, answer=NOTHING)


def get_vote(jobs: Any, job_identifier: JobLike, source_key: str, *,
             deadline: Optional[float] = None) -> Description[str]:
    """Asks for the vote on a result: "UP", "DOWN", or "NONE" if nobody has voted.

        >>> client.jobs.vote(job, "job", "DOWN")
        >>> client.jobs.get_vote(job, "job")
        'DOWN'

    Args:
        job_identifier, source_key, deadline: As in get_result.

    Raises:
        As get_result.
    """
    return Operation("edge_jobs_get_vote", (*_item(job_identifier, source_key), call_options(deadline)),
                     lambda answer: str(decoded(answer)["vote"]), answer=LATER_JSON)


def _item(job: JobLike, source_key: str) -> Tuple[bytes, bytes]:
    return identifier_of(job), utf8(source_key, "source_key")
