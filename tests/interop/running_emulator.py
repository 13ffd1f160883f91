"""An emulator that runs for as long as tests need it."""

from __future__ import annotations

import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

EMULATOR = Path(__file__).resolve().parents[2] / "artifacts/bin/modzy-edge-emulator"


@contextmanager
def running_emulator(*command: object) -> Iterator[int]:
    """Starts an emulator on a free port, gives the port, and expects that the emulator ends when it is told to.

    The command is the emulator's, unless another is given that starts it.
    """
    words = [str(word) for word in command or (EMULATOR,)] + ["--port", "0", "--log-level", "warning"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            ready = re.fullmatch(r"modzy-edge-emulator listening on 127\.0\.0\.1:(\d+)(?: with TLS)?\n", process.stdout.readline())
            assert ready, "the emulator did not start; what it wrote to standard error says why"
            yield int(ready[1])
        finally:
            process.terminate()
            assert process.wait(30) == 0
