"""The inferences of an edge, for programs that wait for each call."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional, Union

from . import _inferring
from ._blocking import run
from ._inference import Inference
from ._inferring import Inputs
from ._inputs import InferenceRequest
from ._managed import Managed
from ._operation import Description, T, blocking
from ._stream import InferenceStream


def build_inference_request(model_identifier: object, model_version: str, input_sources: Inputs,
                            explain: bool = False, tags: Optional[Mapping[str, str]] = None) -> InferenceRequest:
    """Makes a request, for stream(). Nothing is sent.

        >>> request = client.inferences.build_inference_request(
        ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"))
        >>> request.model_version
        '1.0.0'

    Args:
        model_identifier, model_version, input_sources, explain, tags: As in perform_inference.
    """
    return InferenceRequest(model_identifier, model_version, input_sources, explain, tags)


class Inferences:
    """The inferences of an edge: `client.inferences`. It asks for inferences, follows them, and streams them."""

    __slots__ = ("_client",)

    def __init__(self, client: Managed) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Inferences of {self._client!r}>"

    def _run(self, description: Description[T]) -> T:
        return run(self._client, description)

    def _inference(self, answer: bytes) -> Inference:
        return Inference(answer, self)

    build_inference_request = staticmethod(build_inference_request)
    perform_inference = blocking(_inferring.perform_inference)
    run = blocking(_inferring.run)
    get_inference_details = blocking(_inferring.get_inference_details)
    block_until_complete = blocking(_inferring.block_until_complete)
    get_output = blocking(_inferring.get_output)

    def stream(self, input_iterator: Union[InferenceRequest, Iterable[InferenceRequest]], *,
               deadline: Optional[float] = None, timeout: Optional[float] = None) -> InferenceStream:
        """Sends requests as they come, and yields their inferences as they come.

            >>> requests = (client.inferences.build_inference_request(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text=f"text {number}")) for number in range(3))
            >>> for inference in client.inferences.stream(requests):
            ...     print(inference.status)
            COMPLETE
            COMPLETE
            COMPLETE

        Both happen at the same time over one call: the requests are taken and sent by a helper thread, no faster than
        the edge takes them. The inferences come in the order in which the edge gives them. Where an edge offers no
        streams, the library asks for each inference on its own, several at a time; these may not be at their end yet
        (block_until_complete waits for it).

        Args:
            input_iterator: Requests, as build_inference_request makes them, or one of them.
            deadline: How long opening may take, until the edge has answered, in seconds. Default: the client's.
            timeout: How long to wait for each inference, in seconds. The stream goes on after a Timeout: next() waits again.
                Default: the deadline, counted while an inference is asked for.

        Returns:
            An iterator. Who does not go to its end should close() it, or use it in a `with` block.

        Raises:
            ApiError: What the stream failed with, from the iterator; Timeout if an inference does not come in time. An
                exception of input_iterator cancels the stream and comes from the iterator too.
        """
        return InferenceStream(self, self._client, input_iterator, deadline, timeout)
