/*
 * Our client, as its header shows it. MODZY_EDGE_TRANSPORT chooses what carries the calls, BENCH_BUSY_POLL_US is the
 * option busy_poll_us.
 */
#include "harness.h"

#include <modzy_edge.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static edge_client *client;

/* The error by address: it may be evaluated before the call that makes it. */
static void check(const char *what, edge_status status, edge_error **error)
{
    if (status != EDGE_OK)
        fail("%s: %s", what, edge_error_message(*error));
}

static void open_client(const char *target)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_tls_options tls = EDGE_TLS_OPTIONS_INIT;
    const char *busy_poll = getenv("BENCH_BUSY_POLL_US");
    edge_error *error = NULL;
    char host[128];
    int port = 0;

    if (strlen(target) >= sizeof host)
        fail("the target is too long: %s", target);
    if (strncmp(target, TLS_PREFIX, strlen(TLS_PREFIX)) == 0) {
        target += strlen(TLS_PREFIX);
        tls.ca_file = getenv("BENCH_CA");
        options.tls = &tls;
    }
    strcpy(host, target);
    if (strncmp(target, "unix:", 5) != 0) {
        char *colon = strrchr(host, ':');

        if (colon == NULL)
            fail("the target has no port: %s", target);
        *colon = '\0';
        port = atoi(colon + 1);
    }
    if (busy_poll != NULL)
        options.busy_poll_us = (uint32_t)atoi(busy_poll);
    check("edge_client_create", edge_client_create(host, (uint32_t)port, &options, &client, &error), &error);
}

static void submit(const void *data, size_t size)
{
    edge_input input = {JOB_INPUT, data, size};
    edge_source source = {JOB_SOURCE, &input, 1};
    edge_error *error = NULL;
    char *job = NULL;

    check("edge_jobs_submit_embedded",
          edge_jobs_submit_embedded(client, JOB_MODEL, JOB_VERSION, &source, 1, NULL, &job, &error), &error);
    edge_string_free(job);
}

static edge_queue *queue;
static edge_call *calls[BENCH_SLOTS];
static bool done[BENCH_SLOTS];

static void start(int slot, const void *data, size_t size)
{
    edge_input input = {JOB_INPUT, data, size};
    edge_source source = {JOB_SOURCE, &input, 1};
    edge_error *error = NULL;

    if (queue == NULL)
        check("edge_queue_create", edge_queue_create(&queue, &error), &error);
    check("edge_jobs_submit_embedded_start",
          edge_jobs_submit_embedded_start(client, JOB_MODEL, JOB_VERSION, &source, 1, NULL, &calls[slot], &error),
          &error);
    done[slot] = false;
    check("edge_queue_add", edge_queue_add(queue, calls[slot], &done[slot], &error), &error);
}

static void finish(int slot)
{
    edge_error *error = NULL;
    char *job = NULL;

    while (!done[slot]) {
        edge_call *call = NULL;
        void *is_done = NULL;

        check("edge_queue_take", edge_queue_take(queue, JOB_DEADLINE_MS, &call, &is_done, &error), &error);
        *(bool *)is_done = true;
    }
    check("edge_call_take_json", edge_call_take_json(calls[slot], &job, &error), &error);
    edge_string_free(job);
    edge_call_destroy(calls[slot]);
}

static edge_inference_request inference(const edge_inference_input *input)
{
    edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;

    request.model_identifier = JOB_MODEL;
    request.model_version = JOB_VERSION;
    request.inputs = input;
    request.input_count = 1;
    return request;
}

static void infer(const void *data, size_t size)
{
    edge_inference_input input = {.key = JOB_INPUT, .data = data, .size = size};
    edge_inference_request request = inference(&input);
    edge_error *error = NULL;
    char *result = NULL;

    check("edge_inferences_perform", edge_inferences_perform(client, &request, NULL, &result, &error), &error);
    edge_string_free(result);
}

static void append(const void *data, size_t size)
{
    edge_input input = {JOB_INPUT, data, size};
    edge_error *error = NULL;

    check("edge_jobs_append", edge_jobs_append(client, JOB_IDENTIFIER, JOB_SOURCE, &input, NULL, &error), &error);
}

struct receiver {
    edge_stream *stream;
    long count;
};

static void *receive(void *argument)
{
    struct receiver *it = argument;

    for (long i = 0; i < it->count; i++) {
        edge_error *error = NULL;
        char *result = NULL;

        check("edge_stream_receive", edge_stream_receive(it->stream, JOB_DEADLINE_MS, &result, &error), &error);
        if (result == NULL)
            fail("the stream has ended after %ld of %ld inferences", i, it->count);
        edge_string_free(result);
    }
    return NULL;
}

/* This thread sends, another receives. */
static void frames(const void *data, size_t size, long count)
{
    edge_inference_input input = {.key = JOB_INPUT, .data = data, .size = size};
    edge_inference_request request = inference(&input);
    struct receiver receiver = {NULL, count};
    edge_error *error = NULL;
    pthread_t thread;

    check("edge_stream_open", edge_stream_open(client, NULL, &receiver.stream, &error), &error);
    if (pthread_create(&thread, NULL, receive, &receiver) != 0)
        fail("cannot make a thread");
    for (long i = 0; i < count; i++)
        check("edge_stream_send", edge_stream_send(receiver.stream, &request, JOB_DEADLINE_MS, &error), &error);
    check("edge_stream_half_close", edge_stream_half_close(receiver.stream, &error), &error);
    pthread_join(thread, NULL);
    edge_stream_destroy(receiver.stream);
}

static void close_client(void)
{
    edge_queue_destroy(queue);
    edge_client_destroy(client);
}

static int64_t allocated(void)
{
    edge_error *error = NULL;
    char *json = NULL;
    int64_t bytes = 0;

    check("edge_diagnostics", edge_diagnostics(&json, &error), &error);
    check("edge_json_get_integer", edge_json_get_integer(json, "/gc/allocated_bytes", &bytes, &error), &error);
    edge_string_free(json);
    return bytes;
}

int main(int argc, char **argv)
{
    static const struct client functions = {open_client, NULL, submit, close_client, allocated,
                                            start,       finish, infer,  append,       frames};

    return bench_main(argc, argv, &functions);
}
