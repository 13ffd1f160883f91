"""The client for programs with an event loop: what modzy_edge offers, to be awaited.

    >>> from modzy_edge.aio import EdgeClient
    >>> async with EdgeClient("localhost", 55000) as client:
    ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
    ...     job = await client.jobs.block_until_complete(job)
    ...     print(job.status)
    COMPLETE

Names, arguments, results and exceptions are those of modzy_edge. No thread of the program waits for a call: any number
of them may run at the same time. Cancelling the task that awaits a call, or asyncio.wait_for, cancels the call.
"""

from ._client import EdgeClient
from ._inference import Inference
from ._inferences import Inferences
from ._job import Job, JobList
from ._jobs import Jobs

__all__ = ["EdgeClient", "Inference", "Inferences", "Job", "JobList", "Jobs"]

for _name in __all__:
    globals()[_name].__module__ = __name__
del _name
