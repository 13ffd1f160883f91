"""Clients with TLS and `openssl s_server`, which is no edge: each handshake fails in its own way, and the error says how."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import List

import pytest

from certificates import Certificates
from modzy_edge import ApiError, EdgeClient, TlsOptions
from ports import free_port


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize("options, status, words", [
    ([], "FAILED_PRECONDITION", "does not agree on HTTP/2 in the TLS handshake (ALPN h2)"),
    (["-alpn", "http/1.1"], "FAILED_PRECONDITION", "(ALPN h2)"),
    (["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"], "FAILED_PRECONDITION", "Let the edge speak TLS 1.2 or 1.3"),
    (["-tls1_2", "-alpn", "h2", "-Verify", "1"], "UNAUTHENTICATED", "Set tls.certificate_file and tls.key_file"),
    (["-tls1_3", "-alpn", "h2", "-Verify", "1"], "UNAUTHENTICATED", "Set tls.certificate_file and tls.key_file"),
])
def test_handshakes_that_fail(options: List[str], status: str, words: str, files: Certificates) -> None:
    port = free_port()
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", files.edge, "-key", files.edge_key, "-CAfile",
               files.authority, "-verify_return_error", "-quiet", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_it_listens(port)
            with EdgeClient("localhost", port, tls=TlsOptions(ca_file=str(files.authority))) as client:
                with pytest.raises(ApiError) as caught:
                    client.jobs.features()
            assert (caught.value.status, caught.value.retriable) == (status, False)
            assert words.lower() in caught.value.message.lower()
            assert caught.value.detail["sent"] == "none"  # in TLS 1.3 the request leaves before the edge refuses the client
        finally:
            server.kill()


def wait_until_it_listens(port: int) -> None:
    give_up = time.monotonic() + 30
    listening = f"0100007F:{port:04X} 00000000:0000 0A"
    while listening not in Path("/proc/net/tcp").read_text():
        assert time.monotonic() < give_up
        time.sleep(0.01)
