/* What the examples in the comments of modzy_edge.h take for granted, for what examples_test.py writes. The port of an
 * emulator is in the environment, as MODZY_EDGE_PORT. */
#ifndef EXAMPLES_SETTING_H
#define EXAMPLES_SETTING_H

#include "requests.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wunused-function" /* which of these are used, the header decides */

/* Ends the program unless a step of the setting went well. */
static void must(edge_status status, edge_error *error, const char *step)
{
    if (status == EDGE_OK)
        return;
    fprintf(stderr, "the setting failed, %s: %s %s\n", step, edge_status_name(status), edge_error_message(error));
    exit(3);
}

static edge_client *the_client(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    must(edge_client_create("127.0.0.1", (uint32_t)atoi(getenv("MODZY_EDGE_PORT")), NULL, &client, &error), error, "client");
    return client;
}

/* A call to an edge that does not run. */
static edge_error *the_error(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    must(edge_client_create("unix:/nonexistent/edge.sock", 0, NULL, &client, &error), error, "another client");
    if (edge_jobs_get(client, "job", NULL, NULL, &error) != EDGE_UNAVAILABLE)
        must(EDGE_INTERNAL, error, "an error");
    edge_client_destroy(client);
    return error;
}

/* Copies an identifier out of JSON, which it frees. */
static const char *identifier_of(char *json, const char *pointer, char *to, size_t size)
{
    edge_error *error = NULL;
    char *text = NULL;

    must(edge_json_get_string(json, pointer, &text, &error), error, "an identifier");
    snprintf(to, size, "%s", text);
    edge_string_free(text);
    edge_string_free(json);
    return to;
}

static const char *submitted(edge_client *client, const char *model, const char *text)
{
    static char id[128];
    edge_input inputs[] = {{"input.txt", text, strlen(text)}};
    edge_source sources[] = {{"my-input", inputs, 1}};
    edge_error *error = NULL;
    char *job = NULL;

    must(edge_jobs_submit_embedded(client, model, "1.0.0", sources, 1, NULL, &job, &error), error, "a job");
    return identifier_of(job, "/job_identifier", id, sizeof id);
}

static const char *complete_job(edge_client *client)
{
    const char *id = submitted(client, "inspector", "some bytes");
    edge_error *error = NULL;

    must(edge_jobs_wait(client, id, WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error), error, "the job's end");
    return id;
}

static const char *running_job(edge_client *client)
{
    return submitted(client, "sleeper", "3600000ms");
}

static const char *open_job(edge_client *client)
{
    static char id[128];
    edge_error *error = NULL;
    char *job = NULL;

    must(edge_jobs_open(client, "inspector", "1.0.0", NULL, &job, &error), error, "an open job");
    identifier_of(job, "/job_identifier", id, sizeof id);
    must(edge_jobs_append(client, id, "my-input", INPUT("first.txt", "bytes", 5), NULL, &error), error, "its first input");
    return id;
}

static const edge_inference_input an_input = {.key = "input.txt", .data = "some bytes", .size = 10};

static const char *complete_inference(edge_client *client)
{
    static char id[128];
    edge_error *error = NULL;
    char *json = NULL;

    must(edge_inferences_run(client, REQUEST("inspector", "1.0.0", &an_input, 1, NULL, 0, false), WAIT_MS(EDGE_DEFAULT_TIMEOUT), &json, &error), error,
         "an inference");
    return identifier_of(json, "/identifier", id, sizeof id);
}

static edge_stream *the_stream(edge_client *client)
{
    edge_stream *stream = NULL;
    edge_error *error = NULL;

    must(edge_stream_open(client, NULL, &stream, &error), error, "a stream");
    must(edge_stream_send(stream, REQUEST("inspector", "1.0.0", &an_input, 1, NULL, 0, false), EDGE_DEFAULT_TIMEOUT, &error), error,
         "its first request");
    return stream;
}

static edge_call *the_call(edge_client *client, const char *id)
{
    edge_call *call = NULL;
    edge_error *error = NULL;

    must(edge_jobs_get_start(client, id, NULL, &call, &error), error, "a call");
    return call;
}

/* Ends an example: frees what the setting made, and fails if the example has an error or kept something open. */
static int ended(const char *function, edge_client *client, edge_error *error, edge_stream *stream, edge_call *call,
                 bool has_error)
{
    static const char *const counts[] = {"\"open_clients\":0", "\"open_calls\":0", "\"open_streams\":0", "\"open_queues\":0",
                                         "\"open_errors\":0"};
    bool right = (error != NULL) == has_error;
    char *json = NULL;

    if (!right)
        fprintf(stderr, "%s: error is %s\n", function, error == NULL ? "NULL" : edge_error_message(error));
    edge_call_destroy(call);
    edge_stream_destroy(stream);
    edge_error_free(error);
    edge_client_destroy(client);
    must(edge_diagnostics(&json, NULL), NULL, "diagnostics");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strstr(json, counts[i]) == NULL) {
            fprintf(stderr, "%s: not %s afterwards: %s\n", function, counts[i], json);
            right = false;
        }
    edge_string_free(json);
    return right ? 0 : 1;
}

#endif
