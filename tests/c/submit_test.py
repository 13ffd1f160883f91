#!/usr/bin/python3
"""Tests the example `submit` as its users run it.

    submit_test.py SUBMIT PORT          an emulator listens on PORT
"""

from __future__ import annotations

import hashlib
import json
import os
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
        command = [self.program, "127.0.0.1", port or self.port, *arguments]
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
        self.assertEqual("", done.stderr)

    def test_a_job_that_fails(self) -> None:
        done = self.submit("faulty", "1.0.0", f"input.txt={self.file('t', b'the lens is dirty')}", status=1)
        self.assertIn("the lens is dirty", done.stdout.splitlines()[1])
        self.assertIn("its results tell why", done.stderr)

    def test_an_edge_that_is_not_there(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
            done = self.submit("inspector", "1.0.0", f"a={self.file('t', b'text')}", port=port, status=1)
        self.assertIn(f"127.0.0.1:{port} cannot be reached", done.stderr)
        self.assertEqual("", done.stdout)

    def test_what_is_wrong_is_told(self) -> None:
        path = self.file("t", b"text")
        for arguments, text in [
            ([], "usage: submit HOST PORT MODEL VERSION KEY=FILE..."),
            (["inspector", "1.0.0"], "usage: submit HOST PORT MODEL VERSION KEY=FILE..."),
            (["no-such-model", "1.0.0", f"a={path}"], "(NOT_FOUND)"),
            (["inspector", "1.0.0", f"a={self.directory}/none"], "No such file or directory"),
            (["inspector", "1.0.0", f"a={self.directory}"], "cannot map"),
            (["inspector", "1.0.0", "a"], "'a' is not KEY=FILE, such as image=photo.jpg"),
            (["inspector", "1.0.0", f"a={path}", f"a={path}"], "sources[0].inputs[1].key is \"a\""),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(text, self.submit(*arguments, status=1).stderr)

    def test_memory_for_64_mb(self) -> None:
        path = self.file("large", os.urandom(1 << 20) * 64)
        command = [self.program, "127.0.0.1", self.port, "inspector", "1.0.0", f"a={path}"]
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
