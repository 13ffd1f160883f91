"""An inference as the edge describes it."""

# Annotations are not put off here, as in _input_sources.py.

import base64
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional

from ._job import ModelIdentifier
from ._native.arguments import POLL_INTERVAL, Metadata
from ._records import Content, Member, Record

if TYPE_CHECKING:
    from ._inferences import Inferences


class InferenceOutput(NamedTuple):
    """One output of an inference.

        >>> output = inference.result.outputs["results.json"]
        >>> output.content_type, output.data
        ('application/json', b'{"data":...}')
    """

    data: bytes
    content_type: Optional[str]


def _outputs(outputs: Mapping[str, Any]) -> Dict[str, InferenceOutput]:
    return {key: InferenceOutput(base64.b64decode(output.get("data") or ""), output.get("content_type"))
            for key, output in outputs.items()}


class InferenceResult(Record):
    """What came out of an inference.

        >>> sorted(inference.result.outputs)
        ['results.json']
    """

    __slots__ = ()

    outputs = Member[Dict[str, InferenceOutput]](
        "The outputs by their names. In the mapping, result['outputs'], their data is base64.", _outputs)


class InferenceInputContent(Record):
    """What the edge says about the content of a data input."""

    __slots__ = ()

    size_in_bytes = Member[Optional[int]]("Its size.")
    sha256_digest = Member[Optional[str]]("Its SHA-256, in hexadecimal digits.")
    endpoint = Member[Optional[str]]("The URL of the store that it came from.")
    region = Member[Optional[str]]("The region of AWS that it came from.")
    bucket = Member[Optional[str]]("The bucket that it came from.")
    storage_account = Member[Optional[str]]("The storage account that it came from.")
    container = Member[Optional[str]]("The container that it came from.")
    path = Member[Optional[str]]("Where in the bucket or the container it was.")


class InferenceInput(Record):
    """A data input of an inference, without its data: its key, and one of text, data, s3 and azure.

        >>> [(input.key, input.data.size_in_bytes) for input in inference.inputs]
        [('input.txt', 10)]
    """

    __slots__ = ()

    key = Member[str]("The name by which the model finds the data.")
    text = Member[Optional[InferenceInputContent]]("It was given as text.", InferenceInputContent)
    data = Member[Optional[InferenceInputContent]]("It was given as bytes.", InferenceInputContent)
    s3 = Member[Optional[InferenceInputContent]]("It came from S3, or a store like it.", InferenceInputContent)
    azure = Member[Optional[InferenceInputContent]]("It came from Azure.", InferenceInputContent)


class InferenceRecord(Record):
    """What the edge says about an inference: the base of modzy_edge.Inference and modzy_edge.aio.Inference."""

    __slots__ = ()

    identifier = Member[str]("Names the inference.")
    status = Member[str]("QUEUED, FETCHING or IN_PROGRESS; at the end COMPLETE, CANCELED or FAILED.")
    model = Member[Optional[ModelIdentifier]]("The model that works on it.", ModelIdentifier)
    inputs = Member[List[InferenceInput]](
        "Its data inputs.", lambda inputs: [InferenceInput(given) for given in inputs])
    tags = Member[Dict[str, str]]("The tags that it was given.")
    explain = Member[bool]("Whether an explanation of the result was asked for.")
    submitted_at = Member[Optional[str]]("When it was submitted, such as '2024-05-01T12:00:00.500Z'.")
    completed_at = Member[Optional[str]]("When it came to its end.")
    elapsed_time = Member[Optional[float]]("How long it took, in milliseconds: 250, or 0.1.")
    result = Member[Optional[InferenceResult]]("What came out.", InferenceResult)

    def __repr__(self) -> str:
        model = self.model
        of = f" of {model.identifier} {model.version}" if model else ""
        return f"<Inference {self.identifier}{of}: {self.status}>"


class Inference(InferenceRecord):
    """An inference: what to find it by, how it was doing when the edge was asked, and at its end what came out.

    It is a mapping, inference["status"], and has the same as attributes, inference.status. All documented keys are
    always there; what the edge did not say is None. Times are strings as RFC 3339 has them, in UTC.

        >>> inference = client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
        >>> inference.status, inference.model.identifier
        ('COMPLETE', 'inspector')
        >>> inference.result.outputs["results.json"].data
        b'{"data":...}'

    An inference does not change by itself; refresh() and block_until_complete() return a newer one.
    """

    __slots__ = ("_inferences",)

    def __init__(self, data: Content, inferences: Any = None) -> None:
        super().__init__(data)
        self._inferences: "Optional[Inferences]" = inferences

    def refresh(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> "Inference":
        """Asks the edge how the inference is doing now. See Inferences.get_inference_details.

            >>> inference.refresh().status
            'COMPLETE'
        """
        return self._client_inferences().get_inference_details(self, deadline=deadline, metadata=metadata)

    def block_until_complete(self, poll_interval: Optional[float] = POLL_INTERVAL, timeout: Optional[float] = 30, *,
                             max_poll_interval: Optional[float] = None,
                             metadata: Optional[Metadata] = None) -> "Inference":
        """Waits until the inference is final. See Inferences.block_until_complete.

            >>> inference.block_until_complete().status
            'COMPLETE'
        """
        return self._client_inferences().block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval, metadata=metadata)

    def get_output(self, output_key: str, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> InferenceOutput:
        """Fetches one output. See Inferences.get_output.

            >>> inference.get_output("results.json").content_type
            'application/json'
        """
        return self._client_inferences().get_output(self, output_key, deadline=deadline, metadata=metadata)

    def _client_inferences(self) -> "Inferences":
        if self._inferences is None:
            raise TypeError("this Inference has no client (it was copied or unpickled); "
                            "use client.inferences.get_inference_details(inference)")
        return self._inferences
