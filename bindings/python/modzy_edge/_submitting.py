"""Submitting jobs whose data is in memory or in a store: what the methods of Jobs do."""

from __future__ import annotations

import ctypes
from typing import Any, Mapping, Optional

from . import _sources
from ._answers import items_done
from ._arguments import model_identifier, optional_utf8, sized
from ._bindings import edge_azure_access, edge_s3_access
from ._call import POLL_INTERVAL, submit_options, utf8, wait_options
from ._following import JobProgress
from ._job import Job
from ._operation import Description, Operation
from ._results import Results

# The parameters that the library calls by other names.
NAMES = {"model_identifier": "identifier", "model_version": "version"}


def submit_embedded(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                    deadline: Optional[float] = None, job_timeout: Optional[float] = None) -> Description[Job]:
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
            A list or tuple of them is one data input too: its pieces follow one another, and are not joined before.
            A mapping of data inputs alone, {"input.txt": b"..."}, is one input item with the name "job".
        explain: Ask the model to explain its results, if it can.
        deadline: How long the call may take, in seconds; math.inf for as long as it takes. Default: the client's.
        job_timeout: How long the edge may work on each input item before that fails, in seconds. None: as long as the
            edge allows.

    Raises:
        TypeError, InvalidArgument: An argument cannot be right. The message names it: sources['camera-1']['image'].
        NotFound: There is no such model or version.
        ResourceExhausted: The data is more than the edge accepts in one message; submit_file has no such limit.
        Unavailable, Timeout, or another ApiError: See there.
    """
    return _submit_data("edge_jobs_submit_embedded", _sources.embedded, jobs, identifier, version, sources,
                        submit_options(explain, deadline, job_timeout))


def submit_text(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                deadline: Optional[float] = None, job_timeout: Optional[float] = None) -> Description[Job]:
    """Submits a job with text, which travels as it is. Otherwise as submit_embedded.

        >>> job = client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "Grüße, 世界"}})
        >>> job.block_until_complete().status
        'COMPLETE'

    Args:
        identifier, version, explain, deadline, job_timeout: As in submit_embedded.
        sources: As in submit_embedded; a data input is a string, or a buffer with UTF-8.

    Raises:
        As submit_embedded.
    """
    return _submit_data("edge_jobs_submit_text", _sources.text, jobs, identifier, version, sources,
                        submit_options(explain, deadline, job_timeout))


def submit_aws_s3(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], access_key_id: str,
                  secret_access_key: str, region: Optional[str] = None, explain: bool = False, *,
                  endpoint: Optional[str] = None, deadline: Optional[float] = None,
                  job_timeout: Optional[float] = None) -> Description[Job]:
    """Submits a job whose data the edge fetches from S3, or from a store that speaks S3's protocol.

        >>> job = client.jobs.submit_aws_s3(
        ...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
        ...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
        >>> job.status in ("SUBMITTED", "IN_PROGRESS", "FAILED")
        True

    Args:
        identifier, version, explain, deadline, job_timeout: As in submit_embedded.
        sources: As in submit_embedded; a data input is a mapping with the strings "bucket" and "key".
        access_key_id: The identifier of the access key.
        secret_access_key: The secret that belongs to it. It travels to the edge, and appears in no log and no error.
        region: The region of AWS, such as "us-east-1". None for another store.
        endpoint: The URL of a store other than AWS, such as "https://minio.example"; then without region.

    Raises:
        As submit_embedded. That the edge cannot fetch the data is no failure of this call, but of the job.
    """
    access = sized(edge_s3_access, access_key_id=utf8(access_key_id, "access_key_id"),
                   secret_access_key=utf8(secret_access_key, "secret_access_key"),
                   region=optional_utf8(region, "region"), endpoint=optional_utf8(endpoint, "endpoint"))
    return _submit_objects("edge_jobs_submit_s3", ("bucket", "key"), access, jobs, identifier, version, sources,
                           submit_options(explain, deadline, job_timeout))


def submit_azure(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], storage_account: str,
                 storage_account_key: str, explain: bool = False, *,
                 deadline: Optional[float] = None, job_timeout: Optional[float] = None) -> Description[Job]:
    """Submits a job whose data the edge fetches from Azure's blob storage.

        >>> job = client.jobs.submit_azure(
        ...     "inspector", "1.0.0", {"my-input": {"image": {"container": "pictures", "path": "my/picture.jpg"}}},
        ...     storage_account="account", storage_account_key="c2VjcmV0")
        >>> job.status in ("SUBMITTED", "IN_PROGRESS", "FAILED")
        True

    Args:
        identifier, version, explain, deadline, job_timeout: As in submit_embedded.
        sources: As in submit_embedded; a data input is a mapping with the strings "container" and "path".
        storage_account: The storage account.
        storage_account_key: Its key. It travels to the edge, and appears in no log and no error.

    Raises:
        As submit_aws_s3.
    """
    access = sized(edge_azure_access, storage_account=utf8(storage_account, "storage_account"),
                   storage_account_key=utf8(storage_account_key, "storage_account_key"))
    return _submit_objects("edge_jobs_submit_azure", ("container", "path"), access, jobs, identifier, version, sources,
                           submit_options(explain, deadline, job_timeout))


def run(jobs: Any, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
        timeout: Optional[float] = 30, poll_interval: Optional[float] = POLL_INTERVAL,
        max_poll_interval: Optional[float] = None, job_timeout: Optional[float] = None,
        progress: Optional[JobProgress] = None) -> Description[Results]:
    """Submits a job with its data, waits until it has come to its end, and fetches its results, all within one time.

        >>> results = client.jobs.run("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
        >>> results["results"]["my-input"]["status"]
        'COMPLETE'

    What ends the call early, such as Ctrl-C, does not cancel a job that the edge has accepted.

    Args:
        identifier, version, sources, explain, job_timeout: As in submit_embedded.
        timeout, poll_interval, max_poll_interval, progress: As in block_until_complete.

    Raises:
        As submit_embedded and block_until_complete; ApiError with the status ABORTED, if the job was cancelled meanwhile.
        Where the edge had accepted the job, `error.job` of a Timeout is a Job of which only the `job_identifier` is known:
        the job goes on, and can be waited for again. `error.detail` of any failure holds the identifier. That input items
        failed is no failure of this call: the results say so.
    """
    options = submit_options(explain, None, job_timeout, wait_options(timeout, poll_interval, max_poll_interval))
    return _with_data("edge_jobs_run", _sources.embedded, identifier, version, sources, options, Results,
                      progress=progress, measure=items_done, waits_for=("job", jobs._job))


def _submit_data(function: str, data: _sources.Members, jobs: Any, identifier: object, version: str, sources: object,
                 options: Any) -> Description[Job]:
    return _with_data(function, data, identifier, version, sources, options, jobs._job)


def _with_data(function: str, data: _sources.Members, identifier: object, version: str, sources: object, options: Any,
               convert: Any, **more: Any) -> Description[Any]:
    model = model_identifier(identifier, "identifier"), utf8(version, "version")
    array, borrowed = _sources.native_sources(sources, data)
    return Operation(function, (*model, *array, options), convert, borrowed=borrowed, names=NAMES,
                     place=lambda *found: _sources.place_in(sources, {}, *found), **more)


def _submit_objects(function: str, members: "tuple[str, str]", access: ctypes.Structure, jobs: Any, identifier: object,
                    version: str, sources: object, options: Any) -> Description[Job]:
    model = model_identifier(identifier, "identifier"), utf8(version, "version")
    objects, borrowed = _sources.native_objects(sources, *members)
    return Operation(function, (*model, objects, access, options), jobs._job, borrowed=borrowed,
                     names=NAMES, place=lambda *found: _sources.place_in(sources, {".container": members[0],
                                                                                  ".path": members[1]}, *found))
