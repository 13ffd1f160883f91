#!/usr/bin/python3
"""Tests the example `submit` as its users run it.

    submit_test.py SUBMIT PORT          an emulator listens on PORT
"""

from __future__ import annotations

import hashlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import unittest


class Submit(unittest.TestCase):
    program: str
    port: str

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def file(self, name: str, content: bytes) -> str:
        path = os.path.join(self.directory, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def submit(self, *arguments: str, status: int, port: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [self.program, "--host", "127.0.0.1", "--port", port or self.port, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(status, done.returncode, done.stderr)
        return done

    def test_a_job_and_its_results(self) -> None:
        text, nothing = self.file("t", b"some bytes"), self.file("empty file", b"")
        done = self.submit("inspector", "1.0.0", f"text={text}", f"nothing={nothing}", status=0)
        job, results = map(json.loads, done.stdout.splitlines())
        self.assertEqual("SUBMITTED", job["status"])
        self.assertEqual(["job"], job["job_inputs"])
        self.assertEqual(job["job_identifier"], results["job_identifier"])
        answer = json.dumps(results["results"]["job"]["results.json"])
        for content in (b"some bytes", b""):
            self.assertIn(hashlib.sha256(content).hexdigest(), answer)
        self.assertRegex(done.stderr, r"1 of 1 input items done, 0 failed, \d+\.\d s\n$")

    def test_options_may_stand_anywhere(self) -> None:
        path = self.file("t", b"1ms")
        done = self.submit("sleeper", "1.0.0", f"input.txt={path}", "--explain", "--timeout", "20", status=0)
        self.assertTrue(json.loads(done.stdout.splitlines()[0])["explain"])

    def test_a_job_that_fails(self) -> None:
        done = self.submit("faulty", "1.0.0", f"input.txt={self.file('t', b'the lens is dirty')}", status=1)
        self.assertIn("the lens is dirty", done.stdout.splitlines()[1])
        self.assertIn("its results tell why", done.stderr)

    def test_no_wait(self) -> None:
        done = self.submit("--no-wait", "sleeper", "1.0.0", f"input.txt={self.file('t', b'30s')}", status=0)
        self.assertEqual(1, len(done.stdout.splitlines()))

    def test_a_job_that_takes_too_long(self) -> None:
        path = self.file("t", b"30s")
        done = self.submit("--timeout", "1.2", "sleeper", "1.0.0", f"input.txt={path}", status=3)
        self.assertRegex(done.stderr, r"0 of 1 input items done, 0 failed, \d\.\d s\n")
        self.assertRegex(done.stderr, r"submit: cannot wait for the end of the job: Job \S+ did not come to its end within [^\n]*\n$")

    def test_an_edge_that_is_not_there(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
            done = self.submit("inspector", "1.0.0", f"a={self.file('t', b'text')}", port=port, status=3)
        self.assertIn(f"127.0.0.1:{port} cannot be reached", done.stderr)
        self.assertEqual("", done.stdout)

    def test_a_model_that_is_not_there(self) -> None:
        done = self.submit("no-such-model", "1.0.0", f"a={self.file('t', b'text')}", status=4)
        self.assertIn("inspector", done.stderr)

    def test_files_that_cannot_be_used(self) -> None:
        fifo = os.path.join(self.directory, "fifo")
        os.mkfifo(fifo)
        for argument, text in [
            (f"a={self.directory}/none", "No such file or directory"),
            (f"a={self.directory}", "it is a directory; name a file"),
            (f"a={fifo}", "it is a pipe or a device; save its content to a file first"),
            ("a=/dev/null", "it is a pipe or a device; save its content to a file first"),
            ("a=", "'a=' is not KEY=FILE, such as image=photo.jpg"),
            ("=a", "'=a' is not KEY=FILE, such as image=photo.jpg"),
            ("a", "'a' is not KEY=FILE, such as image=photo.jpg"),
        ]:
            with self.subTest(argument=argument):
                done = self.submit("inspector", "1.0.0", argument, status=2)
                self.assertIn(text, done.stderr)

    @unittest.skipIf(os.geteuid() == 0, "root can read everything")
    def test_a_file_that_must_not_be_read(self) -> None:
        path = self.file("t", b"text")
        os.chmod(path, 0)
        self.assertIn("Permission denied", self.submit("inspector", "1.0.0", f"a={path}", status=2).stderr)

    def test_standard_input(self) -> None:
        command = [self.program, "--port", self.port, "inspector", "1.0.0", "a=/dev/stdin"]
        with open(self.file("t", b"text"), "rb") as file:
            done = subprocess.run(command, stdin=file, capture_output=True, timeout=60, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        done = subprocess.run(command, input=b"text", capture_output=True, timeout=60, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn(b"it is a pipe", done.stderr)

    def test_arguments_that_are_wrong(self) -> None:
        path = self.file("t", b"text")
        for arguments, text in [
            ([], "give a MODEL, its VERSION and at least one KEY=FILE"),
            (["inspector", "1.0.0"], "give a MODEL, its VERSION and at least one KEY=FILE"),
            (["--port", "0", "inspector", "1.0.0", f"a={path}"], "a port is a number from 1 to 65535"),
            (["--port", "5x", "inspector", "1.0.0", f"a={path}"], "a port is a number from 1 to 65535"),
            (["--timeout", "-1", "inspector", "1.0.0", f"a={path}"], "give seconds from 0 to 4000000"),
            (["--timeout", "nan", "inspector", "1.0.0", f"a={path}"], "give seconds from 0 to 4000000"),
            (["--nonsense", "inspector", "1.0.0", f"a={path}"], "--help"),
            (["inspector", "1.0.0", f"a={path}", f"a={path}"], "sources[0].inputs[1].key is \"a\""),
            (["", "1.0.0", f"a={path}"], "model_identifier is empty"),
            (["--host", "http://edge", "inspector", "1.0.0", f"a={path}"], "a URL"),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(text, self.submit(*arguments, status=2).stderr)

    def test_help_and_version(self) -> None:
        done = self.submit("--help", status=0)
        for word in ("--host", "--port", "--timeout", "--explain", "--no-wait", "KEY=FILE", "Exit status"):
            self.assertIn(word, done.stdout)
        self.assertTrue(all(len(line) <= 80 for line in done.stdout.splitlines()))
        self.assertRegex(self.submit("--version", status=0).stdout, r"^submit for .* libmodzy_edge \d+\.\d+\.\d+\n$")

    def test_standard_output_that_cannot_be_written(self) -> None:
        command = [self.program, "--port", self.port, "inspector", "1.0.0", f"a={self.file('t', b'text')}"]
        with open("/dev/full", "wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(4, done.returncode)
        self.assertIn(b"cannot write to standard output: No space left on device", done.stderr)

    def test_interruptions(self) -> None:
        path = self.file("t", b"30s")
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                process = subprocess.Popen(
                    [self.program, "--port", self.port, "sleeper", "1.0.0", f"input.txt={path}"],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                job = json.loads(process.stdout.readline())
                process.send_signal(number)
                _, told = process.communicate(timeout=60)
                self.assertEqual(-number, process.returncode)
                self.assertIn(f"interrupted; job {job['job_identifier']} goes on\n", told)

    def test_interruption_while_the_edge_does_not_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = subprocess.Popen(
                [self.program, "--host", "127.0.0.1", "--port", str(silent.getsockname()[1]), "inspector", "1.0.0",
                 f"a={self.file('t', b'text')}"], stderr=subprocess.PIPE, text=True)
            connection, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
            connection.close()
        self.assertEqual(-signal.SIGINT, process.returncode)
        self.assertIn("interrupted before the edge had answered", told)

    def test_progress_on_a_terminal_is_one_line(self) -> None:
        terminal, other = pty.openpty()
        path = self.file("t", b"1200ms")
        process = subprocess.Popen(
            [self.program, "--port", self.port, "sleeper", "1.0.0", f"input.txt={path}"],
            stdout=subprocess.PIPE, stderr=other)
        os.close(other)
        shown = b""
        while True:
            try:
                part = os.read(terminal, 4096)
            except OSError:
                break  # the other end is closed
            shown += part
        os.close(terminal)
        process.communicate(timeout=60)
        self.assertEqual(0, process.returncode)
        lines = shown.decode().replace("\r\n", "\n").split("\n")
        self.assertRegex(lines[0], r"(\r0 of 1 input items done[^\r]*\x1b\[K)+\r1 of 1 input items done")

    def test_memory_for_64_mb(self) -> None:
        path = self.file("large", os.urandom(1 << 20) * 64)
        command = [self.program, "--port", self.port, "--timeout", "60", "inspector", "1.0.0", f"a={path}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(0, process.returncode)
        print(f"\n64 MB of input: {usage.ru_maxrss // 1024} MB at the peak, {usage.ru_utime + usage.ru_stime:.2f} s of CPU")
        self.assertLess(usage.ru_maxrss, 220 * 1024)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Submit.program, Submit.port = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
