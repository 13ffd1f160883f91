"""What the edge for tests answers to calls on inferences when nothing else is scripted."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any, Dict, Iterator

import grpc

from answers import SUBMITTED_AT, Refusal
from wire import messages


class InferenceEdge:
    """Inferences are queued when they are asked for, complete when they are asked after, and in streams at once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._inferences: Dict[str, Any] = {}

    def PerformInference(self, request: Any) -> Any:
        inference = self._inference(request)
        return type(inference)(identifier=inference.identifier, model=inference.model, inputs=inference.inputs,
                               tags=inference.tags, explain=inference.explain, status="QUEUED",
                               submitted_at=SUBMITTED_AT)

    def GetInferenceDetails(self, request: Any) -> Any:
        if request.identifier not in self._inferences:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"there is no inference {request.identifier}")
        return self._inferences[request.identifier]

    def StreamInferences(self, requests: Iterator[Any]) -> Iterator[Any]:
        return map(self._inference, requests)

    def _inference(self, request: Any) -> Any:
        if not request.model.identifier:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "model.identifier is missing")
        inference = messages().inferences.Inference(
            identifier=f"inference-{next(self._numbers)}",
            model={"identifier": request.model.identifier, "version": request.model.version, "name": "A model"},
            inputs=[_redacted(source) for source in request.inputs], tags=request.tags, explain=request.explain,
            status="COMPLETE", submitted_at=SUBMITTED_AT, completed_at=SUBMITTED_AT, elapsed_time={"nanos": 250_000_000})
        sizes = {source.key: len(source.data or source.text) for source in request.inputs}
        outputs = inference.result.outputs
        outputs["results.json"].data = json.dumps(sizes).encode()
        outputs["results.json"].content_type = "application/json"
        outputs["raw"].data = b"".join(source.data for source in request.inputs)
        self._inferences[inference.identifier] = inference
        return inference


def _redacted(source: Any) -> Any:
    kind = source.WhichOneof("source")
    given = getattr(source, kind)
    if kind == "s3":
        content = {given.WhichOneof("origin"): getattr(given, given.WhichOneof("origin")), "bucket": given.bucket,
                   "path": given.path}
    elif kind == "azure":
        content = {name: getattr(given, name) for name in ("storage_account", "container", "path")}
    else:
        data = given.encode() if kind == "text" else given
        content = {"size_in_bytes": len(data), "sha256_digest": hashlib.sha256(data).hexdigest()}
    return {"key": source.key, kind: content}
