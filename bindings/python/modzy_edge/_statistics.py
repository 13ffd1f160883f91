"""The limits of an edge, and how much it was used."""

from __future__ import annotations

from typing import List, Optional

from ._records import Member, Page, Record


class JobFeatures(Record):
    """The limits of an edge.

        >>> client.jobs.features().input_chunk_maximum_size
        '1M'
    """

    __slots__ = ()

    input_chunk_maximum_size = Member[str]("The largest chunk of input that it takes, such as '1M'.")
    maximum_input_chunks = Member[int]("How many chunks a data input may have.")
    maximum_inputs_per_job = Member[int]("How many input items a job may have.")


class ModelStatistics(Record):
    """How much one model was used."""

    __slots__ = ()

    identifier = Member[str]("Names the model.")
    name = Member[Optional[str]]("The model's name for people, where the edge said it.")
    processed_jobs_count = Member[int]("How many jobs it worked on.")
    version = Member[str]("The version of the model.")


class JobStatistics(Record):
    """How much one access key was used.

        >>> statistics = client.jobs.key_statistics("emulator")
        >>> statistics.jobs_count >= sum(model.processed_jobs_count for model in statistics.models_list)
        True
    """

    __slots__ = ()

    access_key = Member[str]("The public part of the key.")
    jobs_count = Member[int]("How many jobs were submitted with it.")
    last_api_usage = Member[Optional[str]]("When it was last used, such as '2024-05-01T12:00:00Z'.")
    models_count = Member[int]("How many models it was used for.")
    models_list = Member[List[ModelStatistics]](
        "For each of these how much.", lambda models: [ModelStatistics(model) for model in models])


class StatisticsList(Page[JobStatistics]):
    """The statistics of access keys, as the edge lists them; see JobList for the figures of the page."""
