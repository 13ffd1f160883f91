"""The jobs of an edge, for programs with an event loop."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from .. import _job_calls, _uploads
from .._job_calls import JobProgress, UploadProgress
from .._native.arguments import POLL_INTERVAL, DateLike, JobLike, Metadata
from .._native.handle import NativeHandle
from .._native.invoke import decoded
from .._records import Content
from .._results import Result, Results
from .._statistics import JobFeatures, JobStatistics, StatisticsList
from ._job import Job, JobList
from ._run import AsyncRunner, run


class Jobs:
    """The jobs of an edge: `client.jobs`. It submits jobs, follows them, and fetches their results.

    Each method takes the arguments of the method of modzy_edge.Jobs that it names, and raises the same exceptions.
    """

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

    async def submit_embedded(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False,
                              *, deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                              metadata: Optional[Metadata] = None) -> Job:
        """Submits a job with its data. See modzy_edge.Jobs.submit_embedded.

            >>> job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        """
        return await run(self._client, _job_calls.submit_embedded(
            self._job, identifier, version, sources, explain, deadline, job_timeout, metadata))

    async def submit_text(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                          deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                          metadata: Optional[Metadata] = None) -> Job:
        """Submits a job with text, which travels as it is. See modzy_edge.Jobs.submit_text.

            >>> job = await client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "some text"}})
        """
        return await run(self._client, _job_calls.submit_text(
            self._job, identifier, version, sources, explain, deadline, job_timeout, metadata))

    async def submit_aws_s3(self, identifier: object, version: str, sources: Mapping[str, Any], access_key_id: str,
                            secret_access_key: str, region: Optional[str] = None, explain: bool = False, *,
                            endpoint: Optional[str] = None, deadline: Optional[float] = None,
                            job_timeout: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data the edge fetches from S3 or a store like it. See modzy_edge.Jobs.submit_aws_s3.

            >>> job = await client.jobs.submit_aws_s3(
            ...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
            ...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
        """
        return await run(self._client, _job_calls.submit_aws_s3(
            self._job, identifier, version, sources, access_key_id, secret_access_key, region, explain, endpoint,
            deadline, job_timeout, metadata))

    async def submit_azure(self, identifier: object, version: str, sources: Mapping[str, Any], storage_account: str,
                           storage_account_key: str, explain: bool = False, *, deadline: Optional[float] = None,
                           job_timeout: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data the edge fetches from Azure's blob storage. See modzy_edge.Jobs.submit_azure.

            >>> job = await client.jobs.submit_azure(
            ...     "inspector", "1.0.0", {"my-input": {"image": {"container": "pictures", "path": "my/picture.jpg"}}},
            ...     storage_account="account", storage_account_key="c2VjcmV0")
        """
        return await run(self._client, _job_calls.submit_azure(
            self._job, identifier, version, sources, storage_account, storage_account_key, explain, deadline,
            job_timeout, metadata))

    async def run(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                  timeout: Optional[float] = 30, poll_interval: Optional[float] = POLL_INTERVAL,
                  max_poll_interval: Optional[float] = None, job_timeout: Optional[float] = None,
                  progress: Optional[JobProgress] = None, metadata: Optional[Metadata] = None) -> Results:
        """Submits a job with its data, waits for its end, and fetches its results. See modzy_edge.Jobs.run.

            >>> results = await client.jobs.run("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
            >>> results["results"]["my-input"]["status"]
            'COMPLETE'
        """
        return await run(self._client, _job_calls.run(
            self._job, identifier, version, sources, explain, timeout, poll_interval, max_poll_interval,
            job_timeout, progress, metadata))

    async def submit_file(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                          progress: Optional[UploadProgress] = None, deadline: Optional[float] = None,
                          metadata: Optional[Metadata] = None) -> Job:
        """Submits a job whose data inputs are files. See modzy_edge.Jobs.submit_file.

            >>> job = await client.jobs.submit_file("inspector", "1.0.0", {"my-input": {"input.txt": "LICENSE"}})
        """
        return await _uploads.submit_file(
            AsyncRunner(self._client), self._job, identifier, version, sources, explain, progress, deadline,
            metadata)

    async def submit_files(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                           progress: Optional[UploadProgress] = None, deadline: Optional[float] = None,
                           metadata: Optional[Metadata] = None) -> Job:
        """The same as submit_file. See modzy_edge.Jobs.submit_files.

        >>> job = await client.jobs.submit_files("inspector", "1.0.0", {"first": "LICENSE", "second": "LICENSE"})
        """
        return await self.submit_file(identifier, version, sources, explain, progress=progress, deadline=deadline,
                                      metadata=metadata)

    async def open(self, identifier: object, version: str, explain: bool = False, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> Job:
        """Opens a job whose input follows: append() adds to it, close() lets it begin. See modzy_edge.Jobs.open.

            >>> job = await client.jobs.open("inspector", "1.0.0")
            >>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
            >>> job = await client.jobs.close(job)
        """
        return await run(self._client, _job_calls.open(self._job, identifier, version, explain, deadline, metadata))

    async def append(self, job_identifier: JobLike, source_key: str, input_key: str, data: Any, *,
                     deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> None:
        """Appends bytes to one data input of an open job. See modzy_edge.Jobs.append.

            >>> job = await client.jobs.open("inspector", "1.0.0")
            >>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
        """
        return await run(self._client, _job_calls.append(
            job_identifier, source_key, input_key, data, deadline, metadata))

    async def close(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Job:
        """Closes an open job: its input is complete, and it begins. See modzy_edge.Jobs.close.

            >>> job = await client.jobs.open("inspector", "1.0.0")
            >>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
            >>> job = await client.jobs.close(job)
        """
        return await run(self._client, _job_calls.close(self._job, job_identifier, deadline, metadata))

    async def get(self, job: JobLike, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """The same as get_job_details. See modzy_edge.Jobs.get.

        >>> (await client.jobs.get(job)).status
        'COMPLETE'
        """
        return await self.get_job_details(job, deadline=deadline, metadata=metadata)

    async def get_job_details(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                              metadata: Optional[Metadata] = None) -> Job:
        """Asks the edge how a job is doing. See modzy_edge.Jobs.get_job_details.

            >>> (await client.jobs.get_job_details(job)).status
            'COMPLETE'
        """
        return await run(self._client, _job_calls.get(self._job, job_identifier, deadline, metadata))

    async def get_all_job_details(self, timeout: Optional[float] = None) -> JobList:
        """Lists the jobs of the edge. See modzy_edge.Jobs.get_all_job_details.

            >>> jobs = await client.jobs.get_all_job_details(timeout=5)
        """
        return await run(self._client, _job_calls.get_all_job_details(self._job_list, timeout))

    async def block_until_complete(self, job_identifier: JobLike, poll_interval: Optional[float] = POLL_INTERVAL,
                                   timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                                   progress: Optional[JobProgress] = None,
                                   metadata: Optional[Metadata] = None) -> Job:
        """Waits until a job is final. See modzy_edge.Jobs.block_until_complete.

            >>> (await client.jobs.block_until_complete(job, timeout=60)).status
            'COMPLETE'
        """
        return await run(self._client, _job_calls.block_until_complete(
            self._job, job_identifier, poll_interval, timeout, max_poll_interval, progress, metadata))

    async def list(self, *, status: Optional[str] = None, model: object = None, user: Optional[str] = None,
                   access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
                   end_date: Optional[DateLike] = None, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> JobList:
        """Lists jobs. See modzy_edge.Jobs.list.

            >>> for each in await client.jobs.list(status="COMPLETE"):
            ...     assert each.status == "COMPLETE"
        """
        return await run(self._client, _job_calls.list(
            self._job_list, status, model, user, access_key, start_date, end_date, deadline, metadata))

    async def history(self, *, search: Optional[str] = None, status: Optional[str] = None, model: object = None,
                      model_identifier: object = None, model_version: Optional[str] = None, user: Optional[str] = None,
                      access_key: Optional[str] = None, start_date: Optional[DateLike] = None,
                      end_date: Optional[DateLike] = None, deadline: Optional[float] = None,
                      metadata: Optional[Metadata] = None) -> JobList:
        """Lists jobs of the past. See modzy_edge.Jobs.history.

            >>> for each in await client.jobs.history(model_identifier="inspector"):
            ...     assert each.model.identifier == "inspector"
        """
        return await run(self._client, _job_calls.history(
            self._job_list, search, status, model, model_identifier, model_version, user, access_key, start_date,
            end_date, deadline, metadata))

    async def get_history(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                          metadata: Optional[Metadata] = None) -> JobList:
        """Lists what became of one job. See modzy_edge.Jobs.get_history.

            >>> (await client.jobs.get_history(job))[-1].job_identifier == job.job_identifier
            True
        """
        return await run(self._client, _job_calls.get_history(self._job_list, job_identifier, deadline, metadata))

    async def cancel(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                     metadata: Optional[Metadata] = None) -> Job:
        """Cancels a job, and returns it as it is then. See modzy_edge.Jobs.cancel.

            >>> slow = await client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
            >>> (await client.jobs.cancel(slow)).status
            'CANCELED'
        """
        return await run(self._client, _job_calls.cancel(self._job, job_identifier, deadline, metadata))

    async def cancel_all(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> JobList:
        """Cancels all jobs that have not come to their end, and returns them. See modzy_edge.Jobs.cancel_all.

            >>> jobs = await client.jobs.cancel_all()
        """
        return await run(self._client, _job_calls.cancel_all(self._job_list, deadline, metadata))

    async def features(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> JobFeatures:
        """Asks for the limits of the edge. See modzy_edge.Jobs.features.

            >>> (await client.jobs.features()).input_chunk_maximum_size
            '1M'
        """
        return await run(self._client, _job_calls.features(deadline, metadata))

    async def statistics(self, *, deadline: Optional[float] = None,
                         metadata: Optional[Metadata] = None) -> StatisticsList:
        """Asks how much the access keys of the edge were used. See modzy_edge.Jobs.statistics.

            >>> [key.access_key for key in await client.jobs.statistics()]
            ['emulator']
        """
        return await run(self._client, _job_calls.statistics(deadline, metadata))

    async def key_statistics(self, access_key_prefix: str, *, deadline: Optional[float] = None,
                             metadata: Optional[Metadata] = None) -> JobStatistics:
        """Asks how much one access key was used. See modzy_edge.Jobs.key_statistics.

            >>> (await client.jobs.key_statistics("emulator")).jobs_count > 0
            True
        """
        return await run(self._client, _job_calls.key_statistics(access_key_prefix, deadline, metadata))

    async def get_results(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                          metadata: Optional[Metadata] = None) -> Results:
        """Fetches the results of a job: at its end all, before it those that are there. See
        modzy_edge.Jobs.get_results.

            >>> (await client.jobs.get_results(job))["results"]["job"]["status"]
            'COMPLETE'
        """
        return await run(self._client, _job_calls.get_results(job_identifier, deadline, metadata))

    async def get_result(self, job_identifier: JobLike, source_key: str, *, deadline: Optional[float] = None,
                         metadata: Optional[Metadata] = None) -> Result:
        """Fetches the result of one input item. See modzy_edge.Jobs.get_result.

            >>> (await client.jobs.get_result(job, "job")).result["data"]["result"]
            {'inputs': {'input.txt': {'size': 10, ...}}}
        """
        return await run(self._client, _job_calls.get_result(job_identifier, source_key, deadline, metadata))

    async def get_output(self, job_identifier: JobLike, source_key: str, output_key: str, *,
                         deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> bytes:
        """Fetches one output of a result, as the bytes that the model wrote. See modzy_edge.Jobs.get_output.

            >>> await client.jobs.get_output(job, "job", "results.json")
            b'{"data":...}'
        """
        return await run(self._client, _job_calls.get_output(
            job_identifier, source_key, output_key, deadline, metadata))

    async def vote(self, job_identifier: JobLike, source_key: str, vote: str, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> None:
        """Votes on a result. See modzy_edge.Jobs.vote.

            >>> await client.jobs.vote(job, "job", "UP")
        """
        return await run(self._client, _job_calls.vote(job_identifier, source_key, vote, deadline, metadata))

    async def get_vote(self, job_identifier: JobLike, source_key: str, *, deadline: Optional[float] = None,
                       metadata: Optional[Metadata] = None) -> str:
        """Asks for the vote on a result: "UP", "DOWN", or "NONE" if nobody has voted. See modzy_edge.Jobs.get_vote.

            >>> await client.jobs.vote(job, "job", "DOWN")
            >>> await client.jobs.get_vote(job, "job")
            'DOWN'
        """
        return await run(self._client, _job_calls.get_vote(job_identifier, source_key, deadline, metadata))
