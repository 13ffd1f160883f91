"""The client for one edge."""

from __future__ import annotations

import ctypes
import warnings
from typing import Any, Callable, Mapping, Optional, Tuple

from . import _library
from ._bindings import edge_client, edge_client_options
from ._call import check, milliseconds, utf8
from ._errors import invalid_argument
from ._job import Job
from ._jobs import JobLike, Jobs
from ._managed import Managed
from ._results import Results
from ._waiting import interruptible


class EdgeClient(Managed):
    """A client for one edge. It connects by itself when it is first used, and again after a connection was lost.

        >>> client = EdgeClient("localhost", 55000)
        >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        >>> client.close()

    With `with`, it is closed at the end of the block:

        >>> with EdgeClient("localhost", 55000) as client:
        ...     job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})

    A client is meant to be shared and kept: any number of threads may use one, and their calls run in parallel.
    Closing it cancels those that still run. A process that is forked from one that used a client cannot use it, nor
    another one: there every call raises ForkedProcess.

    Args:
        host: A name, an IPv4 address, or an IPv6 address with or without brackets. No scheme, no port.
        port: 1 to 65535.
        deadline: How long each call may take that sets no deadline of its own: connecting, sending and receiving
            together, in seconds. None or math.inf: for as long as it takes.
        connect_timeout: How long one attempt to connect may take, within the deadline, in seconds.
        max_receive_bytes: The largest answer to accept; a larger one raises ResourceExhausted. None: no limit.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        host, port, origin: Where the edge is; origin is "host:port".
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: float = 10.0, max_receive_bytes: Optional[int] = None) -> None:
        super().__init__()
        self._host = utf8(host, "host")
        if isinstance(port, bool) or not isinstance(port, int):
            raise TypeError(f"port must be an integer, not {type(port).__name__}")
        if not 0 <= port < 2 ** 32:  # what ctypes would not hand over as it is; the library checks the rest
            raise invalid_argument("port", f"is {port}; give a number from 1 to 65535")
        limit = 0 if max_receive_bytes is None else max_receive_bytes
        if isinstance(limit, bool) or not isinstance(limit, int):
            raise TypeError(f"max_receive_bytes must be an integer or None, not {type(limit).__name__}")
        if not 0 <= limit < 2 ** 64:
            raise invalid_argument("max_receive_bytes", f"is {limit}; give a number of bytes, or None for no limit")
        self.host = host
        self.port = port
        self._options = edge_client_options(
            ctypes.sizeof(edge_client_options), milliseconds(deadline, "deadline"),
            milliseconds(connect_timeout, "connect_timeout"), 0, limit)
        _library.load()

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        functions = _library.start()
        handle = ctypes.POINTER(edge_client)()
        check(functions, functions.edge_client_create, self._host, self.port, ctypes.byref(self._options),
              ctypes.byref(handle))
        return handle, functions.edge_client_destroy

    @property
    def jobs(self) -> Jobs:
        """Submits jobs, follows them, fetches their results."""
        return Jobs(self)

    @property
    def origin(self) -> str:
        """Where the edge is: "host:port"."""
        bare_ipv6 = ":" in self.host and not self.host.startswith("[")
        return f"[{self.host}]:{self.port}" if bare_ipv6 else f"{self.host}:{self.port}"

    def connect(self) -> EdgeClient:
        """Checks host, port and options, and returns this client. There is no need to call it.

        Nothing is sent yet. To know whether the edge is there, use wait_ready().
        """
        self._native
        return self

    def wait_ready(self, timeout: Optional[float] = 30.0) -> None:
        """Waits until the edge answers. Attempts are repeated until one succeeds or the time is up.

            >>> client.wait_ready(timeout=5)

        Args:
            timeout: How long to wait, in seconds. None: for as long as it takes.

        Raises:
            Timeout: There was no answer in time. The message says why the last attempt failed.
            ApiError: Something answers there, but it does not speak gRPC. A gRPC server that is no edge is not noticed
                before the first call to it, which raises Unimplemented.
        """
        functions = _library.start()
        timeout_ms = milliseconds(timeout, "timeout")
        interruptible(lambda: check(functions, functions.edge_client_wait_ready, self._native, timeout_ms))

    def __repr__(self) -> str:
        return f"<EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"

    def submit_embedded(self, identifier: object, version: str, sources: Mapping[str, Any],
                        explain: bool = False) -> Job:
        """Deprecated: use client.jobs.submit_embedded."""
        _warn_deprecated("submit_embedded")
        return self.jobs.submit_embedded(identifier, version, sources, explain)

    def get_job_details(self, job_identifier: JobLike) -> Job:
        """Deprecated: use client.jobs.get_job_details."""
        _warn_deprecated("get_job_details")
        return self.jobs.get_job_details(job_identifier)

    def block_until_complete(self, job_identifier: JobLike, poll_interval: float = 0.01,
                             timeout: Optional[float] = 30) -> Job:
        """Deprecated: use client.jobs.block_until_complete."""
        _warn_deprecated("block_until_complete")
        return self.jobs.block_until_complete(job_identifier, poll_interval, timeout)

    def get_results(self, job_identifier: JobLike) -> Results:
        """Deprecated: use client.jobs.get_results."""
        _warn_deprecated("get_results")
        return self.jobs.get_results(job_identifier)


def _warn_deprecated(name: str) -> None:
    warnings.warn(f"EdgeClient.{name} is deprecated; use client.jobs.{name}", DeprecationWarning, stacklevel=3)
