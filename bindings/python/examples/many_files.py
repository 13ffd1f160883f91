#!/usr/bin/env python3
"""Runs a model over many files at once, with asyncio.

usage: many_files.py HOST PORT MODEL VERSION FILE...

Neither a thread nor a descriptor is needed for each call, so that hundreds may run; a semaphore bounds them because
each file that is sent is in memory. Prints one line for each file, in the order in which the results come.
"""

import asyncio
import sys
from pathlib import Path

from modzy_edge import ApiError
from modzy_edge.aio import EdgeClient

AT_ONCE = 50


async def run(client: EdgeClient, limit: asyncio.Semaphore, model: str, version: str, path: Path) -> bool:
    async with limit:
        try:
            results = await client.jobs.run(model, version, {path.name: {"input": path.read_bytes()}})
        except (ApiError, OSError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return False
        print(f"{path}: {results.completed} completed, {results.failed} failed")
        return results.failed == 0


async def main() -> int:
    host, port, model, version, *paths = sys.argv[1:]
    limit = asyncio.Semaphore(AT_ONCE)
    async with EdgeClient(host, int(port)) as client:
        done = await asyncio.gather(*[run(client, limit, model, version, Path(path)) for path in paths])
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
