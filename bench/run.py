#!/usr/bin/env python3
"""Compares our client with its peers: builds them, measures them side by side, prints tables, writes JSON and a chart.

See docs/performance.md for what is measured and how.
"""

import argparse
import json
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from driver import chart, document, machine, report, session
from driver.verify import check_contents
from driver.build import build
from driver.clients import CLIENTS
from driver.paths import PUBLISHED, RESULTS
from driver.summary import Summary

FULL_ROUNDS, FULL_SECONDS = 5, 900
QUICK_ROUNDS, QUICK_SECONDS = 1, 50


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round, in less than a minute")
    parser.add_argument("--publish", action="store_true",
                        help="put the figures into docs/performance.md, and the chart beside it")
    parser.add_argument("--document", metavar="JSON", type=Path, help="measure nothing: publish an earlier result")
    parser.add_argument("--only", metavar="NAME", action="append", choices=[client.name for client in CLIENTS],
                        help="measure this client; may be repeated (%(choices)s)")
    chosen = parser.parse_args()
    if chosen.publish and (chosen.quick or chosen.only):
        parser.error("only a full run of all clients is published")
    return chosen


def show(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K  {words}", end="", file=sys.stderr, flush=True)


def measure(chosen: argparse.Namespace) -> "dict[str, object]":
    clients = [client for client in CLIENTS if not chosen.only or client.name in chosen.only]
    show("building the server and the peers")
    build()
    show("checking that all that is sent arrives")
    check_contents(clients)
    others = machine.Bystanders()
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if chosen.quick else (FULL_ROUNDS, FULL_SECONDS)
    begin = time.monotonic()
    samples = session.run(clients, chosen.quick, rounds, seconds, show)
    show("")
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "quick": chosen.quick,
        "seconds": round(time.monotonic() - begin, 1),
        "machine": machine.describe(),
        "others": others.share(),
        "samples": samples,
    }


def main() -> None:
    chosen = arguments()
    if chosen.document:
        result = json.loads(chosen.document.read_text())
        document.write(result)
        PUBLISHED.write_text(json.dumps(result, indent=1) + "\n")
        return
    result = measure(chosen)
    summary = Summary(result["samples"])
    print(report.as_text(summary))
    if result["others"] > 0.05:
        print(f"Other processes took {result['others']:.0%} of the processors' time: read the ratios only, and with care.\n")

    RESULTS.mkdir(exist_ok=True)
    name = RESULTS / datetime.now().strftime("%Y%m%d-%H%M%S")
    name.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    name.with_suffix(".svg").write_text(chart.svg(summary, machine.in_short(result["machine"])))
    print(f"{name}.json and .svg, in {result['seconds']:.0f} s")
    if chosen.publish:
        document.write(result)
        PUBLISHED.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, ChildProcessError) as error:
        sys.exit(f"\n{error}")
