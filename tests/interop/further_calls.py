"""The calls of the contract that tests/data/vectors.json does not have, with every field: what is asked for, what goes over
the wire, what comes back. Messages are in protobuf's JSON."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple


class FurtherCall(NamedTuple):
    """A call. Its arguments are named as in Python and given as in the vectors."""

    call: str
    arguments: Dict[str, Any]
    method: str
    request: Dict[str, Any]
    answer: Dict[str, Any]


MODEL = {"identifier": "m", "version": "1.2.3"}
JOB = {"job_identifier": "j-1"}
ITEM = {**JOB, "source_key": "entrée/1"}
WIRE_JOB = {"identifier": "j-1"}
WIRE_ITEM = {"job_identifier": WIRE_JOB, "input_identifier": "entrée/1"}
RECEIPT = {"job_identifier": "j-1", "status": "SUBMITTED", "total_inputs": 1}
DETAILS = {"job_identifier": "j-1", "status": "COMPLETE", "total": 1, "completed": 1}
PAGE = {"total_count": 7, "page_number": 2, "page_size": 1, "page_count": 7}
STATISTICS = {"access_key": "prefix", "jobs_count": 3, "last_api_usage": "2024-05-01T12:00:00Z", "models_count": 1,
              "models_list": [{"identifier": "m", "name": "M", "processed_jobs_count": 3, "version": "1.2.3"}]}
FILTER = {"start_date": "2024-05-01", "end_date": "2024-05-31T12:00:00Z", "status": "COMPLETE", "model": "m", "user": "ü",
          "access_key": "prefix"}
HISTORY = {**FILTER, "search": "needle", "model_identifier": "m", "model_version": "1.2.3"}
INFERENCE = {"identifier": "inference-1", "status": "COMPLETE", "tags": {"a": "b"}, "result": {"outputs": {
    "mask": {"data": "AAEC/w==", "content_type": "image/png"}}}}
BYTES = {"base64": "AAEC/w=="}

JOBS, RESULTS, INFERENCES = "/jobs.v1.JobService/", "/results.v1.ResultsService/", "/inferences.api.v1.InferenceService/"

FURTHER_CALLS: List[FurtherCall] = [
    FurtherCall("jobs.submit_aws_s3",
                {**MODEL, "sources": {"item": {"image": {"bucket": "b", "key": "k/1"}}}, "access_key_id": "AK",
                 "secret_access_key": "SK", "endpoint": "https://minio.example", "explain": True},
                JOBS + "SubmitJob",
                {"model": MODEL, "explain": True, "input": {
                    "type": "storage-grid", "sources": {"item": {"image": {"bucket": "b", "key": "k/1"}}},
                    "accessKeyID": "AK", "secretAccessKey": "SK", "endpoint": "https://minio.example"}}, RECEIPT),
    FurtherCall("jobs.submit_azure",
                {**MODEL, "sources": {"item": {"image": {"container": "c", "path": "p/1"}}, "other": {
                    "image": {"container": "d", "path": "q"}}}, "storage_account": "account", "storage_account_key": "k=="},
                JOBS + "SubmitJob",
                {"model": MODEL, "input": {
                    "type": "azureblob", "sources": {"item": {"image": {"container": "c", "filePath": "p/1"}},
                                                     "other": {"image": {"container": "d", "filePath": "q"}}},
                    "storageAccount": "account", "storageAccountKey": "k=="}}, RECEIPT),
    FurtherCall("jobs.open", {**MODEL, "explain": True}, JOBS + "SubmitJob", {"model": MODEL, "explain": True},
                {**RECEIPT, "status": "OPEN"}),
    FurtherCall("jobs.append", {**ITEM, "input_key": "sound", "data": BYTES}, JOBS + "AddInputToJob",
                {**JOB, "datasource_name": "entrée/1", "input_name": "sound", "data": BYTES["base64"]}, {}),
    FurtherCall("jobs.close", JOB, JOBS + "CloseJob", WIRE_JOB, RECEIPT),
    FurtherCall("jobs.block_until_complete", JOB, JOBS + "GetJob", WIRE_JOB, DETAILS),
    FurtherCall("jobs.cancel", JOB, JOBS + "CancelJob", WIRE_JOB, {**DETAILS, "status": "CANCELLED"}),
    FurtherCall("jobs.cancel_all", {}, JOBS + "CancelAllJobs", {}, {**PAGE, "jobs": [DETAILS]}),
    FurtherCall("jobs.list", {}, JOBS + "GetJobs", {}, PAGE),
    FurtherCall("jobs.list", FILTER, JOBS + "GetJobs", FILTER,
                {**PAGE, "jobs": [{"job_identifier": "j-1", "status": "COMPLETE", "model": MODEL}]}),
    FurtherCall("jobs.history", {}, JOBS + "GetJobHistory", {}, PAGE),
    FurtherCall("jobs.history", HISTORY, JOBS + "GetJobHistory", HISTORY, {**PAGE, "jobs": [DETAILS]}),
    FurtherCall("jobs.get_history", JOB, JOBS + "GetHistoryForJob", WIRE_JOB, {**PAGE, "jobs": [DETAILS]}),
    FurtherCall("jobs.features", {}, JOBS + "GetFeatures", {},
                {"input_chunk_maximum_size": "64K", "maximum_input_chunks": 9, "maximum_inputs_per_job": 8}),
    FurtherCall("jobs.statistics", {}, JOBS + "GetStatistics", {}, {**PAGE, "statistics": [STATISTICS]}),
    FurtherCall("jobs.key_statistics", {"access_key_prefix": "prefix"}, JOBS + "GetStatisticsForAccessKey",
                {"prefix": "prefix"}, STATISTICS),
    FurtherCall("jobs.get_result", ITEM, RESULTS + "GetResult", WIRE_ITEM,
                {"job": {"identifier": "j-1", "model": MODEL, "tags": ["a", "b"]}, "model_latency": 0.1, "result": {"n": 1.5}}),
    FurtherCall("jobs.get_output", {**ITEM, "output_key": "results.json"}, RESULTS + "GetResultOutput",
                {"result_identifier": WIRE_ITEM, "output_identifier": "results.json"}, {"data": BYTES["base64"]}),
    FurtherCall("jobs.vote", {**ITEM, "vote": "UP"}, RESULTS + "UpVoteResult", WIRE_ITEM, {}),
    FurtherCall("jobs.vote", {**ITEM, "vote": "DOWN"}, RESULTS + "DownVoteResult", WIRE_ITEM, {}),
    FurtherCall("jobs.vote", {**ITEM, "vote": "NONE"}, RESULTS + "ResetVotesForResult", WIRE_ITEM, {}),
    FurtherCall("jobs.get_vote", ITEM, RESULTS + "GetVoteForResult", WIRE_ITEM, {"vote": "DOWN"}),
    FurtherCall("inferences.run", {"model_identifier": "m", "model_version": "1.2.3", "explain": True, "tags": {"ä": "ö"},
                                   "inputs": [{"key": "text", "text": "größer"}, {"key": "data", "data": BYTES}]},
                INFERENCES + "PerformInference",
                {"model": MODEL, "explain": True, "tags": {"ä": "ö"},
                 "inputs": [{"key": "text", "text": "größer"}, {"key": "data", "data": BYTES["base64"]}]}, INFERENCE),
    FurtherCall("inferences.block_until_complete", {"inference_identifier": "inference-1"},
                INFERENCES + "GetInferenceDetails", {"identifier": "inference-1"}, INFERENCE),
    FurtherCall("inferences.get_output", {"inference_identifier": "inference-1", "output_key": "mask"},
                INFERENCES + "GetInferenceDetails", {"identifier": "inference-1"}, INFERENCE),
]
