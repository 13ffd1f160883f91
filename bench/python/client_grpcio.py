"""grpcio with the generated stub and messages: how one would write it with the documentation at hand."""

import base64
import os
import sys
from pathlib import Path

import google.protobuf
import grpc
from harness import DEADLINE, INPUT, MODEL, SOURCE, VERSION, main

import inferences_pb2
import inferences_pb2_grpc
import jobs_pb2
import jobs_pb2_grpc

OPTIONS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]



def open_channel(target: str) -> grpc.Channel:
    if not target.startswith("tls:"):
        return grpc.insecure_channel(target, OPTIONS)
    authorities = Path(os.environ["BENCH_CA"]).read_bytes()
    return grpc.secure_channel(target[len("tls:"):], grpc.ssl_channel_credentials(authorities), OPTIONS)


with open_channel(sys.argv[1]) as channel:
    stub = jobs_pb2_grpc.JobServiceStub(channel)
    inference_stub = inferences_pb2_grpc.InferenceServiceStub(channel)

    def submit(data: bytes) -> None:
        job = jobs_pb2.JobSubmission()
        job.model.identifier = MODEL
        job.model.version = VERSION
        job.input.type = "embedded"
        uri = "data:application/octet-stream;base64," + base64.b64encode(data).decode("ascii")
        job.input.sources[SOURCE].fields[INPUT].string_value = uri
        if not stub.SubmitJob(job, timeout=DEADLINE).job_identifier:
            sys.exit("the receipt names no job")

    def frame(data: bytes) -> inferences_pb2.InferenceRequest:
        request = inferences_pb2.InferenceRequest()
        request.model.identifier = MODEL
        request.model.version = VERSION
        request.inputs.add(key=INPUT, data=data)
        return request

    def frames(data: bytes, count: int) -> None:
        received = sum(1 for _ in inference_stub.StreamInferences(frame(data) for _ in range(count)))
        if received != count:
            sys.exit(f"{received} of {count} inferences were received")

    main(submit, [os.path.dirname(grpc.__file__), os.path.dirname(google.protobuf.__file__)], frames)
