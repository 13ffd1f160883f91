"""Runs a test in an event loop."""

import asyncio
import gc
from typing import Any

from edge_server import EdgeServer
from modzy_edge._native import library
from modzy_edge._native.invoke import call_for_json, decoded
from modzy_edge.aio import EdgeClient


def diagnostics(name: str) -> int:
    functions = library.start()
    return decoded(call_for_json(functions, functions.edge_diagnostics))[name]


def run(edge: EdgeServer, program: Any) -> Any:
    """Runs a coroutine function with a client of the edge, and sees to it that nothing is left behind."""
    async def main() -> Any:
        async with EdgeClient("127.0.0.1", edge.port) as client:
            return await program(client)

    outcome = asyncio.run(main(), debug=True)
    gc.collect()
    assert (diagnostics("open_calls"), diagnostics("open_streams")) == (0, 0)
    return outcome
