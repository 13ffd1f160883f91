"""Edges that require a certificate of the client, of grpcio and of Kestrel: one that is missing or wrong is named, and never tried again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, Optional

import grpc
import pytest

from certificates import Certificates
from edge_server import EdgeServer
from modzy_edge import EdgeClient, TlsOptions, Unauthenticated
from test_emulator_process import Emulator


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module", name="edge", params=["grpcio", "Kestrel"])
def start(request: pytest.FixtureRequest, files: Certificates) -> Iterator[Any]:
    if request.param == "grpcio":
        with EdgeServer(credentials=grpc.ssl_server_credentials([(files.edge_key.read_bytes(), files.edge.read_bytes())],
                                                                files.authority.read_bytes(), require_client_auth=True)) as edge:
            yield edge
    else:
        options = ["--tls-cert", files.edge, "--tls-key", files.edge_key, "--tls-client-ca", files.authority]
        with Emulator(*map(str, options)) as emulator:
            yield emulator


def client(edge: Any, files: Certificates, device: Optional[Certificates]) -> EdgeClient:
    own = {} if device is None else {"certificate_file": str(device.device), "key_file": str(device.device_key), "key_password": device.PASSWORD}
    return EdgeClient("localhost", edge.port, tls=TlsOptions(ca_file=str(files.authority), **own))


def test_the_right_one(edge: Any, files: Certificates) -> None:
    with client(edge, files, files) as connected:
        assert connected.jobs.features() and connected.jobs.features()


@pytest.mark.parametrize("given, words", [
    ("none", "the edge requires a certificate of the client"), ("another authority's", "does not accept the client's certificate")])
def test_a_missing_or_wrong_one(edge: Any, files: Certificates, given: str, words: str, tmp_path: Path) -> None:
    with client(edge, files, None if given == "none" else Certificates(tmp_path)) as connected:
        with pytest.raises(Unauthenticated) as caught:
            connected.jobs.features()
    error = caught.value
    assert words in error.message and "tls.certificate_file" in error.message
    assert not error.retriable and error.detail["origin"] == "transport" and error.detail["attempts"] == 1
