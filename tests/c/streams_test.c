#include "calls.h"

static edge_client *client;

static const char no_stream[] = "stream is not a valid stream, or was already destroyed; create one with edge_stream_open.";
static const char null_stream[] = "stream is NULL; create one with edge_stream_open.";

static edge_stream *opened(void)
{
    edge_error *error = NULL;
    edge_stream *stream = NULL;

    if (!CHECK_OK(edge_stream_open(client, NULL, &stream, &error)))
        exit(check_end());
    return stream;
}

static edge_inference_input text_input(const char *text)
{
    edge_inference_input it = {"input.txt", text, strlen(text), NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};

    return it;
}

static edge_status send_text(edge_stream *stream, const char *model, const char *text, edge_error **out_error)
{
    edge_inference_input input = text_input(text);

    return edge_stream_send(stream, REQUEST(model, "1.0.0", &input, 1, NULL, 0, false), PATIENCE_MS, out_error);
}

static void receives(edge_stream *stream, const char *part)
{
    edge_error *error = NULL;
    char *json = NULL;

    CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &json, &error));
    CHECK_CONTAINS(json, part);
    edge_string_free(json);
}

static void is_at_its_end(edge_stream *stream)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *json = untouched;

    CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &json, &error));
    CHECK(json == NULL);
}

static void a_stream(void)
{
    edge_inference_input input = text_input("some bytes");
    edge_tag tag = {"number", "1"};
    edge_stream *stream = opened();
    edge_error *error = NULL;

    CASE("a stream");
    CHECK_OK(edge_stream_send(stream, REQUEST("inspector", "1.0.0", &input, 1, &tag, 1, true), PATIENCE_MS, &error));
    receives(stream, "\"number\":\"1\"");
    CHECK_OK(send_text(stream, "sleeper", "5ms", &error));
    CHECK_OK(send_text(stream, "faulty", "the lens is dirty", &error));
    receives(stream, "\"identifier\":\"sleeper\"");
    CHECK_OK(edge_stream_half_close(stream, &error));
    receives(stream, "\"status\":\"FAILED\"");
    is_at_its_end(stream);
    is_at_its_end(stream);
    CHECK_STATUS(send_text(stream, "inspector", "text", &error), EDGE_FAILED_PRECONDITION);
    edge_stream_destroy(stream);
    edge_stream_destroy(stream);

    CASE("a stream without a request");
    stream = opened();
    CHECK_OK(edge_stream_half_close(stream, &error));
    is_at_its_end(stream);
    edge_stream_destroy(stream);
}

/* While the edge is free, offered requests are sent like others. */
static void offered(void)
{
    edge_inference_input input = text_input("some bytes");
    edge_stream *stream = opened();
    edge_error *error = NULL;
    uint32_t dropped = 99;

    CASE("offered requests");
    CHECK_OK(edge_stream_offer(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), &dropped, &error));
    CHECK_NUMBER(dropped, 0);
    receives(stream, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_stream_offer(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), NULL, &error));
    receives(stream, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_stream_half_close(stream, &error));
    is_at_its_end(stream);
    dropped = 99;
    CHECK_STATUS(edge_stream_offer(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), &dropped, &error),
                 EDGE_FAILED_PRECONDITION);
    CHECK_STATUS(edge_stream_offer(stream, NULL, &dropped, &error), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(dropped, 99);
    edge_stream_destroy(stream);
}

static void what_comes_late(void)
{
    edge_stream *stream = opened();
    edge_error *error = NULL;
    char untouched[] = "untouched", *json = untouched;

    CASE("an inference that comes late");
    CHECK_OK(send_text(stream, "sleeper", "2s", &error));
    CHECK_ERROR(edge_stream_receive(stream, 20, &json, &error), EDGE_DEADLINE_EXCEEDED,
                "No inference came. The stream goes on: receive again, or with a longer timeout. (20 ms passed.)");
    CHECK(json == untouched);
    receives(stream, "\"status\":\"COMPLETE\"");
    CHECK_OK(send_text(stream, "inspector", "text", &error));
    receives(stream, "\"status\":\"COMPLETE\"");
    edge_stream_destroy(stream);
}

static void what_the_edge_refuses(void)
{
    edge_stream *stream = opened();
    edge_error *error = NULL;
    char *json = NULL;

    CASE("a request that is refused");
    CHECK_OK(send_text(stream, "inspector", "text", &error));
    CHECK_OK(send_text(stream, "no-such-model", "text", &error));
    receives(stream, "\"status\":\"COMPLETE\""); /* the one before it */
    CHECK_NUMBER(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    CHECK_CONTAINS(edge_error_message(error), "inspector");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"method\":\"/inferences.api.v1.InferenceService/");
    edge_error_free(error);
    error = NULL;
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    edge_stream_destroy(stream);
    CHECK(json == NULL);
}

/* Sends a request that the edge refuses; returns when sending tells so. */
static edge_stream *refused(edge_status *said)
{
    edge_stream *stream = opened();
    edge_error *error = NULL;

    CHECK_OK(send_text(stream, "no-such-model", "text", &error));
    do
        *said = send_text(stream, "inspector", "text", NULL);
    while (*said == EDGE_OK);
    return stream;
}

/* Whatever comes after it, the stream has failed with what it has failed with first. */
static void what_came_first(void)
{
    edge_status said;
    edge_stream *stream = refused(&said);
    edge_error *error = NULL;
    char *json = NULL;

    CASE("a failure that sending tells");
    CHECK_NUMBER(said, EDGE_NOT_FOUND);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_stream_half_close(stream, &error), EDGE_NOT_FOUND);
    edge_stream_destroy(stream);

    CASE("a failure that sending tells, and then the stream is cancelled");
    stream = refused(&said);
    edge_stream_cancel(stream);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(send_text(stream, "inspector", "text", &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_stream_half_close(stream, &error), EDGE_NOT_FOUND);
    edge_stream_destroy(stream);

    CASE("a failure that receiving tells, and then the stream is cancelled");
    stream = opened();
    CHECK_OK(send_text(stream, "no-such-model", "text", &error));
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    edge_stream_cancel(stream);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(send_text(stream, "inspector", "text", &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_stream_half_close(stream, &error), EDGE_NOT_FOUND);
    edge_stream_destroy(stream);

    CASE("a stream that was cancelled before anything failed");
    stream = opened();
    edge_stream_cancel(stream);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_CANCELLED);
    CHECK_STATUS(send_text(stream, "inspector", "text", &error), EDGE_CANCELLED);
    CHECK_STATUS(edge_stream_half_close(stream, &error), EDGE_CANCELLED);
    edge_stream_destroy(stream);
    CHECK(json == NULL);
}

static void started(void)
{
    edge_inference_input input = text_input("some bytes");
    edge_stream *stream = NULL;
    edge_error *error = NULL;
    edge_call *call = NULL, *receiving = NULL;

    CASE("the async variants");
    CHECK_OK(edge_stream_open_start(client, NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_STATUS(edge_call_take_json(call, NULL, &error), EDGE_INVALID_ARGUMENT);
    CHECK_OK(edge_call_take_stream(call, &stream, &error));
    CHECK_STATUS(edge_call_take_stream(call, &stream, &error), EDGE_FAILED_PRECONDITION);
    edge_call_destroy(call);
    CHECK_OK(edge_stream_receive_start(stream, PATIENCE_MS, &receiving, &error));
    CHECK_OK(edge_stream_send_start(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), PATIENCE_MS, &call, &error));
    ends_with(call, EDGE_OK, NULL);
    json_contains(receiving, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_stream_half_close_start(stream, &call, &error));
    ends_with(call, EDGE_OK, NULL);
    CHECK_OK(edge_stream_receive_start(stream, PATIENCE_MS, &receiving, &error));
    json_contains(receiving, "null");
    edge_stream_destroy(stream);

    CASE("a stream that nobody takes");
    CHECK_OK(edge_stream_open_start(client, NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    edge_call_destroy(call);
    CHECK_NUMBER(open_of("open_streams"), 0);
}

static void is_no_stream(const char *what, edge_stream *stream, const char *text)
{
    edge_inference_input input = text_input("text");
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *json = NULL;

    CASE(what);
    CHECK_ERROR(send_text(stream, "m", "text", &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_send_start(stream, REQUEST("m", "1.0.0", &input, 1, NULL, 0, false), 0, &call, &error),
                EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_offer(stream, REQUEST("m", "1.0.0", &input, 1, NULL, 0, false), NULL, &error),
                EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_receive(stream, 1, &json, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_receive_start(stream, 1, &call, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_half_close(stream, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_stream_half_close_start(stream, &call, &error), EDGE_INVALID_HANDLE, text);
    edge_stream_cancel(stream);
    edge_stream_destroy(stream);
    CHECK(call == NULL && json == NULL);
}

static void handles_that_are_no_stream(void)
{
    uint64_t local[4] = {1, 2, 3, 4};
    edge_stream *freed = opened();

    is_no_stream("NULL as a stream", NULL, null_stream);
    is_no_stream("a local as a stream", (edge_stream *)(void *)local, no_stream);
    is_no_stream("a client as a stream", (edge_stream *)(void *)client, no_stream);
    edge_stream_destroy(freed);
    is_no_stream("a stream that was freed", freed, no_stream);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "streams of inferences, in one thread");
    client = client_for(port_of(argv[1]));
    a_stream();
    offered();
    what_comes_late();
    what_the_edge_refuses();
    what_came_first();
    started();
    handles_that_are_no_stream();
    CHECK_NUMBER(open_of("open_streams"), 0);
    CHECK_NUMBER(open_of("open_calls"), 0);
    edge_client_destroy(client);
    return check_end();
}
