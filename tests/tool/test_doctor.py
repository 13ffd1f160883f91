"""The published modzy-edge doctor: before edges, proxies, and what is neither."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[1] / "interop")]

from certificates import Certificates  # noqa: E402
from ports import free_port  # noqa: E402
from running_emulator import running_emulator  # noqa: E402
from running_tool import TOOL, from_json, tool  # noqa: E402

FAR = "edge.invalid"  # has no address: only a proxy can know it


def steps_of(*arguments: str, status: int = 0) -> "dict[str, dict[str, str]]":
    """The findings by their steps."""
    shown = from_json("doctor", *arguments, status=status)
    assert shown["ok"] == (status == 0)
    assert [step["step"] for step in shown["steps"] if not step["ok"]] == ([] if status == 0 else [shown["steps"][-1]["step"]])
    assert all(step["ok"] == (step["remedy"] is None) for step in shown["steps"])
    return {step["step"]: step for step in shown["steps"]}


@contextmanager
def proxy(edge: int, answer: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Iterator[int]:
    """A proxy that leads to an edge on this machine, whatever name it is asked for."""
    def forward(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side is gone

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return  # closed
            if client.recv(65536):
                client.sendall(answer)
                upstream = socket.create_connection(("127.0.0.1", edge))
                for pair in ((client, upstream), (upstream, client)):
                    threading.Thread(target=forward, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_doctor(port: str) -> None:
    steps = from_json("doctor")["steps"]
    assert [step["step"] for step in steps] == ["edge", "name", "TCP", "HTTP/2", "gRPC", "features", "TLS"]
    assert all(step["ok"] for step in steps)
    assert "FAIL  name        no-such-host.invalid has no address" in tool("doctor", "--host", "no-such-host.invalid", status=5).stdout
    assert "remedy      Check the path" in tool("doctor", "--host", "unix:/nonexistent", status=5).stdout


@pytest.mark.parametrize("answer, step, code", [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/2", 1), (b"\x15\x03\x03\x00\x02\x02\x28", "HTTP/2", 1),
    (b"", "HTTP/2", 1), (None, "HTTP/2", 4)])
def test_doctor_before_what_is_no_edge(answer: "bytes | None", step: str, code: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        doctor = subprocess.Popen([TOOL, "doctor", "--port", str(server.getsockname()[1]), "--timeout", "1s", "--json"],
                                  stdout=subprocess.PIPE)
        connection, _ = server.accept()
        with connection:
            connection.recv(100)
            if answer:
                connection.sendall(answer)
            if answer is not None:
                connection.shutdown(socket.SHUT_WR)
            shown, _ = doctor.communicate(timeout=30)
    last = json.loads(shown)["steps"][-1]
    assert (last["step"], last["ok"], doctor.returncode) == (step, False, code)
    assert last["remedy"]



def test_tls(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Certificates(tmp_path)
    trusting = ["--tls-ca", str(files.authority)]
    mismatch = steps_of(*trusting, status=1)["TLS"]
    assert "does not speak TLS" in mismatch["found"] and "Turn --tls off" in mismatch["remedy"]
    with running_emulator(TOOL, "emulator", "--tls-cert", files.edge, "--tls-key", files.edge_key) as edge:
        monkeypatch.setenv("MODZY_EDGE_PORT", str(edge))
        assert list(steps_of(*trusting)) == ["edge", "name", "TCP", "TLS", "gRPC", "features"]
        untrusted = steps_of("--tls", status=1)["TLS"]
        assert "not trusted" in untrusted["found"] and untrusted["remedy"].startswith("Set --tls-ca to the certificate of the authority")
        assert "use --tls" in steps_of(status=1)["HTTP/2"]["remedy"]
        tool("context", "add", "site", "--host", "127.0.0.1", "--port", str(edge), *trusting)
        assert steps_of("--context", "site")["TLS"]["ok"]
    assert "--tls-ca" in tool("doctor", "--tls-ca", "/nonexistent", status=2).stderr


def test_several_edges(port: str) -> None:
    gone = free_port()
    shown = from_json("doctor", "--host", f"127.0.0.1:{gone},127.0.0.1:{port}", status=5)
    assert [(step["step"], step["ok"]) for step in shown["steps"]] == [
        ("edge", True), ("name", True), ("TCP", False),
        ("edge", True), ("name", True), ("TCP", True), ("HTTP/2", True), ("gRPC", True), ("features", True), ("TLS", True)]
    assert not shown["ok"] and shown["steps"][0]["found"] == f"127.0.0.1:{gone}, from the options"
    lines = tool("doctor", "--host", f"127.0.0.1:{gone},127.0.0.1:{port}", status=5).stdout.splitlines()
    assert lines[2].startswith("FAIL  TCP") and lines[3].startswith("      remedy      Nothing listens there")


def test_proxies(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Certificates(tmp_path)
    monkeypatch.setenv("MODZY_EDGE_HOST", FAR)
    assert "has no address" in steps_of(status=5)["name"]["found"]
    with proxy(int(port)) as through:
        steps = steps_of("--proxy", f"http://127.0.0.1:{through}")
        assert list(steps) == ["edge", "proxy", "name", "TCP", "tunnel", "gRPC", "features", "TLS"]
        assert steps["proxy"]["found"] == f"the proxy 127.0.0.1:{through} (of the option --proxy)"
        assert "others on the way can read" in steps["TLS"]["found"]
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{through}")
        assert "https_proxy" in steps_of()["proxy"]["found"]
        assert "proxy" not in steps_of("--proxy", "", status=5)
        assert "does not speak TLS" in steps_of("--tls", status=1)["TLS"]["found"]
    with running_emulator(TOOL, "emulator", "--tls-cert", files.edge, "--tls-key", files.edge_key) as edge, proxy(edge) as through:
        steps = steps_of("--proxy", f"127.0.0.1:{through}", "--tls-ca", str(files.authority), "--tls-server-name", "localhost")
        assert list(steps) == ["edge", "proxy", "name", "TCP", "tunnel", "TLS", "gRPC", "features"]
        named = steps_of("--proxy", f"127.0.0.1:{through}", "--tls-ca", str(files.authority), status=1)["TLS"]
        assert f"not for {FAR}" in named["found"] and "--tls-server-name" in named["remedy"]
        assert "--tls" in steps_of("--proxy", f"127.0.0.1:{through}", status=5)["HTTP/2"]["remedy"]
    with proxy(int(port), b"HTTP/1.1 403 Forbidden\r\n\r\n") as through:
        refused = steps_of("--proxy", f"127.0.0.1:{through}", status=1)["tunnel"]
        assert "answered CONNECT with 403" in refused["found"] and "Let the proxy permit CONNECT" in refused["remedy"]
    assert "Check the proxy's URL" in steps_of("--proxy", f"127.0.0.1:{free_port()}", status=5)["TCP"]["remedy"]


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
