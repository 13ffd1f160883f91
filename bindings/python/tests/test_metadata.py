"""API keys and metadata of calls."""

import asyncio

import pytest

from edge_server import EdgeServer
from modzy_edge import EdgeClient, InvalidArgument, aio

SECRET = "hunter2-hunter2"


def submit(client: EdgeClient) -> None:
    client.jobs.submit_text("model", "1.0.0", {"key": "text"})


def test_metadata_does_not_take_the_place_of_the_key(edge: EdgeServer) -> None:
    with EdgeClient("localhost", edge.port, api_key=f"prefix.{SECRET}", metadata={"x-tenant": "line-4"}) as client:
        submit(client)
    assert {"x-tenant": "line-4", "authorization": f"ApiKey prefix.{SECRET}"}.items() <= edge.metadata("SubmitJob").items()


def test_a_key_and_metadata_arrive(edge: EdgeServer) -> None:
    metadata = {"x-tenant": "line-4", "x-digest-bin": b"\0\1\xff"}
    with EdgeClient("localhost", edge.port, api_key=f"prefix.{SECRET}", metadata={
            **metadata, "authorization": f"ApiKey prefix.{SECRET}"}) as client:
        submit(client)
        assert {**metadata, "authorization": f"ApiKey prefix.{SECRET}"}.items() <= edge.metadata("SubmitJob").items()
        client.set_metadata({"authorization": "Bearer new"})
        submit(client)
        received = edge.metadata("SubmitJob")
        assert received["authorization"] == "Bearer new" and "x-tenant" not in received
        client.set_metadata({})
        submit(client)
        assert "authorization" not in edge.metadata("SubmitJob")


def test_a_key_alone(edge: EdgeServer) -> None:
    with EdgeClient("localhost", edge.port, api_key=f"prefix.{SECRET}") as client:
        submit(client)
        assert edge.metadata("SubmitJob")["authorization"] == f"ApiKey prefix.{SECRET}"
        assert SECRET not in repr(client) and SECRET not in str(vars(client))


def test_asyncio(edge: EdgeServer) -> None:
    async def run() -> None:
        async with aio.EdgeClient("localhost", edge.port, metadata={"x-tenant": "line-4"}) as client:
            await client.jobs.submit_text("model", "1.0.0", {"key": "text"})
            assert edge.metadata("SubmitJob")["x-tenant"] == "line-4"
            client.set_metadata({"x-tenant": "line-5"})
            await client.jobs.submit_text("model", "1.0.0", {"key": "text"})
            assert edge.metadata("SubmitJob")["x-tenant"] == "line-5"

    asyncio.run(run())


def test_what_is_refused(edge: EdgeServer) -> None:
    with pytest.raises(InvalidArgument, match="X-Tenant.*lower-case"):
        EdgeClient("localhost", edge.port, metadata={"X-Tenant": "a"}).connect()
    with EdgeClient("localhost", edge.port, metadata={"x-tenant": "line-4"}) as client:
        with pytest.raises(InvalidArgument, match="reserves"):
            client.set_metadata({"te": "trailers"})
        with pytest.raises(TypeError, match="must be str or bytes, not int"):
            client.set_metadata({"x-tenant": 5})  # type: ignore[dict-item]
        submit(client)
        assert edge.metadata("SubmitJob")["x-tenant"] == "line-4"


def test_a_key_does_not_leave_the_machine_in_plaintext() -> None:
    with pytest.raises(InvalidArgument, match="allow_plaintext_credentials") as raised:
        EdgeClient("192.0.2.1", api_key=f"prefix.{SECRET}").connect()
    assert SECRET not in str(raised.value.detail)
    EdgeClient("192.0.2.1", api_key=f"prefix.{SECRET}", allow_plaintext_credentials=True).connect().close()
