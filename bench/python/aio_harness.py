"""The measuring half of the asyncio clients, with the command line of native/harness.c, and of its modes "jobs" and "started"."""

import asyncio
import json
import sys
import time
from typing import Awaitable, Callable, Dict

from harness import SMALL, cpu_ns, payload

Submit = Callable[[bytes], Awaitable[object]]


async def started(submit: Submit, size: int, at_a_time: int, milliseconds: int) -> Dict[str, float]:
    """Has jobs under way, a number of them at a time, each awaited by a task, for some time."""
    await submit(payload(SMALL))  # connected
    data = payload(size)
    done, stop = 0, False

    async def work() -> None:
        nonlocal done
        while not stop:
            await submit(data)
            done += 1

    tasks = [asyncio.create_task(work()) for _ in range(at_a_time)]
    await asyncio.sleep(milliseconds / 3e3)  # warm
    count, cpu, start = done, cpu_ns(), time.monotonic_ns()
    await asyncio.sleep(milliseconds / 1e3)
    count, cpu, elapsed = done - count, cpu_ns() - cpu, time.monotonic_ns() - start
    stop = True
    await asyncio.gather(*tasks)
    return {"jobs": done, "per_second": count * 1e9 / elapsed, "mb_per_second": size * count * 1e3 / elapsed,
            "cpu_us": cpu / 1e3 / max(1, count)}


async def main(submit: Submit) -> None:
    """Runs the mode that the command line names."""
    mode, numbers = sys.argv[2], [int(number) for number in sys.argv[3:]]
    if mode == "jobs":
        data = payload(numbers[0])
        await asyncio.gather(*(submit(data) for _ in range(numbers[1])))
        print(json.dumps({"jobs": numbers[1]}))
    elif mode == "started":
        print(json.dumps(await started(submit, *numbers)))
    else:
        sys.exit(f"this client has no mode {mode}")
