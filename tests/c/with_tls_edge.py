#!/usr/bin/python3
"""Runs a program beside an edge that speaks TLS and requires a certificate of the client.

    with_tls_edge.py PROGRAM [ARGUMENT ...]         {port}, {ca}, {certificate}, {key} and {password} of the arguments are replaced
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "interop"), str(ROOT / "bindings" / "python")]

import grpc  # noqa: E402

from certificates import Certificates  # noqa: E402
from edge_server import EdgeServer  # noqa: E402


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        files = Certificates(pathlib.Path(directory))
        credentials = grpc.ssl_server_credentials(
            [(files.edge_key.read_bytes(), files.edge.read_bytes())], files.authority.read_bytes(), True)
        with EdgeServer(credentials=credentials) as edge:
            values = {"{port}": str(edge.port), "{ca}": str(files.authority), "{certificate}": str(files.device),
                      "{key}": str(files.device_key), "{password}": Certificates.PASSWORD}
            return subprocess.run([values.get(argument, argument) for argument in sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
