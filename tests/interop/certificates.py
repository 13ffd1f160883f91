"""Certificates for tests of TLS, made by openssl: of an authority, an edge on this machine, and a device."""

from __future__ import annotations

import subprocess
from pathlib import Path

NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"


class Certificates:
    """Files in PEM: `authority`, `edge` and `edge_key`, `device` and `device_key`, whose password is `PASSWORD`."""

    PASSWORD = "pass wörd"

    def __init__(self, directory: Path, *, days: int = 10) -> None:
        self.authority, self._authority_key = directory / "ca.pem", directory / "ca.key"
        self.edge, self.edge_key = directory / "edge.pem", directory / "edge.key"
        self.device, self.device_key = directory / "device.pem", directory / "device.key"
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days), "-subj",
            "/CN=Test Authority", "-out", self.authority, "-keyout", self._authority_key)
        self._issue("edge", self.edge, self.edge_key, NAMES)
        plain = directory / "device.plain.key"
        self._issue("device", self.device, plain, "subjectAltName=DNS:device")
        run("pkey", "-in", plain, "-aes256", "-passout", f"pass:{self.PASSWORD}", "-out", self.device_key)
        plain.unlink()

    def _issue(self, name: str, certificate: Path, key: Path, extension: str) -> None:
        request, extensions = certificate.with_suffix(".csr"), certificate.with_suffix(".ext")
        extensions.write_text(extension)
        run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-out", request,
            "-keyout", key)
        run("x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self._authority_key, "-CAcreateserial", "-days",
            "5", "-extfile", extensions, "-out", certificate)


def run(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
