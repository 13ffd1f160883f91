"""Builds the server, its certificate, and the clients in C and C++."""

import os
import subprocess
import sys

from .paths import BENCH, BUILD, CERTIFICATE, KEY, LIBRARY, ROOT


def build() -> None:
    if not LIBRARY.exists():
        sys.exit(f"{LIBRARY} is not there; build it first: make build")
    _run("cmake", "-S", str(BENCH / "native"), "-B", str(BUILD))
    _run("cmake", "--build", str(BUILD), "-j", str(os.cpu_count() or 1))
    _run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(KEY), "-out", str(CERTIFICATE))


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nfailed: {' '.join(command)}")
