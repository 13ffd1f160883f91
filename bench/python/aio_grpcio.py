"""grpcio's own asyncio interface with the generated stub and messages, one channel for all tasks."""

import asyncio
import base64
import sys

import aio_harness
import grpc
from harness import DEADLINE, INPUT, MODEL, SOURCE, VERSION

import jobs_pb2
import jobs_pb2_grpc

OPTIONS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


async def run() -> None:
    async with grpc.aio.insecure_channel(sys.argv[1], OPTIONS) as channel:
        stub = jobs_pb2_grpc.JobServiceStub(channel)

        async def submit(data: bytes) -> None:
            job = jobs_pb2.JobSubmission()
            job.model.identifier = MODEL
            job.model.version = VERSION
            job.input.type = "embedded"
            uri = "data:application/octet-stream;base64," + base64.b64encode(data).decode("ascii")
            job.input.sources[SOURCE].fields[INPUT].string_value = uri
            if not (await stub.SubmitJob(job, timeout=DEADLINE)).job_identifier:
                sys.exit("the receipt names no job")

        await aio_harness.main(submit)


asyncio.run(run())
