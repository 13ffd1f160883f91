"""A part of the exchanges that cuts.py damages, another one in each run; `make torture` damages all of them at each byte."""

import subprocess
import sys
from pathlib import Path


def test_calls_keep_their_promises_whatever_becomes_of_their_bytes() -> None:
    run = subprocess.run([sys.executable, str(Path(__file__).with_name("cuts.py")), "--step", "97"], check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
    assert run.returncode == 0, run.stderr + run.stdout
    assert run.stdout.startswith("ROW\t")
