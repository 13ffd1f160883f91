#!/usr/bin/env python3
"""Shows a job and its results, each a line of JSON on standard input, and checks them against the files submitted.

    show.py KEY=FILE...

What the model `inspector` says of an input must be what sha256sum, stat and file say of the file. Ends with 1 and says
what is wrong otherwise.
"""

import json
import re
import subprocess
import sys
from typing import Any, Dict

JOB_KEYS = ["job_identifier", "status", "account_identifier", "explain", "created_at", "updated_at", "submitted_at",
            "submitted_by", "pending", "completed", "failed", "total", "model", "job_inputs", "user"]


def say(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def facts(file: str) -> Dict[str, Any]:
    """What the tools of the system say of a file."""
    found: Dict[str, Any] = {"size": int(say("stat", "-c", "%s", file)), "sha256": say("sha256sum", file).split()[0]}
    if say("file", "-b", "--mime-type", file).startswith("image/"):
        width, height = re.findall(r"\b(\d+) ?x ?(\d+)\b", say("file", "-b", file))[-1]
        found.update(width=int(width), height=int(height))
    return found


def require(right: bool, *words: object) -> None:
    if not right:
        sys.exit(f"\nThis is not as it should be: {' '.join(map(str, words))}")


def show(heading: str, value: Any) -> None:
    print(f"\n  {heading}\n")
    print("    " + json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n    "))


def main() -> None:
    lines = sys.stdin.read().splitlines()
    require(len(lines) == 2, "there are", len(lines), "lines of JSON, not 2")
    job, results = map(json.loads, lines)
    show(f"The job, {job['status']}", job)
    show("Its results", results)

    require(list(job)[:len(JOB_KEYS)] == JOB_KEYS, "the keys of the job are", *job)
    require(results["job_identifier"] == job["job_identifier"] != "", "the results are those of another job")
    require(results["finished"] and not results["failures"], "the job did not finish without failures")
    inputs: Dict[str, Any] = {}
    for item, result in results["results"].items():
        require(result["status"] == "COMPLETE", "the status of", item, "is", result["status"])
        inputs.update(result["results.json"]["data"]["result"]["inputs"])

    print("\n  Compared with the files\n")
    files = dict(argument.split("=", 1) for argument in sys.argv[1:])
    require(inputs.keys() == files.keys(), "there are results for", *inputs)
    for key, file in files.items():
        for name, value in facts(file).items():
            require(inputs[key].get(name) == value, name, "of", file, "is", value, "and not", inputs[key].get(name))
        print(f"    {file}: {', '.join(f'{name} {value}' for name, value in facts(file).items())}: as it should be")


if __name__ == "__main__":
    main()
