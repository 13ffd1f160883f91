"""What the edge for tests answers when nothing else is scripted."""

from __future__ import annotations

import base64
import itertools
from collections import defaultdict
from typing import Any, Dict, Set

import grpc
from google.protobuf.empty_pb2 import Empty

from answers import SUBMITTED_AT, Refusal
from inference_edge import InferenceEdge
from wire import messages

PREFIX = "data:application/octet-stream;base64,"


class DefaultEdge(InferenceEdge):
    """Jobs complete at once when all of their input is there. The "model" tells the size of each data input, as the emulator's inspector does."""

    def __init__(self) -> None:
        super().__init__()
        self._cancelled: Set[str] = set()
        self._sizes: Dict[str, Dict[str, Dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
        self._numbers = itertools.count(1)
        self._jobs: Dict[str, Any] = {}

    def SubmitJob(self, submission: Any) -> Any:
        identifier = f"job-{next(self._numbers)}"
        self._jobs[identifier] = type(submission).FromString(submission.SerializeToString())  # what arrived stays as it is
        for key, inputs in submission.input.sources.items():
            for name, value in inputs.items():
                self._sizes[identifier][key][name] = _size(value)
        return self._receipt(identifier)

    def AddInputToJob(self, chunk: Any) -> Any:
        self._known(chunk.job_identifier)
        self._sizes[chunk.job_identifier][chunk.datasource_name][chunk.input_name] += len(chunk.data)
        return Empty()

    def CloseJob(self, request: Any) -> Any:
        submission = self._known(request.identifier)
        submission.input.type = "chunks"
        for key in self._sizes[request.identifier]:
            submission.input.sources[key].SetInParent()
        return self._receipt(request.identifier)

    def CancelJob(self, request: Any) -> Any:
        self._known(request.identifier)
        self._cancelled.add(request.identifier)
        return self.GetJob(request)

    def GetFeatures(self, _request: Any) -> Any:
        return messages().jobs.JobFeatures(input_chunk_maximum_size="64K", maximum_input_chunks=1000,
                                           maximum_inputs_per_job=10)

    def _receipt(self, identifier: str) -> Any:
        submission = self._jobs[identifier]
        count = len(submission.input.sources)
        return messages().jobs.JobSubmissionReceipt(
            job_identifier=identifier,
            model={"identifier": submission.model.identifier, "version": submission.model.version, "name": "A model"},
            access_key="key-prefix", total_inputs=count, input_byte_amount=submission.ByteSize(),
            job_inputs={"identifier": sorted(submission.input.sources)}, submitted_at=SUBMITTED_AT,
            status="SUBMITTED" if submission.HasField("input") else "OPEN", explain=submission.explain,
            details={"account_identifier": "account", "created_at": SUBMITTED_AT, "updated_at": SUBMITTED_AT,
                     "total": count, "pending": count, "completed": 0, "failed": 0, "elapsed_time": 7})

    def GetJob(self, request: Any) -> Any:
        submission = self._known(request.identifier)
        count = len(submission.input.sources)
        return messages().jobs.JobDetails(
            job_identifier=request.identifier, model=submission.model, created_at=SUBMITTED_AT,
            updated_at=SUBMITTED_AT, submitted_at=SUBMITTED_AT, total=count, pending=0, completed=count, failed=0,
            status="CANCELLED" if request.identifier in self._cancelled else "COMPLETE",
            elapsed_time=12, job_inputs=[{"identifier": key} for key in sorted(submission.input.sources)])

    def GetResults(self, request: Any) -> Any:
        submission = self._known(request.identifier)
        results = messages().results.Results(
            job_identifier=request.identifier, account_identifier="account", team={"identifier": "team"},
            total=len(submission.input.sources), completed=len(submission.input.sources), finished=True,
            submitted_at=SUBMITTED_AT, average_model_latency=1.5, elapsed_time=12)
        for key, inputs in self._sizes[request.identifier].items():
            item = results.results[key]
            item.status = "COMPLETE"
            item.engine = "engine"
            sizes = {name: {"size": size} for name, size in inputs.items()}
            item.results.update({"data": {"result": {"inputs": sizes}}})
        return results

    def _known(self, identifier: str) -> Any:
        if identifier not in self._jobs:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"there is no job {identifier}")
        return self._jobs[identifier]


def _size(value: Any) -> int:
    """The size of an embedded input, of a text, or of nothing for what lies in a store."""
    if not isinstance(value, str):
        return 0
    return len(value) if not value.startswith(PREFIX) else len(base64.b64decode(value[len(PREFIX):], validate=True))
