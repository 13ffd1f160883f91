/* Generated from include/modzy_edge.h by generate_functions.py. Do not edit. */
#include "process.h"

extern __typeof__(edge_error_code) managed_edge_error_code __attribute__((visibility("hidden")));
struct edge_error_code_call {
    const edge_error *error;
    edge_status result;
};
static void run_edge_error_code(void *arguments)
{
    struct edge_error_code_call *it = arguments;
    it->result = managed_edge_error_code(it->error);
}
edge_status edge_error_code(const edge_error *error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used() || shim_owns_error(error)) {
        result = shim_error_code(error);
    } else {
        if (shim_has_stack()) {
            result = managed_edge_error_code(error);
        } else {
            struct edge_error_code_call it = {error, 0};
            result = shim_run_on_thread(run_edge_error_code, &it) ? it.result : managed_edge_error_code(error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_error_message) managed_edge_error_message __attribute__((visibility("hidden")));
struct edge_error_message_call {
    const edge_error *error;
    const char *result;
};
static void run_edge_error_message(void *arguments)
{
    struct edge_error_message_call *it = arguments;
    it->result = managed_edge_error_message(it->error);
}
const char *edge_error_message(const edge_error *error)
{
    const char *result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used() || shim_owns_error(error)) {
        result = shim_error_message(error);
    } else {
        if (shim_has_stack()) {
            result = managed_edge_error_message(error);
        } else {
            struct edge_error_message_call it = {error, 0};
            result = shim_run_on_thread(run_edge_error_message, &it) ? it.result : managed_edge_error_message(error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_error_detail_json) managed_edge_error_detail_json __attribute__((visibility("hidden")));
struct edge_error_detail_json_call {
    const edge_error *error;
    const char *result;
};
static void run_edge_error_detail_json(void *arguments)
{
    struct edge_error_detail_json_call *it = arguments;
    it->result = managed_edge_error_detail_json(it->error);
}
const char *edge_error_detail_json(const edge_error *error)
{
    const char *result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used() || shim_owns_error(error)) {
        result = shim_error_detail_json(error);
    } else {
        if (shim_has_stack()) {
            result = managed_edge_error_detail_json(error);
        } else {
            struct edge_error_detail_json_call it = {error, 0};
            result = shim_run_on_thread(run_edge_error_detail_json, &it) ? it.result : managed_edge_error_detail_json(error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_error_is_retriable) managed_edge_error_is_retriable __attribute__((visibility("hidden")));
struct edge_error_is_retriable_call {
    const edge_error *error;
    bool result;
};
static void run_edge_error_is_retriable(void *arguments)
{
    struct edge_error_is_retriable_call *it = arguments;
    it->result = managed_edge_error_is_retriable(it->error);
}
bool edge_error_is_retriable(const edge_error *error)
{
    bool result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used() || shim_owns_error(error)) {
        result = shim_error_is_retriable(error);
    } else {
        if (shim_has_stack()) {
            result = managed_edge_error_is_retriable(error);
        } else {
            struct edge_error_is_retriable_call it = {error, 0};
            result = shim_run_on_thread(run_edge_error_is_retriable, &it) ? it.result : managed_edge_error_is_retriable(error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_error_free) managed_edge_error_free __attribute__((visibility("hidden")));
struct edge_error_free_call {
    edge_error *error;
};
static void run_edge_error_free(void *arguments)
{
    struct edge_error_free_call *it = arguments;
    managed_edge_error_free(it->error);
}
void edge_error_free(edge_error *error)
{
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used() || shim_owns_error(error)) {
        shim_error_free(error);
    } else {
        if (shim_has_stack()) {
            managed_edge_error_free(error);
        } else {
            struct edge_error_free_call it = {error};
            if (!shim_run_on_thread(run_edge_error_free, &it))
                managed_edge_error_free(error);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_log_create) managed_edge_log_create __attribute__((visibility("hidden")));
struct edge_log_create_call {
    edge_log_callback callback;
    edge_log_level minimum;
    void *user_data;
    edge_log **out_log;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_log_create(void *arguments)
{
    struct edge_log_create_call *it = arguments;
    it->result = managed_edge_log_create(it->callback, it->minimum, it->user_data, it->out_log, it->out_error);
}
edge_status edge_log_create(edge_log_callback callback, edge_log_level minimum, void *user_data, edge_log **out_log, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_log_create(callback, minimum, user_data, out_log, out_error);
        } else {
            struct edge_log_create_call it = {callback, minimum, user_data, out_log, out_error, 0};
            result = shim_run_on_thread(run_edge_log_create, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_log_destroy) managed_edge_log_destroy __attribute__((visibility("hidden")));
struct edge_log_destroy_call {
    edge_log *log;
};
static void run_edge_log_destroy(void *arguments)
{
    struct edge_log_destroy_call *it = arguments;
    managed_edge_log_destroy(it->log);
}
void edge_log_destroy(edge_log *log)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_log_destroy(log);
        } else {
            struct edge_log_destroy_call it = {log};
            if (!shim_run_on_thread(run_edge_log_destroy, &it))
                managed_edge_log_destroy(log);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_interrupt_set) managed_edge_interrupt_set __attribute__((visibility("hidden")));
struct edge_interrupt_set_call {
    edge_interrupt_callback callback;
    void *user_data;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_interrupt_set(void *arguments)
{
    struct edge_interrupt_set_call *it = arguments;
    it->result = managed_edge_interrupt_set(it->callback, it->user_data, it->out_error);
}
edge_status edge_interrupt_set(edge_interrupt_callback callback, void *user_data, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_interrupt_set(callback, user_data, out_error);
        } else {
            struct edge_interrupt_set_call it = {callback, user_data, out_error, 0};
            result = shim_run_on_thread(run_edge_interrupt_set, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_create) managed_edge_client_create __attribute__((visibility("hidden")));
struct edge_client_create_call {
    const char *host;
    uint32_t port;
    const edge_client_options *options;
    edge_client **out_client;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_create(void *arguments)
{
    struct edge_client_create_call *it = arguments;
    it->result = managed_edge_client_create(it->host, it->port, it->options, it->out_client, it->out_error);
}
edge_status edge_client_create(const char *host, uint32_t port, const edge_client_options *options, edge_client **out_client, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_create(host, port, options, out_client, out_error);
        } else {
            struct edge_client_create_call it = {host, port, options, out_client, out_error, 0};
            result = shim_run_on_thread(run_edge_client_create, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_create_from_context) managed_edge_client_create_from_context __attribute__((visibility("hidden")));
struct edge_client_create_from_context_call {
    const char *name;
    const edge_client_options *options;
    edge_client **out_client;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_create_from_context(void *arguments)
{
    struct edge_client_create_from_context_call *it = arguments;
    it->result = managed_edge_client_create_from_context(it->name, it->options, it->out_client, it->out_error);
}
edge_status edge_client_create_from_context(const char *name, const edge_client_options *options, edge_client **out_client, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_create_from_context(name, options, out_client, out_error);
        } else {
            struct edge_client_create_from_context_call it = {name, options, out_client, out_error, 0};
            result = shim_run_on_thread(run_edge_client_create_from_context, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_set_metadata) managed_edge_client_set_metadata __attribute__((visibility("hidden")));
struct edge_client_set_metadata_call {
    edge_client *client;
    const edge_metadata *metadata;
    size_t metadata_count;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_set_metadata(void *arguments)
{
    struct edge_client_set_metadata_call *it = arguments;
    it->result = managed_edge_client_set_metadata(it->client, it->metadata, it->metadata_count, it->out_error);
}
edge_status edge_client_set_metadata(edge_client *client, const edge_metadata *metadata, size_t metadata_count, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_set_metadata(client, metadata, metadata_count, out_error);
        } else {
            struct edge_client_set_metadata_call it = {client, metadata, metadata_count, out_error, 0};
            result = shim_run_on_thread(run_edge_client_set_metadata, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_stats) managed_edge_client_stats __attribute__((visibility("hidden")));
struct edge_client_stats_call {
    edge_client *client;
    char **out_stats;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_stats(void *arguments)
{
    struct edge_client_stats_call *it = arguments;
    it->result = managed_edge_client_stats(it->client, it->out_stats, it->out_error);
}
edge_status edge_client_stats(edge_client *client, char **out_stats, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_stats(client, out_stats, out_error);
        } else {
            struct edge_client_stats_call it = {client, out_stats, out_error, 0};
            result = shim_run_on_thread(run_edge_client_stats, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_wait_ready) managed_edge_client_wait_ready __attribute__((visibility("hidden")));
struct edge_client_wait_ready_call {
    edge_client *client;
    uint32_t timeout_ms;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_wait_ready(void *arguments)
{
    struct edge_client_wait_ready_call *it = arguments;
    it->result = managed_edge_client_wait_ready(it->client, it->timeout_ms, it->out_error);
}
edge_status edge_client_wait_ready(edge_client *client, uint32_t timeout_ms, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_wait_ready(client, timeout_ms, out_error);
        } else {
            struct edge_client_wait_ready_call it = {client, timeout_ms, out_error, 0};
            result = shim_run_on_thread(run_edge_client_wait_ready, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_wait_ready_start) managed_edge_client_wait_ready_start __attribute__((visibility("hidden")));
struct edge_client_wait_ready_start_call {
    edge_client *client;
    uint32_t timeout_ms;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_wait_ready_start(void *arguments)
{
    struct edge_client_wait_ready_start_call *it = arguments;
    it->result = managed_edge_client_wait_ready_start(it->client, it->timeout_ms, it->out_call, it->out_error);
}
edge_status edge_client_wait_ready_start(edge_client *client, uint32_t timeout_ms, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_wait_ready_start(client, timeout_ms, out_call, out_error);
        } else {
            struct edge_client_wait_ready_start_call it = {client, timeout_ms, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_client_wait_ready_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_ping) managed_edge_client_ping __attribute__((visibility("hidden")));
struct edge_client_ping_call {
    edge_client *client;
    uint32_t timeout_ms;
    uint64_t *out_round_trip_us;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_ping(void *arguments)
{
    struct edge_client_ping_call *it = arguments;
    it->result = managed_edge_client_ping(it->client, it->timeout_ms, it->out_round_trip_us, it->out_error);
}
edge_status edge_client_ping(edge_client *client, uint32_t timeout_ms, uint64_t *out_round_trip_us, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_ping(client, timeout_ms, out_round_trip_us, out_error);
        } else {
            struct edge_client_ping_call it = {client, timeout_ms, out_round_trip_us, out_error, 0};
            result = shim_run_on_thread(run_edge_client_ping, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_ping_start) managed_edge_client_ping_start __attribute__((visibility("hidden")));
struct edge_client_ping_start_call {
    edge_client *client;
    uint32_t timeout_ms;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_client_ping_start(void *arguments)
{
    struct edge_client_ping_start_call *it = arguments;
    it->result = managed_edge_client_ping_start(it->client, it->timeout_ms, it->out_call, it->out_error);
}
edge_status edge_client_ping_start(edge_client *client, uint32_t timeout_ms, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_client_ping_start(client, timeout_ms, out_call, out_error);
        } else {
            struct edge_client_ping_start_call it = {client, timeout_ms, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_client_ping_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_client_destroy) managed_edge_client_destroy __attribute__((visibility("hidden")));
struct edge_client_destroy_call {
    edge_client *client;
};
static void run_edge_client_destroy(void *arguments)
{
    struct edge_client_destroy_call *it = arguments;
    managed_edge_client_destroy(it->client);
}
void edge_client_destroy(edge_client *client)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_client_destroy(client);
        } else {
            struct edge_client_destroy_call it = {client};
            if (!shim_run_on_thread(run_edge_client_destroy, &it))
                managed_edge_client_destroy(client);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_jobs_submit_embedded) managed_edge_jobs_submit_embedded __attribute__((visibility("hidden")));
struct edge_jobs_submit_embedded_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_embedded(void *arguments)
{
    struct edge_jobs_submit_embedded_call *it = arguments;
    it->result = managed_edge_jobs_submit_embedded(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_embedded(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_embedded(client, model_identifier, model_version, sources, source_count, options, out_job, out_error);
        } else {
            struct edge_jobs_submit_embedded_call it = {client, model_identifier, model_version, sources, source_count, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_embedded, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_embedded_start) managed_edge_jobs_submit_embedded_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_embedded_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_embedded_start(void *arguments)
{
    struct edge_jobs_submit_embedded_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_embedded_start(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_embedded_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_embedded_start(client, model_identifier, model_version, sources, source_count, options, out_call, out_error);
        } else {
            struct edge_jobs_submit_embedded_start_call it = {client, model_identifier, model_version, sources, source_count, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_embedded_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_bytes) managed_edge_jobs_submit_bytes __attribute__((visibility("hidden")));
struct edge_jobs_submit_bytes_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const char *input_key;
    const void *data;
    size_t size;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_bytes(void *arguments)
{
    struct edge_jobs_submit_bytes_call *it = arguments;
    it->result = managed_edge_jobs_submit_bytes(it->client, it->model_identifier, it->model_version, it->input_key, it->data, it->size, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_bytes(edge_client *client, const char *model_identifier, const char *model_version, const char *input_key, const void *data, size_t size, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_bytes(client, model_identifier, model_version, input_key, data, size, out_job, out_error);
        } else {
            struct edge_jobs_submit_bytes_call it = {client, model_identifier, model_version, input_key, data, size, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_bytes, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_bytes_start) managed_edge_jobs_submit_bytes_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_bytes_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const char *input_key;
    const void *data;
    size_t size;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_bytes_start(void *arguments)
{
    struct edge_jobs_submit_bytes_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_bytes_start(it->client, it->model_identifier, it->model_version, it->input_key, it->data, it->size, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_bytes_start(edge_client *client, const char *model_identifier, const char *model_version, const char *input_key, const void *data, size_t size, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_bytes_start(client, model_identifier, model_version, input_key, data, size, out_call, out_error);
        } else {
            struct edge_jobs_submit_bytes_start_call it = {client, model_identifier, model_version, input_key, data, size, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_bytes_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_run) managed_edge_jobs_run __attribute__((visibility("hidden")));
struct edge_jobs_run_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    char **out_results;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_run(void *arguments)
{
    struct edge_jobs_run_call *it = arguments;
    it->result = managed_edge_jobs_run(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_results, it->out_error);
}
edge_status edge_jobs_run(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, char **out_results, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_run(client, model_identifier, model_version, sources, source_count, options, out_results, out_error);
        } else {
            struct edge_jobs_run_call it = {client, model_identifier, model_version, sources, source_count, options, out_results, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_run, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_run_start) managed_edge_jobs_run_start __attribute__((visibility("hidden")));
struct edge_jobs_run_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_run_start(void *arguments)
{
    struct edge_jobs_run_start_call *it = arguments;
    it->result = managed_edge_jobs_run_start(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_run_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_run_start(client, model_identifier, model_version, sources, source_count, options, out_call, out_error);
        } else {
            struct edge_jobs_run_start_call it = {client, model_identifier, model_version, sources, source_count, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_run_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_text) managed_edge_jobs_submit_text __attribute__((visibility("hidden")));
struct edge_jobs_submit_text_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_text(void *arguments)
{
    struct edge_jobs_submit_text_call *it = arguments;
    it->result = managed_edge_jobs_submit_text(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_text(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_text(client, model_identifier, model_version, sources, source_count, options, out_job, out_error);
        } else {
            struct edge_jobs_submit_text_call it = {client, model_identifier, model_version, sources, source_count, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_text, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_text_start) managed_edge_jobs_submit_text_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_text_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_source *sources;
    size_t source_count;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_text_start(void *arguments)
{
    struct edge_jobs_submit_text_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_text_start(it->client, it->model_identifier, it->model_version, it->sources, it->source_count, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_text_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_source *sources, size_t source_count, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_text_start(client, model_identifier, model_version, sources, source_count, options, out_call, out_error);
        } else {
            struct edge_jobs_submit_text_start_call it = {client, model_identifier, model_version, sources, source_count, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_text_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_s3) managed_edge_jobs_submit_s3 __attribute__((visibility("hidden")));
struct edge_jobs_submit_s3_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_object_sources *objects;
    const edge_s3_access *access;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_s3(void *arguments)
{
    struct edge_jobs_submit_s3_call *it = arguments;
    it->result = managed_edge_jobs_submit_s3(it->client, it->model_identifier, it->model_version, it->objects, it->access, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_s3(edge_client *client, const char *model_identifier, const char *model_version, const edge_object_sources *objects, const edge_s3_access *access, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_s3(client, model_identifier, model_version, objects, access, options, out_job, out_error);
        } else {
            struct edge_jobs_submit_s3_call it = {client, model_identifier, model_version, objects, access, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_s3, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_s3_start) managed_edge_jobs_submit_s3_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_s3_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_object_sources *objects;
    const edge_s3_access *access;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_s3_start(void *arguments)
{
    struct edge_jobs_submit_s3_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_s3_start(it->client, it->model_identifier, it->model_version, it->objects, it->access, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_s3_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_object_sources *objects, const edge_s3_access *access, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_s3_start(client, model_identifier, model_version, objects, access, options, out_call, out_error);
        } else {
            struct edge_jobs_submit_s3_start_call it = {client, model_identifier, model_version, objects, access, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_s3_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_azure) managed_edge_jobs_submit_azure __attribute__((visibility("hidden")));
struct edge_jobs_submit_azure_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_object_sources *objects;
    const edge_azure_access *access;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_azure(void *arguments)
{
    struct edge_jobs_submit_azure_call *it = arguments;
    it->result = managed_edge_jobs_submit_azure(it->client, it->model_identifier, it->model_version, it->objects, it->access, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_azure(edge_client *client, const char *model_identifier, const char *model_version, const edge_object_sources *objects, const edge_azure_access *access, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_azure(client, model_identifier, model_version, objects, access, options, out_job, out_error);
        } else {
            struct edge_jobs_submit_azure_call it = {client, model_identifier, model_version, objects, access, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_azure, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_azure_start) managed_edge_jobs_submit_azure_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_azure_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_object_sources *objects;
    const edge_azure_access *access;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_azure_start(void *arguments)
{
    struct edge_jobs_submit_azure_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_azure_start(it->client, it->model_identifier, it->model_version, it->objects, it->access, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_azure_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_object_sources *objects, const edge_azure_access *access, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_azure_start(client, model_identifier, model_version, objects, access, options, out_call, out_error);
        } else {
            struct edge_jobs_submit_azure_start_call it = {client, model_identifier, model_version, objects, access, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_azure_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_files) managed_edge_jobs_submit_files __attribute__((visibility("hidden")));
struct edge_jobs_submit_files_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_file *files;
    size_t file_count;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_files(void *arguments)
{
    struct edge_jobs_submit_files_call *it = arguments;
    it->result = managed_edge_jobs_submit_files(it->client, it->model_identifier, it->model_version, it->files, it->file_count, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_submit_files(edge_client *client, const char *model_identifier, const char *model_version, const edge_file *files, size_t file_count, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_files(client, model_identifier, model_version, files, file_count, options, out_job, out_error);
        } else {
            struct edge_jobs_submit_files_call it = {client, model_identifier, model_version, files, file_count, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_files, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_submit_files_start) managed_edge_jobs_submit_files_start __attribute__((visibility("hidden")));
struct edge_jobs_submit_files_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_file *files;
    size_t file_count;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_submit_files_start(void *arguments)
{
    struct edge_jobs_submit_files_start_call *it = arguments;
    it->result = managed_edge_jobs_submit_files_start(it->client, it->model_identifier, it->model_version, it->files, it->file_count, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_submit_files_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_file *files, size_t file_count, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_submit_files_start(client, model_identifier, model_version, files, file_count, options, out_call, out_error);
        } else {
            struct edge_jobs_submit_files_start_call it = {client, model_identifier, model_version, files, file_count, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_submit_files_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_open) managed_edge_jobs_open __attribute__((visibility("hidden")));
struct edge_jobs_open_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_submit_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_open(void *arguments)
{
    struct edge_jobs_open_call *it = arguments;
    it->result = managed_edge_jobs_open(it->client, it->model_identifier, it->model_version, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_open(edge_client *client, const char *model_identifier, const char *model_version, const edge_submit_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_open(client, model_identifier, model_version, options, out_job, out_error);
        } else {
            struct edge_jobs_open_call it = {client, model_identifier, model_version, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_open, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_open_start) managed_edge_jobs_open_start __attribute__((visibility("hidden")));
struct edge_jobs_open_start_call {
    edge_client *client;
    const char *model_identifier;
    const char *model_version;
    const edge_submit_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_open_start(void *arguments)
{
    struct edge_jobs_open_start_call *it = arguments;
    it->result = managed_edge_jobs_open_start(it->client, it->model_identifier, it->model_version, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_open_start(edge_client *client, const char *model_identifier, const char *model_version, const edge_submit_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_open_start(client, model_identifier, model_version, options, out_call, out_error);
        } else {
            struct edge_jobs_open_start_call it = {client, model_identifier, model_version, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_open_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_append) managed_edge_jobs_append __attribute__((visibility("hidden")));
struct edge_jobs_append_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_input *input;
    const edge_call_options *options;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_append(void *arguments)
{
    struct edge_jobs_append_call *it = arguments;
    it->result = managed_edge_jobs_append(it->client, it->job_identifier, it->source_key, it->input, it->options, it->out_error);
}
edge_status edge_jobs_append(edge_client *client, const char *job_identifier, const char *source_key, const edge_input *input, const edge_call_options *options, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_append(client, job_identifier, source_key, input, options, out_error);
        } else {
            struct edge_jobs_append_call it = {client, job_identifier, source_key, input, options, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_append, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_append_start) managed_edge_jobs_append_start __attribute__((visibility("hidden")));
struct edge_jobs_append_start_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_input *input;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_append_start(void *arguments)
{
    struct edge_jobs_append_start_call *it = arguments;
    it->result = managed_edge_jobs_append_start(it->client, it->job_identifier, it->source_key, it->input, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_append_start(edge_client *client, const char *job_identifier, const char *source_key, const edge_input *input, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_append_start(client, job_identifier, source_key, input, options, out_call, out_error);
        } else {
            struct edge_jobs_append_start_call it = {client, job_identifier, source_key, input, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_append_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_close) managed_edge_jobs_close __attribute__((visibility("hidden")));
struct edge_jobs_close_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_close(void *arguments)
{
    struct edge_jobs_close_call *it = arguments;
    it->result = managed_edge_jobs_close(it->client, it->job_identifier, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_close(edge_client *client, const char *job_identifier, const edge_call_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_close(client, job_identifier, options, out_job, out_error);
        } else {
            struct edge_jobs_close_call it = {client, job_identifier, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_close, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_close_start) managed_edge_jobs_close_start __attribute__((visibility("hidden")));
struct edge_jobs_close_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_close_start(void *arguments)
{
    struct edge_jobs_close_start_call *it = arguments;
    it->result = managed_edge_jobs_close_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_close_start(edge_client *client, const char *job_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_close_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_close_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_close_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get) managed_edge_jobs_get __attribute__((visibility("hidden")));
struct edge_jobs_get_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get(void *arguments)
{
    struct edge_jobs_get_call *it = arguments;
    it->result = managed_edge_jobs_get(it->client, it->job_identifier, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_get(edge_client *client, const char *job_identifier, const edge_call_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get(client, job_identifier, options, out_job, out_error);
        } else {
            struct edge_jobs_get_call it = {client, job_identifier, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_start) managed_edge_jobs_get_start __attribute__((visibility("hidden")));
struct edge_jobs_get_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_start(void *arguments)
{
    struct edge_jobs_get_start_call *it = arguments;
    it->result = managed_edge_jobs_get_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_start(edge_client *client, const char *job_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_get_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_wait) managed_edge_jobs_wait __attribute__((visibility("hidden")));
struct edge_jobs_wait_call {
    edge_client *client;
    const char *job_identifier;
    const edge_wait_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_wait(void *arguments)
{
    struct edge_jobs_wait_call *it = arguments;
    it->result = managed_edge_jobs_wait(it->client, it->job_identifier, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_wait(edge_client *client, const char *job_identifier, const edge_wait_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_wait(client, job_identifier, options, out_job, out_error);
        } else {
            struct edge_jobs_wait_call it = {client, job_identifier, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_wait, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_wait_start) managed_edge_jobs_wait_start __attribute__((visibility("hidden")));
struct edge_jobs_wait_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_wait_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_wait_start(void *arguments)
{
    struct edge_jobs_wait_start_call *it = arguments;
    it->result = managed_edge_jobs_wait_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_wait_start(edge_client *client, const char *job_identifier, const edge_wait_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_wait_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_wait_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_wait_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_cancel) managed_edge_jobs_cancel __attribute__((visibility("hidden")));
struct edge_jobs_cancel_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    char **out_job;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_cancel(void *arguments)
{
    struct edge_jobs_cancel_call *it = arguments;
    it->result = managed_edge_jobs_cancel(it->client, it->job_identifier, it->options, it->out_job, it->out_error);
}
edge_status edge_jobs_cancel(edge_client *client, const char *job_identifier, const edge_call_options *options, char **out_job, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_cancel(client, job_identifier, options, out_job, out_error);
        } else {
            struct edge_jobs_cancel_call it = {client, job_identifier, options, out_job, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_cancel, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_cancel_start) managed_edge_jobs_cancel_start __attribute__((visibility("hidden")));
struct edge_jobs_cancel_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_cancel_start(void *arguments)
{
    struct edge_jobs_cancel_start_call *it = arguments;
    it->result = managed_edge_jobs_cancel_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_cancel_start(edge_client *client, const char *job_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_cancel_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_cancel_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_cancel_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_cancel_all) managed_edge_jobs_cancel_all __attribute__((visibility("hidden")));
struct edge_jobs_cancel_all_call {
    edge_client *client;
    const edge_call_options *options;
    char **out_jobs;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_cancel_all(void *arguments)
{
    struct edge_jobs_cancel_all_call *it = arguments;
    it->result = managed_edge_jobs_cancel_all(it->client, it->options, it->out_jobs, it->out_error);
}
edge_status edge_jobs_cancel_all(edge_client *client, const edge_call_options *options, char **out_jobs, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_cancel_all(client, options, out_jobs, out_error);
        } else {
            struct edge_jobs_cancel_all_call it = {client, options, out_jobs, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_cancel_all, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_cancel_all_start) managed_edge_jobs_cancel_all_start __attribute__((visibility("hidden")));
struct edge_jobs_cancel_all_start_call {
    edge_client *client;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_cancel_all_start(void *arguments)
{
    struct edge_jobs_cancel_all_start_call *it = arguments;
    it->result = managed_edge_jobs_cancel_all_start(it->client, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_cancel_all_start(edge_client *client, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_cancel_all_start(client, options, out_call, out_error);
        } else {
            struct edge_jobs_cancel_all_start_call it = {client, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_cancel_all_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list) managed_edge_jobs_list __attribute__((visibility("hidden")));
struct edge_jobs_list_call {
    edge_client *client;
    const edge_job_filter *filter;
    const edge_call_options *options;
    char **out_jobs;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list(void *arguments)
{
    struct edge_jobs_list_call *it = arguments;
    it->result = managed_edge_jobs_list(it->client, it->filter, it->options, it->out_jobs, it->out_error);
}
edge_status edge_jobs_list(edge_client *client, const edge_job_filter *filter, const edge_call_options *options, char **out_jobs, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list(client, filter, options, out_jobs, out_error);
        } else {
            struct edge_jobs_list_call it = {client, filter, options, out_jobs, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list_start) managed_edge_jobs_list_start __attribute__((visibility("hidden")));
struct edge_jobs_list_start_call {
    edge_client *client;
    const edge_job_filter *filter;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list_start(void *arguments)
{
    struct edge_jobs_list_start_call *it = arguments;
    it->result = managed_edge_jobs_list_start(it->client, it->filter, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_list_start(edge_client *client, const edge_job_filter *filter, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list_start(client, filter, options, out_call, out_error);
        } else {
            struct edge_jobs_list_start_call it = {client, filter, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list_history) managed_edge_jobs_list_history __attribute__((visibility("hidden")));
struct edge_jobs_list_history_call {
    edge_client *client;
    const edge_job_history_filter *filter;
    const edge_call_options *options;
    char **out_jobs;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list_history(void *arguments)
{
    struct edge_jobs_list_history_call *it = arguments;
    it->result = managed_edge_jobs_list_history(it->client, it->filter, it->options, it->out_jobs, it->out_error);
}
edge_status edge_jobs_list_history(edge_client *client, const edge_job_history_filter *filter, const edge_call_options *options, char **out_jobs, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list_history(client, filter, options, out_jobs, out_error);
        } else {
            struct edge_jobs_list_history_call it = {client, filter, options, out_jobs, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list_history, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list_history_start) managed_edge_jobs_list_history_start __attribute__((visibility("hidden")));
struct edge_jobs_list_history_start_call {
    edge_client *client;
    const edge_job_history_filter *filter;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list_history_start(void *arguments)
{
    struct edge_jobs_list_history_start_call *it = arguments;
    it->result = managed_edge_jobs_list_history_start(it->client, it->filter, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_list_history_start(edge_client *client, const edge_job_history_filter *filter, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list_history_start(client, filter, options, out_call, out_error);
        } else {
            struct edge_jobs_list_history_start_call it = {client, filter, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list_history_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_history) managed_edge_jobs_get_history __attribute__((visibility("hidden")));
struct edge_jobs_get_history_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    char **out_jobs;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_history(void *arguments)
{
    struct edge_jobs_get_history_call *it = arguments;
    it->result = managed_edge_jobs_get_history(it->client, it->job_identifier, it->options, it->out_jobs, it->out_error);
}
edge_status edge_jobs_get_history(edge_client *client, const char *job_identifier, const edge_call_options *options, char **out_jobs, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_history(client, job_identifier, options, out_jobs, out_error);
        } else {
            struct edge_jobs_get_history_call it = {client, job_identifier, options, out_jobs, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_history, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_history_start) managed_edge_jobs_get_history_start __attribute__((visibility("hidden")));
struct edge_jobs_get_history_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_history_start(void *arguments)
{
    struct edge_jobs_get_history_start_call *it = arguments;
    it->result = managed_edge_jobs_get_history_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_history_start(edge_client *client, const char *job_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_history_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_get_history_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_history_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_features) managed_edge_jobs_get_features __attribute__((visibility("hidden")));
struct edge_jobs_get_features_call {
    edge_client *client;
    const edge_call_options *options;
    char **out_features;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_features(void *arguments)
{
    struct edge_jobs_get_features_call *it = arguments;
    it->result = managed_edge_jobs_get_features(it->client, it->options, it->out_features, it->out_error);
}
edge_status edge_jobs_get_features(edge_client *client, const edge_call_options *options, char **out_features, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_features(client, options, out_features, out_error);
        } else {
            struct edge_jobs_get_features_call it = {client, options, out_features, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_features, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_features_start) managed_edge_jobs_get_features_start __attribute__((visibility("hidden")));
struct edge_jobs_get_features_start_call {
    edge_client *client;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_features_start(void *arguments)
{
    struct edge_jobs_get_features_start_call *it = arguments;
    it->result = managed_edge_jobs_get_features_start(it->client, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_features_start(edge_client *client, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_features_start(client, options, out_call, out_error);
        } else {
            struct edge_jobs_get_features_start_call it = {client, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_features_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list_statistics) managed_edge_jobs_list_statistics __attribute__((visibility("hidden")));
struct edge_jobs_list_statistics_call {
    edge_client *client;
    const edge_call_options *options;
    char **out_statistics;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list_statistics(void *arguments)
{
    struct edge_jobs_list_statistics_call *it = arguments;
    it->result = managed_edge_jobs_list_statistics(it->client, it->options, it->out_statistics, it->out_error);
}
edge_status edge_jobs_list_statistics(edge_client *client, const edge_call_options *options, char **out_statistics, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list_statistics(client, options, out_statistics, out_error);
        } else {
            struct edge_jobs_list_statistics_call it = {client, options, out_statistics, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list_statistics, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_list_statistics_start) managed_edge_jobs_list_statistics_start __attribute__((visibility("hidden")));
struct edge_jobs_list_statistics_start_call {
    edge_client *client;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_list_statistics_start(void *arguments)
{
    struct edge_jobs_list_statistics_start_call *it = arguments;
    it->result = managed_edge_jobs_list_statistics_start(it->client, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_list_statistics_start(edge_client *client, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_list_statistics_start(client, options, out_call, out_error);
        } else {
            struct edge_jobs_list_statistics_start_call it = {client, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_list_statistics_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_statistics) managed_edge_jobs_get_statistics __attribute__((visibility("hidden")));
struct edge_jobs_get_statistics_call {
    edge_client *client;
    const char *access_key_prefix;
    const edge_call_options *options;
    char **out_statistics;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_statistics(void *arguments)
{
    struct edge_jobs_get_statistics_call *it = arguments;
    it->result = managed_edge_jobs_get_statistics(it->client, it->access_key_prefix, it->options, it->out_statistics, it->out_error);
}
edge_status edge_jobs_get_statistics(edge_client *client, const char *access_key_prefix, const edge_call_options *options, char **out_statistics, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_statistics(client, access_key_prefix, options, out_statistics, out_error);
        } else {
            struct edge_jobs_get_statistics_call it = {client, access_key_prefix, options, out_statistics, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_statistics, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_statistics_start) managed_edge_jobs_get_statistics_start __attribute__((visibility("hidden")));
struct edge_jobs_get_statistics_start_call {
    edge_client *client;
    const char *access_key_prefix;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_statistics_start(void *arguments)
{
    struct edge_jobs_get_statistics_start_call *it = arguments;
    it->result = managed_edge_jobs_get_statistics_start(it->client, it->access_key_prefix, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_statistics_start(edge_client *client, const char *access_key_prefix, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_statistics_start(client, access_key_prefix, options, out_call, out_error);
        } else {
            struct edge_jobs_get_statistics_start_call it = {client, access_key_prefix, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_statistics_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_results) managed_edge_jobs_get_results __attribute__((visibility("hidden")));
struct edge_jobs_get_results_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    char **out_results;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_results(void *arguments)
{
    struct edge_jobs_get_results_call *it = arguments;
    it->result = managed_edge_jobs_get_results(it->client, it->job_identifier, it->options, it->out_results, it->out_error);
}
edge_status edge_jobs_get_results(edge_client *client, const char *job_identifier, const edge_call_options *options, char **out_results, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_results(client, job_identifier, options, out_results, out_error);
        } else {
            struct edge_jobs_get_results_call it = {client, job_identifier, options, out_results, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_results, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_results_start) managed_edge_jobs_get_results_start __attribute__((visibility("hidden")));
struct edge_jobs_get_results_start_call {
    edge_client *client;
    const char *job_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_results_start(void *arguments)
{
    struct edge_jobs_get_results_start_call *it = arguments;
    it->result = managed_edge_jobs_get_results_start(it->client, it->job_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_results_start(edge_client *client, const char *job_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_results_start(client, job_identifier, options, out_call, out_error);
        } else {
            struct edge_jobs_get_results_start_call it = {client, job_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_results_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_result) managed_edge_jobs_get_result __attribute__((visibility("hidden")));
struct edge_jobs_get_result_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_call_options *options;
    char **out_result;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_result(void *arguments)
{
    struct edge_jobs_get_result_call *it = arguments;
    it->result = managed_edge_jobs_get_result(it->client, it->job_identifier, it->source_key, it->options, it->out_result, it->out_error);
}
edge_status edge_jobs_get_result(edge_client *client, const char *job_identifier, const char *source_key, const edge_call_options *options, char **out_result, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_result(client, job_identifier, source_key, options, out_result, out_error);
        } else {
            struct edge_jobs_get_result_call it = {client, job_identifier, source_key, options, out_result, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_result, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_result_start) managed_edge_jobs_get_result_start __attribute__((visibility("hidden")));
struct edge_jobs_get_result_start_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_result_start(void *arguments)
{
    struct edge_jobs_get_result_start_call *it = arguments;
    it->result = managed_edge_jobs_get_result_start(it->client, it->job_identifier, it->source_key, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_result_start(edge_client *client, const char *job_identifier, const char *source_key, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_result_start(client, job_identifier, source_key, options, out_call, out_error);
        } else {
            struct edge_jobs_get_result_start_call it = {client, job_identifier, source_key, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_result_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_output) managed_edge_jobs_get_output __attribute__((visibility("hidden")));
struct edge_jobs_get_output_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const char *output_key;
    const edge_call_options *options;
    void **out_data;
    size_t *out_size;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_output(void *arguments)
{
    struct edge_jobs_get_output_call *it = arguments;
    it->result = managed_edge_jobs_get_output(it->client, it->job_identifier, it->source_key, it->output_key, it->options, it->out_data, it->out_size, it->out_error);
}
edge_status edge_jobs_get_output(edge_client *client, const char *job_identifier, const char *source_key, const char *output_key, const edge_call_options *options, void **out_data, size_t *out_size, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_output(client, job_identifier, source_key, output_key, options, out_data, out_size, out_error);
        } else {
            struct edge_jobs_get_output_call it = {client, job_identifier, source_key, output_key, options, out_data, out_size, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_output, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_output_start) managed_edge_jobs_get_output_start __attribute__((visibility("hidden")));
struct edge_jobs_get_output_start_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const char *output_key;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_output_start(void *arguments)
{
    struct edge_jobs_get_output_start_call *it = arguments;
    it->result = managed_edge_jobs_get_output_start(it->client, it->job_identifier, it->source_key, it->output_key, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_output_start(edge_client *client, const char *job_identifier, const char *source_key, const char *output_key, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_output_start(client, job_identifier, source_key, output_key, options, out_call, out_error);
        } else {
            struct edge_jobs_get_output_start_call it = {client, job_identifier, source_key, output_key, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_output_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_vote) managed_edge_jobs_vote __attribute__((visibility("hidden")));
struct edge_jobs_vote_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    edge_vote vote;
    const edge_call_options *options;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_vote(void *arguments)
{
    struct edge_jobs_vote_call *it = arguments;
    it->result = managed_edge_jobs_vote(it->client, it->job_identifier, it->source_key, it->vote, it->options, it->out_error);
}
edge_status edge_jobs_vote(edge_client *client, const char *job_identifier, const char *source_key, edge_vote vote, const edge_call_options *options, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_vote(client, job_identifier, source_key, vote, options, out_error);
        } else {
            struct edge_jobs_vote_call it = {client, job_identifier, source_key, vote, options, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_vote, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_vote_start) managed_edge_jobs_vote_start __attribute__((visibility("hidden")));
struct edge_jobs_vote_start_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    edge_vote vote;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_vote_start(void *arguments)
{
    struct edge_jobs_vote_start_call *it = arguments;
    it->result = managed_edge_jobs_vote_start(it->client, it->job_identifier, it->source_key, it->vote, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_vote_start(edge_client *client, const char *job_identifier, const char *source_key, edge_vote vote, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_vote_start(client, job_identifier, source_key, vote, options, out_call, out_error);
        } else {
            struct edge_jobs_vote_start_call it = {client, job_identifier, source_key, vote, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_vote_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_vote) managed_edge_jobs_get_vote __attribute__((visibility("hidden")));
struct edge_jobs_get_vote_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_call_options *options;
    edge_vote *out_vote;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_vote(void *arguments)
{
    struct edge_jobs_get_vote_call *it = arguments;
    it->result = managed_edge_jobs_get_vote(it->client, it->job_identifier, it->source_key, it->options, it->out_vote, it->out_error);
}
edge_status edge_jobs_get_vote(edge_client *client, const char *job_identifier, const char *source_key, const edge_call_options *options, edge_vote *out_vote, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_vote(client, job_identifier, source_key, options, out_vote, out_error);
        } else {
            struct edge_jobs_get_vote_call it = {client, job_identifier, source_key, options, out_vote, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_vote, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_jobs_get_vote_start) managed_edge_jobs_get_vote_start __attribute__((visibility("hidden")));
struct edge_jobs_get_vote_start_call {
    edge_client *client;
    const char *job_identifier;
    const char *source_key;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_jobs_get_vote_start(void *arguments)
{
    struct edge_jobs_get_vote_start_call *it = arguments;
    it->result = managed_edge_jobs_get_vote_start(it->client, it->job_identifier, it->source_key, it->options, it->out_call, it->out_error);
}
edge_status edge_jobs_get_vote_start(edge_client *client, const char *job_identifier, const char *source_key, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_jobs_get_vote_start(client, job_identifier, source_key, options, out_call, out_error);
        } else {
            struct edge_jobs_get_vote_start_call it = {client, job_identifier, source_key, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_jobs_get_vote_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_perform) managed_edge_inferences_perform __attribute__((visibility("hidden")));
struct edge_inferences_perform_call {
    edge_client *client;
    const edge_inference_request *request;
    const edge_call_options *options;
    char **out_inference;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_perform(void *arguments)
{
    struct edge_inferences_perform_call *it = arguments;
    it->result = managed_edge_inferences_perform(it->client, it->request, it->options, it->out_inference, it->out_error);
}
edge_status edge_inferences_perform(edge_client *client, const edge_inference_request *request, const edge_call_options *options, char **out_inference, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_perform(client, request, options, out_inference, out_error);
        } else {
            struct edge_inferences_perform_call it = {client, request, options, out_inference, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_perform, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_perform_start) managed_edge_inferences_perform_start __attribute__((visibility("hidden")));
struct edge_inferences_perform_start_call {
    edge_client *client;
    const edge_inference_request *request;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_perform_start(void *arguments)
{
    struct edge_inferences_perform_start_call *it = arguments;
    it->result = managed_edge_inferences_perform_start(it->client, it->request, it->options, it->out_call, it->out_error);
}
edge_status edge_inferences_perform_start(edge_client *client, const edge_inference_request *request, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_perform_start(client, request, options, out_call, out_error);
        } else {
            struct edge_inferences_perform_start_call it = {client, request, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_perform_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_get) managed_edge_inferences_get __attribute__((visibility("hidden")));
struct edge_inferences_get_call {
    edge_client *client;
    const char *inference_identifier;
    const edge_call_options *options;
    char **out_inference;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_get(void *arguments)
{
    struct edge_inferences_get_call *it = arguments;
    it->result = managed_edge_inferences_get(it->client, it->inference_identifier, it->options, it->out_inference, it->out_error);
}
edge_status edge_inferences_get(edge_client *client, const char *inference_identifier, const edge_call_options *options, char **out_inference, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_get(client, inference_identifier, options, out_inference, out_error);
        } else {
            struct edge_inferences_get_call it = {client, inference_identifier, options, out_inference, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_get, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_get_start) managed_edge_inferences_get_start __attribute__((visibility("hidden")));
struct edge_inferences_get_start_call {
    edge_client *client;
    const char *inference_identifier;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_get_start(void *arguments)
{
    struct edge_inferences_get_start_call *it = arguments;
    it->result = managed_edge_inferences_get_start(it->client, it->inference_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_inferences_get_start(edge_client *client, const char *inference_identifier, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_get_start(client, inference_identifier, options, out_call, out_error);
        } else {
            struct edge_inferences_get_start_call it = {client, inference_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_get_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_wait) managed_edge_inferences_wait __attribute__((visibility("hidden")));
struct edge_inferences_wait_call {
    edge_client *client;
    const char *inference_identifier;
    const edge_wait_options *options;
    char **out_inference;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_wait(void *arguments)
{
    struct edge_inferences_wait_call *it = arguments;
    it->result = managed_edge_inferences_wait(it->client, it->inference_identifier, it->options, it->out_inference, it->out_error);
}
edge_status edge_inferences_wait(edge_client *client, const char *inference_identifier, const edge_wait_options *options, char **out_inference, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_wait(client, inference_identifier, options, out_inference, out_error);
        } else {
            struct edge_inferences_wait_call it = {client, inference_identifier, options, out_inference, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_wait, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_wait_start) managed_edge_inferences_wait_start __attribute__((visibility("hidden")));
struct edge_inferences_wait_start_call {
    edge_client *client;
    const char *inference_identifier;
    const edge_wait_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_wait_start(void *arguments)
{
    struct edge_inferences_wait_start_call *it = arguments;
    it->result = managed_edge_inferences_wait_start(it->client, it->inference_identifier, it->options, it->out_call, it->out_error);
}
edge_status edge_inferences_wait_start(edge_client *client, const char *inference_identifier, const edge_wait_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_wait_start(client, inference_identifier, options, out_call, out_error);
        } else {
            struct edge_inferences_wait_start_call it = {client, inference_identifier, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_wait_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_run) managed_edge_inferences_run __attribute__((visibility("hidden")));
struct edge_inferences_run_call {
    edge_client *client;
    const edge_inference_request *request;
    const edge_wait_options *options;
    char **out_inference;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_run(void *arguments)
{
    struct edge_inferences_run_call *it = arguments;
    it->result = managed_edge_inferences_run(it->client, it->request, it->options, it->out_inference, it->out_error);
}
edge_status edge_inferences_run(edge_client *client, const edge_inference_request *request, const edge_wait_options *options, char **out_inference, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_run(client, request, options, out_inference, out_error);
        } else {
            struct edge_inferences_run_call it = {client, request, options, out_inference, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_run, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_run_start) managed_edge_inferences_run_start __attribute__((visibility("hidden")));
struct edge_inferences_run_start_call {
    edge_client *client;
    const edge_inference_request *request;
    const edge_wait_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_run_start(void *arguments)
{
    struct edge_inferences_run_start_call *it = arguments;
    it->result = managed_edge_inferences_run_start(it->client, it->request, it->options, it->out_call, it->out_error);
}
edge_status edge_inferences_run_start(edge_client *client, const edge_inference_request *request, const edge_wait_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_run_start(client, request, options, out_call, out_error);
        } else {
            struct edge_inferences_run_start_call it = {client, request, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_run_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_get_output) managed_edge_inferences_get_output __attribute__((visibility("hidden")));
struct edge_inferences_get_output_call {
    edge_client *client;
    const char *inference_identifier;
    const char *output_key;
    const edge_call_options *options;
    void **out_data;
    size_t *out_size;
    char **out_content_type;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_get_output(void *arguments)
{
    struct edge_inferences_get_output_call *it = arguments;
    it->result = managed_edge_inferences_get_output(it->client, it->inference_identifier, it->output_key, it->options, it->out_data, it->out_size, it->out_content_type, it->out_error);
}
edge_status edge_inferences_get_output(edge_client *client, const char *inference_identifier, const char *output_key, const edge_call_options *options, void **out_data, size_t *out_size, char **out_content_type, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_get_output(client, inference_identifier, output_key, options, out_data, out_size, out_content_type, out_error);
        } else {
            struct edge_inferences_get_output_call it = {client, inference_identifier, output_key, options, out_data, out_size, out_content_type, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_get_output, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_inferences_get_output_start) managed_edge_inferences_get_output_start __attribute__((visibility("hidden")));
struct edge_inferences_get_output_start_call {
    edge_client *client;
    const char *inference_identifier;
    const char *output_key;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_inferences_get_output_start(void *arguments)
{
    struct edge_inferences_get_output_start_call *it = arguments;
    it->result = managed_edge_inferences_get_output_start(it->client, it->inference_identifier, it->output_key, it->options, it->out_call, it->out_error);
}
edge_status edge_inferences_get_output_start(edge_client *client, const char *inference_identifier, const char *output_key, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_inferences_get_output_start(client, inference_identifier, output_key, options, out_call, out_error);
        } else {
            struct edge_inferences_get_output_start_call it = {client, inference_identifier, output_key, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_inferences_get_output_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_open) managed_edge_stream_open __attribute__((visibility("hidden")));
struct edge_stream_open_call {
    edge_client *client;
    const edge_call_options *options;
    edge_stream **out_stream;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_open(void *arguments)
{
    struct edge_stream_open_call *it = arguments;
    it->result = managed_edge_stream_open(it->client, it->options, it->out_stream, it->out_error);
}
edge_status edge_stream_open(edge_client *client, const edge_call_options *options, edge_stream **out_stream, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_open(client, options, out_stream, out_error);
        } else {
            struct edge_stream_open_call it = {client, options, out_stream, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_open, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_open_start) managed_edge_stream_open_start __attribute__((visibility("hidden")));
struct edge_stream_open_start_call {
    edge_client *client;
    const edge_call_options *options;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_open_start(void *arguments)
{
    struct edge_stream_open_start_call *it = arguments;
    it->result = managed_edge_stream_open_start(it->client, it->options, it->out_call, it->out_error);
}
edge_status edge_stream_open_start(edge_client *client, const edge_call_options *options, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_open_start(client, options, out_call, out_error);
        } else {
            struct edge_stream_open_start_call it = {client, options, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_open_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_send) managed_edge_stream_send __attribute__((visibility("hidden")));
struct edge_stream_send_call {
    edge_stream *stream;
    const edge_inference_request *request;
    uint32_t timeout_ms;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_send(void *arguments)
{
    struct edge_stream_send_call *it = arguments;
    it->result = managed_edge_stream_send(it->stream, it->request, it->timeout_ms, it->out_error);
}
edge_status edge_stream_send(edge_stream *stream, const edge_inference_request *request, uint32_t timeout_ms, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_send(stream, request, timeout_ms, out_error);
        } else {
            struct edge_stream_send_call it = {stream, request, timeout_ms, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_send, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_send_start) managed_edge_stream_send_start __attribute__((visibility("hidden")));
struct edge_stream_send_start_call {
    edge_stream *stream;
    const edge_inference_request *request;
    uint32_t timeout_ms;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_send_start(void *arguments)
{
    struct edge_stream_send_start_call *it = arguments;
    it->result = managed_edge_stream_send_start(it->stream, it->request, it->timeout_ms, it->out_call, it->out_error);
}
edge_status edge_stream_send_start(edge_stream *stream, const edge_inference_request *request, uint32_t timeout_ms, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_send_start(stream, request, timeout_ms, out_call, out_error);
        } else {
            struct edge_stream_send_start_call it = {stream, request, timeout_ms, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_send_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_offer) managed_edge_stream_offer __attribute__((visibility("hidden")));
struct edge_stream_offer_call {
    edge_stream *stream;
    const edge_inference_request *request;
    uint32_t *out_dropped;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_offer(void *arguments)
{
    struct edge_stream_offer_call *it = arguments;
    it->result = managed_edge_stream_offer(it->stream, it->request, it->out_dropped, it->out_error);
}
edge_status edge_stream_offer(edge_stream *stream, const edge_inference_request *request, uint32_t *out_dropped, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_offer(stream, request, out_dropped, out_error);
        } else {
            struct edge_stream_offer_call it = {stream, request, out_dropped, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_offer, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_receive) managed_edge_stream_receive __attribute__((visibility("hidden")));
struct edge_stream_receive_call {
    edge_stream *stream;
    uint32_t timeout_ms;
    char **out_inference;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_receive(void *arguments)
{
    struct edge_stream_receive_call *it = arguments;
    it->result = managed_edge_stream_receive(it->stream, it->timeout_ms, it->out_inference, it->out_error);
}
edge_status edge_stream_receive(edge_stream *stream, uint32_t timeout_ms, char **out_inference, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_receive(stream, timeout_ms, out_inference, out_error);
        } else {
            struct edge_stream_receive_call it = {stream, timeout_ms, out_inference, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_receive, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_receive_start) managed_edge_stream_receive_start __attribute__((visibility("hidden")));
struct edge_stream_receive_start_call {
    edge_stream *stream;
    uint32_t timeout_ms;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_receive_start(void *arguments)
{
    struct edge_stream_receive_start_call *it = arguments;
    it->result = managed_edge_stream_receive_start(it->stream, it->timeout_ms, it->out_call, it->out_error);
}
edge_status edge_stream_receive_start(edge_stream *stream, uint32_t timeout_ms, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_receive_start(stream, timeout_ms, out_call, out_error);
        } else {
            struct edge_stream_receive_start_call it = {stream, timeout_ms, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_receive_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_half_close) managed_edge_stream_half_close __attribute__((visibility("hidden")));
struct edge_stream_half_close_call {
    edge_stream *stream;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_half_close(void *arguments)
{
    struct edge_stream_half_close_call *it = arguments;
    it->result = managed_edge_stream_half_close(it->stream, it->out_error);
}
edge_status edge_stream_half_close(edge_stream *stream, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_half_close(stream, out_error);
        } else {
            struct edge_stream_half_close_call it = {stream, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_half_close, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_half_close_start) managed_edge_stream_half_close_start __attribute__((visibility("hidden")));
struct edge_stream_half_close_start_call {
    edge_stream *stream;
    edge_call **out_call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_stream_half_close_start(void *arguments)
{
    struct edge_stream_half_close_start_call *it = arguments;
    it->result = managed_edge_stream_half_close_start(it->stream, it->out_call, it->out_error);
}
edge_status edge_stream_half_close_start(edge_stream *stream, edge_call **out_call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_stream_half_close_start(stream, out_call, out_error);
        } else {
            struct edge_stream_half_close_start_call it = {stream, out_call, out_error, 0};
            result = shim_run_on_thread(run_edge_stream_half_close_start, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_stream_cancel) managed_edge_stream_cancel __attribute__((visibility("hidden")));
struct edge_stream_cancel_call {
    edge_stream *stream;
};
static void run_edge_stream_cancel(void *arguments)
{
    struct edge_stream_cancel_call *it = arguments;
    managed_edge_stream_cancel(it->stream);
}
void edge_stream_cancel(edge_stream *stream)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_stream_cancel(stream);
        } else {
            struct edge_stream_cancel_call it = {stream};
            if (!shim_run_on_thread(run_edge_stream_cancel, &it))
                managed_edge_stream_cancel(stream);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_stream_destroy) managed_edge_stream_destroy __attribute__((visibility("hidden")));
struct edge_stream_destroy_call {
    edge_stream *stream;
};
static void run_edge_stream_destroy(void *arguments)
{
    struct edge_stream_destroy_call *it = arguments;
    managed_edge_stream_destroy(it->stream);
}
void edge_stream_destroy(edge_stream *stream)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_stream_destroy(stream);
        } else {
            struct edge_stream_destroy_call it = {stream};
            if (!shim_run_on_thread(run_edge_stream_destroy, &it))
                managed_edge_stream_destroy(stream);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_call_fd) managed_edge_call_fd __attribute__((visibility("hidden")));
struct edge_call_fd_call {
    edge_call *call;
    int result;
};
static void run_edge_call_fd(void *arguments)
{
    struct edge_call_fd_call *it = arguments;
    it->result = managed_edge_call_fd(it->call);
}
int edge_call_fd(edge_call *call)
{
    int result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used()) {
        result = -1;
    } else {
        if (shim_has_stack()) {
            result = managed_edge_call_fd(call);
        } else {
            struct edge_call_fd_call it = {call, 0};
            result = shim_run_on_thread(run_edge_call_fd, &it) ? it.result : managed_edge_call_fd(call);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_is_done) managed_edge_call_is_done __attribute__((visibility("hidden")));
struct edge_call_is_done_call {
    edge_call *call;
    bool result;
};
static void run_edge_call_is_done(void *arguments)
{
    struct edge_call_is_done_call *it = arguments;
    it->result = managed_edge_call_is_done(it->call);
}
bool edge_call_is_done(edge_call *call)
{
    bool result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used()) {
        result = true;
    } else {
        if (shim_has_stack()) {
            result = managed_edge_call_is_done(call);
        } else {
            struct edge_call_is_done_call it = {call, 0};
            result = shim_run_on_thread(run_edge_call_is_done, &it) ? it.result : managed_edge_call_is_done(call);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_wait) managed_edge_call_wait __attribute__((visibility("hidden")));
struct edge_call_wait_call {
    edge_call *call;
    uint32_t timeout_ms;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_wait(void *arguments)
{
    struct edge_call_wait_call *it = arguments;
    it->result = managed_edge_call_wait(it->call, it->timeout_ms, it->out_error);
}
edge_status edge_call_wait(edge_call *call, uint32_t timeout_ms, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_wait(call, timeout_ms, out_error);
        } else {
            struct edge_call_wait_call it = {call, timeout_ms, out_error, 0};
            result = shim_run_on_thread(run_edge_call_wait, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_result) managed_edge_call_result __attribute__((visibility("hidden")));
struct edge_call_result_call {
    edge_call *call;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_result(void *arguments)
{
    struct edge_call_result_call *it = arguments;
    it->result = managed_edge_call_result(it->call, it->out_error);
}
edge_status edge_call_result(edge_call *call, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_result(call, out_error);
        } else {
            struct edge_call_result_call it = {call, out_error, 0};
            result = shim_run_on_thread(run_edge_call_result, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_take_json) managed_edge_call_take_json __attribute__((visibility("hidden")));
struct edge_call_take_json_call {
    edge_call *call;
    char **out_json;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_take_json(void *arguments)
{
    struct edge_call_take_json_call *it = arguments;
    it->result = managed_edge_call_take_json(it->call, it->out_json, it->out_error);
}
edge_status edge_call_take_json(edge_call *call, char **out_json, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_take_json(call, out_json, out_error);
        } else {
            struct edge_call_take_json_call it = {call, out_json, out_error, 0};
            result = shim_run_on_thread(run_edge_call_take_json, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_take_bytes) managed_edge_call_take_bytes __attribute__((visibility("hidden")));
struct edge_call_take_bytes_call {
    edge_call *call;
    void **out_data;
    size_t *out_size;
    char **out_content_type;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_take_bytes(void *arguments)
{
    struct edge_call_take_bytes_call *it = arguments;
    it->result = managed_edge_call_take_bytes(it->call, it->out_data, it->out_size, it->out_content_type, it->out_error);
}
edge_status edge_call_take_bytes(edge_call *call, void **out_data, size_t *out_size, char **out_content_type, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_take_bytes(call, out_data, out_size, out_content_type, out_error);
        } else {
            struct edge_call_take_bytes_call it = {call, out_data, out_size, out_content_type, out_error, 0};
            result = shim_run_on_thread(run_edge_call_take_bytes, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_take_stream) managed_edge_call_take_stream __attribute__((visibility("hidden")));
struct edge_call_take_stream_call {
    edge_call *call;
    edge_stream **out_stream;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_take_stream(void *arguments)
{
    struct edge_call_take_stream_call *it = arguments;
    it->result = managed_edge_call_take_stream(it->call, it->out_stream, it->out_error);
}
edge_status edge_call_take_stream(edge_call *call, edge_stream **out_stream, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_take_stream(call, out_stream, out_error);
        } else {
            struct edge_call_take_stream_call it = {call, out_stream, out_error, 0};
            result = shim_run_on_thread(run_edge_call_take_stream, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_progress) managed_edge_call_progress __attribute__((visibility("hidden")));
struct edge_call_progress_call {
    edge_call *call;
    edge_progress *out_progress;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_call_progress(void *arguments)
{
    struct edge_call_progress_call *it = arguments;
    it->result = managed_edge_call_progress(it->call, it->out_progress, it->out_error);
}
edge_status edge_call_progress(edge_call *call, edge_progress *out_progress, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_call_progress(call, out_progress, out_error);
        } else {
            struct edge_call_progress_call it = {call, out_progress, out_error, 0};
            result = shim_run_on_thread(run_edge_call_progress, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_call_cancel) managed_edge_call_cancel __attribute__((visibility("hidden")));
struct edge_call_cancel_call {
    edge_call *call;
};
static void run_edge_call_cancel(void *arguments)
{
    struct edge_call_cancel_call *it = arguments;
    managed_edge_call_cancel(it->call);
}
void edge_call_cancel(edge_call *call)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_call_cancel(call);
        } else {
            struct edge_call_cancel_call it = {call};
            if (!shim_run_on_thread(run_edge_call_cancel, &it))
                managed_edge_call_cancel(call);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_call_destroy) managed_edge_call_destroy __attribute__((visibility("hidden")));
struct edge_call_destroy_call {
    edge_call *call;
};
static void run_edge_call_destroy(void *arguments)
{
    struct edge_call_destroy_call *it = arguments;
    managed_edge_call_destroy(it->call);
}
void edge_call_destroy(edge_call *call)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_call_destroy(call);
        } else {
            struct edge_call_destroy_call it = {call};
            if (!shim_run_on_thread(run_edge_call_destroy, &it))
                managed_edge_call_destroy(call);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_queue_create) managed_edge_queue_create __attribute__((visibility("hidden")));
struct edge_queue_create_call {
    edge_queue **out_queue;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_queue_create(void *arguments)
{
    struct edge_queue_create_call *it = arguments;
    it->result = managed_edge_queue_create(it->out_queue, it->out_error);
}
edge_status edge_queue_create(edge_queue **out_queue, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_queue_create(out_queue, out_error);
        } else {
            struct edge_queue_create_call it = {out_queue, out_error, 0};
            result = shim_run_on_thread(run_edge_queue_create, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_queue_fd) managed_edge_queue_fd __attribute__((visibility("hidden")));
struct edge_queue_fd_call {
    edge_queue *queue;
    int result;
};
static void run_edge_queue_fd(void *arguments)
{
    struct edge_queue_fd_call *it = arguments;
    it->result = managed_edge_queue_fd(it->queue);
}
int edge_queue_fd(edge_queue *queue)
{
    int result;
    int cancellation = shim_disable_cancellation();
    if (!shim_is_runtime_used()) {
        result = -1;
    } else {
        if (shim_has_stack()) {
            result = managed_edge_queue_fd(queue);
        } else {
            struct edge_queue_fd_call it = {queue, 0};
            result = shim_run_on_thread(run_edge_queue_fd, &it) ? it.result : managed_edge_queue_fd(queue);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_queue_add) managed_edge_queue_add __attribute__((visibility("hidden")));
struct edge_queue_add_call {
    edge_queue *queue;
    edge_call *call;
    void *user_data;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_queue_add(void *arguments)
{
    struct edge_queue_add_call *it = arguments;
    it->result = managed_edge_queue_add(it->queue, it->call, it->user_data, it->out_error);
}
edge_status edge_queue_add(edge_queue *queue, edge_call *call, void *user_data, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_queue_add(queue, call, user_data, out_error);
        } else {
            struct edge_queue_add_call it = {queue, call, user_data, out_error, 0};
            result = shim_run_on_thread(run_edge_queue_add, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_queue_take) managed_edge_queue_take __attribute__((visibility("hidden")));
struct edge_queue_take_call {
    edge_queue *queue;
    uint32_t timeout_ms;
    edge_call **out_call;
    void **out_user_data;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_queue_take(void *arguments)
{
    struct edge_queue_take_call *it = arguments;
    it->result = managed_edge_queue_take(it->queue, it->timeout_ms, it->out_call, it->out_user_data, it->out_error);
}
edge_status edge_queue_take(edge_queue *queue, uint32_t timeout_ms, edge_call **out_call, void **out_user_data, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_queue_take(queue, timeout_ms, out_call, out_user_data, out_error);
        } else {
            struct edge_queue_take_call it = {queue, timeout_ms, out_call, out_user_data, out_error, 0};
            result = shim_run_on_thread(run_edge_queue_take, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_queue_destroy) managed_edge_queue_destroy __attribute__((visibility("hidden")));
struct edge_queue_destroy_call {
    edge_queue *queue;
};
static void run_edge_queue_destroy(void *arguments)
{
    struct edge_queue_destroy_call *it = arguments;
    managed_edge_queue_destroy(it->queue);
}
void edge_queue_destroy(edge_queue *queue)
{
    int cancellation = shim_disable_cancellation();
    if (shim_is_runtime_used()) {
        if (shim_has_stack()) {
            managed_edge_queue_destroy(queue);
        } else {
            struct edge_queue_destroy_call it = {queue};
            if (!shim_run_on_thread(run_edge_queue_destroy, &it))
                managed_edge_queue_destroy(queue);
        }
    }
    shim_restore_cancellation(cancellation);
}

extern __typeof__(edge_json_get_string) managed_edge_json_get_string __attribute__((visibility("hidden")));
struct edge_json_get_string_call {
    const char *json;
    const char *pointer;
    char **out_string;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_get_string(void *arguments)
{
    struct edge_json_get_string_call *it = arguments;
    it->result = managed_edge_json_get_string(it->json, it->pointer, it->out_string, it->out_error);
}
edge_status edge_json_get_string(const char *json, const char *pointer, char **out_string, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_get_string(json, pointer, out_string, out_error);
        } else {
            struct edge_json_get_string_call it = {json, pointer, out_string, out_error, 0};
            result = shim_run_on_thread(run_edge_json_get_string, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_get_integer) managed_edge_json_get_integer __attribute__((visibility("hidden")));
struct edge_json_get_integer_call {
    const char *json;
    const char *pointer;
    int64_t *out_value;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_get_integer(void *arguments)
{
    struct edge_json_get_integer_call *it = arguments;
    it->result = managed_edge_json_get_integer(it->json, it->pointer, it->out_value, it->out_error);
}
edge_status edge_json_get_integer(const char *json, const char *pointer, int64_t *out_value, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_get_integer(json, pointer, out_value, out_error);
        } else {
            struct edge_json_get_integer_call it = {json, pointer, out_value, out_error, 0};
            result = shim_run_on_thread(run_edge_json_get_integer, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_get_double) managed_edge_json_get_double __attribute__((visibility("hidden")));
struct edge_json_get_double_call {
    const char *json;
    const char *pointer;
    double *out_value;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_get_double(void *arguments)
{
    struct edge_json_get_double_call *it = arguments;
    it->result = managed_edge_json_get_double(it->json, it->pointer, it->out_value, it->out_error);
}
edge_status edge_json_get_double(const char *json, const char *pointer, double *out_value, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_get_double(json, pointer, out_value, out_error);
        } else {
            struct edge_json_get_double_call it = {json, pointer, out_value, out_error, 0};
            result = shim_run_on_thread(run_edge_json_get_double, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_get_bool) managed_edge_json_get_bool __attribute__((visibility("hidden")));
struct edge_json_get_bool_call {
    const char *json;
    const char *pointer;
    bool *out_value;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_get_bool(void *arguments)
{
    struct edge_json_get_bool_call *it = arguments;
    it->result = managed_edge_json_get_bool(it->json, it->pointer, it->out_value, it->out_error);
}
edge_status edge_json_get_bool(const char *json, const char *pointer, bool *out_value, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_get_bool(json, pointer, out_value, out_error);
        } else {
            struct edge_json_get_bool_call it = {json, pointer, out_value, out_error, 0};
            result = shim_run_on_thread(run_edge_json_get_bool, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_count) managed_edge_json_count __attribute__((visibility("hidden")));
struct edge_json_count_call {
    const char *json;
    const char *pointer;
    size_t *out_count;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_count(void *arguments)
{
    struct edge_json_count_call *it = arguments;
    it->result = managed_edge_json_count(it->json, it->pointer, it->out_count, it->out_error);
}
edge_status edge_json_count(const char *json, const char *pointer, size_t *out_count, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_count(json, pointer, out_count, out_error);
        } else {
            struct edge_json_count_call it = {json, pointer, out_count, out_error, 0};
            result = shim_run_on_thread(run_edge_json_count, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_key_at) managed_edge_json_key_at __attribute__((visibility("hidden")));
struct edge_json_key_at_call {
    const char *json;
    const char *pointer;
    size_t index;
    char **out_key;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_key_at(void *arguments)
{
    struct edge_json_key_at_call *it = arguments;
    it->result = managed_edge_json_key_at(it->json, it->pointer, it->index, it->out_key, it->out_error);
}
edge_status edge_json_key_at(const char *json, const char *pointer, size_t index, char **out_key, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_key_at(json, pointer, index, out_key, out_error);
        } else {
            struct edge_json_key_at_call it = {json, pointer, index, out_key, out_error, 0};
            result = shim_run_on_thread(run_edge_json_key_at, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_json_raw) managed_edge_json_raw __attribute__((visibility("hidden")));
struct edge_json_raw_call {
    const char *json;
    const char *pointer;
    char **out_json;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_json_raw(void *arguments)
{
    struct edge_json_raw_call *it = arguments;
    it->result = managed_edge_json_raw(it->json, it->pointer, it->out_json, it->out_error);
}
edge_status edge_json_raw(const char *json, const char *pointer, char **out_json, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_json_raw(json, pointer, out_json, out_error);
        } else {
            struct edge_json_raw_call it = {json, pointer, out_json, out_error, 0};
            result = shim_run_on_thread(run_edge_json_raw, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}

extern __typeof__(edge_diagnostics) managed_edge_diagnostics __attribute__((visibility("hidden")));
struct edge_diagnostics_call {
    char **out_json;
    edge_error **out_error;
    edge_status result;
};
static void run_edge_diagnostics(void *arguments)
{
    struct edge_diagnostics_call *it = arguments;
    it->result = managed_edge_diagnostics(it->out_json, it->out_error);
}
edge_status edge_diagnostics(char **out_json, edge_error **out_error)
{
    edge_status result;
    int cancellation = shim_disable_cancellation();
    result = shim_enter(out_error);
    if (result == EDGE_OK) {
        if (shim_has_stack()) {
            result = managed_edge_diagnostics(out_json, out_error);
        } else {
            struct edge_diagnostics_call it = {out_json, out_error, 0};
            result = shim_run_on_thread(run_edge_diagnostics, &it) ? it.result : shim_fail(SHIM_NO_THREAD, out_error);
        }
    }
    shim_restore_cancellation(cancellation);
    return result;
}
