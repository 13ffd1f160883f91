"""The jobs of an edge, for programs with an event loop."""

from __future__ import annotations

from . import _fetching, _following, _submitting, _uploading
from ._awaited import Job, JobList, awaitable
from ._awaiting import run
from ._call import decoded
from ._managed import Managed
from ._operation import Description, T
from ._records import Content


class Jobs:
    """The jobs of an edge: `client.jobs`. It submits jobs, follows them, and fetches their results."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Jobs of {self._client!r}>"

    async def _run(self, description: Description[T]) -> T:
        return await run(self._client, description)

    def _job(self, answer: Content) -> Job:
        return Job(answer, self)

    def _job_list(self, answer: bytes) -> JobList:
        page = decoded(answer)
        return JobList(map(self._job, page["jobs"]), page)

    submit_embedded = awaitable(_submitting.submit_embedded, """
>>> job = await client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
""", Job)
    submit_text = awaitable(_submitting.submit_text, """
>>> job = await client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "some text"}})
""", Job)
    submit_aws_s3 = awaitable(_submitting.submit_aws_s3, """
>>> job = await client.jobs.submit_aws_s3(
...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
""", Job)
    submit_azure = awaitable(_submitting.submit_azure, """
>>> job = await client.jobs.submit_azure(
...     "inspector", "1.0.0", {"my-input": {"image": {"container": "pictures", "path": "my/picture.jpg"}}},
...     storage_account="account", storage_account_key="c2VjcmV0")
""", Job)
    run = awaitable(_submitting.run, """
>>> results = await client.jobs.run("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
>>> results["results"]["my-input"]["status"]
'COMPLETE'
""")
    submit_file = awaitable(_uploading.submit_file, """
>>> job = await client.jobs.submit_file("inspector", "1.0.0", {"my-input": {"input.txt": "LICENSE"}})
""", Job)
    submit_files = awaitable(_uploading.submit_files, """
>>> job = await client.jobs.submit_files("inspector", "1.0.0", {"first": "LICENSE", "second": "LICENSE"})
""", Job)
    open = awaitable(_uploading.open_job, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
>>> job = await client.jobs.close(job)
""", Job)
    append = awaitable(_uploading.append, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
""")
    close = awaitable(_uploading.close_job, """
>>> job = await client.jobs.open("inspector", "1.0.0")
>>> await client.jobs.append(job, "my-input", "input.txt", b"some bytes")
>>> job = await client.jobs.close(job)
""", Job)

    get = awaitable(_following.get, """
>>> (await client.jobs.get(job)).status
'COMPLETE'
""", Job)
    get_job_details = awaitable(_following.get_job_details, """
>>> (await client.jobs.get_job_details(job)).status
'COMPLETE'
""", Job)
    get_all_job_details = awaitable(_following.get_all_job_details, """
>>> jobs = await client.jobs.get_all_job_details(timeout=5)
""", JobList)
    block_until_complete = awaitable(_following.block_until_complete, """
>>> (await client.jobs.block_until_complete(job, timeout=60)).status
'COMPLETE'
""", Job)
    list = awaitable(_following.list_jobs, """
>>> for each in await client.jobs.list(status="COMPLETE"):
...     assert each.status == "COMPLETE"
""", JobList)
    history = awaitable(_following.history, """
>>> for each in await client.jobs.history(model_identifier="inspector"):
...     assert each.model.identifier == "inspector"
""", JobList)
    get_history = awaitable(_following.get_history, """
>>> (await client.jobs.get_history(job))[-1].job_identifier == job.job_identifier
True
""", JobList)
    cancel = awaitable(_following.cancel, """
>>> slow = await client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
>>> (await client.jobs.cancel(slow)).status
'CANCELED'
""", Job)
    cancel_all = awaitable(_following.cancel_all, """
>>> jobs = await client.jobs.cancel_all()
""", JobList)
    features = awaitable(_following.features, """
>>> (await client.jobs.features()).input_chunk_maximum_size
'1M'
""")
    statistics = awaitable(_following.statistics, """
>>> [key.access_key for key in await client.jobs.statistics()]
['emulator']
""")
    key_statistics = awaitable(_following.key_statistics, """
>>> (await client.jobs.key_statistics("emulator")).jobs_count > 0
True
""")

    get_results = awaitable(_fetching.get_results, """
>>> (await client.jobs.get_results(job))["results"]["job"]["status"]
'COMPLETE'
""")
    get_result = awaitable(_fetching.get_result, """
>>> (await client.jobs.get_result(job, "job")).result["data"]["result"]
{'inputs': {'input.txt': {'size': 10, ...}}}
""")
    get_output = awaitable(_fetching.get_output, """
>>> await client.jobs.get_output(job, "job", "results.json")
b'{"data":...}'
""")
    vote = awaitable(_fetching.vote, """
>>> await client.jobs.vote(job, "job", "UP")
""")
    get_vote = awaitable(_fetching.get_vote, """
>>> await client.jobs.vote(job, "job", "DOWN")
>>> await client.jobs.get_vote(job, "job")
'DOWN'
""")
