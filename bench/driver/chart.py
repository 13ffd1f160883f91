"""The chart, as SVG."""

from __future__ import annotations

import math
from typing import List, Optional, Tuple
from xml.sax.saxutils import escape

from .clients import BASELINE, C_DIRECT, CLIENTS, RAW, Client
from .summary import Summary

WIDTH, PANEL, ROW, TOP, MARGIN, LABEL, VALUE = 960, 470, 21, 58, 20, 224, 64

# Title, measurement, field, whether less is better
GLANCE: List[Tuple[str, str, str, bool]] = [
    ("Small job, median", "small", "p50_us", True),
    ("Small job, processor time", "small", "cpu_us", True),
    ("Small jobs from 4 threads", "load 4", "per_second", False),
    ("Small jobs, 16 started at a time", "started 16", "per_second", False),
    ("Small jobs, 200 started at a time", "started 200", "per_second", False),
    ("Small jobs, 200 at a time, processor time", "started 200", "cpu_us", True),
    ("Frames of 100 KB over a stream", "frames 100 KB", "per_second", False),
    ("Frames of 100 KB, processor time", "frames 100 KB", "cpu_us", True),
    ("Inferences of 1 MB, raw bytes", "inference 1 MB", "per_second", False),
    ("16 MB jobs, throughput", "volume 16 MB", "mb_per_second", False),
    ("16 MB jobs, processor time", "volume 16 MB", "cpu_us", True),
    ("128 MB job, extra memory", "volume 128 MB", "extra_mb", True),
    ("Process start to receipt", "start", "start_ms", True),
    ("Resident at rest", "start", "resident_mb", True),
]
FARTHEST = 16.0  # times better; what is farther is drawn there

# Title, what is better, measurement, field, unit, digits
PANELS: List[Tuple[str, str, str, str, str, int]] = [
    ("Small job, median", "less is better", "small", "p50_us", "µs", 0),
    ("Small job, processor time", "less is better", "small", "cpu_us", "µs", 0),
    ("Small jobs from 4 threads", "more is better", "load 4", "per_second", "/s", 0),
    ("16 MB jobs, throughput", "more is better", "volume 16 MB", "mb_per_second", "MB/s", 0),
    ("128 MB job, extra memory", "less is better", "volume 128 MB", "extra_mb", "MB", 1),
    ("Process start to receipt", "less is better", "start", "start_ms", "ms", 1),
]

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 14px } .note { fill: #6e7781 }
.ours { fill: #1f6feb } .behind { fill: #d4742b }
.middle { stroke: #6e7781 } .sockets { stroke: #24292f; stroke-width: 2 }
.peer { fill: #afb8c1 } .limit { fill: #d8dee4 }
.own { font-weight: 600 }
"""


def svg(summary: Summary, machine: str) -> str:
    rows = (len(PANELS) + 1) // 2
    panel_height = TOP + ROW * len(CLIENTS)
    glance = _glance(summary)
    first = MARGIN + (TOP + ROW * len(GLANCE) if glance else 0)
    height = first + rows * panel_height + MARGIN + 10
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
             f'role="img" aria-label="The clients compared">',
             f"<style>{STYLE}</style>", f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>']
    parts += glance
    for number, panel in enumerate(PANELS):
        parts += _panel(summary, panel, MARGIN + number % 2 * PANEL, first + number // 2 * panel_height)
    parts.append(_text(MARGIN, height - 12, machine, "note"))
    return "\n".join([*parts, "</svg>", ""])


def _glance(summary: Summary) -> List[str]:
    """How many times better than the client that all are compared with: to the right of the line where we lead."""
    rows = [(title, times, _times_better(summary, RAW, measurement, field, is_less))
            for title, measurement, field, is_less in GLANCE
            if (times := _times_better(summary, C_DIRECT, measurement, field, is_less)) is not None]
    if not rows:
        return []
    middle, ahead, behind = MARGIN + LABEL + 150, 450, 110
    parts = [_text(MARGIN, MARGIN + 16, f"{C_DIRECT.title}: times better than {BASELINE.title}", "title"),
             _text(MARGIN, MARGIN + 33, "logarithmic; the black mark is what bare sockets reach", "note")]

    def place(times: float) -> float:
        return middle + max(-behind, min(ahead, ahead * math.log(times) / math.log(FARTHEST)))

    for row, (title, times, sockets) in enumerate(rows):
        y = MARGIN + 42 + row * ROW
        end, kind = place(times), "ours" if times >= 1 else "behind"
        left, width = min(middle, end), max(1.0, abs(end - middle))
        parts.append(_text(MARGIN, y + 13, title, ""))
        parts.append(f'<rect class="{kind}" x="{left:.1f}" y="{y + 2}" width="{width:.1f}" height="{ROW - 6}"/>')
        parts.append(_text(WIDTH - 80, y + 13, f"{times:.2g} ×" if times < 10 else f"{times:.0f} ×", "own"))
        if sockets is not None:
            parts.append(f'<line class="sockets" x1="{place(sockets):.1f}" x2="{place(sockets):.1f}" y1="{y}" y2="{y + ROW - 2}"/>')
    bottom = MARGIN + 42 + len(rows) * ROW
    parts.append(f'<line class="middle" x1="{middle}" x2="{middle}" y1="{MARGIN + 38}" y2="{bottom}"/>')
    return parts


def _times_better(summary: Summary, client: Client, measurement: str, field: str, is_less: bool) -> Optional[float]:
    ratio = summary.ratio(measurement, client.name, field)
    return None if not ratio or ratio <= 0 else 1 / ratio if is_less else ratio


def _panel(summary: Summary, panel: Tuple[str, str, str, str, str, int], left: int, top: int) -> List[str]:
    title, better, measurement, field, unit, digits = panel
    parts = [_text(left, top + 16, title, "title"), _text(left, top + 33, f"{unit}, {better}", "note")]
    values = [(client, value) for client in CLIENTS
              if (value := summary.value(measurement, client.name, field)) is not None]
    largest = max((value for _, value in values), default=1) or 1
    room = PANEL - LABEL - VALUE - MARGIN
    for row, (client, value) in enumerate(values):
        y = top + 42 + row * ROW
        kind = "ours" if client.ours else "limit" if client.name == "raw" else "peer"
        parts.append(_text(left, y + 13, client.title, "own" if client.ours else ""))
        width = max(1.0, room * value / largest)
        parts.append(f'<rect class="{kind}" x="{left + LABEL}" y="{y + 2}" width="{width:.1f}" height="{ROW - 6}"/>')
        parts.append(_text(int(left + LABEL + width + 6), y + 13, f"{value:,.{digits}f}", ""))
    return parts


def _text(x: int, y: int, words: str, kind: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(words)}</text>'
