"""The client for one edge, for programs with an event loop."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Dict, NoReturn, Optional, Type, Union

from .._native import client
from .._native.arguments import Metadata
from .._native.client import Balancing, NativeClient, RetryOptions, Transport
from .._tls import TlsOptions
from ._inferences import Inferences
from ._jobs import Jobs
from ._run import run


class EdgeClient:
    """A client for one edge, for programs with an event loop. It connects by itself when it is first used.

        >>> async with EdgeClient("localhost", 55000) as client:
        ...     job = await client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})

    The arguments are those of modzy_edge.EdgeClient. A client may be used from several event loops.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        inferences: Asks for inferences, follows them, streams them. See Inferences.
        host, port, origin: Where the edge is; origin is "host:port", or "unix:" and the path.
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: Optional[float] = 10.0, transport: Transport = "auto", max_connections: int = 256,
                 idle_timeout: Optional[float] = 120.0, max_receive_bytes: Optional[int] = None,
                 busy_poll: float = 0.0, max_long_calls: int = 32, api_key: Optional[str] = None,
                 allow_plaintext_credentials: bool = False, cancel_on_timeout: bool = False,
                 tls: Union[bool, TlsOptions] = False, retry: Optional[RetryOptions] = None,
                 proxy: Optional[str] = None, keepalive: float = 0.0, keepalive_timeout: Optional[float] = 20.0,
                 keepalive_when_idle: bool = False, balancing: Balancing = "pick_first",
                 metadata: Optional[Metadata] = None) -> None:
        self._client = NativeClient(host, port, deadline=deadline, connect_timeout=connect_timeout, transport=transport,
                                    max_connections=max_connections, idle_timeout=idle_timeout,
                                    max_receive_bytes=max_receive_bytes, busy_poll=busy_poll,
                                    max_long_calls=max_long_calls, api_key=api_key,
                                    allow_plaintext_credentials=allow_plaintext_credentials,
                                    cancel_on_timeout=cancel_on_timeout, tls=tls, retry=retry, proxy=proxy,
                                    keepalive=keepalive, keepalive_timeout=keepalive_timeout,
                                    keepalive_when_idle=keepalive_when_idle, balancing=balancing, metadata=metadata)
        self.host = host
        self.port = port
        self.jobs = Jobs(self._client)
        self.inferences = Inferences(self._client)

    @classmethod
    def from_context(cls, name: Optional[str] = None) -> EdgeClient:
        """Makes a client for an edge by its name in a configuration file. See modzy_edge.EdgeClient.from_context.

            >>> async with EdgeClient.from_context() as client:
            ...     (await client.jobs.get(job)).status
            'COMPLETE'
        """
        client = cls()
        client._client._use_context(name)
        client.host, client.port = "", 0
        return client

    @property
    def origin(self) -> str:
        """Where the edge is: "host:port", or "unix:" and the path of a socket.

            >>> client.origin
            'localhost:55000'
        """
        return self._client.origin

    @property
    def closed(self) -> bool:
        """Whether close() was called.

            >>> client.closed
            False
        """
        return self._client.closed

    def set_metadata(self, metadata: Metadata) -> None:
        """Replaces the metadata of all calls, with the api_key. See modzy_edge.EdgeClient.set_metadata.

            >>> client.set_metadata({"authorization": "Bearer 3f2a"})
            >>> client.set_metadata({})
        """
        self._client._set_metadata(metadata)

    def stats(self) -> Dict[str, Any]:
        """What the client has done since it was made. Makes no call, and is not awaited. See modzy_edge.EdgeClient.stats.

            >>> client.stats()["calls_in_flight"]
            0
        """
        return self._client._stats()

    async def connect(self) -> EdgeClient:
        """Checks host, port and options, and returns this client. There is no need to call it.

            >>> await EdgeClient("localhost", 55000).connect()
            <aio.EdgeClient localhost:55000>

        Nothing is sent yet. To know whether the edge is there, use wait_ready().
        """
        self._client._native
        return self

    async def wait_ready(self, timeout: Optional[float] = 30.0) -> None:
        """Waits until the edge answers. See modzy_edge.EdgeClient.wait_ready.

            >>> await client.wait_ready(timeout=5)
        """
        await run(self._client, client.wait_ready(timeout))

    async def ping(self, timeout: Optional[float] = None) -> float:
        """Makes the cheapest call to the edge, and returns its duration in seconds. See modzy_edge.EdgeClient.ping.

            >>> await client.ping(timeout=5) < 5
            True
        """
        return await run(self._client, client.ping(timeout))

    async def close(self) -> None:
        """Closes the connections. Calls that still run raise Cancelled. May be called again.

            >>> unused = EdgeClient("localhost", 55000)
            >>> await unused.close()
        """
        # Calls that are cancelled may have something to put in order, which the event loop does not wait for.
        await asyncio.get_running_loop().run_in_executor(None, self._client.close)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        self._client.__reduce_ex__(protocol)

    async def __aenter__(self) -> EdgeClient:
        return await self.connect()

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        traceback: Optional[TracebackType]) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<aio.EdgeClient {self.origin}{' (closed)' if self.closed else ''}>"
