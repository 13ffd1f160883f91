"""The emulator with TLS, called by grpcio, which knows nothing of this project."""

from __future__ import annotations

import ssl
import socket
from pathlib import Path
from typing import Optional

import grpc
import pytest

from certificates import Certificate, make
from test_emulator_process import Emulator, failed_to_start

FEATURES = "/jobs.v1.JobService/GetFeatures"


def call(emulator: Emulator, authority: Certificate, client: Optional[Certificate] = None) -> bytes:
    credentials = grpc.ssl_channel_credentials(
        authority.file.read_bytes(), *((client.key.read_bytes(), client.file.read_bytes()) if client else (None, None)))
    with grpc.secure_channel(f"localhost:{emulator.port}", credentials) as channel:
        answer: bytes = channel.unary_unary(FEATURES)(b"", timeout=30)
        return answer


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make(tmp_path_factory.mktemp("certificates"), "authority")


@pytest.fixture(scope="module")
def server(authority: Certificate) -> Certificate:
    return make(authority.file.parent, "server", issuer=authority)


def test_a_call_over_tls(authority: Certificate, server: Certificate) -> None:
    with Emulator("--tls-cert", str(server.file), "--tls-key", str(server.key)) as emulator:
        assert emulator.ready == f"modzy-edge-emulator listening on 127.0.0.1:{emulator.port} with TLS\n"
        assert call(emulator, authority)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions_and_alpn(authority: Certificate, server: Certificate, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(authority.file))
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["http/1.1", "h2"])
    with Emulator("--tls-cert", str(server.file), "--tls-key", str(server.key)) as emulator:
        with socket.create_connection(("127.0.0.1", emulator.port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as wrapped:
                assert wrapped.selected_alpn_protocol() == "h2"


def test_clients_need_a_certificate_of_the_authority(authority: Certificate, server: Certificate, tmp_path: Path) -> None:
    options = ["--tls-cert", server.file, "--tls-key", server.key, "--tls-client-ca", authority.file]
    with Emulator(*map(str, options)) as emulator:
        assert call(emulator, authority, make(tmp_path, "client", issuer=authority))
        for wrong in (None, make(tmp_path, "stranger", issuer=make(tmp_path, "other-authority"))):
            with pytest.raises(grpc.RpcError) as caught:
                call(emulator, authority, wrong)
            assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


def test_files_that_cannot_be_used(authority: Certificate, server: Certificate) -> None:
    def told(*options: "str | Path") -> str:
        [line, *_] = failed_to_start(*map(str, options), code=2)
        return line

    assert told("--tls-cert", server.file) == "modzy-edge-emulator: --tls-cert and --tls-key need each other."
    assert told("--tls-client-ca", server.file) == "modzy-edge-emulator: --tls-client-ca needs --tls-cert and --tls-key."
    assert told("--tls-cert", server.key, "--tls-key", server.key) == (
        f"modzy-edge-emulator: --tls-cert: '{server.key}' contains no certificate in PEM.")
    assert f"--tls-cert: cannot read '/nonexistent': " in told("--tls-cert", "/nonexistent", "--tls-key", server.key)
    assert f"--tls-key: cannot read '{authority.key}': " in told("--tls-cert", server.file, "--tls-key", authority.key)
    assert f"--tls-key: cannot read '{server.file}': " in told("--tls-cert", server.file, "--tls-key", server.file)
