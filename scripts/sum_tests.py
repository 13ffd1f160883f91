#!/usr/bin/env python3
"""Sums what the runners of `make test` reported; ends with 1 unless everything passed.

The directory given has the file "runners", a line for each runner with its name and exit status, and NAME.xml, the
JUnit report of each runner that writes one. A runner without a report counts as one test. A runner that reports no
test, or fails without reporting a failure, counts as one that failed: nothing that went wrong is lost.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def count(report: Path, status: int) -> "tuple[int, int, int]":
    """How many tests passed, failed and were skipped."""
    if not report.exists():
        return (1, 0, 0) if status == 0 else (0, 1, 0)
    try:
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    except ElementTree.ParseError:  # the runner ended while it wrote
        cases = []
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    passed = len(cases) - failed - skipped
    if failed == 0 and (status != 0 or not cases):
        failed = 1
    return passed, failed, skipped


def main() -> int:
    results = Path(sys.argv[1])
    total_passed = total_failed = 0
    print(f"{'':<32}{'passed':>8}{'failed':>8}{'skipped':>9}")
    for line in (results / "runners").read_text().splitlines():
        name, status = line.split("\t")
        passed, failed, skipped = count(results / f"{name}.xml", int(status))
        total_passed += passed
        total_failed += failed
        print(f"{name:<32}{passed:>8}{failed:>8}{skipped:>9}")
    print(f"\n{total_passed} passed, {total_failed} failed")
    return 0 if total_failed == 0 and total_passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
