"""python -m modzy_edge: asks an edge whether it is there, and runs models on it, where only this package is installed.

Where the command line tool modzy-edge is installed too, this hands everything over to it; what is here understands a
part of the tool's commands, and ends with its exit codes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from . import (ApiError, EdgeClient, Inference, InputSource, InvalidArgument, LibraryNotFound, Timeout, Unavailable,
               __version__)

OK, CALL_FAILED, USAGE, JOB_FAILED, TIMED_OUT, UNAVAILABLE = range(6)

EXAMPLES = """\
examples:
  python -m modzy_edge ping --host camera-7.local
  python -m modzy_edge run inspector 1.0.0 image=photo.jpg
  python -m modzy_edge submit inspector 1.0.0 image=photo.jpg --watch

The edge is that of the options; else that of MODZY_EDGE_HOST and MODZY_EDGE_PORT; else the context that
MODZY_EDGE_CONTEXT names; else localhost, port 55000. The tool modzy-edge can do more; where it is installed, it is what
this becomes.

exit status: 0 it worked, 1 the call failed, 2 an argument or a file is wrong, 3 the job or the inference failed,
4 time ran out, 5 the edge cannot be reached"""


def parse_arguments(arguments: List[str]) -> argparse.Namespace:
    edge = argparse.ArgumentParser(add_help=False)
    edge.add_argument("--host", help="host name, address, or unix:PATH")
    edge.add_argument("--port", type=int, help="its port")
    edge.add_argument("--context", help="an edge of the configuration file of modzy-edge")
    edge.add_argument("--json", action="store_true", help="print JSON")
    work = argparse.ArgumentParser(add_help=False)
    work.add_argument("model", metavar="MODEL")
    work.add_argument("version", metavar="VERSION")
    work.add_argument("inputs", metavar="[NAME=]FILE", nargs="+", type=name_and_file, help="- is standard input")

    parser = argparse.ArgumentParser(prog="python -m modzy_edge", description=(__doc__ or "").partition(": ")[2],
                                     epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("ping", parents=[edge], help="make one whole call and measure it")
    commands.add_parser("run", parents=[edge, work], help="perform one inference and print what the model said")
    submit = commands.add_parser("submit", parents=[edge, work], help="submit a job and print its identifier")
    submit.add_argument("--watch", action="store_true", help="wait, and print the results as JSON")
    return parser.parse_args(arguments)


def name_and_file(argument: str) -> Tuple[str, str]:
    name, equals, file = argument.rpartition("=")
    if (equals and not name) or not file:
        raise argparse.ArgumentTypeError(f"{argument!r} is not [NAME=]FILE, such as image=photo.jpg")
    if file == "-" and not name:
        raise argparse.ArgumentTypeError("standard input needs a name, such as image=-")
    return name or Path(file).name, file


def content(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def client_of(arguments: argparse.Namespace) -> EdgeClient:
    host, port = os.environ.get("MODZY_EDGE_HOST"), os.environ.get("MODZY_EDGE_PORT")
    said = arguments.host or arguments.port or host or port
    if arguments.context or (not said and os.environ.get("MODZY_EDGE_CONTEXT")):
        return EdgeClient.from_context(arguments.context)
    return EdgeClient(arguments.host or host or "localhost", arguments.port or int(port or 55000))


def print_json(record: object) -> None:
    print(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def print_inference(inference: Inference, as_json: bool) -> int:
    if as_json:
        print_json(dict(inference))
    elif inference.result is not None:
        outputs: Dict[str, bytes] = {name: output.data for name, output in inference.result.outputs.items()}
        for name, data in outputs.items():
            print(data.decode("utf-8", "backslashreplace") if len(outputs) == 1 else f"{name}\t{len(data)} bytes")
    return OK if inference.status == "COMPLETE" else JOB_FAILED


def perform(arguments: argparse.Namespace) -> int:
    """Does what was asked, and gives the exit status."""
    with client_of(arguments) as client:
        if arguments.command == "ping":
            seconds = client.ping()
            if arguments.json:
                print_json({"edge": client.origin, "round_trip_ms": round(1000 * seconds, 3)})
            else:
                print(f"{client.origin} answered in {1000 * seconds:.3f} ms")
            return OK
        inputs = {name: content(file) for name, file in arguments.inputs}
        if arguments.command == "run":
            sources = [InputSource(key=name, data=data) for name, data in inputs.items()]
            return print_inference(client.inferences.run(arguments.model, arguments.version, sources), arguments.json)
        job = client.jobs.submit_embedded(arguments.model, arguments.version, {"job": inputs})
        if not arguments.watch:
            print(job.job_identifier)
            return OK
        job = job.block_until_complete(timeout=300)
        print_json(dict(job.get_results()))
        return OK if job.status == "COMPLETE" and not job.failed else JOB_FAILED


def status_of(error: Exception) -> int:
    """The exit status of a failure."""
    if isinstance(error, (InvalidArgument, OSError, ValueError)) and not isinstance(error, (Timeout, Unavailable)):
        return USAGE
    return TIMED_OUT if isinstance(error, Timeout) else UNAVAILABLE if isinstance(error, Unavailable) else CALL_FAILED


def main(arguments: "Optional[List[str]]" = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    tool = shutil.which("modzy-edge")
    if tool:
        os.execv(tool, ["modzy-edge", *given])
    try:
        return perform(parse_arguments(given))
    except (ApiError, LibraryNotFound, OSError, ValueError) as error:
        print(f"modzy-edge: {error}", file=sys.stderr)
        return status_of(error)


if __name__ == "__main__":
    sys.exit(main())
