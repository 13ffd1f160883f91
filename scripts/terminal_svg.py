#!/usr/bin/python3
"""Runs modzy-edge in a terminal, against an emulator, and draws what the terminal shows as docs/tool.svg.

    terminal_svg.py OUTPUT

`make screenshot` calls it. The picture follows the colours that its reader prefers, light or dark.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Dict, List, Tuple

import pyte  # type: ignore[import]

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "artifacts/bin"
PICTURE = ROOT / "demo/lighthouse.jpg"
COMMANDS = [
    "modzy-edge doctor",
    "modzy-edge submit inspector 1.0.0 lighthouse.jpg --watch",
    "modzy-edge list",
]
COLUMNS, ROWS = 98, 100
WIDTH, HEIGHT, MARGIN = 7.83, 18, 16
STYLE = """
    .page { fill: #ffffff; stroke: #d0d7de }
    text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328 }
    .prompt { fill: #57606a } .bold { font-weight: bold }
    .green { fill: #1a7f37 } .red { fill: #cf222e } .brown { fill: #9a6700 } .blue { fill: #0969da } .cyan { fill: #1b7c83 }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #30363d }
      text { fill: #e6edf3 }
      .prompt { fill: #8d96a0 }
      .green { fill: #3fb950 } .red { fill: #ff7b72 } .brown { fill: #d29922 } .blue { fill: #58a6ff } .cyan { fill: #39c5cf }
    }"""
Run = Tuple[int, str, str]  # the column where a piece of a line begins, its classes, its text


def shown(command: str, directory: Path, environment: Dict[str, str]) -> List[List[Run]]:
    """The lines that a terminal shows after a command has ended in it."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(directory)
        os.execvpe("sh", ["sh", "-c", f"stty cols {COLUMNS} rows {ROWS}; exec {command}"], environment)
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the last to have it open has ended
            break
        if not data:
            break
        stream.feed(data)
    os.close(terminal)
    if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0:
        sys.exit(f"{command} failed")
    lines = [runs(screen, row) for row in range(ROWS)]
    while lines and not lines[-1]:
        lines.pop()
    return [line for line in lines if line]


def runs(screen: pyte.Screen, row: int) -> List[Run]:
    """A line of the screen, in pieces of the same look."""
    pieces: List[Run] = []
    for column in range(COLUMNS):
        cell = screen.buffer[row][column]
        colour = cell.fg.removeprefix("bright")
        look = " ".join(name for name in (colour if colour != "default" else "", "bold" if cell.bold else "") if name)
        if pieces and pieces[-1][1] == look:
            pieces[-1] = (pieces[-1][0], look, pieces[-1][2] + cell.data)
        else:
            pieces.append((column, look, cell.data))
    return [(column, look, text.rstrip()) for column, look, text in pieces if text.strip()]


def drawn(lines: List[List[Run]]) -> str:
    """The lines as a picture."""
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), len(lines) * HEIGHT + 2 * MARGIN
    body = []
    for number, line in enumerate(lines):
        y = MARGIN + HEIGHT * (number + 1) - 5
        for column, look, text in line:
            # What spaces set apart is placed by itself: not every reader keeps more than one of them.
            for part in re.finditer(r"\S+( \S+)*", text):
                x, length = MARGIN + (column + part.start()) * WIDTH, len(part[0]) * WIDTH
                kind = f' class="{look}"' if look else ""
                body.append(f'  <text x="{x:.2f}" y="{y}" textLength="{length:.2f}"{kind}>{escape(part[0], quote=False)}</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">\n'
            f"  <title>modzy-edge at a terminal</title>\n  <style>{STYLE}\n  </style>\n"
            f'  <rect class="page" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>\n' + "\n".join(body) + "\n</svg>\n")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    emulator = subprocess.Popen([PROGRAMS / "modzy-edge-emulator", "--log-level", "warning"], stdout=subprocess.PIPE, text=True)
    lines: List[List[Run]] = []
    try:
        if not emulator.stdout or not emulator.stdout.readline():
            sys.exit("the emulator did not start: is something else listening on port 55000?")
        with tempfile.TemporaryDirectory() as directory:
            (Path(directory) / PICTURE.name).symlink_to(PICTURE)
            environment = {"PATH": f"{PROGRAMS}:/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": directory}
            for command in COMMANDS:
                lines += [[(0, "prompt", "$"), (2, "bold", command)], *shown(command, Path(directory), environment), []]
    finally:
        emulator.terminate()
        emulator.wait()
    Path(sys.argv[1]).write_text(drawn(lines[:-1]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
