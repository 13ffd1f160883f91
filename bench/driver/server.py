"""The server that all clients talk to."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Dict, Optional, Type

from .paths import BUILD, CERTIFICATE, KEY


class Server:
    """Runs for the time of a `with` block, on two ports of the loopback interface, one with TLS, and on a Unix domain socket."""

    def __init__(self, *options: str) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="modzy-edge-bench-")
        path = Path(self._directory.name) / "edge.sock"
        self._process = subprocess.Popen([str(BUILD / "server"), str(path), str(CERTIFICATE), str(KEY), *options],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = self._read()
        self._targets = {"tcp": f"127.0.0.1:{ports['port']}", "unix": f"unix:{path}", "tls": f"tls:localhost:{ports['tls_port']}"}

    def target(self, transport: str) -> str:
        """What a client connects to: HOST:PORT, unix:PATH, or tls:HOST:PORT."""
        return self._targets[transport]

    def arrived(self) -> Dict[str, int]:
        """How many jobs have arrived so far, their bytes, and the sum of their checksums."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Dict[str, int]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError("the server has ended")
        answer: Dict[str, int] = json.loads(line)
        return answer

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        try:
            self._process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._directory.cleanup()
