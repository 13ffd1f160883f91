"""The messages of the wire contract, compiled from protos/ with protoc when they are first needed."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, List, NamedTuple

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.symbol_database import Default as symbol_database

ROOT = Path(__file__).resolve().parents[2]


class Method(NamedTuple):
    """The message types of one method."""

    request: Any
    response: Any
    streams: bool  # both ways; the contract has no other streams


@lru_cache(maxsize=None)
def messages() -> SimpleNamespace:
    """The generated modules: messages().jobs.JobSubmission, messages().results.Results, …"""
    protos = sorted((ROOT / "protos").glob("*.proto"))
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(["protoc", f"-I{ROOT / 'protos'}", f"--python_out={directory}", *map(str, protos)], check=True)
        sys.path.insert(0, directory)
        try:
            return SimpleNamespace(**{p.stem: importlib.import_module(f"{p.stem}_pb2") for p in protos})
        finally:
            sys.path.remove(directory)


def services() -> List[Any]:
    """The descriptors of the services of an edge."""
    files = messages()
    return [files.jobs.DESCRIPTOR.services_by_name["JobService"],
            files.results.DESCRIPTOR.services_by_name["ResultsService"],
            files.inferences.DESCRIPTOR.services_by_name["InferenceService"]]


def methods(service: Any) -> Dict[str, Method]:
    """The methods of a service descriptor by their name."""
    streams = FileDescriptorProto()
    service.file.CopyToProto(streams)
    [described] = [entry for entry in streams.service if entry.name == service.name]
    prototype = symbol_database().GetPrototype
    return {m.name: Method(prototype(m.input_type), prototype(m.output_type), proto.server_streaming)
            for m, proto in zip(service.methods, described.method)}
