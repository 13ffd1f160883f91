"""The native client: where the edge is, and how calls to it behave."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional, Tuple

from . import _library
from ._answers import LATER_NOTHING
from ._arguments import sized
from ._bindings import edge_client, edge_client_options
from ._call import check, milliseconds, utf8
from ._errors import invalid_argument
from ._managed import Managed
from ._operation import Description, Operation


class NativeClient(Managed):
    """Owns an edge_client."""

    def __init__(self, host: str, port: int, deadline: Optional[float], connect_timeout: float,
                 max_receive_bytes: Optional[int]) -> None:
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
        self._options = sized(edge_client_options, deadline_ms=milliseconds(deadline, "deadline"),
                              connect_timeout_ms=milliseconds(connect_timeout, "connect_timeout"),
                              max_receive_bytes=limit)
        _library.load()

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        functions = _library.start()
        handle = ctypes.POINTER(edge_client)()
        check(functions, functions.edge_client_create, self._host, self.port, ctypes.byref(self._options),
              ctypes.byref(handle))
        return handle, functions.edge_client_destroy

    @property
    def origin(self) -> str:
        """Where the edge is: "host:port", or "unix:" and the path of a socket.

            >>> client.origin
            'localhost:55000'
        """
        if self.host.startswith("unix:"):
            return self.host
        bare_ipv6 = ":" in self.host and not self.host.startswith("[")
        return f"[{self.host}]:{self.port}" if bare_ipv6 else f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"<EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"


def wait_ready(client: Any, timeout: Optional[float] = 30.0) -> Description[None]:
    """Waits until the edge answers. Attempts are repeated until one succeeds or the time is up.

        >>> client.wait_ready(timeout=5)

    Args:
        timeout: How long to wait, in seconds. None: for as long as it takes.

    Raises:
        Timeout: There was no answer in time. The message says why the last attempt failed.
        ApiError: Something answers there, but it does not speak gRPC. A gRPC server that is no edge is not noticed
            before the first call to it, which raises Unimplemented.
    """
    return Operation("edge_client_wait_ready", (milliseconds(timeout, "timeout"),), lambda answer: None,
                     answer=LATER_NOTHING)
