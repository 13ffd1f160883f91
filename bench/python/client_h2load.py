"""nghttp2's h2load, the HTTP/2 client in C that servers are measured with: it sends messages made in advance.

It has the command line of the other clients, for the modes jobs, started and volume. It knows nothing of gRPC: no
deadline, no status, no receipt.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from driver.verify import message  # noqa: E402
from harness import SMALL  # noqa: E402

METHOD = "jobs.v1.JobService/SubmitJob"
PER_MILLISECOND = 20  # it makes a number of requests, for as long as the others take at this rate


def url(target: str) -> str:
    return f"https://{target[len('tls:'):]}" if target.startswith("tls:") else f"http://{target}"


def request(target: str, size: int, at_a_time: int, count: int) -> Dict[str, float]:
    body = message(size)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\0" + len(body).to_bytes(4, "big") + body)
        file.flush()
        usage, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            ["h2load", "--threads", "1", "--clients", "1", "--max-concurrent-streams", str(at_a_time), "--requests", str(count),
             "--data", file.name, "--header", "content-type: application/grpc", "--header", "te: trailers",
             f"{url(target)}/{METHOD}"], check=True, capture_output=True, text=True).stdout
        elapsed, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if f"{count} succeeded" not in done:
        sys.exit(done)
    rate = re.search(r"finished in \S+, ([\d.]+) req/s", done)
    per_second = float(rate[1]) if rate else count / elapsed
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    return {"per_second": per_second, "mb_per_second": per_second * size / 1e6, "cpu_us": cpu * 1e6 / count}


def main() -> None:
    target, mode, size, *numbers = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    if mode == "jobs":
        result = {"jobs": numbers[0], **request(target, size, 1, numbers[0])}
    else:
        at_a_time, count = (numbers[0], numbers[1] * PER_MILLISECOND) if mode == "started" else (1, numbers[0])
        request(target, SMALL, 1, 1)
        result = {"jobs": count, **request(target, size, at_a_time, count)}
    print(json.dumps({**result, "packages": [os.path.realpath("/usr/bin/h2load")]}))


main()
