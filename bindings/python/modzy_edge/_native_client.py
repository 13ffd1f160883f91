"""The native client: where the edge is, and how calls to it behave."""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any, Callable, Dict, Literal, Optional, SupportsIndex, Tuple

from . import _bindings, _library
from ._answers import NOTHING, ROUND_TRIP
from ._arguments import sized
from ._bindings import edge_client, edge_client_options
from ._call import check, milliseconds, number_of_seconds, utf8, wait_milliseconds
from ._errors import ApiError, invalid_argument
from ._managed import Managed
from ._names import in_python
from ._operation import Description, Operation


Transport = Literal["auto", "direct", "channel"]
TRANSPORTS: Dict[str, int] = {
    "auto": _bindings.EDGE_TRANSPORT_AUTO, "direct": _bindings.EDGE_TRANSPORT_DIRECT,
    "channel": _bindings.EDGE_TRANSPORT_CHANNEL}


class NativeClient(Managed):
    """Owns an edge_client."""

    _kind = "EdgeClient"

    def __init__(self, host: str, port: int, *, deadline: Optional[float], connect_timeout: Optional[float],
                 transport: str, max_connections: int, idle_timeout: Optional[float],
                 max_receive_bytes: Optional[int], busy_poll: float) -> None:
        super().__init__()
        self._host = utf8(host, "host")
        # The library checks the port further. Here it is only what ctypes would not hand over as it is.
        self.port = _integer(port, "port", range(2 ** 32), "give a number from 1 to 65535")
        self.host = host
        if not isinstance(transport, str) or transport not in TRANSPORTS:
            raise invalid_argument("transport", f"is {transport!r}; give 'auto', 'direct' or 'channel'")
        self._options = sized(
            edge_client_options, deadline_ms=milliseconds(deadline, "deadline"),
            connect_timeout_ms=milliseconds(connect_timeout, "connect_timeout"), transport=TRANSPORTS[transport],
            max_connections=_integer(max_connections, "max_connections", range(1, 2 ** 32),
                                     f"give a number from 1 to {2 ** 32 - 1}"),
            idle_timeout_ms=milliseconds(idle_timeout, "idle_timeout"),
            max_receive_bytes=0 if max_receive_bytes is None else _integer(
                max_receive_bytes, "max_receive_bytes", range(2 ** 64), "give a number of bytes, or None for 512 MiB",
                " or None"),
            busy_poll_us=_microseconds(busy_poll))
        _library.load()

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        functions = _library.start()
        handle = ctypes.POINTER(edge_client)()
        try:
            check(functions, functions.edge_client_create, self._host, self.port, ctypes.byref(self._options),
                  ctypes.byref(handle))
        except ApiError as error:
            self._raise_named(error, in_python(error))
            raise
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


def _integer(value: object, parameter: str, allowed: range, remedy: str, alternative: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"{parameter} must be an integer{alternative}, not {type(value).__name__}")
    number = operator.index(value)
    if number not in allowed:
        raise invalid_argument(parameter, f"is {number}; {remedy}")
    return number


def _microseconds(busy_poll: float) -> int:
    value = number_of_seconds(busy_poll, "busy_poll")
    if not 0 <= value <= 1:
        raise invalid_argument("busy_poll", f"is {value:g}; give a number of seconds from 0 to 1")
    return math.ceil(value * 1e6)


def wait_ready(client: Any, timeout: Optional[float] = 30.0) -> Description[None]:
    """Waits until the edge answers. Attempts are repeated until one succeeds or the time is up.

        >>> client.wait_ready(timeout=5)

    Args:
        timeout: How long to wait, in seconds. None: for as long as it takes. 0: one attempt.

    Raises:
        Timeout: There was no answer in time. The message says why the last attempt failed.
        ApiError: Something answers there, but it does not speak gRPC. A gRPC server that is no edge is not noticed
            before the first call to it, which raises Unimplemented.
    """
    return Operation("edge_client_wait_ready", (wait_milliseconds(timeout),), lambda answer: None,
                     answer=NOTHING)


def ping(client: Any, timeout: Optional[float] = None) -> Description[float]:
    """Makes one whole call to the edge, the cheapest there is, and returns how long it took, in seconds.

        >>> client.ping(timeout=5) < 5
        True

    Connecting is part of it, if there was no connection. To wait for an edge that starts, use wait_ready().

    Args:
        timeout: How long to wait, in seconds; math.inf for as long as it takes. Default: the client's deadline.

    Raises:
        Timeout, Unavailable, or another ApiError: The edge has not answered.
    """
    time = _bindings.EDGE_DEFAULT_TIMEOUT if timeout is None else milliseconds(timeout, "timeout")
    return Operation("edge_client_ping", (time,), lambda answer: float(answer) / 1e6, answer=ROUND_TRIP)
