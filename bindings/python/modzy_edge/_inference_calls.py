"""The calls of the library behind the methods of Inferences and streams, for modzy_edge and for modzy_edge.aio.

The parameters are those of the method of the same name, which documents them. `make_inference` makes the Inference of
the module that the method belongs to.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, TypeVar, Union

from ._inference import InferenceOutput
from ._input_sources import NAMES, InferenceRequest, InputSource, native_request, place_in
from ._native.arguments import InferenceLike, Metadata, call_options, inference_identifier, utf8, wait_options
from ._native.call import NativeCall, nothing
from ._native.declarations import EDGE_NO_TIMEOUT
from ._native.handle import NativeStream
from ._native.result_kinds import BYTES, DROPPED, NOTHING, STREAM

InferenceT = TypeVar("InferenceT")  # an Inference of modzy_edge or modzy_edge.aio
MakeInference = Callable[[Any], InferenceT]

Inputs = Union[InputSource, Iterable[InputSource]]

# The end of a stream: NULL from the function that blocks, null from a pending call.
_END = b"", b"null"


def perform_inference(make_inference: MakeInference[InferenceT], model_identifier: object, model_version: str,
                      input_sources: Inputs, explain: bool, tags: Optional[Mapping[str, str]],
                      deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[InferenceT]:
    request = InferenceRequest(model_identifier, model_version, input_sources, explain, tags)
    return _with_request("edge_inferences_perform", request, (call_options(deadline, metadata),), make_inference)


def run(make_inference: MakeInference[InferenceT], model_identifier: object, model_version: str, input_sources: Inputs,
        explain: bool, tags: Optional[Mapping[str, str]], poll_interval: Optional[float], timeout: Optional[float],
        max_poll_interval: Optional[float], metadata: Optional[Metadata]) -> NativeCall[InferenceT]:
    request = InferenceRequest(model_identifier, model_version, input_sources, explain, tags)
    options = wait_options(timeout, poll_interval, max_poll_interval, metadata)
    return _with_request("edge_inferences_run", request, (options,), make_inference,
                         waits_for=("inference", make_inference))


def get_inference_details(make_inference: MakeInference[InferenceT], inference: InferenceLike,
                          deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[InferenceT]:
    return NativeCall("edge_inferences_get", (inference_identifier(inference), call_options(deadline, metadata)),
                      make_inference)


def block_until_complete(make_inference: MakeInference[InferenceT], inference: InferenceLike,
                         poll_interval: Optional[float], timeout: Optional[float],
                         max_poll_interval: Optional[float],
                         metadata: Optional[Metadata]) -> NativeCall[InferenceT]:
    options = wait_options(timeout, poll_interval, max_poll_interval, metadata)
    return NativeCall("edge_inferences_wait", (inference_identifier(inference), options), make_inference,
                      waits_for=("inference", make_inference))


def get_output(inference: InferenceLike, output_key: str, deadline: Optional[float],
               metadata: Optional[Metadata]) -> NativeCall[InferenceOutput]:
    return NativeCall("edge_inferences_get_output", (inference_identifier(inference), utf8(output_key, "output_key"),
                                                     call_options(deadline, metadata)),
                      lambda output: InferenceOutput(output[0], output[1] or None), kind=BYTES)


def open_stream(deadline: Optional[float], metadata: Optional[Metadata]) -> NativeCall[NativeStream]:
    """For a client."""
    return NativeCall("edge_stream_open", (call_options(deadline, metadata),), NativeStream, kind=STREAM)


def send(request: object) -> NativeCall[None]:
    """For a stream. It waits for as long as the stream exists."""
    return _with_request("edge_stream_send", _checked(request), (EDGE_NO_TIMEOUT,), nothing, kind=NOTHING)


def offer(request: object) -> NativeCall[int]:
    """For a stream: how many requests this one replaces. It does not wait."""
    return _with_request("edge_stream_offer", _checked(request), (), int, kind=DROPPED)


def half_close() -> NativeCall[None]:
    """For a stream."""
    return NativeCall("edge_stream_half_close", (), nothing, kind=NOTHING)


def receive(make_inference: MakeInference[InferenceT], timeout_ms: int) -> NativeCall[Optional[InferenceT]]:
    """For a stream: an Inference, or None at its end."""
    return NativeCall("edge_stream_receive", (timeout_ms,),
                      lambda answer: None if answer in _END else make_inference(answer))


def _checked(request: object) -> InferenceRequest:
    if not isinstance(request, InferenceRequest):
        raise TypeError("stream takes requests that build_inference_request has made, "
                        f"not {type(request).__name__}")
    return request


def _with_request(function: str, request: InferenceRequest, more_arguments: Tuple[object, ...],
                  convert: Callable[[Any], Any], **more: Any) -> NativeCall[Any]:
    argument, borrowed = native_request(request)
    return NativeCall(function, (argument, *more_arguments), convert, borrowed=borrowed, names=NAMES,
                      place=partial(place_in, request), **more)
