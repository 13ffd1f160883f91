#!/usr/bin/python3
"""Runs watch, the example in C++.

    watch_test.py WATCH PORT
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest


class Watch(unittest.TestCase):
    program: str
    port: str

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def file(self, name: str, content: bytes) -> str:
        path = self.directory / name
        path.write_bytes(content)
        return str(path)

    def watch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=100, check=False)

    def at_the_edge(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.watch("--host", "127.0.0.1", "--port", self.port, *arguments)

    def test_several_files(self) -> None:
        contents = [b"", b"x", b"some bytes", bytes(range(256)) * 20_000]
        done = self.at_the_edge("inspector", "1.0.0", *(self.file(f"{i}", c) for i, c in enumerate(contents)))
        self.assertEqual(0, done.returncode, done.stderr)
        results = [json.loads(line)["results"]["job"]["results.json"] for line in done.stdout.splitlines()]
        digests = {result["data"]["result"]["inputs"]["input"]["sha256"] for result in results}
        self.assertEqual({hashlib.sha256(content).hexdigest() for content in contents}, digests)
        self.assertEqual(len(contents), done.stderr.count(": COMPLETE\n"))

    def test_results_come_as_they_are_there(self) -> None:
        slow, fast = self.file("slow", b"1500ms"), self.file("fast", b"1ms")
        done = self.at_the_edge("sleeper", "1.0.0", slow, fast)
        self.assertEqual(0, done.returncode, done.stderr)
        slept = [json.loads(line)["results"]["job"]["results.json"]["data"]["result"]["inputs"]["input"]["slept_ms"]
                 for line in done.stdout.splitlines()]
        self.assertEqual([1, 1500], slept)

    def test_what_fails(self) -> None:
        good, missing = self.file("good", b"the lens is dirty"), str(self.directory / "missing")
        done = self.at_the_edge("inspector", "1.0.0", good, missing)
        self.assertEqual(1, done.returncode)
        self.assertEqual(1, len(done.stdout.splitlines()))
        self.assertIn(f"{missing}: files[0].path cannot be read: ", done.stderr)
        done = self.at_the_edge("faulty", "1.0.0", good)
        self.assertEqual(1, done.returncode)
        self.assertIn(f"{good}: FAILED\n", done.stderr)
        self.assertIn("the lens is dirty", done.stdout)
        done = self.at_the_edge("no-such-model", "1.0.0", good)
        self.assertEqual(1, done.returncode)
        self.assertIn("no-such-model", done.stderr)

    def test_wrong_arguments(self) -> None:
        for arguments in ((), ("--help",), ("inspector", "1.0.0"), ("--what", "x", "inspector", "1.0.0", "file")):
            with self.subTest(arguments=arguments):
                done = self.watch(*arguments)
                self.assertEqual((2, ""), (done.returncode, done.stdout))
                self.assertIn("usage: watch ", done.stderr)
        done = self.watch("--port", "0", "inspector", "1.0.0", "file")
        self.assertEqual(2, done.returncode)
        self.assertIn("watch: port is 0", done.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Watch.program, Watch.port = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
