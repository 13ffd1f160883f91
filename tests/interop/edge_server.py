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
from typing import (Any, Callable, Collection, Deque, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Type,
                    Union)

import grpc

from answers import Refusal
from default_edge import DefaultEdge
from ports import free_port
from wire import Method, methods, services


class Call(NamedTuple):
    """One call that arrived. `deadline` is the time it had left, in seconds."""

    method: str
    request: Any
    metadata: Dict[str, Any]
    deadline: Optional[float]


# What a script may say: a message, a status, or a function that makes either from the request.
Answer = Union[Any, Refusal, Callable[[Any], Any]]


class EdgeServer:
    """The server; `port` is where it listens, `without` the methods that it does not know, `options` those of its grpc.server.

    With "unix:" and the path of a socket, or "unix-abstract:" and a name, as its host it listens there, and the port means
    nothing. `metadata` goes with every answer, before and behind it. With `credentials` it speaks TLS.
    """

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", max_message_size: int = -1, workers: int = 32,
                 without: Collection[str] = (), metadata: Sequence[Tuple[str, Union[str, bytes]]] = (),
                 compression: Optional[grpc.Compression] = None, options: Sequence[Tuple[str, int]] = (),
                 credentials: Optional[grpc.ServerCredentials] = None) -> None:
        self.calls: List[Call] = []
        self.port = port
        self._host = host
        self._workers = workers
        self._without = without
        self._answered_metadata = metadata
        self._compression = compression
        self._options = options
        self._credentials = credentials
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

    def metadata(self, method: str) -> Dict[str, Any]:
        """The metadata of the latest call of a method."""
        with self._lock:
            return [call.metadata for call in self.calls if call.method.endswith(f"/{method}")][-1]

    def start(self) -> "EdgeServer":
        """Listens: the first time on a free port if none was given, and always on the same after that."""
        server = grpc.server(ThreadPoolExecutor(max_workers=self._workers), options=[
            ("grpc.max_receive_message_length", self._max_message_size), ("grpc.max_send_message_length", -1),
            ("grpc.so_reuseport", 0), *self._options], compression=self._compression)
        for service in services():
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, {
                name: self._method_handler(f"/{service.full_name}/{name}", name, types)
                for name, types in methods(service).items() if name not in self._without}),))
        on_socket = self._host.startswith(("unix:", "unix-abstract:"))
        address = self._host if on_socket else f"{self._host}:{self.port or free_port()}"
        self.port = server.add_insecure_port(address) if self._credentials is None \
            else server.add_secure_port(address, self._credentials)
        server.start()
        self._server = server
        return self

    def stop(self) -> None:
        """Stops at once: calls that run are cut off."""
        if self._server is not None:
            self._server.stop(grace=None).wait()
            self._server = None

    def _method_handler(self, path: str, method: str, types: Method) -> grpc.RpcMethodHandler:
        kind = grpc.stream_stream_rpc_method_handler if types.streams else grpc.unary_unary_rpc_method_handler
        return kind(self._stream_handler(path, method) if types.streams else self._handler(path, method),
                    request_deserializer=types.request.FromString,
                    response_serializer=lambda message: message.SerializeToString())

    def _handler(self, path: str, method: str) -> Callable[[Any, grpc.ServicerContext], Any]:
        def handle(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                return self._answer(path, method, request, request, context)
            except Refusal as refusal:
                context.abort(refusal.code, refusal.message)
        return handle

    def _stream_handler(self, path: str, method: str) -> Callable[[Any, grpc.ServicerContext], Any]:
        def handle(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            received: List[Any] = []  # the request of the Call that is recorded: it grows with the stream

            def recorded() -> Iterator[Any]:
                for request in requests:
                    received.append(request)
                    yield request

            try:
                yield from self._answer(path, method, received, recorded(), context)
            except Refusal as refusal:
                context.abort(refusal.code, refusal.message)
        return handle

    def _answer(self, path: str, method: str, record: Any, request: Any, context: grpc.ServicerContext) -> Any:
        with self._lock:
            self.calls.append(Call(path, record, dict(context.invocation_metadata()), context.time_remaining()))
            scripted = self._scripts[method]
            answer = scripted.popleft() if scripted else getattr(self._default, method, _unimplemented)
        if self._answered_metadata:
            context.send_initial_metadata(self._answered_metadata)
            context.set_trailing_metadata(self._answered_metadata)
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def __enter__(self) -> "EdgeServer":
        return self.start()

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.stop()


def _unimplemented(_request: Any) -> Refusal:
    return Refusal(grpc.StatusCode.UNIMPLEMENTED, "this edge does not offer that")
