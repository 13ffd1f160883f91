#include "edge.h"

static const char *const job_keys[] = {"job_identifier", "status",       "account_identifier", "explain", "created_at",
                                       "updated_at",     "submitted_at", "submitted_by",       "pending", "completed",
                                       "failed",         "total",        "model",              "job_inputs", "user"};

static void has_all_keys_in_order(const char *job)
{
    const char *at = job;

    for (size_t i = 0; i < sizeof job_keys / sizeof *job_keys && at != NULL; i++) {
        char key[64];

        snprintf(key, sizeof key, "\"%s\":", job_keys[i]);
        if (CHECK_CONTAINS(at, key))
            at = strstr(at, key) + 1;
    }
}

/* From bytes to results, with two input items of one and two data inputs, one of them empty. */
static void a_job(edge_client *client)
{
    static const unsigned char bytes[] = {0, 1, 2, 0xff, 0xfe, 0, 10};
    edge_input first[] = {{"input.txt", "some bytes", 10}};
    edge_input second[] = {{"image", bytes, sizeof bytes}, {"empty", NULL, 0}};
    edge_source sources[] = {{"one", first, 1}, {"z\xc3\xa4hler \xe2\x82\xac", second, 2}};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_error *error = NULL;
    char *job = NULL, *results = NULL, identifier[128];

    CASE("a job");
    options.deadline_ms = 20000;
    options.explain = true;
    if (!CHECK_OK(edge_jobs_submit_embedded(client, "inspector", "1.0.0", sources, 2, &options, &job, &error)))
        return;
    has_all_keys_in_order(job);
    CHECK_CONTAINS(job, "\"explain\":true");
    CHECK_CONTAINS(job, "\"total\":2");
    CHECK_CONTAINS(job, "\"one\"");
    CHECK_CONTAINS(job, "\"version\":\"1.0.0\"");
    CHECK(*json_string(job, "/job_identifier", identifier, sizeof identifier) != '\0');
    edge_string_free(job);

    if (CHECK_OK(edge_jobs_wait(client, identifier, WAIT_POLL(20000, 5), &job, &error))) {
        has_all_keys_in_order(job);
        CHECK_CONTAINS(job, identifier);
        CHECK_CONTAINS(job, "\"status\":\"COMPLETE\"");
        CHECK_CONTAINS(job, "\"completed\":2");
        edge_string_free(job);
    }
    if (CHECK_OK(edge_jobs_get(client, identifier, NULL, &job, &error))) {
        has_all_keys_in_order(job);
        CHECK_CONTAINS(job, "\"status\":\"COMPLETE\"");
        edge_string_free(job);
    }
    if (CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error))) {
        CHECK_CONTAINS(results, identifier);
        CHECK_CONTAINS(results, "\"finished\":true");
        CHECK_CONTAINS(results, "\"results.json\":");
        /* sha256 of "some bytes", and of the bytes above: they arrived as they were */
        CHECK_CONTAINS(results, "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d");
        CHECK_CONTAINS(results, "aafaa42caca8abec3ffa533ce0cd63e60729ec2e1c0cb0e5c273fbe180499631");
        CHECK_CONTAINS(results, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"); /* of nothing */
        edge_string_free(results);
    }
}

static void results_may_be_left_out(edge_client *client)
{
    edge_error *error = NULL;
    char *job = NULL, identifier[128];

    CASE("out parameters that are NULL");
    CHECK_OK(submit_text(client, "inspector", "text", NULL, &error));
    if (!CHECK_OK(submit_text(client, "inspector", "text", &job, &error)))
        return;
    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error));
    CHECK_OK(edge_jobs_get(client, identifier, NULL, NULL, &error));
    CHECK_OK(edge_jobs_get_results(client, identifier, NULL, NULL, &error));
}

static void a_job_that_fails(edge_client *client)
{
    edge_error *error = NULL;
    char *job = NULL, *results = NULL, identifier[128];

    CASE("a job that fails");
    if (!CHECK_OK(submit_text(client, "faulty", "the lens is dirty", &job, &error)))
        return;
    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    if (CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(20000), &job, &error))) {
        CHECK_CONTAINS(job, "\"failed\":1");
        edge_string_free(job);
    }
    if (CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error))) {
        CHECK_CONTAINS(results, "the lens is dirty");
        CHECK_CONTAINS(results, "\"failures\":{\"job\":");
        edge_string_free(results);
    }
}

static void a_job_that_takes_long(edge_client *client)
{
    edge_error *error = NULL;
    char identifier[128], *job = NULL;

    CASE("a job that takes long");
    submit_long_job(client, identifier, sizeof identifier);
    CHECK_STATUS(edge_jobs_wait(client, identifier, WAIT_MS(2000), &job, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_CONTAINS(job, identifier); /* as the edge described it last */
    edge_string_free(job);
    if (CHECK_OK(edge_jobs_get(client, identifier, NULL, &job, &error))) {
        CHECK(strstr(job, "\"COMPLETE\"") == NULL);
        edge_string_free(job);
    }
    if (CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &job, &error))) {
        CHECK_CONTAINS(job, "\"finished\":false");
        edge_string_free(job);
    }
}

static void what_is_not_there(edge_client *client)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *out = untouched;

    CASE("what is not there");
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_wait(client, "no-such-job", WAIT_MS(1000), &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_jobs_get_results(client, "no-such-job", NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK(out == untouched);
    CHECK_NUMBER(submit_text(client, "no-such-model", "text", &out, &error), EDGE_NOT_FOUND);
    CHECK(out == untouched);
    CHECK_CONTAINS(edge_error_message(error), "inspector"); /* the edge lists what there is */
    CHECK_CONTAINS(edge_error_detail_json(error), "\"method\":\"/jobs.v1.JobService/SubmitJob\"");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"endpoint\":\"127.0.0.1:");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"server_message\":\"");
    edge_error_free(error);
}

int main(int argc, char **argv)
{
    edge_client *client;
    edge_error *error = NULL;

    check_begin(argc, argv, "PORT", "jobs, from the submission to the results");
    client = client_for(port_of(argv[1]));
    CHECK_OK(edge_client_wait_ready(client, EDGE_DEFAULT_TIMEOUT, &error));
    a_job(client);
    results_may_be_left_out(client);
    a_job_that_fails(client);
    a_job_that_takes_long(client);
    what_is_not_there(client);
    edge_client_destroy(client);
    return check_end();
}
