#!/usr/bin/env python3
"""Runs a model on an edge over one or more files.

The files make one input item with the key "job"; KEY is the name by which the model finds FILE. Prints the job as a
line of JSON and, once the job has ended, its results as another. Progress and errors go to standard error.
"""

import argparse
import json
import mmap
import sys
import time
from pathlib import Path
from typing import Dict, List, NoReturn, Tuple, Union

from modzy_edge import ApiError, EdgeClient, InvalidArgument, Job, LibraryNotFound, Results, Timeout, Unavailable

COMPLETE, JOB_FAILED, BAD_ARGUMENT, NOT_IN_TIME, FAILED = range(5)

EXIT_STATUS = """\
exit status:
  0  the job is complete (with --no-wait: the edge has accepted it)
  1  the job failed or was cancelled, or some of its inputs failed
  2  an argument or a file is wrong
  3  the edge cannot be reached, or the job did not end in time
  4  any other error: there is no such model, the edge refused the job, ...

example: submit.py --port 55000 inspector 1.0.0 image=photo.jpg notes=notes.txt
"""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="submit.py", description=__doc__, epilog=EXIT_STATUS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="localhost", help="where the edge is (default %(default)s)")
    parser.add_argument("--port", type=int, default=55000, help="its port (default %(default)s)")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS",
                        help="give up after this time (default %(default)s; 0: never)")
    parser.add_argument("--explain", action="store_true", help="ask the model to explain its results")
    parser.add_argument("--no-wait", dest="wait", action="store_false",
                        help="end as soon as the edge has accepted the job")
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("files", metavar="KEY=FILE", nargs="+", type=key_and_file)
    return parser.parse_args()


def key_and_file(argument: str) -> Tuple[str, Path]:
    key, separator, file = argument.partition("=")
    if not (key and separator and file):
        raise argparse.ArgumentTypeError(f"{argument!r} is not KEY=FILE, such as image=photo.jpg")
    return key, Path(file)


def map_file(path: Path) -> Union[mmap.mmap, bytes]:
    """The content of a file, which is read from the disk only as it is sent."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                return file.read()  # there is nothing to map: it is empty, or a pipe
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        fail(BAD_ARGUMENT, f"cannot use {path}: {getattr(error, 'strerror', None) or error}")


def fail(status: int, message: str) -> NoReturn:
    print(f"submit.py: {message}", file=sys.stderr)
    sys.exit(status)


class Progress:
    """On a terminal one line that changes, else a line for each change."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def show(self, completed: int, failed: int, total: int) -> None:
        start, end = ("\r", "\033[K") if self._terminal else ("", "\n")
        print(f"{start}{completed + failed} of {total} input items done, {failed} failed, "
              f"{time.monotonic() - self._started:.1f} s", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._terminal:
            print(file=sys.stderr)


def wait_for_end(job: Job, timeout: float) -> Job:
    progress = Progress()
    try:
        return job.block_until_complete(timeout=timeout or None, progress=progress.show)
    finally:
        progress.end()


def print_json(record: Union[Job, Results]) -> None:
    print(json.dumps(dict(record), ensure_ascii=False, separators=(",", ":")), flush=True)


def run(arguments: argparse.Namespace, inputs: Dict[str, Union[mmap.mmap, bytes]]) -> int:
    with EdgeClient(arguments.host, arguments.port, deadline=arguments.timeout or None) as client:
        job = client.jobs.submit_embedded(arguments.model, arguments.version, {"job": inputs}, arguments.explain)
        print_json(job)
        if not arguments.wait:
            return COMPLETE
        job = wait_for_end(job, arguments.timeout)
        print_json(job.get_results())
    if job.status == "COMPLETE" and not job.failed:
        return COMPLETE
    fail(JOB_FAILED, f"job {job.job_identifier} ended as {job.status}; its results tell why")


def main() -> int:
    arguments = parse_arguments()
    files: List[Tuple[str, Path]] = arguments.files
    inputs = {key: map_file(path) for key, path in files}
    if len(inputs) < len(files):
        fail(BAD_ARGUMENT, "each KEY may be given once")
    try:
        return run(arguments, inputs)
    except InvalidArgument as error:
        fail(BAD_ARGUMENT, error.message)
    except (Unavailable, Timeout) as error:
        fail(NOT_IN_TIME, error.message)
    except (ApiError, LibraryNotFound) as error:
        fail(FAILED, error.message)


if __name__ == "__main__":
    sys.exit(main())
