#include "child.h"
#include "edge.h"
#include "large_peer.h"
#include "memory_group.h"

/*
 * Processes that may have little memory, and a peer with more than that to say. A call may end with OUT_OF_MEMORY; the
 * process goes on, and so does the client.
 */
enum { MB = 1000 * 1000, JOBS = 36 };

static large_peer peer, announcing;
static unsigned long group_bytes, space_kb;
static const char *asked;
static edge_status expected; /* EDGE_OK: that, or OUT_OF_MEMORY */
static size_t jobs;

static edge_client *limited_client(const large_peer *of)
{
    struct rlimit space = {space_kb << 10, space_kb << 10};
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;

    if (group_bytes != 0 && !memory_group_enter(group_bytes) && expected == EDGE_OUT_OF_MEMORY)
        expected = EDGE_OK; /* there is more room in 500 MB */
    if (space_kb != 0)
        CHECK(setrlimit(RLIMIT_AS, &space) == 0);
    options.deadline_ms = 15000;
    CHECK_OK(edge_client_create("127.0.0.1", of->port, &options, &client, &error));
    return client;
}

static void ends_well(edge_status status, edge_error **error)
{
    if (status != EDGE_OUT_OF_MEMORY && status != expected)
        check_failed(__FILE__, __LINE__, "%s: %s", edge_status_name(status), edge_error_message(*error));
    edge_error_free(*error);
    *error = NULL;
}

/* After a large call, a small one works. */
static void goes_on(edge_client *client)
{
    edge_error *error = NULL;
    char *json = NULL;

    CHECK_OK(edge_jobs_get_features(client, NULL, &json, &error));
    edge_string_free(json);
    edge_client_destroy(client);
}

static int child_with_output(void)
{
    edge_client *client = limited_client(&peer);
    edge_error *error = NULL;
    void *data = NULL;
    size_t size = 0;

    for (int i = 0; i < 2; i++) {
        ends_well(edge_jobs_get_output(client, asked, "key", "output", NULL, &data, &size, &error), &error);
        edge_bytes_free(data);
        data = NULL;
    }
    goes_on(client);
    return check_end();
}

static int child_with_results(void)
{
    edge_client *client = limited_client(&peer);
    edge_error *error = NULL;
    char *json = NULL;

    ends_well(edge_jobs_get_results(client, asked, NULL, &json, &error), &error);
    edge_string_free(json);
    goes_on(client);
    return check_end();
}

static int child_with_announcement(void)
{
    edge_client *client = limited_client(&peer);
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_error *error = NULL;
    char *json = NULL;

    options.deadline_ms = 500;
    ends_well(edge_jobs_get_results(client, asked, &options, &json, &error), &error);
    CHECK(json == NULL);
    goes_on(client);
    return check_end();
}

static int child_with_stream(void)
{
    edge_client *client = limited_client(&announcing);
    edge_inference_input input = {"input.txt", "text", 4, NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};
    edge_error *error = NULL, *open_error = NULL;
    edge_stream *stream = NULL;
    char *json = NULL;
    edge_status status = edge_stream_open(client, NULL, &stream, &open_error);

    if (status == EDGE_OK) {
        status = edge_stream_send(stream, REQUEST("model", "1.0.0", &input, 1, NULL, 0, false), 500, &error);
        ends_well(status == EDGE_OK ? edge_stream_receive(stream, 500, &json, &error) : status, &error);
    } else {
        ends_well(status, &open_error);
    }
    CHECK(json == NULL);
    edge_stream_destroy(stream);
    edge_client_destroy(client);
    return check_end();
}

static int child_with_jobs(void)
{
    edge_client *client = limited_client(&peer);
    size_t size = 16 * MB;
    char *data = (char *)malloc(size);
    edge_input input = {"input.bin", data, size};
    edge_source source = {"job", &input, 1};
    edge_call *calls[JOBS] = {NULL};
    edge_error *error = NULL;

    memset(data, 'x', size);
    for (size_t i = 0; i < jobs; i++)
        CHECK_OK(edge_jobs_submit_embedded_start(client, "model", "1.0.0", &source, 1, NULL, &calls[i], &error));
    for (size_t i = 0; i < jobs; i++) {
        edge_status status;

        CHECK_OK(edge_call_wait(calls[i], 15000, &error));
        status = edge_call_result(calls[i], &error);
        ends_well(status, &error);
        edge_call_destroy(calls[i]);
    }
    free(data);
    goes_on(client);
    return check_end();
}

static void in_group(unsigned long mebibytes, const char *name, int (*function)(void), edge_status status)
{
    char text[100];

    snprintf(text, sizeof text, "%s, %lu MB of memory", name, mebibytes);
    group_bytes = mebibytes << 20;
    expected = status;
    memory_group_remove(check_child(text, function, 0));
    group_bytes = 0;
}

static void in_space(unsigned long kilobytes, const char *name, int (*function)(void), edge_status status)
{
    char text[100];

    snprintf(text, sizeof text, "%s, ulimit -v %lu", name, kilobytes);
    space_kb = kilobytes;
    expected = status;
    check_child(text, function, 0);
    space_kb = 0;
}

int main(int argc, char **argv)
{
    static const unsigned long groups[] = {48, 64};

    check_begin(argc, argv, "", "answers and jobs that are larger than the process may be");
    large_peer_start(&peer);
    announcing.stream_announces = 100 * MB;
    large_peer_start(&announcing);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        asked = "announce:80000000";
        in_group(groups[i], "80 MB announced", child_with_announcement, EDGE_DEADLINE_EXCEEDED);
        asked = "announce:120000000";
        in_group(groups[i], "120 MB announced", child_with_announcement, EDGE_DEADLINE_EXCEEDED);
        in_group(groups[i], "100 MB announced on a stream", child_with_stream, EDGE_DEADLINE_EXCEEDED);
        asked = "bytes:30000000:1";
        in_group(groups[i], "30 MB of control characters", child_with_results, EDGE_OUT_OF_MEMORY);
        asked = "bytes:100000000:1";
        in_group(groups[i], "an output of 100 MB", child_with_output, EDGE_OUT_OF_MEMORY);
        jobs = 4;
        in_group(groups[i], "4 jobs of 16 MB", child_with_jobs, EDGE_INTERNAL); /* the receipt names no job */
    }
    jobs = JOBS;
    in_group(48, "36 jobs of 16 MB", child_with_jobs, EDGE_INTERNAL); /* the receipt names no job */
    asked = "bytes:400000000:1";
    in_space(1 << 20, "an output of 400 MB", child_with_output, EDGE_OUT_OF_MEMORY);
    asked = "bytes:128000000:1";
    in_space(900000, "an output of 128 MB", child_with_output, EDGE_OK);
    asked = "bytes:64000000:1";
    in_space(500000, "an output of 64 MB", child_with_output, EDGE_OK);
    in_space(500000, "64 MB of control characters", child_with_results, EDGE_OUT_OF_MEMORY);
    large_peer_stop(&peer);
    large_peer_stop(&announcing);
    return check_end();
}
