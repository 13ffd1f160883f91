"""An inference as the edge describes it, for programs with an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from .._inference import InferenceOutput, InferenceRecord
from .._native.arguments import POLL_INTERVAL, Metadata
from .._records import Content

if TYPE_CHECKING:
    from ._inferences import Inferences


class Inference(InferenceRecord):
    """An inference: as modzy_edge.Inference, but with methods to be awaited.

        >>> inference = await client.inferences.perform_inference(
        ...     "inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
        >>> inference = await inference.block_until_complete()
        >>> inference.status
        'COMPLETE'
    """

    __slots__ = ("_inferences",)

    def __init__(self, data: Content, inferences: Any = None) -> None:
        super().__init__(data)
        self._inferences: Optional[Inferences] = inferences

    async def refresh(self, *, deadline: Optional[float] = None, metadata: Optional[Metadata] = None) -> Inference:
        """Asks the edge how the inference is doing now. See Inferences.get_inference_details.

            >>> (await inference.refresh()).status
            'COMPLETE'
        """
        return await self._client_inferences().get_inference_details(self, deadline=deadline, metadata=metadata)

    async def block_until_complete(self, poll_interval: Optional[float] = POLL_INTERVAL,
                                   timeout: Optional[float] = 30, *,
                                   max_poll_interval: Optional[float] = None,
                                   metadata: Optional[Metadata] = None) -> Inference:
        """Waits until the inference is final. See Inferences.block_until_complete.

            >>> (await inference.block_until_complete(timeout=60)).status
            'COMPLETE'
        """
        return await self._client_inferences().block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval, metadata=metadata)

    async def get_output(self, output_key: str, *, deadline: Optional[float] = None,
                         metadata: Optional[Metadata] = None) -> InferenceOutput:
        """Fetches one output. See Inferences.get_output.

            >>> (await inference.get_output("results.json")).content_type
            'application/json'
        """
        return await self._client_inferences().get_output(self, output_key, deadline=deadline, metadata=metadata)

    def _client_inferences(self) -> Inferences:
        if self._inferences is None:
            raise TypeError("this Inference has no client (it was copied or unpickled); "
                            "use client.inferences.get_inference_details(inference)")
        return self._inferences
