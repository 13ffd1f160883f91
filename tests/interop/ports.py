"""A port for a server that is started later, or again and again."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """A port that no connection of another program gets while the server is away: from below the ephemeral ports."""
    while True:
        port = random.randint(20000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
                return port
            except OSError:
                pass  # somebody's
