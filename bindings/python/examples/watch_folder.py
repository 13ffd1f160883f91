#!/usr/bin/env python3
"""Runs a model on each file that appears in a folder, and writes its results beside it.

usage: watch_folder.py HOST PORT MODEL VERSION FOLDER

NAME gets NAME.json. A file is taken when two looks, a second apart, see the same size; one that has its .json already
is left alone, so that the program can be stopped and started again. Files of any size are uploaded in chunks. While the
edge cannot be reached, the files wait. As a service: modzy-edge-watch-folder.service.
"""

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Dict, Iterator

from modzy_edge import ApiError, EdgeClient

LOOK_S = 1.0


def notify(state: str) -> None:
    """Tells systemd a state (sd_notify(3)). Does nothing where systemd did not start the program."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
            datagrams.sendto(state.encode(), "\0" + address[1:] if address[0] == "@" else address)


def waiting(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json" and path.is_file() and not path.with_name(path.name + ".json").exists():
            yield path


def process(client: EdgeClient, model: str, version: str, path: Path) -> None:
    job = client.jobs.submit_files(model, version, {path.name: {"input": path}})
    job = job.block_until_complete(timeout=None, progress=lambda completed, failed, total: notify("WATCHDOG=1"))
    partial = path.with_name(path.name + ".json.part")
    partial.write_text(json.dumps(dict(job.get_results())), encoding="utf-8")
    partial.rename(path.with_name(path.name + ".json"))
    print(f"{path.name}: {job.status}", flush=True)


def look(client: EdgeClient, model: str, version: str, folder: Path, sizes: Dict[Path, int]) -> Dict[Path, int]:
    """Processes what has not grown since the sizes were taken. The sizes of now."""
    now = {path: path.stat().st_size for path in waiting(folder) if path.suffix != ".part"}
    for path in [path for path, size in now.items() if sizes.get(path) == size]:
        try:
            process(client, model, version, path)
        except ApiError as error:
            print(f"{path.name}: {error}", file=sys.stderr, flush=True)
            if not error.retriable:
                path.with_name(path.name + ".json").write_text(json.dumps(error.detail), encoding="utf-8")
    return now


def main() -> None:
    host, port, model, version, folder = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # also in the middle of a call
    sizes: Dict[Path, int] = {}
    with EdgeClient(host, int(port)) as client:
        notify("READY=1")
        while True:
            sizes = look(client, model, version, Path(folder), sizes)
            notify("WATCHDOG=1")
            time.sleep(LOOK_S)


if __name__ == "__main__":
    main()
