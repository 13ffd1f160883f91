"""Edges that behave in other ways than most: the client gets everything right nevertheless."""

import io
import time
from pathlib import Path
from typing import Any, Iterator

import grpc
import pytest

from edge_server import EdgeServer, Refusal
from modzy_edge import EdgeClient, InferenceRequest, InputSource, NotFound, Timeout, Unimplemented
from wire import messages


def request(text: str) -> InferenceRequest:
    return InferenceRequest("m", "1.0.0", InputSource(key="input.txt", text=text))


def inference(**fields: Any) -> Any:
    return messages().inferences.Inference(**fields)


@pytest.mark.parametrize("status", ["CANCELED", "CANCELLED"])
def test_both_spellings_end_every_kind_of_waiting(status: str, edge: EdgeServer, client: EdgeClient) -> None:
    cancelled = messages().jobs.JobDetails(job_identifier="j", status=status)
    edge.script("GetJob", cancelled, cancelled)
    assert client.jobs.block_until_complete("j").status == "CANCELED"
    seen = []
    assert client.jobs.block_until_complete("j", progress=lambda *counts: seen.append(counts)).status == "CANCELED"
    assert seen == [(0, 0, 0)]


def test_lists_without_anything(edge: EdgeServer, client: EdgeClient) -> None:
    jobs = messages().jobs
    edge.script("GetJobs", jobs.JobSummaryList())
    edge.script("GetJobHistory", jobs.JobDetailsList())
    edge.script("GetStatistics", jobs.JobStatisticsList())
    edge.script("CancelAllJobs", jobs.JobDetailsList())
    for page in (client.jobs.list(), client.jobs.history(), client.jobs.statistics(), client.jobs.cancel_all()):
        assert list(page) == [] and page.total_count == 0


def test_an_edge_that_says_nothing(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetInferenceDetails", inference())
    found = client.inferences.get_inference_details("i")
    assert set(found) == {field.name for field in inference().DESCRIPTOR.fields}
    assert (found.model, found.result, found.submitted_at, found.elapsed_time) == (None, None, None, None)
    assert (found.inputs, found.tags) == ([], {})


def test_a_status_that_no_proto_knows(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetInferenceDetails", inference(identifier="i", status=77), inference(identifier="i", status="COMPLETE"))
    assert client.inferences.get_inference_details("i").status == "77"
    assert client.inferences.block_until_complete("i").status == "COMPLETE"


def test_an_inference_is_waited_for_through_all_its_states(edge: EdgeServer, client: EdgeClient) -> None:
    edge.script("GetInferenceDetails", *[inference(identifier="i", status=status)
                                         for status in ("QUEUED", "FETCHING", "IN_PROGRESS", 42, "CANCELED")])
    assert client.inferences.block_until_complete("i", poll_interval=0.001).status == "CANCELED"
    assert len(edge.requests("GetInferenceDetails")) == 5


def test_results_while_a_stream_is_slow(edge: EdgeServer, client: EdgeClient) -> None:
    def slow(requests: Iterator[Any]) -> Iterator[Any]:
        for number, _ in enumerate(requests):
            time.sleep(0.05)
            yield inference(identifier=str(number), status="COMPLETE")

    edge.script("StreamInferences", slow, slow)  # whether it is offered is asked first
    assert [found.identifier for found in client.inferences.stream(map(request, "abcde"))] == list("01234")


def test_a_stream_that_answers_in_another_number(edge: EdgeServer, client: EdgeClient) -> None:
    def twice(requests: Iterator[Any]) -> Iterator[Any]:
        for asked in requests:
            for status in ("IN_PROGRESS", "COMPLETE"):
                yield inference(identifier=asked.inputs[0].text, status=status)

    edge.script("StreamInferences", twice, twice)
    assert [(found.identifier, found.status) for found in client.inferences.stream(map(request, "ab"))] == [
        ("a", "IN_PROGRESS"), ("a", "COMPLETE"), ("b", "IN_PROGRESS"), ("b", "COMPLETE")]


def test_without_streams_inferences_are_asked_for_one_by_one() -> None:
    with EdgeServer(without=["StreamInferences"]) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        texts = [str(number) * (number + 1) for number in range(20)]
        found = list(client.inferences.stream(map(request, texts)))
        outputs = [each.block_until_complete().result.outputs["results.json"].data for each in found]
        assert outputs == [b'{"input.txt": %d}' % len(text) for text in texts]
        assert sorted(asked.inputs[0].text for asked in edge.requests("PerformInference")) == sorted(texts)


@pytest.mark.parametrize("missing", ["AddInputToJob", "open"])
@pytest.mark.parametrize("given", ["path", "file", "chunks"])
def test_without_chunks_files_are_embedded(missing: str, given: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"some bytes")
    (tmp_path / "empty").touch()
    content = {"path": tmp_path / "file", "file": io.BytesIO(b"some bytes"), "chunks": iter([b"some ", b"bytes"])}[given]
    with EdgeServer(without=[missing]) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        if missing == "open":
            edge.script("SubmitJob", Refusal(grpc.StatusCode.UNIMPLEMENTED, "no open jobs here"))
        progress: Any = []
        job = client.jobs.submit_file("m", "1.0.0", {"item": {"a": content, "b": tmp_path / "empty"}},
                                      progress=lambda *counts: progress.append(counts))
        assert job.get_results().results["item"]["results.json"]["data"]["result"]["inputs"] == {
            "a": {"size": 10}, "b": {"size": 0}}
        assert edge.requests("SubmitJob")[-1].input.type == "embedded"
        client.close()  # waits for the call that cancels the job
        assert len(edge.requests("CancelJob")) == (1 if missing == "AddInputToJob" else 0)
        assert progress[-1] == (10, 10)


def test_an_edge_without_features(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes((1 << 20) + 1))
    with EdgeServer(without=["GetFeatures"]) as edge, EdgeClient("127.0.0.1", edge.port) as client:
        client.jobs.submit_file("m", "1.0.0", {"a": tmp_path / "file"})
        chunks = edge.requests("AddInputToJob")
        assert [chunk.ByteSize() <= 1 << 20 for chunk in chunks] == [True, True]
        assert sum(len(chunk.data) for chunk in chunks) == (1 << 20) + 1
        with pytest.raises(Unimplemented):
            client.jobs.features()


@pytest.mark.parametrize("wait", [
    lambda client: client.jobs.block_until_complete("j", timeout=0.1),
    lambda client: client.jobs.block_until_complete("j", timeout=0.1, progress=lambda *counts: None),
    lambda client: client.inferences.block_until_complete("i", timeout=0.1)])
def test_waiting_gives_up_on_an_edge_that_never_answers(wait: Any, edge: EdgeServer, client: EdgeClient) -> None:
    for method in ("GetJob", "GetInferenceDetails"):
        edge.script(method, *[lambda _: time.sleep(0.5)] * 3)
    with pytest.raises(Timeout):
        wait(client)


def test_what_is_not_there(client: EdgeClient) -> None:
    for call in (client.inferences.get_inference_details, client.inferences.block_until_complete):
        with pytest.raises(NotFound, match="there is no inference nowhere"):
            call("nowhere")
