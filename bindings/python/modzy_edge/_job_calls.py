"""The calls of the library behind the methods of Jobs, for modzy_edge and for modzy_edge.aio.

The parameters are those of the method of the same name, which documents them. `make_job` and `make_jobs` make the Job
and the JobList of the module that the method belongs to.
"""

from __future__ import annotations

import ctypes
from functools import partial
from typing import Any, Callable, Dict, List, Optional, Tuple, TypeVar

from . import _job_sources
from ._errors import invalid_argument
from ._input_sources import borrow
from ._native import declarations
from ._native.arguments import (DateLike, JobLike, Metadata, call_options, iso_date, job_identifier,
                                model_identifier, native_array, optional_model, optional_utf8, sized, submit_options,
                                utf8, wait_options)
from ._native.buffers import Borrowed
from ._native.call import NativeCall, nothing
from ._native.declarations import (edge_azure_access, edge_file, edge_input, edge_job_filter, edge_job_history_filter,
                                   edge_s3_access)
from ._native.invoke import decoded
from ._native.result_kinds import BYTES, NOTHING, PENDING_JSON, items_done
from ._results import Result, Results
from ._statistics import JobFeatures, JobStatistics, StatisticsList
from ._upload_sources import UploadSource, place_of_file

JobT = TypeVar("JobT")  # a Job of modzy_edge or modzy_edge.aio
JobListT = TypeVar("JobListT")  # a JobList of one of them
MakeJob = Callable[[Any], JobT]
MakeJobs = Callable[[Any], JobListT]

# Receives the progress of a job: input items that are completed, that failed, and in all.
JobProgress = Callable[[int, int, int], object]

# Receives the progress of an upload: the bytes that the edge has taken, and the bytes in all (0 while that is unknown).
UploadProgress = Callable[[int, int], object]

CANCEL_TIME = 2.0  # seconds that the cancellation of an upload may take, as in the library

# The parameters that have other names in the library.
MODEL_NAMES = {"model_identifier": "identifier", "model_version": "version"}
APPEND_NAMES = {"input.key": "input_key", "input.size": "data"}

VOTES = {"NONE": declarations.EDGE_VOTE_NONE, "UP": declarations.EDGE_VOTE_UP, "DOWN": declarations.EDGE_VOTE_DOWN}


def submit_embedded(make_job: MakeJob[JobT], identifier: object, version: str, sources: object, explain: bool,
                    deadline: Optional[float], job_timeout: Optional[float],
                    metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return _with_data("edge_jobs_submit_embedded", _job_sources.embedded, identifier, version, sources,
                      submit_options(explain, deadline, job_timeout, metadata), make_job)


def submit_text(make_job: MakeJob[JobT], identifier: object, version: str, sources: object, explain: bool,
                deadline: Optional[float], job_timeout: Optional[float],
                metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return _with_data("edge_jobs_submit_text", _job_sources.text, identifier, version, sources,
                      submit_options(explain, deadline, job_timeout, metadata), make_job)


def run(make_job: MakeJob[Any], identifier: object, version: str, sources: object, explain: bool,
        timeout: Optional[float], poll_interval: Optional[float], max_poll_interval: Optional[float],
        job_timeout: Optional[float], progress: Optional[JobProgress],
        metadata: Optional[Metadata]) -> NativeCall[Results]:
    options = submit_options(explain, None, job_timeout, metadata,
                             wait_options(timeout, poll_interval, max_poll_interval))
    return _with_data("edge_jobs_run", _job_sources.embedded, identifier, version, sources, options, Results,
                      progress=progress, measure=items_done, waits_for=("job", make_job))


def submit_aws_s3(make_job: MakeJob[JobT], identifier: object, version: str, sources: object, access_key_id: str,
                  secret_access_key: str, region: Optional[str], explain: bool, endpoint: Optional[str],
                  deadline: Optional[float], job_timeout: Optional[float],
                  metadata: Optional[Metadata]) -> NativeCall[JobT]:
    access = sized(edge_s3_access, access_key_id=utf8(access_key_id, "access_key_id"),
                   secret_access_key=utf8(secret_access_key, "secret_access_key"),
                   region=optional_utf8(region, "region"), endpoint=optional_utf8(endpoint, "endpoint"))
    return _with_objects("edge_jobs_submit_s3", ("bucket", "key"), access, identifier, version, sources,
                         submit_options(explain, deadline, job_timeout, metadata), make_job)


def submit_azure(make_job: MakeJob[JobT], identifier: object, version: str, sources: object, storage_account: str,
                 storage_account_key: str, explain: bool, deadline: Optional[float], job_timeout: Optional[float],
                 metadata: Optional[Metadata]) -> NativeCall[JobT]:
    access = sized(edge_azure_access, storage_account=utf8(storage_account, "storage_account"),
                   storage_account_key=utf8(storage_account_key, "storage_account_key"))
    return _with_objects("edge_jobs_submit_azure", ("container", "path"), access, identifier, version, sources,
                         submit_options(explain, deadline, job_timeout, metadata), make_job)


def _with_data(function: str, members: _job_sources.Members, identifier: object, version: str, sources: object,
               options: object, convert: Callable[[Any], Any], **more: Any) -> NativeCall[Any]:
    model = model_identifier(identifier, "identifier"), utf8(version, "version")
    array, borrowed = _job_sources.native_sources(sources, members)
    return NativeCall(function, (*model, *array, options), convert, borrowed=borrowed, names=MODEL_NAMES,
                      place=partial(_job_sources.place_in, sources, {}), **more)


def _with_objects(function: str, members: Tuple[str, str], access: ctypes.Structure, identifier: object, version: str,
                  sources: object, options: object, convert: Callable[[Any], Any]) -> NativeCall[Any]:
    model = model_identifier(identifier, "identifier"), utf8(version, "version")
    objects, borrowed = _job_sources.native_objects(sources, *members)
    named: Dict[str, str] = {".container": members[0], ".path": members[1]}
    return NativeCall(function, (*model, objects, access, options), convert, borrowed=borrowed, names=MODEL_NAMES,
                      place=partial(_job_sources.place_in, sources, named))


def submit_files(make_job: MakeJob[JobT], identifier: object, version: str, files: List[UploadSource], explain: bool,
                 progress: Optional[UploadProgress], deadline: Optional[float],
                 metadata: Optional[Metadata]) -> NativeCall[JobT]:
    """For files of which the paths are given: the library reads them itself, several at a time."""
    array = native_array(edge_file, [(file.source_key.encode(), file.input_key.encode(), file.native_path())
                                     for file in files])
    return NativeCall("edge_jobs_submit_files", (model_identifier(identifier, "identifier"), utf8(version, "version"),
                                                 *array, submit_options(explain, deadline, metadata=metadata)),
                      make_job, progress=progress, names=MODEL_NAMES,
                      place=lambda _array, number, _, member: place_of_file(files[number], member),
                      undo=lambda answer: cancel(decoded, decoded(answer), CANCEL_TIME, metadata))


def open(make_job: MakeJob[JobT], identifier: object, version: str, explain: bool, deadline: Optional[float],
         metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return NativeCall("edge_jobs_open", (model_identifier(identifier, "identifier"), utf8(version, "version"),
                                         submit_options(explain, deadline, metadata=metadata)), make_job,
                      names=MODEL_NAMES)


def append(job: JobLike, source_key: str, input_key: str, data: object, deadline: Optional[float],
           metadata: Optional[Metadata]) -> NativeCall[None]:
    identifier, source, key = job_identifier(job), utf8(source_key, "source_key"), utf8(input_key, "input_key")
    options = call_options(deadline, metadata)
    borrowed = Borrowed()
    try:
        address, size = borrow(data, "data", borrowed)
    except BaseException:
        borrowed.release()
        raise
    return NativeCall("edge_jobs_append", (identifier, source, edge_input(key, address, size), options), nothing,
                      kind=NOTHING, borrowed=borrowed, names=APPEND_NAMES)


def close(make_job: MakeJob[JobT], job: JobLike, deadline: Optional[float],
          metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return _of_job("edge_jobs_close", job, deadline, metadata, make_job)


def get(make_job: MakeJob[JobT], job: JobLike, deadline: Optional[float],
        metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return _of_job("edge_jobs_get", job, deadline, metadata, make_job)


def cancel(make_job: MakeJob[JobT], job: JobLike, deadline: Optional[float],
           metadata: Optional[Metadata]) -> NativeCall[JobT]:
    return _of_job("edge_jobs_cancel", job, deadline, metadata, make_job)


def get_history(make_jobs: MakeJobs[JobListT], job: JobLike, deadline: Optional[float],
                metadata: Optional[Metadata]) -> NativeCall[JobListT]:
    return _of_job("edge_jobs_get_history", job, deadline, metadata, make_jobs)


def get_results(job: JobLike, deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[Results]:
    return _of_job("edge_jobs_get_results", job, deadline, metadata, Results)


def _of_job(function: str, job: JobLike, deadline: Optional[float], metadata: Optional[Metadata],
            convert: Callable[[Any], Any]) -> NativeCall[Any]:
    return NativeCall(function, (job_identifier(job), call_options(deadline, metadata)), convert)


def block_until_complete(make_job: MakeJob[JobT], job: JobLike, poll_interval: Optional[float],
                         timeout: Optional[float], max_poll_interval: Optional[float],
                         progress: Optional[JobProgress], metadata: Optional[Metadata]) -> NativeCall[JobT]:
    options = wait_options(timeout, poll_interval, max_poll_interval, metadata)
    return NativeCall("edge_jobs_wait", (job_identifier(job), options), make_job, progress=progress,
                      measure=items_done, waits_for=("job", make_job))


def cancel_all(make_jobs: MakeJobs[JobListT], deadline: Optional[float],
               metadata: Optional[Metadata]) -> NativeCall[JobListT]:
    return NativeCall("edge_jobs_cancel_all", (call_options(deadline, metadata),), make_jobs)


def get_all_job_details(make_jobs: MakeJobs[JobListT], timeout: Optional[float]) -> NativeCall[JobListT]:
    return NativeCall("edge_jobs_list", (None, call_options(timeout, parameter="timeout")), make_jobs)


def list(make_jobs: MakeJobs[JobListT], status: Optional[str], model: object, user: Optional[str],
         access_key: Optional[str], start_date: Optional[DateLike], end_date: Optional[DateLike],
         deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[JobListT]:
    selected = sized(edge_job_filter, start_date=iso_date(start_date, "start_date"),
                     end_date=iso_date(end_date, "end_date"), status=optional_utf8(status, "status"),
                     model=optional_model(model, "model"), user=optional_utf8(user, "user"),
                     access_key=optional_utf8(access_key, "access_key"))
    return NativeCall("edge_jobs_list", (selected, call_options(deadline, metadata)), make_jobs)


def history(make_jobs: MakeJobs[JobListT], search: Optional[str], status: Optional[str], model: object,
            model_identifier: object, model_version: Optional[str], user: Optional[str], access_key: Optional[str],
            start_date: Optional[DateLike], end_date: Optional[DateLike], deadline: Optional[float],
            metadata: Optional[Metadata]) -> NativeCall[JobListT]:
    selected = sized(edge_job_history_filter, search=optional_utf8(search, "search"), user=optional_utf8(user, "user"),
                     model=optional_model(model, "model"), access_key=optional_utf8(access_key, "access_key"),
                     start_date=iso_date(start_date, "start_date"), end_date=iso_date(end_date, "end_date"),
                     status=optional_utf8(status, "status"),
                     model_identifier=optional_model(model_identifier, "model_identifier"),
                     model_version=optional_utf8(model_version, "model_version"))
    return NativeCall("edge_jobs_list_history", (selected, call_options(deadline, metadata)), make_jobs)


def features(deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[JobFeatures]:
    return NativeCall("edge_jobs_get_features", (call_options(deadline, metadata),), JobFeatures)


def statistics(deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[StatisticsList]:
    return NativeCall("edge_jobs_list_statistics", (call_options(deadline, metadata),), _statistics_list)


def _statistics_list(answer: bytes) -> StatisticsList:
    page = decoded(answer)
    return StatisticsList(map(JobStatistics, page["statistics"]), page)


def key_statistics(access_key_prefix: str, deadline: Optional[float],
                   metadata: Optional[Metadata]) -> NativeCall[JobStatistics]:
    prefix = utf8(access_key_prefix, "access_key_prefix")
    return NativeCall("edge_jobs_get_statistics", (prefix, call_options(deadline, metadata)), JobStatistics)


def get_result(job: JobLike, source_key: str, deadline: Optional[float],
               metadata: Optional[Metadata]) -> NativeCall[Result]:
    return NativeCall("edge_jobs_get_result", (*_item(job, source_key), call_options(deadline, metadata)), Result)


def get_output(job: JobLike, source_key: str, output_key: str, deadline: Optional[float],
               metadata: Optional[Metadata]) -> NativeCall[bytes]:
    return NativeCall("edge_jobs_get_output", (*_item(job, source_key), utf8(output_key, "output_key"),
                                               call_options(deadline, metadata)),
                      lambda output: bytes(output[0]), kind=BYTES)


def vote(job: JobLike, source_key: str, vote: str, deadline: Optional[float],
         metadata: Optional[Metadata]) -> NativeCall[None]:
    if not isinstance(vote, str):
        raise TypeError(f"vote must be a string, 'UP', 'DOWN' or 'NONE', not {type(vote).__name__}")
    if vote not in VOTES:
        raise invalid_argument("vote", f"is {vote!r}; give 'UP', 'DOWN' or 'NONE'")
    return NativeCall("edge_jobs_vote", (*_item(job, source_key), VOTES[vote], call_options(deadline, metadata)),
                      nothing, kind=NOTHING)


def get_vote(job: JobLike, source_key: str, deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[str]:
    return NativeCall("edge_jobs_get_vote", (*_item(job, source_key), call_options(deadline, metadata)),
                      lambda answer: str(decoded(answer)["vote"]), kind=PENDING_JSON)


def _item(job: JobLike, source_key: str) -> Tuple[bytes, bytes]:
    return job_identifier(job), utf8(source_key, "source_key")
