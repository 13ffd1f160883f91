"""What the edge for tests answers when nothing else is scripted."""

from __future__ import annotations

import base64
import itertools
from typing import Any, Dict

import grpc

from wire import messages

PREFIX = "data:application/octet-stream;base64,"

# 2024-05-01T12:00:00.5Z
SUBMITTED_AT = {"seconds": 1714564800, "nanos": 500_000_000}


class Refusal(Exception):
    """An answer that is a status."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class DefaultEdge:
    """Jobs complete at once. The "model" tells the size of each data input, as the emulator's inspector does."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._jobs: Dict[str, Any] = {}

    def SubmitJob(self, submission: Any) -> Any:
        identifier = f"job-{next(self._numbers)}"
        self._jobs[identifier] = submission
        count = len(submission.input.sources)
        return messages().jobs.JobSubmissionReceipt(
            job_identifier=identifier,
            model={"identifier": submission.model.identifier, "version": submission.model.version, "name": "A model"},
            access_key="key-prefix", total_inputs=count, input_byte_amount=submission.ByteSize(),
            job_inputs={"identifier": sorted(submission.input.sources)}, submitted_at=SUBMITTED_AT,
            status="SUBMITTED", explain=submission.explain,
            details={"account_identifier": "account", "created_at": SUBMITTED_AT, "updated_at": SUBMITTED_AT,
                     "total": count, "pending": count, "completed": 0, "failed": 0, "elapsed_time": 7})

    def GetJob(self, request: Any) -> Any:
        submission = self._known(request.identifier)
        count = len(submission.input.sources)
        return messages().jobs.JobDetails(
            job_identifier=request.identifier, model=submission.model, status="COMPLETE", created_at=SUBMITTED_AT,
            updated_at=SUBMITTED_AT, submitted_at=SUBMITTED_AT, total=count, pending=0, completed=count, failed=0,
            elapsed_time=12, job_inputs=[{"identifier": key} for key in sorted(submission.input.sources)])

    def GetResults(self, request: Any) -> Any:
        submission = self._known(request.identifier)
        results = messages().results.Results(
            job_identifier=request.identifier, account_identifier="account", team={"identifier": "team"},
            total=len(submission.input.sources), completed=len(submission.input.sources), finished=True,
            submitted_at=SUBMITTED_AT, average_model_latency=1.5, elapsed_time=12)
        for key, inputs in submission.input.sources.items():
            item = results.results[key]
            item.status = "COMPLETE"
            item.engine = "engine"
            sizes = {name: {"size": _size(value)} for name, value in inputs.items()}
            item.results.update({"data": {"result": {"inputs": sizes}}})
        return results

    def _known(self, identifier: str) -> Any:
        if identifier not in self._jobs:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"there is no job {identifier}")
        return self._jobs[identifier]


def _size(value: str) -> int:
    return len(base64.b64decode(value[len(PREFIX):], validate=True))
