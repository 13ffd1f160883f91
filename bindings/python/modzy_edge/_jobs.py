"""The jobs of an edge."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from . import _job_calls, _uploads
from ._job import Job, JobList
from ._job_calls import JobProgress, UploadProgress
from ._native.arguments import POLL_INTERVAL, DateLike, JobLike, Metadata
from ._native.blocking import BlockingRunner, finish, run
from ._native.handle import NativeHandle
from ._native.invoke import decoded
from ._records import Content
from ._results import Result, Results
from ._statistics import JobFeatures, JobStatistics, StatisticsList


class Jobs:
    """The jobs of an edge: `client.jobs`. It submits jobs, follows them, and fetches their results."""

    __slots__ = ("_client",)

    def __init__(self, client: NativeHandle) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Jobs of {self._client!r}>"

    def _job(self, answer: Content) -> Job:
        return Job(answer, self)

    def _job_list(self, answer: bytes) -> JobList:
        page = decoded(answer)
        return JobList(map(self._job, page["jobs"]), page)

    def submit_embedded(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                        deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                        metadata: Optional[Metadata] = None) -> Job:
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
                Data that is larger than the edge accepts in one message is sent in chunks; if that fails, up to 2
                seconds more are taken to cancel the job.
            job_timeout: How long the edge may work on each input item before that fails, in seconds. None: as long as
                the edge allows.
            metadata: Header fields of this call, by name, as the argument of EdgeClient; beside those of the client,
                except for those of the same name.

        Raises:
            TypeError, InvalidArgument: An argument cannot be right. The message names it: sources['camera-1']['image'].
            NotFound: There is no such model or version.
            ResourceExhausted: The data is more than the edge accepts in one message; submit_file has no such limit.
            Unavailable, Timeout, or another ApiError: See there.
        """
        return run(self._client, _job_calls.submit_embedded(
            self._job, identifier, version, sources, explain, deadline, job_timeout, metadata))

    def submit_text(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                    deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Job:
        """Submits a job with text, which travels as it is. Otherwise as submit_embedded.

            >>> job = client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "Grüße, 世界"}})
            >>> job.block_until_complete().status
            'COMPLETE'

        Args:
            identifier, version, explain, deadline, job_timeout, metadata: As in submit_embedded.
            sources: As in submit_embedded; a data input is a string, or a buffer with UTF-8.

        Raises:
            As submit_embedded.
        """
        return run(self._client, _job_calls.submit_text(
            self._job, identifier, version, sources, explain, deadline, job_timeout, metadata))

    def submit_aws_s3(self, identifier: object, version: str, sources: Mapping[str, Any], access_key_id: str,
                      secret_access_key: str, region: Optional[str] = None, explain: bool = False, *,
                      endpoint: Optional[str] = None, deadline: Optional[float] = None,
                      job_timeout: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data the edge fetches from S3, or from a store that speaks S3's protocol.

            >>> job = client.jobs.submit_aws_s3(
            ...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
            ...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
            >>> job.status in ("SUBMITTED", "IN_PROGRESS", "FAILED")
            True

        Args:
            identifier, version, explain, deadline, job_timeout, metadata: As in submit_embedded.
            sources: As in submit_embedded; a data input is a mapping with the strings "bucket" and "key".
            access_key_id: The identifier of the access key.
            secret_access_key: The secret that belongs to it. It travels to the edge, and appears in no log and no
                error.
            region: The region of AWS, such as "us-east-1". None for another store.
            endpoint: The URL of a store other than AWS, such as "https://minio.example"; then without region.

        Raises:
            As submit_embedded. That the edge cannot fetch the data is no failure of this call, but of the job.
        """
        return run(self._client, _job_calls.submit_aws_s3(
            self._job, identifier, version, sources, access_key_id, secret_access_key, region, explain, endpoint,
            deadline, job_timeout, metadata))

    def submit_azure(self, identifier: object, version: str, sources: Mapping[str, Any], storage_account: str,
                     storage_account_key: str, explain: bool = False, *, deadline: Optional[float] = None,
                     job_timeout: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data the edge fetches from Azure's blob storage.

            >>> job = client.jobs.submit_azure(
            ...     "inspector", "1.0.0", {"my-input": {"image": {"container": "pictures", "path": "my/picture.jpg"}}},
            ...     storage_account="account", storage_account_key="c2VjcmV0")
            >>> job.status in ("SUBMITTED", "IN_PROGRESS", "FAILED")
            True

        Args:
            identifier, version, explain, deadline, job_timeout, metadata: As in submit_embedded.
            sources: As in submit_embedded; a data input is a mapping with the strings "container" and "path".
            storage_account: The storage account.
            storage_account_key: Its key. It travels to the edge, and appears in no log and no error.

        Raises:
            As submit_aws_s3.
        """
        return run(self._client, _job_calls.submit_azure(
            self._job, identifier, version, sources, storage_account, storage_account_key, explain, deadline,
            job_timeout, metadata))

    def run(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
            timeout: Optional[float] = 30, poll_interval: Optional[float] = POLL_INTERVAL,
            max_poll_interval: Optional[float] = None, job_timeout: Optional[float] = None,
            progress: Optional[JobProgress] = None, metadata: Optional[Metadata] = None) -> Results:
        """Submits a job with its data, waits for its end, and fetches its results, all within one time.

            >>> results = client.jobs.run("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
            >>> results["results"]["my-input"]["status"]
            'COMPLETE'

        What ends the call early, such as Ctrl-C, does not cancel a job that the edge has accepted.

        Args:
            identifier, version, sources, explain, job_timeout, metadata: As in submit_embedded.
            timeout, poll_interval, max_poll_interval, progress: As in block_until_complete.

        Raises:
            As submit_embedded and block_until_complete; ApiError with the status ABORTED, if the job was cancelled
            meanwhile. Where the edge had accepted the job, `error.job` of a Timeout is a Job of which only the
            `job_identifier` is known: the job goes on, and can be waited for again. `error.detail` of any failure holds
            the identifier. That input items failed is no failure of this call: the results say so.
        """
        return run(self._client, _job_calls.run(
            self._job, identifier, version, sources, explain, timeout, poll_interval, max_poll_interval,
            job_timeout, progress, metadata))

    def submit_file(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                    progress: Optional[UploadProgress] = None, deadline: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data inputs are files. They are sent in chunks, so that memory does not grow with them.

            >>> import io
            >>> from pathlib import Path
            >>> job = client.jobs.submit_file("inspector", "1.0.0", {
            ...     "camera-1": {"image": Path("LICENSE"), "config.json": io.BytesIO(b"{}")},
            ... }, progress=lambda sent, total: None)
            >>> job.block_until_complete().status
            'COMPLETE'

        When anything fails on the way, or Ctrl-C is pressed, the job is cancelled and the first cause is raised. An
        edge that takes no chunks gets an embedded job, if the files fit one message.

        Args:
            identifier, version, explain: As in submit_embedded.
            sources: As in submit_embedded; a data input is a path, a file that is open for reading bytes, which is read
                from where it stands and not closed, or an iterable of bytes, for data that is made while it is sent.
            progress: Called from time to time with the number of bytes that the edge has taken, and the number that
                there are, 0 while that is unknown. An exception that it raises ends the call.
            deadline: How long each message to the edge may take, in seconds. Default: the client's. A failure takes
                up to 2 seconds more, in which the edge is asked to cancel the job.
            metadata: As in submit_embedded, of each message.

        Raises:
            As submit_embedded; MissingFile or UnreadableFile, which are InvalidArgument and OSError, if a file cannot
            be read; FailedPrecondition, if it changes while it is sent.
        """
        return finish(_uploads.submit_file(
            BlockingRunner(self._client), self._job, identifier, version, sources, explain, progress, deadline,
            metadata))

    def submit_files(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                     progress: Optional[UploadProgress] = None, deadline: Optional[float] = None,
                     metadata: Optional[Metadata] = None) -> Job:
        """The same as submit_file.

        >>> job = client.jobs.submit_files("inspector", "1.0.0", {"first": "LICENSE", "second": "LICENSE"})
        >>> job.block_until_complete().status
        'COMPLETE'
        """
        return self.submit_file(identifier, version, sources, explain, progress=progress, deadline=deadline,
                                metadata=metadata)

    def open(self, identifier: object, version: str, explain: bool = False, *, deadline: Optional[float] = None,
             metadata: Optional[Metadata] = None) -> Job:
        """Opens a job whose input follows: append() adds to it, close() lets it begin.

        It is for data that is made while it is sent, such as a recording. A job that will not be closed should be
        cancelled.

            >>> job = client.jobs.open("inspector", "1.0.0")
            >>> for part in (b"some ", b"bytes"):
            ...     client.jobs.append(job, "my-input", "input.txt", part)
            >>> client.jobs.close(job).block_until_complete().status
            'COMPLETE'

        Args:
            identifier, version, explain, deadline, metadata: As in submit_embedded.

        Raises:
            As submit_embedded; Unimplemented, if the edge takes no chunks.
        """
        return run(self._client, _job_calls.open(self._job, identifier, version, explain, deadline, metadata))

    def append(self, job_identifier: JobLike, source_key: str, input_key: str, data: Any, *,
               deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> None:
        """Appends bytes to one data input of an open job, in as many messages as the edge wants them in.

            >>> job = client.jobs.open("inspector", "1.0.0")
            >>> client.jobs.append(job, "my-input", "input.txt", b"some bytes")
            >>> job = client.jobs.close(job)

        Calls for one data input must follow one another; calls for different ones may run at the same time.

        Args:
            job_identifier: The identifier of the job, or a Job.
            source_key: The key of the input item.
            input_key: The name by which the model finds the data.
            data: The next bytes: any object with the buffer protocol, or a list or tuple of them. Not copied; it must
                not change while the call runs.
            deadline, metadata: As in submit_file.

        Raises:
            TypeError, InvalidArgument, NotFound, or another ApiError: See there.
        """
        return run(self._client, _job_calls.append(job_identifier, source_key, input_key, data, deadline, metadata))

    def close(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
              metadata: Optional[Metadata] = None) -> Job:
        """Closes an open job: its input is complete, and it begins.

            >>> job = client.jobs.open("inspector", "1.0.0")
            >>> client.jobs.append(job, "my-input", "input.txt", b"some bytes")
            >>> client.jobs.close(job).status in ("SUBMITTED", "IN_PROGRESS", "COMPLETE")
            True

        Args:
            job_identifier, deadline, metadata: As in get_job_details.

        Raises:
            As get_job_details.
        """
        return run(self._client, _job_calls.close(self._job, job_identifier, deadline, metadata))

    def get(self, job: JobLike, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """The same as get_job_details.

        >>> client.jobs.get(job).status
        'COMPLETE'
        """
        return self.get_job_details(job, deadline=deadline, metadata=metadata)

    def get_job_details(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                        metadata: Optional[Metadata] = None) -> Job:
        """Asks the edge how a job is doing.

            >>> client.jobs.get_job_details(job.job_identifier).status
            'COMPLETE'

        Args:
            job_identifier: The identifier of the job, or a Job.
            deadline, metadata: As in submit_embedded.

        Raises:
            NotFound: There is no such job.
            ApiError: See there.
        """
        return run(self._client, _job_calls.get(self._job, job_identifier, deadline, metadata))

    def get_all_job_details(self, timeout: Optional[float] = None) -> JobList:
        """Lists the jobs of the edge. The same as list() without filters.

            >>> jobs = client.jobs.get_all_job_details(timeout=5)
            >>> len(jobs) <= jobs.total_count
            True

        Args:
            timeout: How long the call may take, in seconds. Default: the client's deadline.
        """
        return run(self._client, _job_calls.get_all_job_details(self._job_list, timeout))

    def block_until_complete(self, job_identifier: JobLike, poll_interval: Optional[float] = POLL_INTERVAL,
                             timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                             progress: Optional[JobProgress] = None,
                             metadata: Optional[Metadata] = None) -> Job:
        """Waits until a job is final: COMPLETE, CANCELED or FAILED. Which of them is in the Job.

            >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
            >>> client.jobs.block_until_complete(job, timeout=60).status
            'COMPLETE'

        The edge is asked again and again. An edge that is away for less than 10 seconds, because it restarts or the
        network fails, does not end the wait. Ctrl-C does, at once.

        Args:
            job_identifier: The identifier of the job, or a Job.
            poll_interval: The time between two questions to the edge, in seconds. If it is not given, it grows with the
                time waited: the end is noticed late by 2 % of that (by 3 milliseconds at least, by 50 at most).
            timeout: How long to wait, in seconds. None: for as long as it takes. 0: ask once, and take the answer.
            max_poll_interval: How far the time between two questions grows at most, in seconds. None: 0.05.
            progress: Called when the edge has said how the job is doing, at first and whenever that has changed, with
                the numbers of input items that are completed, that failed, and in all. An exception that it raises ends
                the wait.
            metadata: As in submit_embedded, of each question.

        Raises:
            Timeout: The job is not at its end yet. It goes on. `error.job` is the Job, as the edge described it last.
            ApiError: See there.
        """
        return run(self._client, _job_calls.block_until_complete(
            self._job, job_identifier, poll_interval, timeout, max_poll_interval, progress, metadata))

    def list(self, *, status: Optional[str] = None, model: object = None, user: Optional[str] = None,
             access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
             end_date: Optional[DateLike] = None, deadline: Optional[float] = None,
             metadata: Optional[Metadata] = None) -> JobList:
        """Lists jobs. Only their job_identifier, status and model are known here; history() gives more.

            >>> for job in client.jobs.list(status="COMPLETE", model="inspector"):
            ...     assert job.status == "COMPLETE"

        An edge takes no page numbers: it gives one page of its own choice, and that is all there is to iterate over.
        Where `total_count` of the list is more than its length, narrow it with the filters.

        Args:
            status: Jobs in this state, such as "COMPLETE".
            model: Jobs of this model: its identifier, or an object or mapping that has one as `identifier`.
            user: Jobs of this user.
            access_key: Jobs that were submitted with this access key.
            start_date, end_date: Jobs that were submitted at this time or later, or earlier: a string in ISO 8601, a
                datetime.date, or a datetime.datetime, which without a time zone is in local time.
            deadline, metadata: As in submit_embedded.
        """
        return run(self._client, _job_calls.list(
            self._job_list, status, model, user, access_key, start_date, end_date, deadline, metadata))

    def history(self, *, search: Optional[str] = None, status: Optional[str] = None, model: object = None,
                model_identifier: object = None, model_version: Optional[str] = None, user: Optional[str] = None,
                access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
                end_date: Optional[DateLike] = None, deadline: Optional[float] = None,
                metadata: Optional[Metadata] = None) -> JobList:
        """Lists jobs of the past, with all that is known of each.

            >>> for job in client.jobs.history(model_identifier="inspector", model_version="1.0.0"):
            ...     assert job.model.identifier == "inspector"

        As with list(), the edge gives one page.

        Args:
            search: Jobs that contain this text.
            status, model, user, access_key, start_date, end_date, deadline, metadata: As in list.
            model_identifier: Jobs of the model with exactly this identifier.
            model_version: Jobs of this version of the model.
        """
        return run(self._client, _job_calls.history(
            self._job_list, search, status, model, model_identifier, model_version, user, access_key, start_date,
            end_date, deadline, metadata))

    def get_history(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> JobList:
        """Lists what became of one job.

            >>> client.jobs.get_history(job)[-1].job_identifier == job.job_identifier
            True

        Args:
            job_identifier, deadline, metadata: As in get_job_details.

        Raises:
            As get_job_details.
        """
        return run(self._client, _job_calls.get_history(self._job_list, job_identifier, deadline, metadata))

    def cancel(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
               metadata: Optional[Metadata] = None) -> Job:
        """Cancels a job, and returns it as it is then.

            >>> slow = client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
            >>> client.jobs.cancel(slow).status
            'CANCELED'

        Args:
            job_identifier, deadline, metadata: As in get_job_details.

        Raises:
            As get_job_details.
        """
        return run(self._client, _job_calls.cancel(self._job, job_identifier, deadline, metadata))

    def cancel_all(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> JobList:
        """Cancels all jobs of the edge that have not come to their end, and returns them.

            >>> slow = client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
            >>> slow.job_identifier in [job.job_identifier for job in client.jobs.cancel_all()]
            True

        Args:
            deadline, metadata: As in submit_embedded.
        """
        return run(self._client, _job_calls.cancel_all(self._job_list, deadline, metadata))

    def features(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> JobFeatures:
        """Asks for the limits of the edge.

            >>> client.jobs.features().maximum_inputs_per_job > 0
            True

        Args:
            deadline, metadata: As in submit_embedded.
        """
        return run(self._client, _job_calls.features(deadline, metadata))

    def statistics(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> StatisticsList:
        """Asks how much the access keys of the edge were used.

            >>> [key.access_key for key in client.jobs.statistics()]
            ['emulator']

        Args:
            deadline, metadata: As in submit_embedded.
        """
        return run(self._client, _job_calls.statistics(deadline, metadata))

    def key_statistics(self, access_key_prefix: str, *, deadline: Optional[float] = None,
                       metadata: Optional[Metadata] = None) -> JobStatistics:
        """Asks how much one access key was used.

            >>> client.jobs.key_statistics("emulator").jobs_count > 0
            True

        Args:
            access_key_prefix: The part of the key before its first dot, which is no secret.
            deadline, metadata: As in submit_embedded.

        Raises:
            NotFound: There is no such key.
            ApiError: See there.
        """
        return run(self._client, _job_calls.key_statistics(access_key_prefix, deadline, metadata))

    def get_results(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Results:
        """Fetches the results of a job: at its end all, before it those that are there.

            >>> results = client.jobs.get_results(job)
            >>> results["results"]["job"]["status"], results.get("failed", 0)
            ('COMPLETE', 0)

        Args:
            job_identifier: The identifier of the job, or a Job.
            deadline, metadata: As in submit_embedded.

        Raises:
            NotFound: There is no such job, or it has no results yet.
            ApiError: See there.
        """
        return run(self._client, _job_calls.get_results(job_identifier, deadline, metadata))

    def get_result(self, job_identifier: JobLike, source_key: str, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> Result:
        """Fetches the result of one input item.

            >>> client.jobs.get_result(job, "job").result["data"]["result"]
            {'inputs': {'input.txt': {'size': 10, ...}}}

        Args:
            job_identifier, deadline, metadata: As in get_results.
            source_key: The key of the input item.

        Raises:
            NotFound: There is no such job or input item, or no result yet.
            ApiError: See there.
        """
        return run(self._client, _job_calls.get_result(job_identifier, source_key, deadline, metadata))

    def get_output(self, job_identifier: JobLike, source_key: str, output_key: str, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> bytes:
        """Fetches one output of a result, as the bytes that the model wrote: they do not pass through JSON.

            >>> client.jobs.get_output(job, "job", "results.json")
            b'{"data":{"result":{"inputs":{"input.txt":{"size":10,...}}}}}'

        Args:
            job_identifier, source_key, deadline, metadata: As in get_result.
            output_key: The name of the output.

        Raises:
            As get_result.
        """
        return run(self._client, _job_calls.get_output(job_identifier, source_key, output_key, deadline, metadata))

    def vote(self, job_identifier: JobLike, source_key: str, vote: str, *, deadline: Optional[float] = None,
             metadata: Optional[Metadata] = None) -> None:
        """Votes on a result.

            >>> client.jobs.vote(job, "job", "UP")

        Args:
            job_identifier, source_key, deadline, metadata: As in get_result.
            vote: "UP" or "DOWN"; "NONE" takes all votes back.

        Raises:
            As get_result.
        """
        return run(self._client, _job_calls.vote(job_identifier, source_key, vote, deadline, metadata))

    def get_vote(self, job_identifier: JobLike, source_key: str, *, deadline: Optional[float] = None,
                 metadata: Optional[Metadata] = None) -> str:
        """Asks for the vote on a result: "UP", "DOWN", or "NONE" if nobody has voted.

            >>> client.jobs.vote(job, "job", "DOWN")
            >>> client.jobs.get_vote(job, "job")
            'DOWN'

        Args:
            job_identifier, source_key, deadline, metadata: As in get_result.

        Raises:
            As get_result.
        """
        return run(self._client, _job_calls.get_vote(job_identifier, source_key, deadline, metadata))
