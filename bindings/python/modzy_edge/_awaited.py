"""Methods, jobs and inferences of modzy_edge.aio."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Callable, Coroutine, Optional, Type, TypeVar, overload

from . import _inference, _job
from ._call import POLL_INTERVAL
from ._inference import InferenceOutput
from ._operation import Description, T, as_method
from ._records import Content, Page
from ._results import Results

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

R = TypeVar("R")


class Job(_job.Job):
    """A job: as modzy_edge.Job, but with methods to be awaited.

        >>> job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        >>> (await job.block_until_complete()).status
        'COMPLETE'
    """

    __slots__ = ()

    def __init__(self, data: Content, jobs: Any = None) -> None:
        super().__init__(data, jobs)

    async def refresh(self, *, deadline: Optional[float] = None) -> Job:  # type: ignore[override]
        """Asks the edge how the job is doing now. See Jobs.get_job_details.

            >>> (await job.refresh()).status
            'COMPLETE'
        """
        job: Job = await self._owner.get_job_details(self, deadline=deadline)
        return job

    async def block_until_complete(  # type: ignore[override]
            self, poll_interval: Optional[float] = POLL_INTERVAL, timeout: Optional[float] = 30, *,
            max_poll_interval: Optional[float] = None,
            progress: Optional[Callable[[int, int, int], object]] = None) -> Job:
        """Waits until the job has come to its end. See Jobs.block_until_complete.

            >>> (await job.block_until_complete(timeout=60)).completed
            1
        """
        job: Job = await self._owner.block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval, progress=progress)
        return job

    async def cancel(self, *, deadline: Optional[float] = None) -> Job:  # type: ignore[override]
        """Cancels the job. See Jobs.cancel.

            >>> slow = await client.jobs.submit_text("sleeper", "1.0.0", {"input.txt": "5min"})
            >>> (await slow.cancel()).status
            'CANCELED'
        """
        job: Job = await self._owner.cancel(self, deadline=deadline)
        return job

    async def get_results(self, *, deadline: Optional[float] = None) -> Results:  # type: ignore[override]
        """Fetches the results. See Jobs.get_results.

            >>> (await job.get_results()).finished
            True
        """
        results: Results = await self._owner.get_results(self, deadline=deadline)
        return results

    @property
    def _owner(self) -> Any:
        return self._client_jobs()


class JobList(Page[Job]):
    """Jobs, as the edge lists them: as modzy_edge.JobList, with jobs of this module."""


class Inference(_inference.Inference):
    """An inference: as modzy_edge.Inference, but with methods to be awaited.

        >>> inference = await client.inferences.perform_inference(
        ...     "inspector", "1.0.0", InputSource(key="input.txt", data=b"some bytes"))
        >>> inference = await inference.block_until_complete()
        >>> inference.status
        'COMPLETE'
    """

    __slots__ = ()

    def __init__(self, data: Content, inferences: Any = None) -> None:
        super().__init__(data, inferences)

    async def refresh(self, *, deadline: Optional[float] = None) -> Inference:  # type: ignore[override]
        """Asks the edge how the inference is doing now. See Inferences.get_inference_details.

            >>> (await inference.refresh()).status
            'COMPLETE'
        """
        inference: Inference = await self._owner.get_inference_details(self, deadline=deadline)
        return inference

    async def block_until_complete(  # type: ignore[override]
            self, poll_interval: Optional[float] = POLL_INTERVAL, timeout: Optional[float] = 30, *,
            max_poll_interval: Optional[float] = None) -> Inference:
        """Waits until the inference has come to its end. See Inferences.block_until_complete.

            >>> (await inference.block_until_complete(timeout=60)).status
            'COMPLETE'
        """
        inference: Inference = await self._owner.block_until_complete(
            self, poll_interval, timeout, max_poll_interval=max_poll_interval)
        return inference

    async def get_output(  # type: ignore[override]
            self, output_key: str, *, deadline: Optional[float] = None) -> InferenceOutput:
        """Fetches one output. See Inferences.get_output.

            >>> (await inference.get_output("results.json")).content_type
            'application/json'
        """
        output: InferenceOutput = await self._owner.get_output(self, output_key, deadline=deadline)
        return output

    @property
    def _owner(self) -> Any:
        return self._client_inferences()


@overload
def awaitable(describe: Callable[Concatenate[Any, P], Description[T]],
              example: str) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]: ...


@overload
def awaitable(describe: Callable[Concatenate[Any, P], Description[Any]], example: str,
              outcome: Type[R]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, R]]: ...


def awaitable(describe: Callable[..., Description[Any]], example: str,
              outcome: object = None) -> Callable[..., Coroutine[Any, Any, Any]]:
    """A coroutine method that runs what is described. `outcome` is its result, where this module has an own class for it."""

    async def method(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        return await self._run(describe(self, *args, **kwargs))

    as_method(method, describe, outcome)
    summary, _, rest = inspect.cleandoc(describe.__doc__ or "").partition("\n")
    _, _, details = rest.partition("\nArgs:\n")
    indented = "\n".join(f"    {line}" for line in example.strip().splitlines())
    method.__doc__ = f"{summary}\n\n{indented}\n" + (f"\nArgs:\n{details}" if details else "")
    return method
