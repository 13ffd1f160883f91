"""Our Python package in an event loop."""

import asyncio
import sys
from typing import Awaitable

import aio_harness
from harness import INPUT, MODEL, SOURCE, VERSION

from modzy_edge import aio


async def run() -> None:
    host, port = sys.argv[1].rsplit(":", 1)
    async with aio.EdgeClient(host, int(port)) as client:
        submit_embedded = client.jobs.submit_embedded

        def submit(data: bytes) -> Awaitable[object]:
            return submit_embedded(MODEL, VERSION, {SOURCE: {INPUT: data}})

        await aio_harness.main(submit)


asyncio.run(run())
