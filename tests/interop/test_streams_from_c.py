"""Streams from C, over an edge that offers them and over one that does not: the programs that test them with the emulator."""

import threading
from pathlib import Path
from typing import Any, Iterator

import grpc
import pytest

from callers import compiled, run_c
from edge_server import EdgeServer, Refusal
from inference_edge import InferenceEdge
from wire import ROOT

CALLS = 2000  # more than any of the programs makes


class Models:
    """The models that the programs use, as the emulator has them."""

    def __init__(self) -> None:
        self._edge = InferenceEdge()
        self._over = threading.Event()

    def infer(self, request: Any) -> Any:
        model, source = request.model.identifier, request.inputs[0]
        if model not in ("inspector", "sleeper", "faulty"):
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"there is no model {model}; there are inspector, sleeper and faulty")
        if model == "sleeper":
            text = source.text or source.data.decode()
            self._over.wait(float(text[:-2]) / 1000 if text.endswith("ms") else float(text[:-1]))
        [inference] = self._edge.StreamInferences(iter([request]))
        if model == "faulty":
            inference.MergeFrom(type(inference)(status="FAILED"))
        return inference

    def stream(self, requests: Iterator[Any]) -> Iterator[Any]:
        return map(self.infer, requests)

    def wake(self) -> None:
        """Lets those end who still sleep."""
        self._over.set()


@pytest.mark.parametrize("offered", ["offered", "not offered"])
@pytest.mark.parametrize("program", ["streams_test", "streams_threads_test"])
def test_streams_from_c(program: str, offered: str, tmp_path: Path) -> None:
    with EdgeServer(without=[] if offered == "offered" else ["StreamInferences"], workers=64) as edge:
        models = Models()
        edge.script("StreamInferences", *[models.stream] * CALLS)
        edge.script("PerformInference", *[models.infer] * CALLS)
        try:
            done = run_c(compiled(tmp_path, ROOT / "tests" / "c" / f"{program}.c"), edge.port)
        finally:
            models.wake()
        assert (done.returncode, done.stderr.decode()) == (0, "")
        assert (edge.requests("PerformInference") == []) == (offered == "offered")
