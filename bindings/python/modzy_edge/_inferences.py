"""The inferences of an edge."""

from __future__ import annotations

from typing import Callable, Iterable, Mapping, Optional, Union

from . import _inference_calls
from ._inference import Inference, InferenceOutput
from ._inference_calls import Inputs
from ._inference_stream import InferenceStream
from ._input_sources import InferenceRequest
from ._native.arguments import POLL_INTERVAL, InferenceLike, Metadata
from ._native.blocking import run
from ._native.handle import NativeHandle
from ._records import Content


class Inferences:
    """The inferences of an edge: `client.inferences`. It asks for inferences, follows them, and streams them."""

    __slots__ = ("_client",)

    def __init__(self, client: NativeHandle) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<Inferences of {self._client!r}>"

    def _inference(self, answer: Content) -> Inference:
        return Inference(answer, self)

    @staticmethod
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

    def perform_inference(self, model_identifier: object, model_version: str, input_sources: Inputs,
                          explain: bool = False, tags: Optional[Mapping[str, str]] = None, *,
                          deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Inference:
        """Asks for an inference. Returns as soon as the edge has accepted it.

            >>> inference = client.inferences.perform_inference(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", text="some text"), tags={"camera": "1"})
            >>> inference.block_until_complete().status
            'COMPLETE'

        Args:
            model_identifier: The model: its identifier, or an object or mapping that has one as `identifier`.
            model_version: The version of the model, such as "1.0.1".
            input_sources: The data inputs: an InputSource, or several.
            explain: Ask the model to explain its results, if it can.
            tags: Texts to find the inference by.
            deadline: How long the call may take, in seconds; math.inf for as long as it takes. Default: the client's.
            metadata: Header fields of this call, by name, as the argument of EdgeClient; beside those of the client,
                except for those of the same name.

        Raises:
            TypeError, InvalidArgument: An argument cannot be right. The message names it.
            NotFound: There is no such model or version.
            ResourceExhausted: The data is more than the edge accepts in one message.
            Unavailable, Timeout, or another ApiError: See there.
        """
        return run(self._client, _inference_calls.perform_inference(
            self._inference, model_identifier, model_version, input_sources, explain, tags, deadline, metadata))

    def run(self, model_identifier: object, model_version: str, input_sources: Inputs, explain: bool = False,
            tags: Optional[Mapping[str, str]] = None, poll_interval: Optional[float] = POLL_INTERVAL,
            timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
            metadata: Optional[Metadata] = None) -> Inference:
        """Asks for an inference and waits until it is final, both within one time.

            >>> inference = client.inferences.run(
            ...     "inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
            >>> inference.result.outputs["results.json"].content_type
            'application/json'

        Args:
            model_identifier, model_version, input_sources, explain, tags, metadata: As in perform_inference.
            poll_interval, timeout, max_poll_interval: As in block_until_complete.

        Raises:
            As perform_inference and block_until_complete. Where the edge had accepted the inference, `error.inference`
            of a Timeout is it, to wait for it again, and `error.detail` of any failure holds its
            `inference_identifier`.
        """
        return run(self._client, _inference_calls.run(
            self._inference, model_identifier, model_version, input_sources, explain, tags, poll_interval, timeout,
            max_poll_interval, metadata))

    def get_inference_details(self, inference_identifier: InferenceLike, *, deadline: Optional[float] = None,
                              metadata: Optional[Metadata] = None) -> Inference:
        """Asks the edge how an inference is doing.

            >>> client.inferences.get_inference_details(inference.identifier).status
            'COMPLETE'

        Args:
            inference_identifier: The identifier of the inference, or an Inference.
            deadline, metadata: As in perform_inference.

        Raises:
            NotFound: There is no such inference.
            ApiError: See there.
        """
        return run(self._client, _inference_calls.get_inference_details(
            self._inference, inference_identifier, deadline, metadata))

    def block_until_complete(self, inference_identifier: InferenceLike, poll_interval: Optional[float] = POLL_INTERVAL,
                             timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                             metadata: Optional[Metadata] = None) -> Inference:
        """Waits until an inference is final: COMPLETE, CANCELED or FAILED; its status says which.

            >>> client.inferences.block_until_complete(inference, timeout=60).status
            'COMPLETE'

        The edge is asked again and again. An edge that is away for less than 10 seconds, because it restarts or the
        network fails, does not end the wait. Ctrl-C does, at once.

        Args:
            inference_identifier: The identifier of the inference, or an Inference.
            poll_interval: The time between two questions to the edge, in seconds. If it is not given, it grows with the
                time waited: the end is noticed late by 2 % of that (by 3 milliseconds at least, by 50 at most).
            timeout: How long to wait, in seconds. None: for as long as it takes. 0: ask once, and take the answer.
            max_poll_interval: How far the time between two questions grows at most, in seconds. None: 0.05.
            metadata: As in perform_inference, of each question.

        Raises:
            Timeout: The inference is not at its end yet. It goes on. `error.inference` is the Inference, as the edge
                described it last.
            ApiError: See there.
        """
        return run(self._client, _inference_calls.block_until_complete(
            self._inference, inference_identifier, poll_interval, timeout, max_poll_interval, metadata))

    def get_output(self, inference_identifier: InferenceLike, output_key: str, *, deadline: Optional[float] = None,
                   metadata: Optional[Metadata] = None) -> InferenceOutput:
        """Fetches one output of an inference, as the bytes that the model wrote: they do not pass through JSON.

            >>> client.inferences.get_output(inference, "results.json").data
            b'{"data":...}'

        Args:
            inference_identifier: The identifier of the inference, or an Inference.
            output_key: The name of the output.
            deadline, metadata: As in perform_inference.

        Raises:
            NotFound: There is no such inference or output; the message lists the outputs that there are.
            ApiError: See there.
        """
        return run(self._client, _inference_calls.get_output(inference_identifier, output_key, deadline, metadata))

    def stream(self, input_iterator: Union[InferenceRequest, Iterable[InferenceRequest]], *,
               deadline: Optional[float] = None, metadata: Optional[Metadata] = None, timeout: Optional[float] = None,
               on_drop: Optional[Callable[[InferenceRequest], object]] = None) -> InferenceStream:
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
            metadata: As in perform_inference, of the stream.
            timeout: How long to wait for each inference, in seconds. The stream goes on after a Timeout: next() waits
                again. Default: the deadline, counted while an inference is asked for.
            on_drop: For cameras and sensors, of which the newest frame counts. If given, requests are taken as fast
                as they come: while the edge is slower, each replaces the one before it that has not begun to leave, and
                on_drop is called with that one, in the helper thread.

        Returns:
            An iterator. Who does not go to its end should close() it, or use it in a `with` block.

        Raises:
            ApiError: What the stream failed with, from the iterator; Timeout if an inference does not come in time. An
                exception of input_iterator cancels the stream and comes from the iterator too.
        """
        return InferenceStream(self, self._client, input_iterator, deadline, metadata, timeout, on_drop)
