"""A short form of each program here; `make torture` runs the long ones. They run side by side, because most of their time they wait."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, Tuple

import pytest

HERE = Path(__file__).parent
SHORT = {"corpus": ["corpus.py", "--step", "11", "--skip", "1", str(HERE.parent / "fuzz/corpus/session")],
         "cuts": ["cuts.py", "--step", "97"], "cuts over TLS": ["cuts.py", "--tls", "--step", "97"],
         "kills": ["kills.py", "--kills", "6", "--threads", "4"], "links": ["links.py", "--seconds", "2"],
         "proxies": ["proxies.py", "--jobs", "5"]}
NEEDED = {"links": os.geteuid() == 0 and os.path.exists("/dev/net/tun"),
          "proxies": any(shutil.which(name, path="/usr/bin:/usr/sbin") for name in ("nginx", "haproxy", "nghttpx"))}


@pytest.fixture(scope="module", name="running")
def start_all() -> Iterator[Dict[str, "subprocess.Popen[str]"]]:
    processes = {name: subprocess.Popen([sys.executable, str(HERE / program), *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
                 for name, (program, *arguments) in SHORT.items() if NEEDED.get(name, True)}
    yield processes
    for process in processes.values():
        process.kill()
        process.wait()


def outcome(process: "subprocess.Popen[str]") -> Tuple[int, str]:
    said, failed = process.communicate(timeout=300)
    return process.returncode, failed + said


@pytest.mark.parametrize("name", SHORT)
def test_promises_are_kept(name: str, running: Dict[str, "subprocess.Popen[str]"]) -> None:
    if name not in running:
        pytest.skip("takes root and /dev/net/tun" if name == "links" else "no proxy is installed")
    status, said = outcome(running[name])
    assert status == 0 and "ROW\t" in said, said
