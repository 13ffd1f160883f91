"""The tables, as text for a terminal and as Markdown for docs/."""

from __future__ import annotations

from typing import List, Sequence

from .clients import BASELINE, CLIENTS, Client
from .measurements import TABLES, Figure
from .summary import Summary
from .targets import targets


def _cell(summary: Summary, figure: Figure, client: Client) -> str:
    value = summary.value(figure.measurement, client.name, figure.field)
    if value is None:
        return "–"
    text = f"{value:,.{figure.digits}f}"
    ratio = summary.ratio(figure.measurement, client.name, figure.field)
    return text if ratio is None or client is BASELINE or not figure.compared else f"{text} ({ratio:.2f})"


def _heading(figure: Figure) -> str:
    return f"{figure.title}, {figure.unit}" if figure.unit not in ("", "/s", "MB/s") else figure.title


def _tables(summary: Summary) -> "List[tuple[str, List[List[str]]]]":
    """Title and rows of each table, the first row being the headings."""
    found = []
    for title, columns in TABLES.items():
        figures = [figure for figure in columns if summary.has(figure)]
        unit = "".join(sorted({f", {figure.unit}" for figure in figures if figure.unit == "MB/s"}))
        rows = [["", *(_heading(figure) for figure in figures)]]
        rows += [[client.title, *(_cell(summary, figure, client) for figure in figures)] for client in CLIENTS
                 if any(summary.value(figure.measurement, client.name, figure.field) is not None for figure in figures)]
        found.append((title + unit, rows))
    return found


def _target_rows(summary: Summary) -> List[List[str]]:
    rows = [["", "target", "measured", ""]]
    for target in targets(summary):
        rows.append([target.title, target.words, f"{target.measured:.2f}{target.unit}", "met" if target.met else "missed"])
    return rows


def as_text(summary: Summary) -> str:
    parts = [_aligned(title, rows) for title, rows in _tables(summary)]
    parts.append(_aligned("Targets, for modzy_edge in C", _target_rows(summary)))
    return "\n".join(parts) + f"\nIn brackets: ratio to {BASELINE.title}. Medians of {summary.rounds()} rounds.\n"


def _aligned(title: str, rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [row[0].ljust(widths[0]) + "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:]))
             for row in rows]
    return "\n".join([title, *lines, ""])


def tables_as_markdown(summary: Summary) -> str:
    return "\n\n".join(f"**{title}**\n\n{_markdown(rows)}" for title, rows in _tables(summary))


def targets_as_markdown(summary: Summary) -> str:
    return _markdown(_target_rows(summary))


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(rows[0]) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], rule, *rows[1:]])
