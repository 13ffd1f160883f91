#include "calls.h"

/* One result, one output, votes; and text jobs, of which there are results. */
static edge_client *client;
static char job[128];

static const char KEY[] = "z\xc3\xa4hler";

static void a_text_job(void)
{
    edge_input input = {"input.txt", "some bytes", 10};
    edge_source source = {KEY, &input, 1};
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *json = NULL;

    CASE("a text job");
    if (!CHECK_OK(edge_jobs_submit_text(client, "inspector", "1.0.0", &source, 1, EXPLAIN, &json, &error)))
        exit(check_end());
    CHECK_CONTAINS(json, "\"explain\":true");
    json_string(json, "/job_identifier", job, sizeof job);
    edge_string_free(json);
    CHECK_OK(edge_jobs_wait(client, job, WAIT_MS(PATIENCE_MS), NULL, &error));
    CHECK_OK(edge_jobs_submit_text_start(client, "inspector", "1.0.0", &source, 1, NULL, &call, &error));
    json_contains(call, "\"status\":");
    CHECK_OK(edge_jobs_submit_embedded_start(client, "inspector", "1.0.0", &source, 1, NULL, &call, &error));
    json_contains(call, "\"status\":");
    CHECK_OK(edge_jobs_get_results_start(client, job, NULL, &call, &error));
    json_contains(call, "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d");
}

static void one_result(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *json = NULL, untouched[] = "untouched", *out = untouched;

    CASE("one result");
    if (CHECK_OK(edge_jobs_get_result(client, job, KEY, NULL, &json, &error))) {
        CHECK_CONTAINS(json, job);
        CHECK_CONTAINS(json, "\"result\":");
        CHECK_CONTAINS(json, "\"total_input_count\":1");
        CHECK_CONTAINS(json, "\"start_time\":\"2"); /* a year */
        edge_string_free(json);
    }
    CHECK_OK(edge_jobs_get_result(client, job, KEY, NULL, NULL, &error));
    CHECK_OK(edge_jobs_get_result_start(client, job, KEY, NULL, &call, &error));
    json_contains(call, job);
    CHECK_STATUS(edge_jobs_get_result(client, job, "no-such-input", NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_get_result(client, "no-such-job", KEY, NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK(out == untouched);
}

static void one_output(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    void *data = NULL;
    size_t size = 0;
    char *type = NULL;

    CASE("one output");
    if (CHECK_OK(edge_jobs_get_output(client, job, KEY, "results.json", NULL, &data, &size, &error)))
        CHECK(size > 2 && *(char *)data == '{' && memchr(data, '\0', size) == NULL);
    edge_bytes_free(data);
    CHECK_OK(edge_jobs_get_output_start(client, job, KEY, "results.json", NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_OK(edge_call_take_bytes(call, &data, &size, &type, &error));
    CHECK(size > 2 && *(char *)data == '{');
    CHECK_TEXT(type, "");
    edge_bytes_free(data);
    edge_string_free(type);
    edge_call_destroy(call);
    data = NULL;
    CHECK_STATUS(edge_jobs_get_output(client, job, KEY, "no-such-output", NULL, &data, &size, &error), EDGE_NOT_FOUND);
    CHECK(data == NULL);
}

static void vote_is(edge_vote expected, const char *json)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    edge_vote vote = 99;

    CHECK_OK(edge_jobs_get_vote(client, job, KEY, NULL, &vote, &error));
    CHECK_NUMBER(vote, expected);
    CHECK_OK(edge_jobs_get_vote_start(client, job, KEY, NULL, &call, &error));
    json_contains(call, json);
}

static void votes(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    edge_vote vote = 99;

    CASE("votes");
    vote_is(EDGE_VOTE_NONE, "{\"vote\": \"NONE\"}");
    CHECK_OK(edge_jobs_vote(client, job, KEY, EDGE_VOTE_UP, NULL, &error));
    vote_is(EDGE_VOTE_UP, "{\"vote\": \"UP\"}");
    CHECK_OK(edge_jobs_vote_start(client, job, KEY, EDGE_VOTE_DOWN, NULL, &call, &error));
    ends_with(call, EDGE_OK, NULL);
    vote_is(EDGE_VOTE_DOWN, "{\"vote\": \"DOWN\"}");
    CHECK_OK(edge_jobs_vote(client, job, KEY, EDGE_VOTE_NONE, NULL, &error));
    vote_is(EDGE_VOTE_NONE, "{\"vote\": \"NONE\"}");
    CHECK_STATUS(edge_jobs_vote(client, job, "no-such-input", EDGE_VOTE_UP, NULL, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_get_vote(client, "no-such-job", KEY, NULL, &vote, &error), EDGE_NOT_FOUND);
    CHECK_NUMBER(vote, 99);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "single results, outputs and votes, of a text job");
    client = client_for(port_of(argv[1]));
    a_text_job();
    one_result();
    one_output();
    votes();
    edge_client_destroy(client);
    return check_end();
}
