"""An edge that offers streams, and answers no request on them."""

from __future__ import annotations

import socket
import struct
import threading
from types import TracebackType
from typing import Optional, Type

_DATA, _HEADERS, _SETTINGS = 0, 1, 4
_END_STREAM, _END_HEADERS, _ACK = 1, 4, 1
_INITIAL_WINDOW_SIZE = 4


def _frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _field(name: bytes, value: bytes) -> bytes:
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value


_OK = b"\x88" + _field(b"content-type", b"application/grpc") + _field(b"grpc-status", b"0")


class SilentEdge:
    """Ends a stream that its client has ended, and otherwise only reads. `window` is that of each stream. It hangs up
    after 30 seconds, so that a client that waits without a bound fails its test.
    """

    def __init__(self, window: int) -> None:
        self._window = window
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as received:
            connection.settimeout(30)
            connection.sendall(_frame(_SETTINGS, 0, 0, struct.pack(">HI", _INITIAL_WINDOW_SIZE, self._window)))
            try:
                received.read(24)
                while True:
                    header = received.read(9)
                    if len(header) < 9:
                        return
                    received.read(int.from_bytes(header[:3], "big"))
                    kind, flags, stream = header[3], header[4], int.from_bytes(header[5:], "big")
                    if kind == _SETTINGS and not flags & _ACK:
                        connection.sendall(_frame(_SETTINGS, _ACK, 0))
                    if kind in (_DATA, _HEADERS) and flags & _END_STREAM:
                        connection.sendall(_frame(_HEADERS, _END_STREAM | _END_HEADERS, stream, _OK))
            except OSError:
                return

    def __enter__(self) -> SilentEdge:
        self._thread.start()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
