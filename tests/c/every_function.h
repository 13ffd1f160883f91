/*
 * Every function that takes a client, and its async variant, with arguments that are valid except the client. For what
 * is common to all of them: what they say of a handle that is none, of a forked process, of an edge that is away.
 */
#ifndef EVERY_FUNCTION_H
#define EVERY_FUNCTION_H

#include "calls.h"

/* The expected outcome of all functions. If the async variants start nevertheless, their calls have that outcome. */
typedef struct expectation {
    edge_status status;
    const char *text; /* NULL if it does not matter */
    bool async_starts;
} expectation;

static inline void check_async(const char *what, edge_status status, edge_call *call, edge_error **error,
                              const expectation *expected)
{
    if (!expected->async_starts) {
        check_status(__FILE__, __LINE__, what, status, error, expected->status, expected->text);
        CHECK(call == NULL);
    } else if (check_status(__FILE__, __LINE__, what, status, error, EDGE_OK, NULL)) {
        ends_with(call, expected->status, expected->text);
    }
}

#define EVERY_BLOCKING(call) check_status(__FILE__, __LINE__, #call, (call), &error, expected->status, expected->text)
#define EVERY_ASYNC(start) (begun = NULL, status = (start), check_async(#start, status, begun, &error, expected))

/* A function whose last parameters are out_json and out_error, and those of its async variant out_call and out_error. */
#define EVERY_JSON(function, ...)                                   \
    (EVERY_BLOCKING(function(client, __VA_ARGS__, &out, &error)),    \
     EVERY_ASYNC(function##_start(client, __VA_ARGS__, &begun, &error)))

/* One that has no result. */
#define EVERY_VOID(function, ...)                             \
    (EVERY_BLOCKING(function(client, __VA_ARGS__, &error)),    \
     EVERY_ASYNC(function##_start(client, __VA_ARGS__, &begun, &error)))

static inline void every_function(edge_client *client, const expectation *expected)
{
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};
    edge_object object = {"input.txt", "container", "path"};
    edge_object_source stored = {"job", &object, 1};
    edge_object_sources objects = {sizeof(edge_object_sources), 0, 0, &stored, 1};
    edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", "secret", "us-east-1", NULL};
    edge_azure_access azure = {sizeof(edge_azure_access), 0, "account", "key"};
    edge_file file = {"job", "input.txt", "/proc/self/exe"};
    edge_inference_input inference = {"input.txt", "text", 4, NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};
    edge_tag tag = {"key", "value"};
    const edge_inference_request *request = REQUEST("m", "1.0.0", &inference, 1, &tag, 1, false);
    uint64_t round_trip = 99;
    edge_error *error = NULL;
    edge_call *begun = NULL;
    edge_status status;
    edge_stream *stream = NULL;
    edge_vote vote = 99;
    char untouched[] = "untouched", *out = untouched, *type = untouched;
    void *data = untouched;
    size_t size = 99;

    EVERY_JSON(edge_jobs_submit_embedded, "m", "1.0.0", &source, 1, NULL);
    EVERY_JSON(edge_jobs_submit_text, "m", "1.0.0", &source, 1, NULL);
    EVERY_JSON(edge_jobs_submit_bytes, "m", "1.0.0", "input.txt", "text", 4);
    EVERY_JSON(edge_jobs_submit_s3, "m", "1.0.0", &objects, &s3, NULL);
    EVERY_JSON(edge_jobs_submit_azure, "m", "1.0.0", &objects, &azure, NULL);
    EVERY_JSON(edge_jobs_submit_files, "m", "1.0.0", &file, 1, NULL);
    EVERY_JSON(edge_jobs_run, "m", "1.0.0", &source, 1, NULL);
    EVERY_JSON(edge_jobs_open, "m", "1.0.0", NULL);
    EVERY_VOID(edge_jobs_append, "job", "source", &input, NULL);
    EVERY_JSON(edge_jobs_close, "job", NULL);
    EVERY_JSON(edge_jobs_get, "job", NULL);
    EVERY_JSON(edge_jobs_cancel, "job", NULL);
    EVERY_JSON(edge_jobs_cancel_all, NULL);
    EVERY_JSON(edge_jobs_list, NULL, NULL);
    EVERY_JSON(edge_jobs_list_history, NULL, NULL);
    EVERY_JSON(edge_jobs_get_history, "job", NULL);
    EVERY_JSON(edge_jobs_get_features, NULL);
    EVERY_JSON(edge_jobs_list_statistics, NULL);
    EVERY_JSON(edge_jobs_get_statistics, "key", NULL);
    EVERY_JSON(edge_jobs_get_results, "job", NULL);
    EVERY_JSON(edge_jobs_get_result, "job", "source", NULL);
    EVERY_BLOCKING(edge_jobs_get_output(client, "job", "source", "output", NULL, &data, &size, &error));
    EVERY_ASYNC(edge_jobs_get_output_start(client, "job", "source", "output", NULL, &begun, &error));
    EVERY_VOID(edge_jobs_vote, "job", "source", EDGE_VOTE_UP, NULL);
    EVERY_BLOCKING(edge_jobs_get_vote(client, "job", "source", NULL, &vote, &error));
    EVERY_ASYNC(edge_jobs_get_vote_start(client, "job", "source", NULL, &begun, &error));
    EVERY_JSON(edge_inferences_perform, request, NULL);
    EVERY_JSON(edge_inferences_get, "inference", NULL);
    EVERY_BLOCKING(edge_inferences_get_output(client, "inference", "output", NULL, &data, &size, &type, &error));
    EVERY_ASYNC(edge_inferences_get_output_start(client, "inference", "output", NULL, &begun, &error));
    EVERY_BLOCKING(edge_stream_open(client, NULL, &stream, &error));
    EVERY_ASYNC(edge_stream_open_start(client, NULL, &begun, &error));
    EVERY_JSON(edge_inferences_run, request, WAIT_MS(1000));
    EVERY_BLOCKING(edge_client_ping(client, 1000, &round_trip, &error));
    EVERY_ASYNC(edge_client_ping_start(client, 1000, &begun, &error));
    if (!expected->async_starts) { /* these retry while the edge is unavailable */
        EVERY_VOID(edge_client_wait_ready, 1000);
        EVERY_JSON(edge_jobs_wait, "job", WAIT_MS(1000));
        EVERY_JSON(edge_inferences_wait, "inference", WAIT_MS(1000));
    }
    CHECK(out == untouched && type == untouched && data == untouched && size == 99 && vote == 99 && stream == NULL && round_trip == 99);
}

#endif
