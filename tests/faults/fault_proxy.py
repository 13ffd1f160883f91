"""A TCP proxy that does one thing wrong, once, at a given byte of one direction.

    with FaultProxy(target_port) as proxy:
        path = proxy.open()                               # a port of its own
        path.arm(Fault("reset", "down", 17))              # counts from here on
        ...
        path.close()

Faults: "none"; "reset" and "close" end both sides at the byte, "stall" forwards nothing in that direction from there on, "repeat"
sends it twice, "garble" flips its bits; "trickle" forwards every byte alone. A fault happens on one connection: what is opened
after it is forwarded as it is.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from types import TracebackType
from typing import Any, Awaitable, Dict, NamedTuple, Optional, Set, Type

DIRECTIONS = ("up", "down")
AT_A_BYTE = ("reset", "close", "stall", "repeat", "garble")


class Fault(NamedTuple):
    kind: str
    direction: str = "up"
    offset: int = 0


class Path:
    """One port of the proxy. `bytes` counts what went each way since it was armed."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._fault: Optional[Fault] = None
        self._server: Optional[asyncio.AbstractServer] = None
        self._tasks: Set["asyncio.Task[None]"] = set()
        self._loop = asyncio.get_running_loop()
        self.bytes: Dict[str, int] = dict.fromkeys(DIRECTIONS, 0)
        self.fired = False
        self.port = 0

    def arm(self, fault: Fault) -> None:
        self.bytes = dict.fromkeys(DIRECTIONS, 0)
        self.fired = False
        self._fault = fault

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()

    async def listen(self) -> Path:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        both = [writer]
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target, limit=1 << 20)
            both.append(up_writer)
            for each in both:
                each.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ways = [asyncio.ensure_future(self._forward("up", reader, up_writer, both)),
                    asyncio.ensure_future(self._forward("down", up_reader, writer, both))]
            try:
                await asyncio.gather(*ways)
            finally:
                for way in ways:
                    way.cancel()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            for each in both:
                each.transport.abort()
            self._tasks.discard(task)

    async def _forward(self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, both: Any) -> None:
        while data := await reader.read(1 << 16):
            fault = self._fault
            start = self.bytes[direction]
            self.bytes[direction] += len(data)
            if fault is not None and fault.kind == "trickle":
                for value in data:
                    writer.write(bytes([value]))
                    await asyncio.sleep(0)
                continue
            if fault is None or self.fired or fault.direction != direction or fault.kind == "none" or self.bytes[direction] <= fault.offset:
                writer.write(data)
                continue
            self.fired = True
            at = max(0, fault.offset - start)
            await self._do(fault.kind, data, at, writer, both)
        if writer.can_write_eof():
            writer.write_eof()

    async def _do(self, kind: str, data: bytes, at: int, writer: asyncio.StreamWriter, both: Any) -> None:
        if kind == "repeat":
            writer.write(data[:at + 1] + data[at:])
        elif kind == "garble":
            writer.write(data[:at] + bytes([data[at] ^ 0xff]) + data[at + 1:])
        else:
            writer.write(data[:at])
            if kind == "stall":
                await asyncio.Event().wait()
            for each in both:
                if kind == "reset":
                    each.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    each.transport.abort()
                else:
                    each.close()
            raise OSError("the connection was cut")


class FaultProxy:
    """The proxies of one server, in a thread."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self) -> Path:
        async def make() -> Path:
            return await Path(self._target).listen()
        return self.run(make())

    def run(self, coroutine: Awaitable[Any]) -> Any:
        """Runs a coroutine in the loop of the proxy, and waits for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()  # type: ignore[arg-type]

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
