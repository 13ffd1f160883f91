"""The chart, as SVG."""

from __future__ import annotations

from typing import List, Tuple
from xml.sax.saxutils import escape

from .clients import CLIENTS
from .summary import Summary

WIDTH, PANEL, ROW, TOP, MARGIN, LABEL, VALUE = 960, 470, 21, 58, 20, 224, 64

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
.ours { fill: #1f6feb } .peer { fill: #afb8c1 } .limit { fill: #d8dee4 }
.own { font-weight: 600 }
"""


def svg(summary: Summary, machine: str) -> str:
    rows = (len(PANELS) + 1) // 2
    panel_height = TOP + ROW * len(CLIENTS)
    height = rows * panel_height + 2 * MARGIN + 10
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
             f'role="img" aria-label="The clients compared">',
             f"<style>{STYLE}</style>", f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>']
    for number, panel in enumerate(PANELS):
        parts += _panel(summary, panel, MARGIN + number % 2 * PANEL, MARGIN + number // 2 * panel_height)
    parts.append(_text(MARGIN, height - 12, machine, "note"))
    return "\n".join([*parts, "</svg>", ""])


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
