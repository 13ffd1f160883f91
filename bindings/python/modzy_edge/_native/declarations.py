# Generated from include/modzy_edge.h by tools/generate_bindings.py. Do not edit.
"""The C interface of libmodzy_edge as ctypes declarations. What each of them means stands in the header."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional

EDGE_VERSION_MAJOR = 0
EDGE_VERSION_MINOR = 1
EDGE_VERSION_PATCH = 0
EDGE_VERSION = "0.1.0"
EDGE_ABI_VERSION = 1
EDGE_DEFAULT_PORT = 55000
EDGE_NO_TIMEOUT = 4294967295
EDGE_DEFAULT_TIMEOUT = 4294967294
EDGE_SINGLE_SOURCE = "input"
EDGE_OK = 0
EDGE_CANCELLED = 1
EDGE_UNKNOWN = 2
EDGE_INVALID_ARGUMENT = 3
EDGE_DEADLINE_EXCEEDED = 4
EDGE_NOT_FOUND = 5
EDGE_ALREADY_EXISTS = 6
EDGE_PERMISSION_DENIED = 7
EDGE_RESOURCE_EXHAUSTED = 8
EDGE_FAILED_PRECONDITION = 9
EDGE_ABORTED = 10
EDGE_OUT_OF_RANGE = 11
EDGE_UNIMPLEMENTED = 12
EDGE_INTERNAL = 13
EDGE_UNAVAILABLE = 14
EDGE_DATA_LOSS = 15
EDGE_UNAUTHENTICATED = 16
EDGE_INVALID_HANDLE = 100
EDGE_FORKED_PROCESS = 101
EDGE_OUT_OF_MEMORY = 102
EDGE_LOG_TRACE = 0
EDGE_LOG_DEBUG = 1
EDGE_LOG_INFO = 2
EDGE_LOG_WARNING = 3
EDGE_LOG_ERROR = 4
EDGE_LOG_OFF = 6
EDGE_TRANSPORT_AUTO = 0
EDGE_TRANSPORT_DIRECT = 1
EDGE_TRANSPORT_CHANNEL = 2
EDGE_BALANCING_PICK_FIRST = 0
EDGE_BALANCING_ROUND_ROBIN = 1
EDGE_VOTE_NONE = 0
EDGE_VOTE_UP = 1
EDGE_VOTE_DOWN = 2
EDGE_INPUT_BYTES = 0
EDGE_INPUT_TEXT = 1
EDGE_INPUT_S3 = 2
EDGE_INPUT_AZURE = 3


class edge_error(ctypes.Structure):
    """Opaque."""


class edge_log(ctypes.Structure):
    """Opaque."""


class edge_call(ctypes.Structure):
    """Opaque."""


class edge_client(ctypes.Structure):
    """Opaque."""


class edge_tls_options(ctypes.Structure):
    struct_size: int
    reserved: int
    ca_file: Optional[bytes]
    ca_pem: Optional[int]
    ca_pem_size: int
    certificate_file: Optional[bytes]
    certificate_pem: Optional[int]
    certificate_pem_size: int
    key_file: Optional[bytes]
    key_pem: Optional[int]
    key_pem_size: int
    key_password: Optional[bytes]
    server_name: Optional[bytes]


class edge_retry_options(ctypes.Structure):
    struct_size: int
    max_attempts: int
    initial_backoff_ms: int
    max_backoff_ms: int
    retry_submissions: bool
    reserved: Any


class edge_client_options(ctypes.Structure):
    struct_size: int
    deadline_ms: int
    connect_timeout_ms: int
    transport: int
    max_connections: int
    idle_timeout_ms: int
    max_receive_bytes: int
    busy_poll_us: int
    max_long_calls: int
    api_key: Optional[bytes]
    allow_plaintext_credentials: bool
    cancel_on_timeout: bool
    reserved: Any
    tls: Any
    retry: Any
    proxy: Optional[bytes]
    keepalive_ms: int
    keepalive_timeout_ms: int
    keepalive_when_idle: bool
    reserved2: Any
    balancing: int


class edge_metadata(ctypes.Structure):
    name: Optional[bytes]
    value: Optional[int]
    size: int


class edge_call_options(ctypes.Structure):
    struct_size: int
    deadline_ms: int
    metadata: Any
    metadata_count: int


class edge_piece(ctypes.Structure):
    data: Optional[int]
    size: int


class edge_input(ctypes.Structure):
    key: Optional[bytes]
    data: Optional[int]
    size: int


class edge_source(ctypes.Structure):
    key: Optional[bytes]
    inputs: Any
    input_count: int


class edge_wait_options(ctypes.Structure):
    struct_size: int
    timeout_ms: int
    poll_interval_ms: int
    max_poll_interval_ms: int
    metadata: Any
    metadata_count: int


class edge_submit_options(ctypes.Structure):
    struct_size: int
    deadline_ms: int
    job_timeout_ms: int
    source_size: int
    input_size: int
    file_size: int
    explain: bool
    reserved: Any
    wait: Any
    metadata: Any
    metadata_count: int


class edge_object(ctypes.Structure):
    key: Optional[bytes]
    container: Optional[bytes]
    path: Optional[bytes]


class edge_object_source(ctypes.Structure):
    key: Optional[bytes]
    objects: Any
    object_count: int


class edge_object_sources(ctypes.Structure):
    struct_size: int
    source_size: int
    object_size: int
    sources: Any
    source_count: int


class edge_s3_access(ctypes.Structure):
    struct_size: int
    reserved: int
    access_key_id: Optional[bytes]
    secret_access_key: Optional[bytes]
    region: Optional[bytes]
    endpoint: Optional[bytes]


class edge_azure_access(ctypes.Structure):
    struct_size: int
    reserved: int
    storage_account: Optional[bytes]
    storage_account_key: Optional[bytes]


class edge_file(ctypes.Structure):
    source_key: Optional[bytes]
    input_key: Optional[bytes]
    path: Optional[bytes]


class edge_job_filter(ctypes.Structure):
    struct_size: int
    reserved: int
    start_date: Optional[bytes]
    end_date: Optional[bytes]
    status: Optional[bytes]
    model: Optional[bytes]
    user: Optional[bytes]
    access_key: Optional[bytes]


class edge_job_history_filter(ctypes.Structure):
    struct_size: int
    reserved: int
    search: Optional[bytes]
    user: Optional[bytes]
    model: Optional[bytes]
    access_key: Optional[bytes]
    start_date: Optional[bytes]
    end_date: Optional[bytes]
    status: Optional[bytes]
    model_identifier: Optional[bytes]
    model_version: Optional[bytes]


class edge_inference_input(ctypes.Structure):
    key: Optional[bytes]
    data: Optional[int]
    size: int
    container: Optional[bytes]
    path: Optional[bytes]
    s3: Any
    azure: Any
    type: int
    reserved: int


class edge_tag(ctypes.Structure):
    key: Optional[bytes]
    value: Optional[bytes]


class edge_inference_request(ctypes.Structure):
    struct_size: int
    input_size: int
    tag_size: int
    model_identifier: Optional[bytes]
    model_version: Optional[bytes]
    inputs: Any
    input_count: int
    tags: Any
    tag_count: int
    explain: bool
    reserved: Any


class edge_stream(ctypes.Structure):
    """Opaque."""


class edge_progress(ctypes.Structure):
    struct_size: int
    reserved: int
    sent_bytes: int
    total_bytes: int
    completed: int
    failed: int
    total: int


class edge_queue(ctypes.Structure):
    """Opaque."""


edge_status = ctypes.c_int32
edge_log_level = ctypes.c_int32
edge_log_callback = ctypes.CFUNCTYPE(None, edge_log_level, ctypes.c_char_p, ctypes.c_void_p)
edge_interrupt_callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
edge_transport = ctypes.c_uint32
edge_balancing = ctypes.c_uint32
edge_vote = ctypes.c_int32
edge_input_type = ctypes.c_int32

edge_tls_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("ca_file", ctypes.c_char_p),
    ("ca_pem", ctypes.c_void_p),
    ("ca_pem_size", ctypes.c_size_t),
    ("certificate_file", ctypes.c_char_p),
    ("certificate_pem", ctypes.c_void_p),
    ("certificate_pem_size", ctypes.c_size_t),
    ("key_file", ctypes.c_char_p),
    ("key_pem", ctypes.c_void_p),
    ("key_pem_size", ctypes.c_size_t),
    ("key_password", ctypes.c_char_p),
    ("server_name", ctypes.c_char_p),
]
edge_retry_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("max_attempts", ctypes.c_uint32),
    ("initial_backoff_ms", ctypes.c_uint32),
    ("max_backoff_ms", ctypes.c_uint32),
    ("retry_submissions", ctypes.c_bool),
    ("reserved", ctypes.c_uint8 * 3),
]
edge_client_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("deadline_ms", ctypes.c_uint32),
    ("connect_timeout_ms", ctypes.c_uint32),
    ("transport", edge_transport),
    ("max_connections", ctypes.c_uint32),
    ("idle_timeout_ms", ctypes.c_uint32),
    ("max_receive_bytes", ctypes.c_uint64),
    ("busy_poll_us", ctypes.c_uint32),
    ("max_long_calls", ctypes.c_uint32),
    ("api_key", ctypes.c_char_p),
    ("allow_plaintext_credentials", ctypes.c_bool),
    ("cancel_on_timeout", ctypes.c_bool),
    ("reserved", ctypes.c_uint8 * 6),
    ("tls", ctypes.POINTER(edge_tls_options)),
    ("retry", ctypes.POINTER(edge_retry_options)),
    ("proxy", ctypes.c_char_p),
    ("keepalive_ms", ctypes.c_uint32),
    ("keepalive_timeout_ms", ctypes.c_uint32),
    ("keepalive_when_idle", ctypes.c_bool),
    ("reserved2", ctypes.c_uint8 * 3),
    ("balancing", edge_balancing),
]
edge_metadata._fields_ = [
    ("name", ctypes.c_char_p),
    ("value", ctypes.c_void_p),
    ("size", ctypes.c_size_t),
]
edge_call_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("deadline_ms", ctypes.c_uint32),
    ("metadata", ctypes.POINTER(edge_metadata)),
    ("metadata_count", ctypes.c_size_t),
]
edge_piece._fields_ = [
    ("data", ctypes.c_void_p),
    ("size", ctypes.c_size_t),
]
edge_input._fields_ = [
    ("key", ctypes.c_char_p),
    ("data", ctypes.c_void_p),
    ("size", ctypes.c_size_t),
]
edge_source._fields_ = [
    ("key", ctypes.c_char_p),
    ("inputs", ctypes.POINTER(edge_input)),
    ("input_count", ctypes.c_size_t),
]
edge_wait_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("timeout_ms", ctypes.c_uint32),
    ("poll_interval_ms", ctypes.c_uint32),
    ("max_poll_interval_ms", ctypes.c_uint32),
    ("metadata", ctypes.POINTER(edge_metadata)),
    ("metadata_count", ctypes.c_size_t),
]
edge_submit_options._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("deadline_ms", ctypes.c_uint32),
    ("job_timeout_ms", ctypes.c_uint32),
    ("source_size", ctypes.c_uint16),
    ("input_size", ctypes.c_uint16),
    ("file_size", ctypes.c_uint16),
    ("explain", ctypes.c_bool),
    ("reserved", ctypes.c_uint8 * 5),
    ("wait", ctypes.POINTER(edge_wait_options)),
    ("metadata", ctypes.POINTER(edge_metadata)),
    ("metadata_count", ctypes.c_size_t),
]
edge_object._fields_ = [
    ("key", ctypes.c_char_p),
    ("container", ctypes.c_char_p),
    ("path", ctypes.c_char_p),
]
edge_object_source._fields_ = [
    ("key", ctypes.c_char_p),
    ("objects", ctypes.POINTER(edge_object)),
    ("object_count", ctypes.c_size_t),
]
edge_object_sources._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("source_size", ctypes.c_uint16),
    ("object_size", ctypes.c_uint16),
    ("sources", ctypes.POINTER(edge_object_source)),
    ("source_count", ctypes.c_size_t),
]
edge_s3_access._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("access_key_id", ctypes.c_char_p),
    ("secret_access_key", ctypes.c_char_p),
    ("region", ctypes.c_char_p),
    ("endpoint", ctypes.c_char_p),
]
edge_azure_access._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("storage_account", ctypes.c_char_p),
    ("storage_account_key", ctypes.c_char_p),
]
edge_file._fields_ = [
    ("source_key", ctypes.c_char_p),
    ("input_key", ctypes.c_char_p),
    ("path", ctypes.c_char_p),
]
edge_job_filter._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("start_date", ctypes.c_char_p),
    ("end_date", ctypes.c_char_p),
    ("status", ctypes.c_char_p),
    ("model", ctypes.c_char_p),
    ("user", ctypes.c_char_p),
    ("access_key", ctypes.c_char_p),
]
edge_job_history_filter._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("search", ctypes.c_char_p),
    ("user", ctypes.c_char_p),
    ("model", ctypes.c_char_p),
    ("access_key", ctypes.c_char_p),
    ("start_date", ctypes.c_char_p),
    ("end_date", ctypes.c_char_p),
    ("status", ctypes.c_char_p),
    ("model_identifier", ctypes.c_char_p),
    ("model_version", ctypes.c_char_p),
]
edge_inference_input._fields_ = [
    ("key", ctypes.c_char_p),
    ("data", ctypes.c_void_p),
    ("size", ctypes.c_size_t),
    ("container", ctypes.c_char_p),
    ("path", ctypes.c_char_p),
    ("s3", ctypes.POINTER(edge_s3_access)),
    ("azure", ctypes.POINTER(edge_azure_access)),
    ("type", edge_input_type),
    ("reserved", ctypes.c_uint32),
]
edge_tag._fields_ = [
    ("key", ctypes.c_char_p),
    ("value", ctypes.c_char_p),
]
edge_inference_request._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("input_size", ctypes.c_uint16),
    ("tag_size", ctypes.c_uint16),
    ("model_identifier", ctypes.c_char_p),
    ("model_version", ctypes.c_char_p),
    ("inputs", ctypes.POINTER(edge_inference_input)),
    ("input_count", ctypes.c_size_t),
    ("tags", ctypes.POINTER(edge_tag)),
    ("tag_count", ctypes.c_size_t),
    ("explain", ctypes.c_bool),
    ("reserved", ctypes.c_uint8 * 7),
]
edge_progress._fields_ = [
    ("struct_size", ctypes.c_uint32),
    ("reserved", ctypes.c_uint32),
    ("sent_bytes", ctypes.c_uint64),
    ("total_bytes", ctypes.c_uint64),
    ("completed", ctypes.c_int64),
    ("failed", ctypes.c_int64),
    ("total", ctypes.c_int64),
]


def _declare(function: Any, result: Any, *parameters: Any) -> Any:
    function.restype = result
    function.argtypes = parameters
    return function


class Functions:
    """The functions of a library that is loaded. AttributeError, if it lacks one of them."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.edge_status_name: Callable[..., Optional[bytes]] = _declare(
            library.edge_status_name, ctypes.c_char_p, edge_status)
        self.edge_version: Callable[..., Optional[bytes]] = _declare(
            library.edge_version, ctypes.c_char_p)
        self.edge_abi_version: Callable[..., int] = _declare(
            library.edge_abi_version, ctypes.c_uint32)
        self.edge_error_code: Callable[..., int] = _declare(
            library.edge_error_code, edge_status, ctypes.POINTER(edge_error))
        self.edge_error_message: Callable[..., Optional[bytes]] = _declare(
            library.edge_error_message, ctypes.c_char_p, ctypes.POINTER(edge_error))
        self.edge_error_detail_json: Callable[..., Optional[bytes]] = _declare(
            library.edge_error_detail_json, ctypes.c_char_p, ctypes.POINTER(edge_error))
        self.edge_error_is_retriable: Callable[..., bool] = _declare(
            library.edge_error_is_retriable, ctypes.c_bool, ctypes.POINTER(edge_error))
        self.edge_error_free: Callable[..., None] = _declare(
            library.edge_error_free, None, ctypes.POINTER(edge_error))
        self.edge_string_free: Callable[..., None] = _declare(
            library.edge_string_free, None, ctypes.c_char_p)
        self.edge_bytes_free: Callable[..., None] = _declare(
            library.edge_bytes_free, None, ctypes.c_void_p)
        self.edge_log_create: Callable[..., int] = _declare(
            library.edge_log_create, edge_status, edge_log_callback, edge_log_level, ctypes.c_void_p,
            ctypes.POINTER(ctypes.POINTER(edge_log)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_log_destroy: Callable[..., None] = _declare(
            library.edge_log_destroy, None, ctypes.POINTER(edge_log))
        self.edge_interrupt_set: Callable[..., int] = _declare(
            library.edge_interrupt_set, edge_status, edge_interrupt_callback, ctypes.c_void_p,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_create: Callable[..., int] = _declare(
            library.edge_client_create, edge_status, ctypes.c_char_p, ctypes.c_uint32,
            ctypes.POINTER(edge_client_options), ctypes.POINTER(ctypes.POINTER(edge_client)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_create_from_context: Callable[..., int] = _declare(
            library.edge_client_create_from_context, edge_status, ctypes.c_char_p, ctypes.POINTER(edge_client_options),
            ctypes.POINTER(ctypes.POINTER(edge_client)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_set_metadata: Callable[..., int] = _declare(
            library.edge_client_set_metadata, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_metadata),
            ctypes.c_size_t, ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_stats: Callable[..., int] = _declare(
            library.edge_client_stats, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_wait_ready: Callable[..., int] = _declare(
            library.edge_client_wait_ready, edge_status, ctypes.POINTER(edge_client), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_wait_ready_start: Callable[..., int] = _declare(
            library.edge_client_wait_ready_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_ping: Callable[..., int] = _declare(
            library.edge_client_ping, edge_status, ctypes.POINTER(edge_client), ctypes.c_uint32,
            ctypes.POINTER(ctypes.c_uint64), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_ping_start: Callable[..., int] = _declare(
            library.edge_client_ping_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_client_destroy: Callable[..., None] = _declare(
            library.edge_client_destroy, None, ctypes.POINTER(edge_client))
        self.edge_jobs_submit_embedded: Callable[..., int] = _declare(
            library.edge_jobs_submit_embedded, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_embedded_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_embedded_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_bytes: Callable[..., int] = _declare(
            library.edge_jobs_submit_bytes, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_bytes_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_bytes_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t,
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_run: Callable[..., int] = _declare(
            library.edge_jobs_run, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_run_start: Callable[..., int] = _declare(
            library.edge_jobs_run_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_text: Callable[..., int] = _declare(
            library.edge_jobs_submit_text, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_text_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_text_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_source), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_s3: Callable[..., int] = _declare(
            library.edge_jobs_submit_s3, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_object_sources), ctypes.POINTER(edge_s3_access), ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_s3_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_s3_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_object_sources), ctypes.POINTER(edge_s3_access),
            ctypes.POINTER(edge_submit_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_azure: Callable[..., int] = _declare(
            library.edge_jobs_submit_azure, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_object_sources), ctypes.POINTER(edge_azure_access), ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_azure_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_azure_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_object_sources), ctypes.POINTER(edge_azure_access),
            ctypes.POINTER(edge_submit_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_files: Callable[..., int] = _declare(
            library.edge_jobs_submit_files, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_file), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_submit_files_start: Callable[..., int] = _declare(
            library.edge_jobs_submit_files_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_file), ctypes.c_size_t, ctypes.POINTER(edge_submit_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_open: Callable[..., int] = _declare(
            library.edge_jobs_open, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_submit_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_open_start: Callable[..., int] = _declare(
            library.edge_jobs_open_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_submit_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_append: Callable[..., int] = _declare(
            library.edge_jobs_append, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_input), ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_append_start: Callable[..., int] = _declare(
            library.edge_jobs_append_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_input), ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_close: Callable[..., int] = _declare(
            library.edge_jobs_close, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_close_start: Callable[..., int] = _declare(
            library.edge_jobs_close_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get: Callable[..., int] = _declare(
            library.edge_jobs_get, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_start: Callable[..., int] = _declare(
            library.edge_jobs_get_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_wait: Callable[..., int] = _declare(
            library.edge_jobs_wait, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_wait_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_wait_start: Callable[..., int] = _declare(
            library.edge_jobs_wait_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_wait_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_cancel: Callable[..., int] = _declare(
            library.edge_jobs_cancel, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_cancel_start: Callable[..., int] = _declare(
            library.edge_jobs_cancel_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_cancel_all: Callable[..., int] = _declare(
            library.edge_jobs_cancel_all, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_cancel_all_start: Callable[..., int] = _declare(
            library.edge_jobs_cancel_all_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list: Callable[..., int] = _declare(
            library.edge_jobs_list, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_job_filter),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list_start: Callable[..., int] = _declare(
            library.edge_jobs_list_start, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_job_filter),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list_history: Callable[..., int] = _declare(
            library.edge_jobs_list_history, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_job_history_filter), ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list_history_start: Callable[..., int] = _declare(
            library.edge_jobs_list_history_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_job_history_filter), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_history: Callable[..., int] = _declare(
            library.edge_jobs_get_history, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_history_start: Callable[..., int] = _declare(
            library.edge_jobs_get_history_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_features: Callable[..., int] = _declare(
            library.edge_jobs_get_features, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_features_start: Callable[..., int] = _declare(
            library.edge_jobs_get_features_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list_statistics: Callable[..., int] = _declare(
            library.edge_jobs_list_statistics, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_list_statistics_start: Callable[..., int] = _declare(
            library.edge_jobs_list_statistics_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_statistics: Callable[..., int] = _declare(
            library.edge_jobs_get_statistics, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_statistics_start: Callable[..., int] = _declare(
            library.edge_jobs_get_statistics_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_results: Callable[..., int] = _declare(
            library.edge_jobs_get_results, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_results_start: Callable[..., int] = _declare(
            library.edge_jobs_get_results_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_result: Callable[..., int] = _declare(
            library.edge_jobs_get_result, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_result_start: Callable[..., int] = _declare(
            library.edge_jobs_get_result_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_output: Callable[..., int] = _declare(
            library.edge_jobs_get_output, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_output_start: Callable[..., int] = _declare(
            library.edge_jobs_get_output_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_vote: Callable[..., int] = _declare(
            library.edge_jobs_vote, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            edge_vote, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_vote_start: Callable[..., int] = _declare(
            library.edge_jobs_vote_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            edge_vote, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_vote: Callable[..., int] = _declare(
            library.edge_jobs_get_vote, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(edge_vote), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_jobs_get_vote_start: Callable[..., int] = _declare(
            library.edge_jobs_get_vote_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_perform: Callable[..., int] = _declare(
            library.edge_inferences_perform, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_inference_request), ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_perform_start: Callable[..., int] = _declare(
            library.edge_inferences_perform_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_inference_request), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_get: Callable[..., int] = _declare(
            library.edge_inferences_get, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_get_start: Callable[..., int] = _declare(
            library.edge_inferences_get_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_wait: Callable[..., int] = _declare(
            library.edge_inferences_wait, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_wait_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_wait_start: Callable[..., int] = _declare(
            library.edge_inferences_wait_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.POINTER(edge_wait_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_run: Callable[..., int] = _declare(
            library.edge_inferences_run, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_inference_request), ctypes.POINTER(edge_wait_options), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_run_start: Callable[..., int] = _declare(
            library.edge_inferences_run_start, edge_status, ctypes.POINTER(edge_client),
            ctypes.POINTER(edge_inference_request), ctypes.POINTER(edge_wait_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_get_output: Callable[..., int] = _declare(
            library.edge_inferences_get_output, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_inferences_get_output_start: Callable[..., int] = _declare(
            library.edge_inferences_get_output_start, edge_status, ctypes.POINTER(edge_client), ctypes.c_char_p,
            ctypes.c_char_p, ctypes.POINTER(edge_call_options), ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_open: Callable[..., int] = _declare(
            library.edge_stream_open, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.POINTER(edge_stream)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_open_start: Callable[..., int] = _declare(
            library.edge_stream_open_start, edge_status, ctypes.POINTER(edge_client), ctypes.POINTER(edge_call_options),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_send: Callable[..., int] = _declare(
            library.edge_stream_send, edge_status, ctypes.POINTER(edge_stream), ctypes.POINTER(edge_inference_request),
            ctypes.c_uint32, ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_send_start: Callable[..., int] = _declare(
            library.edge_stream_send_start, edge_status, ctypes.POINTER(edge_stream),
            ctypes.POINTER(edge_inference_request), ctypes.c_uint32, ctypes.POINTER(ctypes.POINTER(edge_call)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_offer: Callable[..., int] = _declare(
            library.edge_stream_offer, edge_status, ctypes.POINTER(edge_stream), ctypes.POINTER(edge_inference_request),
            ctypes.POINTER(ctypes.c_uint32), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_receive: Callable[..., int] = _declare(
            library.edge_stream_receive, edge_status, ctypes.POINTER(edge_stream), ctypes.c_uint32,
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_receive_start: Callable[..., int] = _declare(
            library.edge_stream_receive_start, edge_status, ctypes.POINTER(edge_stream), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_half_close: Callable[..., int] = _declare(
            library.edge_stream_half_close, edge_status, ctypes.POINTER(edge_stream),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_half_close_start: Callable[..., int] = _declare(
            library.edge_stream_half_close_start, edge_status, ctypes.POINTER(edge_stream),
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_stream_cancel: Callable[..., None] = _declare(
            library.edge_stream_cancel, None, ctypes.POINTER(edge_stream))
        self.edge_stream_destroy: Callable[..., None] = _declare(
            library.edge_stream_destroy, None, ctypes.POINTER(edge_stream))
        self.edge_call_fd: Callable[..., int] = _declare(
            library.edge_call_fd, ctypes.c_int, ctypes.POINTER(edge_call))
        self.edge_call_is_done: Callable[..., bool] = _declare(
            library.edge_call_is_done, ctypes.c_bool, ctypes.POINTER(edge_call))
        self.edge_call_wait: Callable[..., int] = _declare(
            library.edge_call_wait, edge_status, ctypes.POINTER(edge_call), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_result: Callable[..., int] = _declare(
            library.edge_call_result, edge_status, ctypes.POINTER(edge_call),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_take_json: Callable[..., int] = _declare(
            library.edge_call_take_json, edge_status, ctypes.POINTER(edge_call), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_take_bytes: Callable[..., int] = _declare(
            library.edge_call_take_bytes, edge_status, ctypes.POINTER(edge_call), ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_take_stream: Callable[..., int] = _declare(
            library.edge_call_take_stream, edge_status, ctypes.POINTER(edge_call),
            ctypes.POINTER(ctypes.POINTER(edge_stream)), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_progress: Callable[..., int] = _declare(
            library.edge_call_progress, edge_status, ctypes.POINTER(edge_call), ctypes.POINTER(edge_progress),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_call_cancel: Callable[..., None] = _declare(
            library.edge_call_cancel, None, ctypes.POINTER(edge_call))
        self.edge_call_destroy: Callable[..., None] = _declare(
            library.edge_call_destroy, None, ctypes.POINTER(edge_call))
        self.edge_queue_create: Callable[..., int] = _declare(
            library.edge_queue_create, edge_status, ctypes.POINTER(ctypes.POINTER(edge_queue)),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_queue_fd: Callable[..., int] = _declare(
            library.edge_queue_fd, ctypes.c_int, ctypes.POINTER(edge_queue))
        self.edge_queue_add: Callable[..., int] = _declare(
            library.edge_queue_add, edge_status, ctypes.POINTER(edge_queue), ctypes.POINTER(edge_call), ctypes.c_void_p,
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_queue_take: Callable[..., int] = _declare(
            library.edge_queue_take, edge_status, ctypes.POINTER(edge_queue), ctypes.c_uint32,
            ctypes.POINTER(ctypes.POINTER(edge_call)), ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_queue_destroy: Callable[..., None] = _declare(
            library.edge_queue_destroy, None, ctypes.POINTER(edge_queue))
        self.edge_json_get_string: Callable[..., int] = _declare(
            library.edge_json_get_string, edge_status, ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_get_integer: Callable[..., int] = _declare(
            library.edge_json_get_integer, edge_status, ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_int64), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_get_double: Callable[..., int] = _declare(
            library.edge_json_get_double, edge_status, ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_get_bool: Callable[..., int] = _declare(
            library.edge_json_get_bool, edge_status, ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_bool),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_count: Callable[..., int] = _declare(
            library.edge_json_count, edge_status, ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_size_t),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_key_at: Callable[..., int] = _declare(
            library.edge_json_key_at, edge_status, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t,
            ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_json_raw: Callable[..., int] = _declare(
            library.edge_json_raw, edge_status, ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
        self.edge_diagnostics: Callable[..., int] = _declare(
            library.edge_diagnostics, edge_status, ctypes.POINTER(ctypes.c_char_p),
            ctypes.POINTER(ctypes.POINTER(edge_error)))
