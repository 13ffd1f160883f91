"""The native client: where the edge is, and how calls to it behave."""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any, Callable, Dict, Literal, NamedTuple, Optional, SupportsIndex, Tuple, Union

from .._errors import ApiError, invalid_argument
from .._tls import TlsOptions, checked
from . import declarations, library
from .arguments import Metadata, milliseconds, native_metadata, number_of_seconds, sized, utf8, wait_milliseconds
from .call import NativeCall, nothing
from .declarations import edge_client, edge_client_options, edge_retry_options
from .handle import NativeHandle
from .invoke import call_for_json, check, decoded
from .parameter_names import in_python
from .result_kinds import NOTHING, ROUND_TRIP

Transport = Literal["auto", "direct", "channel"]
Balancing = Literal["pick_first", "round_robin"]
TRANSPORTS: Dict[str, int] = {
    "auto": declarations.EDGE_TRANSPORT_AUTO, "direct": declarations.EDGE_TRANSPORT_DIRECT,
    "channel": declarations.EDGE_TRANSPORT_CHANNEL}
BALANCINGS: Dict[str, int] = {
    "pick_first": declarations.EDGE_BALANCING_PICK_FIRST, "round_robin": declarations.EDGE_BALANCING_ROUND_ROBIN}


class RetryOptions(NamedTuple):
    """How a client sends failed calls again, within the deadline of the call.

        >>> client = EdgeClient("localhost", 55000, retry=RetryOptions(max_attempts=6, max_backoff=5.0))
        >>> client.close()

    Before it raises Unavailable, a call is sent again if it only reads, or if the edge cannot have processed it: the
    connection was refused, or the request had not left completely. An edge can ask for another time between the
    attempts, or for none, with the trailer grpc-retry-pushback-ms. Each client has a budget: when most calls fail, none
    is sent again. See docs/transport.md, "Retries".

    Attributes:
        max_attempts: How often a call is sent at most, the first time included; 1 to send it once. A call that the edge
            refused by GOAWAY or REFUSED_STREAM, or that met a connection which the edge had closed, is sent again at
            once, whatever this says: four times at most. Of several edges each can be tried each time.
        initial_backoff: The time before the second attempt, in seconds. It doubles with each attempt, give or take a
            fifth.
        max_backoff: The longest time between two attempts, in seconds.
        retry_submissions: Whether submissions of jobs and inferences are sent again, too, if the edge may have
            processed them: it is possible then that it has two jobs.
    """

    max_attempts: int = 4
    initial_backoff: float = 0.1
    max_backoff: float = 2.0
    retry_submissions: bool = False


class NativeClient(NativeHandle):
    """Owns an edge_client."""

    _kind = "EdgeClient"

    def __init__(self, host: str, port: int, *, deadline: Optional[float], connect_timeout: Optional[float],
                 transport: str, max_connections: int, idle_timeout: Optional[float],
                 max_receive_bytes: Optional[int], busy_poll: float, max_long_calls: int, api_key: Optional[str],
                 allow_plaintext_credentials: bool, cancel_on_timeout: bool, tls: Union[bool, TlsOptions],
                 retry: Optional[RetryOptions], proxy: Optional[str], keepalive: float,
                 keepalive_timeout: Optional[float], keepalive_when_idle: bool, balancing: str,
                 metadata: Optional[Metadata]) -> None:
        super().__init__()
        self._host: Optional[bytes] = utf8(host, "host")
        # The library checks the port further. Here only what ctypes would truncate is refused.
        self.port = _integer(port, "port", range(2 ** 32), "give a number from 1 to 65535")
        self.host = host
        if not isinstance(transport, str) or transport not in TRANSPORTS:
            raise invalid_argument("transport", f"is {transport!r}; give 'auto', 'direct' or 'channel'")
        if not isinstance(balancing, str) or balancing not in BALANCINGS:
            raise invalid_argument("balancing", f"is {balancing!r}; give 'pick_first' or 'round_robin'")
        self._options = sized(
            edge_client_options, deadline_ms=milliseconds(deadline, "deadline"),
            connect_timeout_ms=milliseconds(connect_timeout, "connect_timeout"), transport=TRANSPORTS[transport],
            max_connections=_positive(max_connections, "max_connections"),
            idle_timeout_ms=milliseconds(idle_timeout, "idle_timeout"),
            max_receive_bytes=0 if max_receive_bytes is None else _integer(
                max_receive_bytes, "max_receive_bytes", range(2 ** 64), "give a number of bytes, or None for 512 MiB",
                " or None"),
            busy_poll_us=_microseconds(busy_poll), max_long_calls=_positive(max_long_calls, "max_long_calls"),
            api_key=None if api_key is None else utf8(api_key, "api_key"),
            allow_plaintext_credentials=bool(allow_plaintext_credentials), cancel_on_timeout=bool(cancel_on_timeout),
            retry=None if retry is None else ctypes.pointer(_retry_options(retry)),
            proxy=None if proxy is None else utf8(proxy, "proxy"),
            keepalive_ms=0 if keepalive == 0 else milliseconds(keepalive, "keepalive"),
            keepalive_timeout_ms=milliseconds(keepalive_timeout, "keepalive_timeout"),
            keepalive_when_idle=bool(keepalive_when_idle), balancing=BALANCINGS[balancing])
        self._tls = checked(tls)
        if self._tls is not None:
            self._options.tls = ctypes.pointer(self._tls._native())
        # edge_client_set_metadata takes the place of the key as well.
        self._metadata = dict(metadata or {})
        if self._metadata and api_key is not None:
            self._metadata.setdefault("authorization", f"ApiKey {api_key}")
        self._context: Optional[str] = None  # "" is the current one
        library.load()

    def _use_context(self, name: Optional[str]) -> None:
        """Takes the edge from the configuration file in place of the arguments."""
        if name == "":
            raise invalid_argument("name", "is empty; give the name of a context, or None for the current one")
        self._host = None if name is None else utf8(name, "name")
        self._context = name or ""
        self.host, self.port = "", 0
        self._native

    def _create(self) -> Tuple[Any, Callable[[Any], None]]:
        functions = library.start()
        library.follow_log_level(functions)
        handle = ctypes.POINTER(edge_client)()
        try:
            if self._context is None:
                check(functions, functions.edge_client_create, self._host, self.port, ctypes.byref(self._options),
                      ctypes.byref(handle))
            else:
                check(functions, functions.edge_client_create_from_context, self._host, None, ctypes.byref(handle))
            if self._metadata:
                try:
                    _send_metadata(functions, handle, self._metadata)
                except BaseException:
                    functions.edge_client_destroy(handle)
                    raise
        except ApiError as error:
            # Of a context the errors name the members of the file.
            self._raise_translated(error, in_python(error) if self._context is None else error)
            raise
        return handle, functions.edge_client_destroy

    def _set_metadata(self, metadata: Metadata) -> None:
        _send_metadata(library.start(), self._native, dict(metadata))

    def _stats(self) -> Dict[str, Any]:
        functions = library.start()
        return dict(decoded(call_for_json(functions, functions.edge_client_stats, self._native)))

    @property
    def origin(self) -> str:
        """Where the edge is: "host:port", or "unix:" and the path of a socket; of from_context(), the context.

            >>> client.origin
            'localhost:55000'
        """
        if self._context is not None:
            return f"context {self._context}" if self._context else "the current context"
        if self.host.startswith(("unix:", "unix-abstract:")):
            return self.host
        if "," in self.host:
            return self.host
        bare_ipv6 = ":" in self.host and not self.host.startswith("[")
        return f"[{self.host}]:{self.port}" if bare_ipv6 else f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"<EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"


def _send_metadata(functions: Any, handle: Any, metadata: Metadata) -> None:
    check(functions, functions.edge_client_set_metadata, handle, native_metadata(metadata), len(metadata))


def _retry_options(retry: RetryOptions) -> Any:
    if not isinstance(retry, RetryOptions):
        raise TypeError(f"retry must be RetryOptions or None, not {type(retry).__name__}")
    return sized(edge_retry_options, max_attempts=_positive(retry.max_attempts, "retry.max_attempts"),
                 initial_backoff_ms=milliseconds(retry.initial_backoff, "retry.initial_backoff"),
                 max_backoff_ms=milliseconds(retry.max_backoff, "retry.max_backoff"),
                 retry_submissions=bool(retry.retry_submissions))


def _integer(value: object, parameter: str, allowed: range, remedy: str, alternative: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"{parameter} must be an integer{alternative}, not {type(value).__name__}")
    number = operator.index(value)
    if number not in allowed:
        raise invalid_argument(parameter, f"is {number}; {remedy}")
    return number


def _positive(value: object, parameter: str) -> int:
    return _integer(value, parameter, range(1, 2 ** 32), f"give a number from 1 to {2 ** 32 - 1}")


def _microseconds(busy_poll: float) -> int:
    value = number_of_seconds(busy_poll, "busy_poll")
    if not 0 <= value <= 1:
        raise invalid_argument("busy_poll", f"is {value:g}; give a number of seconds from 0 to 1")
    return math.ceil(value * 1e6)


def wait_ready(timeout: Optional[float]) -> NativeCall[None]:
    return NativeCall("edge_client_wait_ready", (wait_milliseconds(timeout),), nothing, kind=NOTHING)


def ping(timeout: Optional[float]) -> NativeCall[float]:
    time = declarations.EDGE_DEFAULT_TIMEOUT if timeout is None else milliseconds(timeout, "timeout")
    return NativeCall("edge_client_ping", (time,), lambda microseconds: float(microseconds) / 1e6, kind=ROUND_TRIP)
