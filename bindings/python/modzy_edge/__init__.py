"""A client for Modzy Edge: run machine-learning models on edge devices.

    >>> from modzy_edge import EdgeClient

    >>> client = EdgeClient("localhost", 55000)
    >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
    >>> job = job.block_until_complete()
    >>> job.status
    'COMPLETE'
    >>> results = job.get_results()
    >>> results["results"]["my-input"]["results.json"]["data"]["result"]
    {'inputs': {'input.txt': {'size': 10, ...}}}

EdgeClient is where to begin. client.jobs is a Jobs, which submits jobs, follows them, and fetches their results;
client.inferences is an Inferences, for single runs of a model and for streams of them:

    >>> inference = client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
    >>> inference.result.outputs["results.json"].content_type
    'application/json'

Programs with an event loop use modzy_edge.aio, which offers the same to be awaited.

What goes wrong is an ApiError, whose subclasses tell what:

    >>> from modzy_edge import NotFound
    >>> try:
    ...     client.jobs.get_results("no-such-job")
    ... except NotFound as error:
    ...     print(error.status, error.retriable)
    NOT_FOUND False
    >>> client.close()

Warnings of the library go to the logger "modzy_edge" of the module logging; and a message about each call, without
payload and secrets, if the logger takes DEBUG when a client is first used.

The work is done by a native library, libmodzy_edge, which is loaded with the first EdgeClient: the file that the
environment variable MODZY_EDGE_LIBRARY names; else the one bundled with this package; else, in a checkout of the
project, the one that was built there; else the one that is installed on the system.

Ctrl-C, or any signal whose handler raises an exception, ends every call of the main thread at once. A handler may also
close the client, which ends its calls.
"""

from ._client import EdgeClient
from ._errors import (ApiError, Cancelled, Error, FailedPrecondition, ForkedProcess, InvalidArgument, InvalidHandle,
                      LibraryNotFound, MissingFile, NotFound, OutOfMemory, PermissionDenied, ResourceExhausted, Timeout,
                      Unauthenticated, Unavailable, Unimplemented, UnreadableFile)
from ._inference import Inference, InferenceInput, InferenceInputContent, InferenceOutput, InferenceResult
from ._inference_stream import InferenceStream
from ._inferences import Inferences
from ._input_sources import AzureInputSource, InferenceRequest, InputSource, S3InputSource
from ._job import AccessKey, Job, JobList, ModelIdentifier, User
from ._jobs import Jobs
from ._native import declarations as _declarations
from ._native.client import RetryOptions
from ._results import Result, Results
from ._statistics import JobFeatures, JobStatistics, ModelStatistics, StatisticsList
from ._tls import TlsOptions

__version__ = _declarations.EDGE_VERSION

__all__ = [
    "AccessKey", "ApiError", "AzureInputSource", "Cancelled", "EdgeClient", "Error", "FailedPrecondition",
    "ForkedProcess", "Inference", "InferenceInput", "InferenceInputContent", "InferenceOutput", "InferenceRequest",
    "InferenceResult", "InferenceStream", "Inferences", "InputSource", "InvalidArgument", "InvalidHandle", "Job",
    "JobFeatures", "JobList", "JobStatistics", "Jobs", "LibraryNotFound", "ModelIdentifier", "ModelStatistics",
    "MissingFile", "NotFound", "OutOfMemory", "PermissionDenied", "ResourceExhausted", "Result", "Results",
    "RetryOptions", "S3InputSource", "StatisticsList", "Timeout", "TlsOptions", "Unauthenticated", "Unavailable",
    "Unimplemented", "UnreadableFile", "User",
]

# Tracebacks, help() and pickles name the classes as programs do, not by the private modules that they stand in.
for _name in __all__:
    globals()[_name].__module__ = __name__
del _name
