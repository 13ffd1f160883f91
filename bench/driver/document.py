"""Writes the figures into docs/performance.md, between marks, so that none of them is written by hand."""

from __future__ import annotations

import re
from typing import Any, Dict

from . import chart, machine, report
from .paths import CHART, DOCUMENT
from .summary import Summary


def write(result: Dict[str, Any]) -> None:
    summary = Summary(result["samples"])
    sections = {
        "machine": f"Measured on {result['date']}: {machine.in_words(result['machine'])}. "
                   f"Medians of {summary.rounds()} rounds; other processes took {result['others']:.0%} of the processors' time.",
        "tables": report.tables_as_markdown(summary),
        "targets": report.targets_as_markdown(summary),
    }
    text = DOCUMENT.read_text()
    for name, content in sections.items():
        begin, end = f"<!-- {name}: written by bench/run.py -->", f"<!-- end of {name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise LookupError(f"{DOCUMENT} must have the marks {begin} and {end} once each")
        text = pattern.sub(lambda _: f"{begin}\n{content}\n{end}", text)
    DOCUMENT.write_text(text)
    CHART.write_text(chart.svg(summary, machine.in_short(result["machine"])))
