"""The two programs whose jobs are compared with what arrives: the Python package, and submit, which is written in C."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Dict, Mapping

from edge_fixtures import built
from modzy_edge import EdgeClient

Sources = Mapping[str, Mapping[str, bytes]]


def submit_from_python(port: int, model: str, version: str, sources: Sources, explain: bool) -> Dict[str, Any]:
    """Submits a job, and returns it."""
    with EdgeClient("127.0.0.1", port) as client:
        return dict(client.jobs.submit_embedded(model, version, sources, explain))


def run_submit(port: int, *arguments: object) -> "subprocess.CompletedProcess[bytes]":
    """Runs the C program."""
    return subprocess.run([built("bin/submit"), "--host", "127.0.0.1", "--port", str(port), *map(str, arguments)],
                          capture_output=True, timeout=60)


def submit_from_c(port: int, model: str, version: str, inputs: Mapping[str, bytes], explain: bool,
                  directory: Path) -> Dict[str, Any]:
    """Submits a job with one input item, "job", and returns it."""
    arguments = []
    for number, (key, data) in enumerate(inputs.items()):
        (directory / str(number)).write_bytes(data)
        arguments.append(f"{key}={directory / str(number)}")
    done = run_submit(port, "--no-wait", *(["--explain"] if explain else []), model, version, *arguments)
    assert done.returncode == 0, done.stderr.decode()
    job: Dict[str, Any] = json.loads(done.stdout)
    return job
