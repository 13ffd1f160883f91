"""Certificates in PEM for the tests of TLS, made with openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple, Optional


class Certificate(NamedTuple):
    """The files of a certificate and of its key."""

    file: Path
    key: Path


def make(directory: Path, name: str, *, issuer: Optional[Certificate] = None, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificate:
    """A certificate that `issuer` signs: of an authority without one."""
    made = Certificate(directory / f"{name}.pem", directory / f"{name}.key")
    extension = ["-addext", "basicConstraints=critical,CA:TRUE"] if issuer is None else ["-addext", f"subjectAltName={names}"]
    request = directory / f"{name}.csr"
    run = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", made.key, "-subj", f"/CN={name}"]
    if issuer is None:
        subprocess.run([*run, "-x509", *extension, "-days", "1", "-out", made.file], check=True, capture_output=True)
        return made
    subprocess.run([*run, *extension, "-out", request], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-req", "-in", request, "-CA", issuer.file, "-CAkey", issuer.key, "-CAcreateserial",
                    "-copy_extensions", "copyall", "-days", "1", "-out", made.file], check=True, capture_output=True)
    return made
