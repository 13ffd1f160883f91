"""The published modzy-edge against the published emulator: every command, as it is used in a shell."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[1] / "interop")]

from certificates import Certificates  # noqa: E402
from running_emulator import running_emulator  # noqa: E402
from running_tool import ROOT, TOOL, from_json, tool  # noqa: E402

JOB = re.compile(r"[0-9a-f-]{36}\n")


def shell(line: str, status: int = 0) -> str:
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_job_from_its_submission_to_its_results() -> None:
    Path("photo.jpg").write_bytes(b"some bytes")
    submitted = tool("submit", "inspector", "1.0.0", "photo.jpg").stdout
    assert JOB.fullmatch(submitted)
    job = submitted.strip()
    assert re.fullmatch(rf"JOB .*\n{job}  COMPLETE  inspector 1\.0\.0  1 +0 +1 +\S+Z\n", tool("wait", job).stdout)
    assert from_json("status", job)["status"] == from_json("wait", job)["status"] == "COMPLETE"
    assert job in tool("list").stdout and job in tool("list", "--history", "--status", "COMPLETE").stdout
    assert job in [each["job_identifier"] for each in from_json("list", "--model", "inspector")["jobs"]]
    assert re.search(rf"\nphoto\.jpg  COMPLETE  [\d.]+ +\{{.*{sha(b'some bytes')}", tool("results", job).stdout)
    result = json.loads(tool("results", job, "--output", "results.json").stdout)
    assert result["data"]["result"]["inputs"]["photo.jpg"]["sha256"] == sha(b"some bytes")
    assert from_json("results", job)["results"]["photo.jpg"]["results.json"] == result
    assert json.loads(tool("results", job, "--item", "photo.jpg").stdout) == result
    assert from_json("results", job, "--item", "photo.jpg")["input_name"] == "photo.jpg"


@pytest.mark.parametrize("arguments, items", [
    (["a.jpg", "b.jpg"], {"a.jpg": {"a.jpg"}, "b.jpg": {"b.jpg"}}),
    (["--input", "image", "*.jpg"], {"a.jpg": {"image"}, "b.jpg": {"image"}}),
    (["left=a.jpg", "right=b.jpg"], {"job": {"left", "right"}}),
    (["--item", "pair", "a.jpg", "right=b.jpg"], {"pair": {"a.jpg", "right"}}),
    (["front/image=a.jpg", "back/image=b.jpg"], {"front": {"image"}, "back": {"image"}}),
    (["--text", "a b", "x=a.jpg"], {"text": {"input.txt"}, "job": {"x"}}),
    (["--text", "größer"], {"text": {"input.txt"}}),
])
def test_inputs_become_items(arguments: "list[str]", items: "dict[str, set[str]]") -> None:
    Path("a.jpg").write_bytes(b"a")
    Path("b.jpg").write_bytes(b"b")
    results = from_json("submit", "inspector", "1.0.0", *arguments, "--watch")["results"]
    assert {key: set(each["results.json"]["data"]["result"]["inputs"]) for key, each in results.items()} == items


@pytest.mark.parametrize("size", [0, 10, 3 << 20])
def test_standard_input(size: int) -> None:
    content = os.urandom(size)
    Path("input").write_bytes(content)
    shown = shell("cat input | modzy-edge submit inspector 1.0.0 image=- --watch --json | python3 -m json.tool")
    assert json.loads(shown)["results"]["job"]["results.json"]["data"]["result"]["inputs"]["image"]["sha256"] == sha(content)


def test_large_files_go_in_chunks() -> None:
    content = os.urandom(1 << 20) * 5
    Path("large").write_bytes(content)
    Path("empty").write_bytes(b"")
    results = from_json("submit", "inspector", "1.0.0", "a=large", "b=empty", "--watch")
    assert {key: each["sha256"] for key, each in results["results"]["job"]["results.json"]["data"]["result"]["inputs"].items()} == {
        "a": sha(content), "b": sha(b"")}


def test_a_job_that_fails() -> None:
    done = tool("submit", "faulty", "1.0.0", "--text", "the lens is dirty", "--watch", status=3)
    assert re.search(r"\ntext  FAILED .*the lens is dirty", done.stdout)
    assert re.fullmatch(r"modzy-edge: job \S+ ended as FAILED; 'modzy-edge results \S+' tells why\.\n", done.stderr)


def test_a_job_that_takes_too_long_and_is_cancelled() -> None:
    job = tool("submit", "sleeper", "1.0.0", "--text", "30s").stdout.strip()
    assert f"Job {job} did not come to its end" in tool("wait", job, "--timeout", "300ms", status=4).stderr
    assert "still runs: 0 of 1" in tool("results", job).stderr
    assert "CANCELED" in tool("cancel", job).stdout
    assert from_json("wait", job, status=3)["status"] == "CANCELED"
    second = tool("submit", "sleeper", "1.0.0", "--text", "30s").stdout.strip()
    assert second in json.dumps(from_json("cancel", "--all"))


def test_run() -> None:
    Path("photo.jpg").write_bytes(b"some bytes")
    assert sha(b"some bytes") in tool("run", "inspector", "1.0.0", "image=photo.jpg").stdout
    assert sha(b"text") in tool("run", "inspector", "1.0.0", "--text", "text", "--output", "results.json").stdout
    assert from_json("run", "inspector", "1.0.0", "x=-", "--tag", "a=b", given=b"x")["tags"] == {"a": "b"}
    failed = tool("run", "faulty", "1.0.0", "--text", "the lens is dirty", status=3)
    assert re.fullmatch(r"modzy-edge: inference \S+ ended as FAILED: the lens is dirty\n", failed.stderr)
    assert "there are: results.json" in tool("run", "inspector", "1.0.0", "--text", "t", "--output", "mask", status=1).stderr


def test_stream() -> None:
    for name in "abc":
        Path(name).write_bytes(name.encode())
    lines = tool("stream", "inspector", "1.0.0", "a", "[bc]").stdout.splitlines()
    assert [[sha(name.encode()) in line for name in "abc"].index(True) for line in lines] == [0, 1, 2]
    lines = shell("printf 'a\\nb\\nc' | modzy-edge stream inspector 1.0.0 - --frames lines --json").splitlines()
    assert len(lines) == 3 and all(json.loads(line)["status"] == "COMPLETE" for line in lines)
    assert len(shell("head -c 30 /dev/zero | modzy-edge stream inspector 1.0.0 - --frames 10").splitlines()) == 3
    picture = str(ROOT / "demo/lighthouse.jpg")
    frames = shell(f"cat {picture} {picture} | modzy-edge stream inspector 1.0.0 - --frames jpeg").splitlines()
    assert len(frames) == 2 and all(sha(Path(picture).read_bytes()) in frame for frame in frames)
    assert "ends within a frame" in tool("stream", "inspector", "1.0.0", "-", "--frames", "10", given=b"x" * 25, status=2).stderr
    assert "NOT_FOUND" in tool("stream", "no-such-model", "1.0.0", "a", status=1).stderr


def test_a_stream_ends_when_the_edge_does_not_answer_and_not_when_there_is_nothing_to_answer() -> None:
    late = tool("stream", "sleeper", "1.0.0", "-", "--frames", "lines", "--timeout", "500ms", given=b"30s", status=4)
    assert late.stderr == "modzy-edge: the edge has not answered for 0.5 s; give --timeout if the model takes longer.\n"
    lines = shell("(echo a; sleep 4; echo b) | modzy-edge stream inspector 1.0.0 - --frames lines --timeout 3")
    assert len(lines.splitlines()) == 2


def test_ping_and_features(port: str) -> None:
    assert re.fullmatch(rf"127\.0\.0\.1:{port} answered in \d+\.\d+ ms\n", tool("ping").stdout)
    assert from_json("ping")["round_trip_ms"] > 0
    several = ["--host", f"127.0.0.1,[::1]:{port}", "--port", port]
    assert tool("ping", *several).stdout.startswith(f"one of 127.0.0.1:{port}, [::1]:{port} answered in ")
    assert from_json("ping", *several)["edge"] == f"127.0.0.1:{port},[::1]:{port}"
    assert re.search(r"\nchunks of one data input +65536\n", tool("features").stdout)
    assert from_json("features")["maximum_input_chunks"] == 65536


def test_bench() -> None:
    rows = from_json("bench", "inspector", "1.0.0", "--sizes", "1K,4K", "--concurrency", "1,3", "--duration", "50ms")["rows"]
    assert [(row["bytes"], row["concurrency"]) for row in rows] == [(1024, 1), (1024, 3), (4096, 1), (4096, 3)]
    for row in rows:
        latency = row["latency_ms"]
        assert row["calls"] >= row["concurrency"] and row["failed"] == 0
        assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"]
    table = tool("bench", "--concurrency", "2", "--duration", "20ms").stdout.splitlines()
    assert table[0].split()[:5] == ["BYTES", "AT", "A", "TIME", "CALLS"] and table[1].split()[:2] == ["0", "2"]
    assert "no-such-model" in tool("bench", "no-such-model", "1.0.0", "--duration", "20ms", status=1).stderr


def test_an_edge_that_is_not_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
        done = tool("ping", "--host", "127.0.0.1", "--port", port, status=5)
        assert re.fullmatch(rf"modzy-edge: 127\.0\.0\.1:{port} cannot be reached: [^\n]*\(UNAVAILABLE, try again\)\n", done.stderr)
        assert "FAIL  TCP" in tool("doctor", "--host", "127.0.0.1", "--port", port, status=5).stdout


def test_a_submission_whose_answer_is_lost_is_not_to_be_tried_again_blindly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        def lose() -> None:
            connection = server.accept()[0]
            with connection:
                connection.sendall(bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))  # an empty SETTINGS frame
                request = b""
                while b"some text" not in request:
                    request += connection.recv(65536)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

        edge = threading.Thread(target=lose)
        edge.start()
        done = tool("submit", "inspector", "1.0.0", "--text", "some text", "--port", str(server.getsockname()[1]), status=4)
        edge.join()
    assert "the edge may have taken the job" in done.stderr and done.stderr.endswith(" (UNAVAILABLE)\n")


@pytest.mark.parametrize("arguments, status, told", [
    (["submit", "no-such-model", "1.0.0", "--text", "x"], 1, r"NOT_FOUND"),
    (["status", "no-such-job"], 1, r"no-such-job.*\(NOT_FOUND\)"),
    (["submit", "inspector", "1.0.0", "/nonexistent"], 2, r"cannot read /nonexistent: there is no such file\."),
    (["submit", "inspector", "1.0.0", "/proc"], 2, r"/proc is a directory"),
    (["submit", "inspector", "1.0.0", "a=/dev/null", "a=/dev/null"], 2, r"are both input 'a' of item 'job'"),
    (["submit"], 2, r"Required argument"),
    (["ping", "--context", "nowhere"], 2, r"There is no context \"nowhere\": the file \S+ does not exist\."),
])
def test_errors_are_lines_on_standard_error(arguments: "list[str]", status: int, told: str) -> None:
    done = tool(*arguments, status=status)
    assert done.stdout == ""
    assert re.search(told, done.stderr)
    assert all(line.startswith("modzy-edge: ") for line in done.stderr.splitlines())


def test_contexts(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODZY_EDGE_HOST")
    monkeypatch.delenv("MODZY_EDGE_PORT")
    file = tmp_path / "config/modzy-edge/config.json"
    tool("context", "add", "far", "--host", "192.0.2.1", "--deadline", "5s")
    tool("context", "add", "here", "--host", "127.0.0.1", "--port", port, "--use")
    assert json.loads(file.read_text()) == {"current": "here", "contexts": {
        "far": {"host": "192.0.2.1", "port": 55000, "deadline_ms": 5000}, "here": {"host": "127.0.0.1", "port": int(port)}}}
    assert f"127.0.0.1:{port}" in tool("ping").stdout
    assert tool("context", "list").stdout.splitlines()[1:] == [f"   far   192.0.2.1  55000", f"*  here  127.0.0.1  {port}"]
    tool("context", "use", "far")
    assert from_json("context", "list")["current"] == "far"
    assert f"127.0.0.1:{port}" in tool("ping", "--context", "here").stdout
    monkeypatch.setenv("MODZY_EDGE_CONTEXT", "here")
    assert f"127.0.0.1:{port}" in tool("ping").stdout
    tool("context", "remove", "far")
    assert "There is no context \"far\"" in tool("context", "use", "far", status=2).stderr
    tool("context", "add", "line", "--host", "edge-1,edge-2:55001", "--balancing", "round_robin", "--max-attempts", "2", "--cancel-on-timeout")
    assert json.loads(file.read_text())["contexts"]["line"] == {
        "host": "edge-1,edge-2:55001", "port": 55000, "balancing": "round_robin", "retry": {"max_attempts": 2}, "cancel_on_timeout": True}
    assert "--balancing takes pick_first or round_robin, not 'best'" in tool("ping", "--balancing", "best", status=2).stderr
    file.write_text('{"contexts": {"a": {"host": "h", "port": 99999}}}')
    assert "contexts.a.port is 99999; give a whole number from 1 to 65535." in tool("ping", status=2).stderr


def test_pipes_that_nobody_reads_end_it_quietly() -> None:
    assert shell("modzy-edge ping --count 3 --json | head -1", status=141).count("\n") == 1


def test_standard_output_that_is_full() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([TOOL, "list"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"modzy-edge: cannot write to standard output: No space left on device\n")


def test_an_interruption_ends_it_by_the_signal_and_names_the_job() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen([TOOL, "submit", "sleeper", "1.0.0", "--text", "30s", "--watch"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (running := [job for job in from_json("list")["jobs"] if job["status"] == "IN_PROGRESS"]):
            assert process.poll() is None
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
        assert process.returncode == -number
        assert told == (f"modzy-edge: interrupted; job {running[0]['job_identifier']} goes on, "
                        f"'modzy-edge cancel {running[0]['job_identifier']}' ends it.\n")
        tool("cancel", running[0]["job_identifier"])


@pytest.mark.parametrize("arguments", [["submit"], ["run"], ["stream", "--frames", "lines"]])
def test_an_interruption_while_standard_input_gives_nothing(arguments: "list[str]") -> None:
    process = subprocess.Popen([TOOL, *arguments, "inspector", "1.0.0", "-"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write("the beginning of a line")
    process.stdin.flush()
    while fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)) != bytes(4):
        assert process.poll() is None  # it has not read yet, so it may not handle signals yet
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == -signal.SIGINT
    assert process.communicate()[1] == "modzy-edge: interrupted.\n"


def on_a_terminal(*arguments: str) -> str:
    main, other = pty.openpty()
    process = subprocess.Popen([TOOL, *arguments], stdout=other, stderr=other)
    os.close(other)
    shown = b""
    while True:
        try:
            shown += os.read(main, 4096)
        except OSError:
            break  # the other end is closed
    os.close(main)
    assert process.wait(60) == 0, shown
    return shown.decode()


@pytest.mark.parametrize("colour", [True, False])
def test_a_terminal_gets_a_bar_and_colours_unless_they_are_not_wanted(colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "" if colour else "1")
    text = on_a_terminal("submit", "sleeper", "1.0.0", "--text", "700ms", "--watch")
    assert "1 of 1 done, 0 failed" in text and "100%" in text
    assert bool(re.search("\x1b\\[[0-9;]*3[0-9]", text)) == colour


def test_a_bar_over_a_slow_line(port: str) -> None:
    def forward(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                time.sleep(0.3)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side is gone

    def serve() -> None:
        with server.accept()[0] as client, socket.create_connection(("127.0.0.1", int(port))) as edge:
            sending = threading.Thread(target=forward, args=(client, edge))
            sending.start()
            forward(edge, client)
            sending.join()

    job = tool("submit", "inspector", "1.0.0", "--text", "x").stdout.strip()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        assert "1 of 1 done, 0 failed" in on_a_terminal("wait", job, "--port", str(server.getsockname()[1]))


def test_completion() -> None:
    complete = ("source <(modzy-edge completion bash); COMP_LINE='modzy-edge {0}'; COMP_POINT=${{#COMP_LINE}}; "
                "read -ra COMP_WORDS <<<\"$COMP_LINE\"; COMP_CWORD={1}; _modzy_edge; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    assert shell(complete.format("su", 1)).split() == ["submit"]
    assert "--watch" in shell(complete.format("submit --wa", 2)).split()
    assert shell(complete.format("ping --balancing r", 3)).split() == ["round_robin"]
    tool("context", "add", "camera-7", "--host", "h")
    assert shell(complete.format("context use cam", 3)).split() == ["camera-7"]
    for name in ("zsh", "fish"):
        assert "[suggest:" in tool("completion", name).stdout
    assert tool("completion", "tcsh", status=2).stdout == ""


def test_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Certificates(tmp_path)
    submit = ["submit", "inspector", "1.0.0", "--text", "secret"]
    trusting = ["--tls-ca", str(files.authority)]
    device = ["--tls-cert", str(files.device), "--tls-key", str(files.device_key)]
    with running_emulator(TOOL, "emulator", "--tls-cert", files.edge, "--tls-key", files.edge_key, "--tls-client-ca",
                          files.authority) as port:
        monkeypatch.setenv("MODZY_EDGE_PORT", str(port))
        monkeypatch.setenv("MODZY_EDGE_TLS_KEY_PASSWORD", files.PASSWORD)
        assert JOB.fullmatch(tool(*submit, *trusting, *device).stdout)
        assert "Set --tls-ca to" in tool(*submit, "--tls", *device, status=1).stderr
        assert "the option --tls" in tool(*submit, status=5).stderr
        monkeypatch.setenv("MODZY_EDGE_TLS_KEY_PASSWORD", "wrong")
        told = tool(*submit, *trusting, *device, status=2).stderr
        assert "MODZY_EDGE_TLS_KEY_PASSWORD" in told and "wrong" not in told.replace("is wrong", "")


def test_version_and_help() -> None:
    version = re.search(r'#define EDGE_VERSION "(.*)"', (ROOT / "include/modzy_edge.h").read_text())
    assert version
    assert tool("--version").stdout == f"{version.group(1)}\n"
    assert "Exit status:" in tool("--help").stdout


def test_the_emulator_gets_its_arguments_and_says_what_is_wrong_with_them() -> None:
    assert "--max-message-size" in tool("emulator", "--help").stdout
    assert tool("emulator", "--port", "x", status=2).stderr.startswith("modzy-edge-emulator: ")


def test_every_example_of_the_page_of_the_tool_that_can_run_here_runs() -> None:
    page = (ROOT / "docs/tool.md").read_text()
    Path("photo.jpg").write_bytes((ROOT / "demo/lighthouse.jpg").read_bytes())
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        shell(f"set -e; {block}")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
