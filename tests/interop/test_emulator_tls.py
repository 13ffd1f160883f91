"""The emulator with TLS, called by grpcio, which knows nothing of this project."""

from __future__ import annotations

import ssl
import socket
from pathlib import Path
from typing import Optional

import grpc
import pytest

from certificates import Certificates, run
from test_emulator_process import Emulator, failed_to_start

FEATURES = "/jobs.v1.JobService/GetFeatures"


def call(emulator: Emulator, edge: Certificates, device: Optional[Certificates] = None) -> bytes:
    identity = (None, None) if device is None else (unencrypted(device), device.device.read_bytes())
    credentials = grpc.ssl_channel_credentials(edge.authority.read_bytes(), *identity)
    with grpc.secure_channel(f"localhost:{emulator.port}", credentials) as channel:
        answer: bytes = channel.unary_unary(FEATURES)(b"", timeout=30)
        return answer


def unencrypted(certificates: Certificates) -> bytes:
    """The key of the device as grpcio wants it."""
    plain = certificates.device_key.with_suffix(".unencrypted")
    run("pkey", "-in", certificates.device_key, "-passin", f"pass:{certificates.PASSWORD}", "-out", plain)
    return plain.read_bytes()


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def test_a_call_over_tls(edge: Certificates) -> None:
    with Emulator("--tls-cert", str(edge.edge), "--tls-key", str(edge.edge_key)) as emulator:
        assert emulator.ready == f"modzy-edge-emulator listening on 127.0.0.1:{emulator.port} with TLS\n"
        assert call(emulator, edge)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions_and_alpn(edge: Certificates, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(edge.authority))
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["http/1.1", "h2"])
    with Emulator("--tls-cert", str(edge.edge), "--tls-key", str(edge.edge_key)) as emulator:
        with socket.create_connection(("127.0.0.1", emulator.port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as wrapped:
                assert wrapped.selected_alpn_protocol() == "h2"


def test_clients_need_a_certificate_of_the_authority(edge: Certificates, tmp_path: Path) -> None:
    options = ["--tls-cert", edge.edge, "--tls-key", edge.edge_key, "--tls-client-ca", edge.authority]
    with Emulator(*map(str, options)) as emulator:
        assert call(emulator, edge, edge)
        for wrong in (None, Certificates(tmp_path)):
            with pytest.raises(grpc.RpcError) as caught:
                call(emulator, edge, wrong)
            assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


def test_files_that_cannot_be_used(edge: Certificates) -> None:
    def told(*options: "str | Path") -> str:
        [line, *_] = failed_to_start(*map(str, options), code=2)
        return line

    other_key = edge.device_key.parent / "ca.key"
    assert told("--tls-cert", edge.edge) == "modzy-edge-emulator: --tls-cert and --tls-key need each other."
    assert told("--tls-client-ca", edge.edge) == "modzy-edge-emulator: --tls-client-ca needs --tls-cert and --tls-key."
    assert told("--tls-cert", edge.edge_key, "--tls-key", edge.edge_key) == (
        f"modzy-edge-emulator: --tls-cert: '{edge.edge_key}' contains no certificate in PEM.")
    assert "--tls-cert: cannot read '/nonexistent': " in told("--tls-cert", "/nonexistent", "--tls-key", edge.edge_key)
    assert f"--tls-key: cannot read '{other_key}': " in told("--tls-cert", edge.edge, "--tls-key", other_key)
    assert f"--tls-key: cannot read '{edge.edge}': " in told("--tls-cert", edge.edge, "--tls-key", edge.edge)
