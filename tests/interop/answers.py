"""What answers of edges for tests are made of."""

from __future__ import annotations

import grpc

# 2024-05-01T12:00:00.5Z
SUBMITTED_AT = {"seconds": 1714564800, "nanos": 500_000_000}


class Refusal(Exception):
    """An answer that is a status."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
