"""A Modzy Edge for tests, on grpcio: it records what it receives, and answers as it is told.

    with EdgeServer() as edge:
        client = EdgeClient("127.0.0.1", edge.port)
        ...
        edge.requests("SubmitJob")

Without a script it behaves like an edge whose jobs complete at once. script() puts other answers in front.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Callable, Deque, Dict, List, NamedTuple, Optional, Type, Union

import grpc

from default_edge import DefaultEdge, Refusal
from wire import messages, methods


class Call(NamedTuple):
    """One call that arrived. `deadline` is the time it had left, in seconds."""

    method: str
    request: Any
    metadata: Dict[str, Any]
    deadline: Optional[float]


# What a script may say: a message, a status, or a function that makes either from the request.
Answer = Union[Any, Refusal, Callable[[Any], Any]]


class EdgeServer:
    """The server; `port` is where it listens."""

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", max_message_size: int = -1) -> None:
        self.calls: List[Call] = []
        self.port = port
        self._host = host
        self._max_message_size = max_message_size
        self._scripts: Dict[str, Deque[Answer]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._default = DefaultEdge()
        self._server: Optional[grpc.Server] = None

    def script(self, method: str, *answers: Answer) -> None:
        """The next calls of the method get these answers, one each, and then the usual ones again."""
        with self._lock:
            self._scripts[method].extend(answers)

    def requests(self, method: str) -> List[Any]:
        """The requests that arrived for a method, in their order."""
        with self._lock:
            return [call.request for call in self.calls if call.method.endswith(f"/{method}")]

    def start(self) -> "EdgeServer":
        """Listens: the first time on a free port if none was given, and always on the same after that."""
        server = grpc.server(ThreadPoolExecutor(max_workers=32), options=[
            ("grpc.max_receive_message_length", self._max_message_size), ("grpc.max_send_message_length", -1),
            ("grpc.so_reuseport", 0)])
        for service in (messages().jobs.DESCRIPTOR.services_by_name["JobService"],
                        messages().results.DESCRIPTOR.services_by_name["ResultsService"]):
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, {
                name: grpc.unary_unary_rpc_method_handler(
                    self._handler(f"/{service.full_name}/{name}", name),
                    request_deserializer=types.request.FromString,
                    response_serializer=types.response.SerializeToString)
                for name, types in methods(service).items()}),))
        self.port = server.add_insecure_port(f"{self._host}:{self.port}")
        server.start()
        self._server = server
        return self

    def stop(self) -> None:
        """Stops at once: calls that run are cut off."""
        if self._server is not None:
            self._server.stop(grace=None).wait()
            self._server = None

    def _handler(self, path: str, method: str) -> Callable[[Any, grpc.ServicerContext], Any]:
        def handle(request: Any, context: grpc.ServicerContext) -> Any:
            with self._lock:
                self.calls.append(Call(path, request, dict(context.invocation_metadata()), context.time_remaining()))
                scripted = self._scripts[method]
                answer = scripted.popleft() if scripted else getattr(self._default, method, _unimplemented)
            try:
                answer = answer(request) if callable(answer) else answer
                if isinstance(answer, Refusal):
                    raise answer
                return answer
            except Refusal as refusal:
                context.abort(refusal.code, refusal.message)
        return handle

    def __enter__(self) -> "EdgeServer":
        return self.start()

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.stop()


def _unimplemented(_request: Any) -> Refusal:
    return Refusal(grpc.StatusCode.UNIMPLEMENTED, "this edge does not offer that")
