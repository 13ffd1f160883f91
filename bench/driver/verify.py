"""Checks that what the clients say they have sent has arrived: how many jobs, how many bytes, which bytes."""

from __future__ import annotations

import base64
import sys
import zlib
from typing import Callable, Dict, Iterable, Tuple

from .clients import Client
from .measurements import MEASUREMENTS, SMALL
from .paths import BENCH
from .server import Server

sys.path.insert(0, str(BENCH / "python"))

from harness import INPUT, MODEL, SOURCE, VERSION, payload  # noqa: E402

JOB_IDENTIFIER = b"0d4a1c5e-8f0b-4f6e-9d53-2b7f5a3c9e10"
PREFIX = b"data:application/octet-stream;base64,"
SIZES = (0, 1, 2, 3, 27, 28, 1000, 65537, 3000001)


def _varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7f | 0x80]) + _varint(value >> 7)


def _field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(value)) + value


def _model() -> bytes:
    return _field(1, _field(1, MODEL.encode()) + _field(2, VERSION.encode()))


def message(size: int) -> bytes:
    """The JobSubmission that every client has to send for a payload of this size."""
    uri = PREFIX + base64.b64encode(payload(size))
    entry = _field(1, INPUT.encode()) + _field(2, _field(3, uri))
    source = _field(1, SOURCE.encode()) + _field(2, _field(1, entry))
    return _model() + _field(2, _field(1, b"embedded") + _field(2, source))


def message_size(size: int) -> int:
    """len(message(size)), without making it."""
    uri = len(PREFIX) + (size + 2) // 3 * 4
    value = _length(uri)
    entry = _length(len(INPUT)) + _length(value)
    source = _length(len(SOURCE)) + _length(_length(entry))
    return len(_model()) + _length(_length(len("embedded")) + _length(source))


def _length(size: int) -> int:
    return 1 + len(_varint(size)) + size


def inference(size: int) -> bytes:
    """The InferenceRequest that every client has to send, as a call or as a frame of a stream."""
    return _model() + _field(2, _field(1, INPUT.encode()) + _field(3, payload(size)))


def chunk(size: int) -> bytes:
    """The AppendableJobInput that every client has to send."""
    names = _field(1, JOB_IDENTIFIER) + _field(2, SOURCE.encode()) + _field(3, INPUT.encode())
    return names + _field(4, payload(size))


# The messages of the modes that send raw bytes.
RAW_BYTES: Dict[str, Callable[[int], bytes]] = {"frames": inference, "inferences": inference, "chunks": chunk}

# The modes that submit a small job first, to be connected.
CONNECTING = ("volume", "started", *RAW_BYTES)


def size_in_mode(mode: str, size: int) -> int:
    """The size of the message that a mode of a client sends for a payload of this size."""
    return len(RAW_BYTES[mode](size)) if mode in RAW_BYTES else message_size(size)


def check_counts(client: Client, before: Dict[str, int], after: Dict[str, int],
                 sent: Iterable[Tuple[int, int]]) -> None:
    """`sent` are the sizes of messages, with how many there were of each."""
    jobs, received = after["jobs"] - before["jobs"], after["bytes"] - before["bytes"]
    count, expected = sum(count for _, count in sent), sum(size * count for size, count in sent)
    if jobs != count or received != expected:
        raise AssertionError(f"{client.title} says it has sent {count} messages of {expected} bytes; "
                             f"the server got {jobs} of {received}")


def check_contents(clients: Iterable[Client]) -> None:
    """Lets each client submit jobs of various sizes to a server that parses them, and compares every byte's part in the
    checksums."""
    with Server("--parse", "--checksum") as server:
        for client in clients:
            for size in SIZES:
                before = server.arrived()
                client.run(server.target("tcp"), "jobs", size, 2)
                after = server.arrived()
                check_counts(client, before, after, [(message_size(size), 2)])
                if after["checksum"] - before["checksum"] != 2 * zlib.adler32(message(size)):
                    raise AssertionError(f"{client.title}: the message with {size} bytes has arrived garbled")
            for mode, make in RAW_BYTES.items():
                if any(measurement.mode == mode and measurement.is_for(client) for measurement in MEASUREMENTS):
                    _check_raw_bytes(client, server, mode, make(65537))


def _check_raw_bytes(client: Client, server: Server, mode: str, expected: bytes) -> None:
    before = server.arrived()
    client.run(server.target("tcp"), mode, 65537, 2)
    after = server.arrived()
    check_counts(client, before, after, [(len(expected), 3), (message_size(SMALL), 1)])
    if after["checksum"] - before["checksum"] != 3 * zlib.adler32(expected) + zlib.adler32(message(SMALL)):
        raise AssertionError(f"{client.title}: the message of mode {mode} has arrived garbled")
