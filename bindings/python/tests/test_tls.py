"""TLS, against grpcio's own: which certificates are trusted, which are sent, and what fails how."""

import asyncio
import copy
import errno
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import grpc
import pytest

from certificates import Certificates
from edge_fixtures import built
from edge_server import EdgeServer
from modzy_edge import (ApiError, EdgeClient, FailedPrecondition, InputSource, InvalidArgument, MissingFile,
                        TlsOptions, Unauthenticated, Unavailable, UnreadableFile, aio)

PASSWORD = Certificates.PASSWORD


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def credentials(files: Certificates, *, mutual: bool = False) -> grpc.ServerCredentials:
    return grpc.ssl_server_credentials(
        [(files.edge_key.read_bytes(), files.edge.read_bytes())],
        root_certificates=files.authority.read_bytes() if mutual else None, require_client_auth=mutual)


@pytest.fixture(scope="module")
def edge(files: Certificates) -> Iterator[EdgeServer]:
    with EdgeServer(credentials=credentials(files)) as server:
        yield server


@pytest.fixture(scope="module")
def mutual_edge(files: Certificates) -> Iterator[EdgeServer]:
    with EdgeServer(credentials=credentials(files, mutual=True)) as server:
        yield server


def test_a_job_goes_over_tls(edge: EdgeServer, files: Certificates) -> None:
    for tls in (TlsOptions(ca_file=files.authority), TlsOptions(ca_pem=files.authority.read_text()),
                TlsOptions(ca_pem=files.authority.read_bytes(), server_name="localhost")):
        with EdgeClient("127.0.0.1", edge.port, tls=tls, api_key="prefix.secret") as client:
            for size in (3, 100_000, 5_000_000):
                job = client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": bytes(size)}}).block_until_complete()
                results = job.get_results().results["item"]["results.json"]["data"]["result"]
                assert results == {"inputs": {"input": {"size": size}}}


def test_a_stream_goes_over_tls(edge: EdgeServer, files: Certificates) -> None:
    with EdgeClient("localhost", edge.port, tls=TlsOptions(ca_file=str(files.authority))) as client:
        requests = (client.inferences.build_inference_request("m", "1.0.0", InputSource(key="input", text="x" * size))
                    for size in (10, 300_000, 20))
        found = [each.inputs[0].text.size_in_bytes for each in client.inferences.stream(requests)]
        assert found == [10, 300_000, 20]


def test_calls_are_awaited_over_tls(edge: EdgeServer, files: Certificates) -> None:
    async def submit() -> None:
        async with aio.EdgeClient("127.0.0.1", edge.port, tls=TlsOptions(ca_file=files.authority)) as client:
            jobs = [client.jobs.submit_embedded("m", "1.0.0", {"item": {"input": bytes(size)}}) for size in range(0, 60_000, 1500)]
            assert len({job.job_identifier for job in await asyncio.gather(*jobs)}) == len(jobs)

    asyncio.run(submit())


def test_a_certificate_of_the_client_is_sent(mutual_edge: EdgeServer, files: Certificates) -> None:
    for tls in (TlsOptions(ca_file=files.authority, certificate_file=files.device, key_file=files.device_key,
                           key_password=PASSWORD),
                TlsOptions(ca_file=files.authority, certificate_pem=files.device.read_text(),
                           key_pem=files.device_key.read_bytes(), key_password=PASSWORD.encode())):
        with EdgeClient("127.0.0.1", mutual_edge.port, tls=tls) as client:
            assert client.jobs.features().maximum_input_chunks == 1000


def test_a_missing_certificate_of_the_client_is_named(mutual_edge: EdgeServer, files: Certificates) -> None:
    with EdgeClient("127.0.0.1", mutual_edge.port, tls=TlsOptions(ca_file=files.authority)) as client:
        with pytest.raises(ApiError, match="(?i)set tls.certificate_file and tls.key_file") as raised:
            client.jobs.features()
        assert "certificate of the client" in raised.value.message


def test_what_is_not_trusted_is_refused(edge: EdgeServer, files: Certificates) -> None:
    with EdgeClient("127.0.0.1", edge.port, tls=True) as client:
        with pytest.raises(Unauthenticated, match="issued by an authority that is not trusted.*Set tls.ca_file") as raised:
            client.jobs.features()
        assert not raised.value.retriable and "CN=Test Authority" in raised.value.message
    with EdgeClient("127.0.0.1", edge.port, tls=TlsOptions(ca_file=files.authority, server_name="other.example")) as client:
        with pytest.raises(Unauthenticated, match="is for DNS:localhost, IP Address:127.0.0.1, not for other.example"):
            client.jobs.features()


def test_an_edge_without_tls_is_named(files: Certificates) -> None:
    with EdgeServer() as plain, EdgeClient("127.0.0.1", plain.port, tls=TlsOptions(ca_file=files.authority)) as client:
        with pytest.raises(FailedPrecondition, match="does not speak TLS.*Turn tls off"):
            client.jobs.features()


def test_an_edge_with_tls_is_named(edge: EdgeServer) -> None:
    with EdgeClient("127.0.0.1", edge.port) as client, pytest.raises(Unavailable, match="if it expects TLS, set the option tls"):
        client.jobs.features()


def test_what_is_wrong_is_found_at_once(files: Certificates, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="contains no certificate") as raised:
        EdgeClient(tls=TlsOptions(ca_file=files.device_key)).connect()
    assert raised.value.detail["parameter"] == "tls.ca_file" and str(files.device_key) in raised.value.message
    with pytest.raises(InvalidArgument, match="does not open the key") as raised:
        EdgeClient(tls=TlsOptions(certificate_file=files.device, key_file=files.device_key, key_password="wrong one")).connect()
    assert raised.value.detail["parameter"] == "tls.key_password" and "wrong one" not in str(raised.value)
    for name in ("ca_pem", "certificate_pem", "key_pem"):
        with pytest.raises(InvalidArgument, match=rf"tls\.{name} is empty; give the content") as raised:
            given: Any = {name: b""}
            EdgeClient(tls=TlsOptions(**given)).connect()
        assert raised.value.detail["parameter"] == f"tls.{name}"
    with pytest.raises(InvalidArgument, match="tls.key_password has a NUL"):
        TlsOptions(key_password="x\0y")
    with pytest.raises(InvalidArgument, match="has no TLS in this library"):
        EdgeClient(tls=True, transport="channel").connect()
    wrong: Any = "yes"
    with pytest.raises(TypeError, match="tls must be a bool or TlsOptions, not str"):
        EdgeClient(tls=wrong)


def test_files_that_cannot_be_read_are_as_other_files(files: Certificates, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind, number in ((tmp_path / "none", MissingFile, errno.ENOENT), (tmp_path, UnreadableFile, errno.EISDIR)):
        with pytest.raises(kind, match="tls.ca_file") as raised:
            EdgeClient(tls=TlsOptions(ca_file=path)).connect()
        assert raised.value.errno == number and str(path) in str(raised.value)
    with pytest.raises(InvalidArgument, match="a pipe; give a regular file, or give the content itself as tls.key_pem"):
        EdgeClient(tls=TlsOptions(certificate_file=files.device, key_file=tmp_path / "pipe")).connect()


def test_options_are_copied_and_not_pickled() -> None:
    options = TlsOptions(ca_file="ca.pem", key_pem="a-key", key_password="a-password", server_name="edge")
    for copied in (copy.copy(options), copy.deepcopy([options])[0]):
        assert all(getattr(copied, name) == getattr(options, name) for name in TlsOptions.__slots__)
    with pytest.raises(TypeError, match="cannot be pickled: the pickle would hold the key"):
        pickle.dumps(options)


def test_keys_and_passwords_are_in_no_repr(files: Certificates) -> None:
    options = TlsOptions(ca_file="ca.pem", key_pem="a-key", key_password="a-password", server_name="edge")
    assert repr(options) == "TlsOptions(ca_file='ca.pem', server_name='edge')"


def test_without_openssl_the_library_says_so(files: Certificates) -> None:
    code = "from modzy_edge import EdgeClient\nEdgeClient(tls=True).connect()"
    hidden = [f"mount --bind /dev/null {each};" for each in Path("/usr/lib").glob("*/libssl.so.*")]
    child = subprocess.run(
        ["unshare", "-rm", "sh", "-c", " ".join(hidden) + ' exec "$0" "$@"', sys.executable, "-c", code], text=True,
        capture_output=True, timeout=60, env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin",
                                              "MODZY_EDGE_LIBRARY": str(built("lib/libmodzy_edge.so.1"))})
    if "unshare failed" in child.stderr or "mount:" in child.stderr:
        pytest.skip("this machine has no user namespaces")
    assert child.returncode == 1
    assert "FailedPrecondition" in child.stderr and "libssl.so.3, libssl.so.1.1" in child.stderr
    assert "install the package libssl3" in child.stderr
