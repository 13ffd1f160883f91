"""The shortcuts on the client itself that older programs use."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any, Callable

from ._operation import Description, T, as_method

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")


def deprecated(describe: Callable[Concatenate[Any, P], Description[T]]) -> Callable[Concatenate[Any, P], T]:
    """A method of the client that does what the method of the same name of client.jobs does."""
    name = describe.__name__

    def method(client: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        warnings.warn(f"EdgeClient.{name} is deprecated; use client.jobs.{name}", DeprecationWarning, stacklevel=2)
        outcome: T = getattr(client.jobs, name)(*args, **kwargs)
        return outcome

    method = as_method(method, describe)
    if describe.__doc__ is not None:  # as it is with -OO
        example = next(part for part in inspect.cleandoc(describe.__doc__).split("\n\n") if ">>>" in part)
        method.__doc__ = f"Deprecated: use client.jobs.{name}.\n\n{example}"
    return method
