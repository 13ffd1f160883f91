#!/usr/bin/env python3
"""raw_server - gRPC's C core, by grpcio, answering test.Raw, whose messages are plain bytes.

    raw_server.py [ADDRESS]

Listens on ADDRESS (127.0.0.1:0 unless given) and says on standard output where: "listening on PORT".
"""

import concurrent.futures
import sys
import time

import grpc


def echo(request, context):
    return request


def sum_of(request, context):
    return f"{len(request)} {sum(request)}".encode()


def produce(request, context):
    return bytes((i * 31 ^ i >> 8) & 0xFF for i in range(int(request)))


def header(request, context):
    return dict(context.invocation_metadata()).get("question", "").encode()


def wait(request, context):
    time.sleep(int(request) / 1000)
    return request


def fail(request, context):
    code, text = request.decode().split(" ", 1)
    context.set_trailing_metadata([("grpc-status-details-bin", b"\0\1\2\372")])
    context.abort(next(c for c in grpc.StatusCode if c.value[0] == int(code)), text)


def main():
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(16), options=[("grpc.max_receive_message_length", -1)])
    methods = {"Echo": echo, "Sum": sum_of, "Produce": produce, "Header": header, "Wait": wait, "Fail": fail}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(
        "test.Raw", {name: grpc.unary_unary_rpc_method_handler(method) for name, method in methods.items()})])
    port = server.add_insecure_port(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:0")
    server.start()
    print(f"listening on {port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
