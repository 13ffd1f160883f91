#!/usr/bin/python3
"""Runs camera, the example of a stream. Its frames are files; of V4L2 only what a device that is no camera does.

    camera_test.py CAMERA PORT          an emulator listens on PORT
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest


class Camera(unittest.TestCase):
    program: str
    port: str

    def camera(self, *arguments: str, status: int) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(status, done.returncode, done.stderr)
        return done

    def test_frames_from_files(self) -> None:
        frames = [bytes([number]) * (number * 10_000 + 1) for number in range(10)]
        with tempfile.TemporaryDirectory() as directory:
            paths = [pathlib.Path(directory, str(number)) for number in range(len(frames))]
            for path, frame in zip(paths, frames):
                path.write_bytes(frame)
            done = self.camera("127.0.0.1", self.port, "inspector", "1.0.0", *map(str, paths), status=0)
        inferences = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({"COMPLETE"}, {inference["status"] for inference in inferences})
        self.assertEqual([hashlib.sha256(frame).hexdigest() for frame in frames],
                         [inference["inputs"][0]["data"]["sha256_digest"] for inference in inferences])
        self.assertEqual("camera: 10 frames sent, 0 dropped\n", done.stderr)

    def test_what_goes_wrong(self) -> None:
        done = self.camera("127.0.0.1", self.port, "no-such-model", "1.0.0", __file__, status=1)
        self.assertIn("There is no model 'no-such-model'", done.stderr)
        done = self.camera("127.0.0.1", "1", "inspector", "1.0.0", __file__, status=1)
        self.assertIn("Connection refused", done.stderr)
        done = self.camera("127.0.0.1", self.port, "inspector", "1.0.0", "/dev/null", status=2)
        self.assertIn("/dev/null: ", done.stderr)
        done = self.camera("127.0.0.1", self.port, "inspector", "1.0.0", "/no/such/file", status=2)
        self.assertIn("/no/such/file: No such file", done.stderr)
        done = self.camera("127.0.0.1", self.port, "inspector", "1.0.0", status=2)
        self.assertIn("usage: camera ", done.stderr)


if __name__ == "__main__":
    Camera.program, Camera.port = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
