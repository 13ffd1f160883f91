#!/usr/bin/env python3
"""Sums what the runners of `make test` reported; ends with 1 unless everything passed.

The directory given has the file "runners", a line for each runner with its name and exit status, and NAME.xml, the
JUnit report of each runner that writes one. A runner without a report counts as one test. A runner that reports no
test, or fails without reporting a failure, counts as one that failed: nothing that went wrong is lost.

What failed is told again below the sums, where it is seen after thousands of lines of output.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def read(report: Path) -> "list[ElementTree.Element]":
    """The tests that a runner reported."""
    try:
        return list(ElementTree.parse(report).getroot().iter("testcase"))
    except (FileNotFoundError, ElementTree.ParseError):  # none is written, or the runner ended while it wrote
        return []


def count(cases: "list[ElementTree.Element]", failed: int, reports: bool, status: int) -> "tuple[int, int, int]":
    """How many tests passed, failed and were skipped."""
    if not reports:
        return (1, 0, 0) if status == 0 else (0, 1, 0)
    skipped = sum(case.find("skipped") is not None for case in cases)
    passed = len(cases) - failed - skipped
    if failed == 0 and (status != 0 or not cases):
        failed = 1
    return passed, failed, skipped


def failure(case: ElementTree.Element) -> "ElementTree.Element | None":
    """How a test failed, if it did."""
    found = case.find("failure")
    return case.find("error") if found is None else found


def describe(runner: str, case: ElementTree.Element, found: ElementTree.Element) -> str:
    """Which test failed, and the beginning of why."""
    why = (found.get("message") or found.text or "").strip().splitlines()[:6]
    return "\n    ".join([f"FAILED {runner}: {case.get('name')}", *(line[:200] for line in why)])


def main() -> int:
    results = Path(sys.argv[1])
    total_passed = total_failed = 0
    print(f"{'':<32}{'passed':>8}{'failed':>8}{'skipped':>9}")
    failures: "list[str]" = []
    for line in (results / "runners").read_text().splitlines():
        name, status = line.split("\t")
        report = results / f"{name}.xml"
        cases = read(report)
        found = [(case, why) for case in cases if (why := failure(case)) is not None]
        passed, failed, skipped = count(cases, len(found), report.exists(), int(status))
        total_passed += passed
        total_failed += failed
        print(f"{name:<32}{passed:>8}{failed:>8}{skipped:>9}")
        failures += [describe(name, case, why) for case, why in found]
        if failed > len(found):
            failures.append(f"FAILED {name}: ended with status {status}")
    print("".join(f"\n{each}\n" for each in failures))
    print(f"{total_passed} passed, {total_failed} failed")
    return 0 if total_failed == 0 and total_passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
