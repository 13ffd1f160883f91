#include "calls.h"

/* A job whose input is appended to it: data of 5 MB in pieces of several chunks, of one byte and of nothing. */
static edge_client *client;

enum { SIZE = 5000000 };

static void opened(char *identifier, size_t size)
{
    edge_error *error = NULL;
    char *job = NULL;

    if (!CHECK_OK(edge_jobs_open(client, "inspector", "1.0.0", EXPLAIN, &job, &error)))
        exit(check_end());
    CHECK_CONTAINS(job, "\"status\":\"OPEN\"");
    json_string(job, "/job_identifier", identifier, size);
    edge_string_free(job);
}

static void append_and_close(void)
{
    edge_error *error = NULL;
    char identifier[128], *job = NULL, *results = NULL, *data = (char *)calloc(1, SIZE);

    CASE("open, append, close");
    data[SIZE - 1] = 'x';
    opened(identifier, sizeof identifier);
    CHECK_OK(edge_jobs_append(client, identifier, "one", INPUT("large", data, 3000000), NULL, &error));
    CHECK_OK(edge_jobs_append(client, identifier, "two", INPUT("empty", NULL, 0), NULL, &error));
    CHECK_OK(edge_jobs_append(client, identifier, "one", INPUT("large", data, 1), NULL, &error));
    CHECK_OK(edge_jobs_append(client, identifier, "one", INPUT("large", data + 3000001, SIZE - 3000001), NULL, &error));
    CHECK_OK(edge_jobs_append(client, identifier, "one", INPUT("\xe2\x82\xac", "x", 1), NULL, &error));
    if (CHECK_OK(edge_jobs_close(client, identifier, NULL, &job, &error))) {
        CHECK_CONTAINS(job, identifier);
        CHECK_CONTAINS(job, "\"total\":2");
        edge_string_free(job);
    }
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
    if (CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error))) {
        CHECK_CONTAINS(results, "a5b34fccf24abcecb2fa1d110f83ba64292488c4d96350b76bfb5e24113747f5");
        CHECK_CONTAINS(results, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"); /* of nothing */
        CHECK_CONTAINS(results, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"); /* of x */
        edge_string_free(results);
    }
    free(data);
}

static void what_cannot_be(void)
{
    edge_error *error = NULL;
    char identifier[128], untouched[] = "untouched", *out = untouched;

    CASE("a job that is not open");
    opened(identifier, sizeof identifier);
    CHECK_OK(edge_jobs_append(client, identifier, "job", INPUT("data", "text", 4), NULL, &error));
    CHECK_OK(edge_jobs_close(client, identifier, NULL, NULL, &error));
    CHECK_STATUS(edge_jobs_append(client, identifier, "job", INPUT("data", "text", 4), NULL, &error), EDGE_FAILED_PRECONDITION);
    CHECK_STATUS(edge_jobs_close(client, identifier, NULL, &out, &error), EDGE_FAILED_PRECONDITION);
    CHECK_STATUS(edge_jobs_append(client, "no-such-job", "job", INPUT("data", "text", 4), NULL, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_close(client, "no-such-job", NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_open(client, "no-such-model", "1.0.0", NULL, &out, &error), EDGE_NOT_FOUND);

    CASE("an open job that is cancelled");
    opened(identifier, sizeof identifier);
    CHECK_OK(edge_jobs_cancel(client, identifier, NULL, NULL, &error));
    CHECK_STATUS(edge_jobs_append(client, identifier, "job", INPUT("data", "text", 4), NULL, &error), EDGE_FAILED_PRECONDITION);
    CHECK(out == untouched);
}

static void started(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL, *calls[4];
    char identifier[128], *data = (char *)calloc(1, SIZE);
    static const char *const keys[] = {"a", "b", "c", "d"};

    CASE("the async variants, several data inputs at a time");
    CHECK_OK(edge_jobs_open_start(client, "inspector", "1.0.0", NULL, &call, &error));
    string_of(call, "/job_identifier", identifier, sizeof identifier);
    for (int i = 0; i < 4; i++)
        CHECK_OK(edge_jobs_append_start(client, identifier, keys[i], INPUT("data", data, SIZE), NULL, &calls[i], &error));
    for (int i = 0; i < 4; i++)
        ends_with(calls[i], EDGE_OK, NULL);
    CHECK_OK(edge_jobs_close_start(client, identifier, NULL, &call, &error));
    json_contains(call, "\"total\":4");
    CHECK_OK(edge_jobs_wait_start(client, identifier, WAIT_MS(PATIENCE_MS), &call, &error));
    json_contains(call, "\"completed\":4");
    free(data);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "edge_jobs_open, edge_jobs_append and edge_jobs_close");
    client = client_for(port_of(argv[1]));
    append_and_close();
    what_cannot_be();
    started();
    edge_client_destroy(client);
    return check_end();
}
