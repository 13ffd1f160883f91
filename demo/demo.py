#!/usr/bin/env python3
"""Submits a picture and a text to an edge as one job of two input items; prints the job and its results as JSON.

    demo.py PORT PICTURE TEXT
"""

import json
import sys
from pathlib import Path

from modzy_edge import EdgeClient


def main() -> int:
    port, picture, text = sys.argv[1:]
    sources = {
        "first": {"picture": Path(picture).read_bytes()},
        "second": {"text": Path(text).read_bytes()},
    }
    with EdgeClient("localhost", int(port)) as client:
        job = client.jobs.submit_embedded("inspector", "1.0.0", sources)
        job = client.jobs.block_until_complete(job.job_identifier, timeout=30)
        results = client.jobs.get_results(job.job_identifier)
    print(json.dumps(dict(job)))
    print(json.dumps(dict(results)))
    return 0 if job.status == "COMPLETE" else 1


if __name__ == "__main__":
    sys.exit(main())
