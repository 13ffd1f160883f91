"""The results of a job."""

from __future__ import annotations

from typing import Any, Dict, Optional

from ._records import Member, Record


class Results(Record):
    """What came out of a job, so far.

    It is a mapping, results["finished"], and has the same as attributes, results.finished. All documented keys are
    always there; what the edge did not say is None. Points in time are strings as RFC 3339 has them, in UTC; durations
    are numbers of milliseconds, 0 where the edge did not say them. What the model said stands under the key of the
    input item and "results.json":

        >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
        >>> results = job.block_until_complete().get_results()
        >>> results["results"]["my-input"]["results.json"]["data"]["result"]
        {'inputs': {'input.txt': {'size': 10, ...}}}
        >>> results.finished, results.completed, results.failures
        (True, 1, {})
    """

    __slots__ = ()

    job_identifier = Member[str]("Names the job.")
    account_identifier = Member[Optional[str]]("The account that the job belongs to.")
    team = Member[Optional[Dict[str, Any]]]("The team that the job belongs to: {'identifier': …}.")
    total = Member[int]("Input items in all.")
    completed = Member[int]("Input items that are done.")
    failed = Member[int]("Input items that failed.")
    finished = Member[bool]("Whether the job had come to its end.")
    submitted_by_key = Member[Optional[str]]("The access key that the job was submitted with.")
    explained = Member[bool]("Whether the results are explained.")
    submitted_at = Member[Optional[str]]("When the job was submitted, such as '2024-05-01T12:00:00.500Z'.")
    initial_queue_time = Member[Optional[int]]("How long the job waited at first, in milliseconds.")
    total_queue_time = Member[Optional[int]]("How long its input items waited in all, in milliseconds.")
    average_model_latency = Member[Optional[float]]("How long the model took for an input item, in milliseconds.")
    total_model_latency = Member[Optional[float]]("How long the model took for all of them, in milliseconds.")
    elapsed_time = Member[Optional[int]]("How long the job took, in milliseconds.")
    starting_result_summarizing = Member[Optional[str]]("When the edge began to sum up the results.")
    result_summarizing = Member[Optional[int]]("How long that took, in milliseconds.")
    input_size = Member[Optional[int]]("The size of the input, in bytes.")
    results = Member[Dict[str, Dict[str, Any]]](
        "For each input item that was completed, under its key: status, times, voting, and 'results.json'.")
    failures = Member[Dict[str, Any]]("For each input item that failed, under its key: what the edge says about it.")

    def __repr__(self) -> str:
        state = "finished" if self.finished else "not finished"
        return f"<Results of {self.job_identifier}: {state}, {self.completed} completed, {self.failed} failed>"


class Result(Record):
    """The result of one input item of a job.

    Points in time are strings as RFC 3339 has them, in UTC; durations are numbers of milliseconds, 0 where the edge did
    not say them. What else it did not say is None.

        >>> result = client.jobs.get_result(job, "job")
        >>> result.input_name, result.job["identifier"] == job.job_identifier
        ('job', True)
    """

    __slots__ = ()

    job = Member[Optional[Dict[str, Any]]]("The job, as far as it matters here: identifier, model, counts, times.")
    input_name = Member[str]("The key of the input item.")
    start_time = Member[Optional[str]]("When the model began with it, such as '2024-05-01T12:00:00Z'.")
    update_time = Member[Optional[str]]("When the result last changed.")
    end_time = Member[Optional[str]]("When the model was done with it.")
    explained = Member[bool]("Whether the result is explained.")
    engine = Member[str]("Which engine worked on it.")
    queue_time = Member[int]("How long it waited, in milliseconds.")
    input_fetching_time = Member[int]("How long its data took to be fetched, in milliseconds.")
    output_uploading_time = Member[int]("How long its outputs took to be stored, in milliseconds.")
    model_latency = Member[Optional[float]]("How long the model took, in milliseconds.")
    input_completed_time = Member[Optional[str]]("When all of it was done.")
    access_key = Member[str]("The access key that the job was submitted with.")
    input_size = Member[int]("The size of its data, in bytes.")
    use_legacy_datasource_json = Member[bool]("Whether the result is in an older form.")
    result = Member[Optional[Dict[str, Any]]]("What the model said.")
    voting = Member[Optional[Dict[str, int]]]("How many votes there are: {'up': …, 'down': …}.")

    def __repr__(self) -> str:
        return f"<Result of {self.input_name}>"
