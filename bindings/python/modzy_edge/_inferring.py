"""Asking for inferences and following them: what the methods of Inferences do."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable, Mapping, Optional, Tuple, Union

from ._answers import BYTES
from ._arguments import InferenceLike
from ._arguments import inference_identifier as identifier_of
from ._call import POLL_INTERVAL, call_options, utf8, wait_options
from ._inference import Inference, InferenceOutput
from ._inputs import NAMES, InferenceRequest, InputSource, native_request, place_in
from ._operation import Description, Operation

Inputs = Union[InputSource, Iterable[InputSource]]


def perform_inference(inferences: Any, model_identifier: object, model_version: str, input_sources: Inputs,
                      explain: bool = False, tags: Optional[Mapping[str, str]] = None, *,
                      deadline: Optional[float] = None) -> Description[Inference]:
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

    Raises:
        TypeError, InvalidArgument: An argument cannot be right. The message names it.
        NotFound: There is no such model or version.
        ResourceExhausted: The data is more than the edge accepts in one message.
        Unavailable, Timeout, or another ApiError: See there.
    """
    request = InferenceRequest(model_identifier, model_version, input_sources, explain, tags)
    return _ask("edge_inferences_perform", inferences, request, call_options(deadline))


def run(inferences: Any, model_identifier: object, model_version: str, input_sources: Inputs, explain: bool = False,
        tags: Optional[Mapping[str, str]] = None, poll_interval: Optional[float] = POLL_INTERVAL,
        timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None) -> Description[Inference]:
    """Asks for an inference and waits until it has come to its end, both within one time.

        >>> inference = client.inferences.run("inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
        >>> inference.result.outputs["results.json"].content_type
        'application/json'

    Args:
        model_identifier, model_version, input_sources, explain, tags: As in perform_inference.
        poll_interval, timeout, max_poll_interval: As in block_until_complete.

    Raises:
        As perform_inference and block_until_complete. Where the edge had accepted the inference, `error.inference` of a
        Timeout is it, to wait for it again, and `error.detail` of any failure holds its `inference_identifier`.
    """
    request = InferenceRequest(model_identifier, model_version, input_sources, explain, tags)
    return _ask("edge_inferences_run", inferences, request, wait_options(timeout, poll_interval, max_poll_interval),
                waits_for=("inference", inferences._inference))


def get_inference_details(inferences: Any, inference_identifier: InferenceLike, *,
                          deadline: Optional[float] = None) -> Description[Inference]:
    """Asks the edge how an inference is doing.

        >>> client.inferences.get_inference_details(inference.identifier).status
        'COMPLETE'

    Args:
        inference_identifier: The identifier of the inference, or an Inference.
        deadline: As in perform_inference.

    Raises:
        NotFound: There is no such inference.
        ApiError: See there.
    """
    return Operation("edge_inferences_get", (identifier_of(inference_identifier), call_options(deadline)),
                     inferences._inference)


def block_until_complete(inferences: Any, inference_identifier: InferenceLike, poll_interval: Optional[float] = POLL_INTERVAL,
                         timeout: Optional[float] = 30, *,
                         max_poll_interval: Optional[float] = None) -> Description[Inference]:
    """Waits until an inference has come to its end: COMPLETE, CANCELED or FAILED. Which of them is in the Inference.

        >>> client.inferences.block_until_complete(inference, timeout=60).status
        'COMPLETE'

    The edge is asked again and again. An edge that is away for less than 10 seconds, because it restarts or the network
    fails, does not end the wait. Ctrl-C does, at once.

    Args:
        inference_identifier: The identifier of the inference, or an Inference.
        poll_interval: The time between two questions to the edge, in seconds. If it is not given, it grows with the time
            waited: the end is noticed late by 2 % of that (by 3 milliseconds at least, by 50 at most).
        timeout: How long to wait, in seconds. None: for as long as it takes. 0: ask once, and take the answer.
        max_poll_interval: How far the time between two questions grows at most, in seconds. None: 0.05.

    Raises:
        Timeout: The inference is not at its end yet. It goes on. `error.inference` is the Inference, as the edge described
            it last.
        ApiError: See there.
    """
    return Operation("edge_inferences_wait", (identifier_of(inference_identifier),
                                              wait_options(timeout, poll_interval, max_poll_interval)),
                     inferences._inference, waits_for=("inference", inferences._inference))


def get_output(inferences: Any, inference_identifier: InferenceLike, output_key: str, *,
               deadline: Optional[float] = None) -> Description[InferenceOutput]:
    """Fetches one output of an inference, as the bytes that the model wrote: they do not pass through JSON.

        >>> client.inferences.get_output(inference, "results.json").data
        b'{"data":...}'

    Args:
        inference_identifier: The identifier of the inference, or an Inference.
        output_key: The name of the output.
        deadline: As in perform_inference.

    Raises:
        NotFound: There is no such inference or output; the message lists the outputs that there are.
        ApiError: See there.
    """
    return Operation("edge_inferences_get_output", (identifier_of(inference_identifier), utf8(output_key, "output_key"),
                                                    call_options(deadline)),
                     lambda answer: InferenceOutput(answer[0], answer[1] or None), answer=BYTES)


def _ask(function: str, inferences: Any, request: InferenceRequest, options: object,
         waits_for: "Optional[Tuple[str, Any]]" = None) -> Operation[Inference]:
    argument, borrowed = native_request(request)
    return Operation(function, (argument, options), inferences._inference, borrowed=borrowed,
                     names=NAMES, place=partial(place_in, request), waits_for=waits_for)
