#include "calls.h"

/* Lists, filters and statistics, of an emulator on which nobody else works. */
static edge_client *client;
static char complete[128], failed[128], running[128];

static void run_to_the_end(const char *model, char *identifier, size_t size)
{
    edge_error *error = NULL;
    char *job = NULL;

    if (!CHECK_OK(submit_text(client, model, "text", &job, &error)))
        exit(check_end());
    json_string(job, "/job_identifier", identifier, size);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
}

/* Of the three jobs of this test, a page must have these and no others. */
static void page_has(char *page, bool of_complete, bool of_failed, bool of_running)
{
    char count[40];

    snprintf(count, sizeof count, "\"total_count\":%d", of_complete + of_failed + of_running);
    CHECK_CONTAINS(page, count);
    CHECK(page != NULL && (strstr(page, complete) != NULL) == of_complete);
    CHECK(page != NULL && (strstr(page, failed) != NULL) == of_failed);
    CHECK(page != NULL && (strstr(page, running) != NULL) == of_running);
    edge_string_free(page);
}

static char *list(const edge_job_filter *filter)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *page = NULL;

    CHECK_OK(edge_jobs_list_start(client, filter, NULL, &call, &error));
    CHECK_OK(edge_jobs_list(client, filter, NULL, &page, &error));
    json_contains(call, "\"jobs\":[");
    return page;
}

static char *history(const edge_job_history_filter *filter)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *page = NULL;

    CHECK_OK(edge_jobs_list_history_start(client, filter, NULL, &call, &error));
    CHECK_OK(edge_jobs_list_history(client, filter, NULL, &page, &error));
    json_contains(call, "\"jobs\":[");
    return page;
}

static void lists(void)
{
    const edge_job_filter all = EDGE_JOB_FILTER_INIT;
    edge_job_filter filter = all;
    char *page;

    CASE("lists");
    page = list(NULL);
    CHECK_CONTAINS(page, "\"page_number\":");
    CHECK_CONTAINS(page, "\"page_size\":");
    CHECK_CONTAINS(page, "\"page_count\":1");
    page_has(page, true, true, true);
    page_has(list(&all), true, true, true);
    filter.status = filter.user = filter.access_key = filter.model = filter.start_date = filter.end_date = "";
    page_has(list(&filter), true, true, true);
    filter = all;
    filter.status = "COMPLETE";
    page_has(list(&filter), true, false, false);
    filter = all;
    filter.model = "faulty";
    page_has(list(&filter), false, true, false);
    filter = all;
    filter.user = "nobody";
    page_has(list(&filter), false, false, false);
    filter = all;
    filter.access_key = "emulator";
    page_has(list(&filter), true, true, true);
    filter.access_key = "another";
    page_has(list(&filter), false, false, false);
    filter = all;
    filter.start_date = "2020-01-01";
    page_has(list(&filter), true, true, true);
    filter.end_date = "2020-01-02T12:00:00Z";
    page_has(list(&filter), false, false, false);
}

static void histories(void)
{
    const edge_job_history_filter all = EDGE_JOB_HISTORY_FILTER_INIT;
    edge_job_history_filter filter = all;
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *page = NULL;

    CASE("histories");
    page = history(&all);
    CHECK_CONTAINS(page, "\"submitted_at\":\"2"); /* all that is known of each job */
    CHECK_CONTAINS(page, complete);
    edge_string_free(page);
    filter.model_identifier = "inspector";
    filter.model_version = "1.0.0";
    filter.status = "COMPLETE";
    page_has(history(&filter), true, false, false);
    filter.model_version = "2.0.0";
    page_has(history(&filter), false, false, false);
    filter = all;
    filter.search = failed;
    page_has(history(&filter), false, true, false);
    CASE("the history of one job");
    CHECK_OK(edge_jobs_get_history(client, complete, NULL, &page, &error));
    CHECK_CONTAINS(page, complete);
    edge_string_free(page);
    CHECK_OK(edge_jobs_get_history_start(client, complete, NULL, &call, &error));
    json_contains(call, complete);
    CHECK_STATUS(edge_jobs_get_history(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
}

static void limits_and_statistics(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *json = NULL;

    CASE("limits and statistics");
    CHECK_OK(edge_jobs_get_features(client, NULL, &json, &error));
    CHECK_CONTAINS(json, "\"input_chunk_maximum_size\":\"1M\"");
    CHECK_CONTAINS(json, "\"maximum_input_chunks\":65536");
    CHECK_CONTAINS(json, "\"maximum_inputs_per_job\":10000");
    edge_string_free(json);
    CHECK_OK(edge_jobs_get_features_start(client, NULL, &call, &error));
    json_contains(call, "\"input_chunk_maximum_size\":\"1M\"");
    CHECK_OK(edge_jobs_list_statistics(client, NULL, &json, &error));
    CHECK_CONTAINS(json, "\"statistics\":[");
    CHECK_CONTAINS(json, "\"access_key\":\"emulator\"");
    edge_string_free(json);
    CHECK_OK(edge_jobs_list_statistics_start(client, NULL, &call, &error));
    json_contains(call, "\"jobs_count\":3");
    CHECK_OK(edge_jobs_get_statistics(client, "emulator", NULL, &json, &error));
    CHECK_CONTAINS(json, "\"jobs_count\":3");
    CHECK_CONTAINS(json, "\"models_count\":3");
    CHECK_CONTAINS(json, "\"identifier\":\"sleeper\"");
    edge_string_free(json);
    CHECK_OK(edge_jobs_get_statistics_start(client, "emulator", NULL, &call, &error));
    json_contains(call, "\"access_key\":\"emulator\"");
    CHECK_STATUS(edge_jobs_get_statistics(client, "no-such-key", NULL, NULL, &error), EDGE_NOT_FOUND);
}

static void cancelling(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *json = NULL, other[128];

    CASE("cancelling");
    CHECK_OK(edge_jobs_cancel(client, running, NULL, &json, &error));
    CHECK_CONTAINS(json, running);
    edge_string_free(json);
    CHECK_OK(edge_jobs_wait(client, running, WAIT_MS(PATIENCE_MS), &json, &error));
    CHECK_CONTAINS(json, "\"status\":\"CANCELED\"");
    edge_string_free(json);
    CHECK_STATUS(edge_jobs_cancel(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    submit_long_job(client, other, sizeof other);
    CHECK_OK(edge_jobs_cancel_start(client, other, NULL, &call, &error));
    json_contains(call, other);
    submit_long_job(client, running, sizeof running);
    submit_long_job(client, other, sizeof other);
    CHECK_OK(edge_jobs_cancel_all(client, NULL, &json, &error));
    CHECK_CONTAINS(json, running);
    CHECK_CONTAINS(json, other);
    CHECK_CONTAINS(json, "\"total_count\":2");
    edge_string_free(json);
    CHECK_OK(edge_jobs_cancel_all_start(client, NULL, &call, &error));
    json_contains(call, "\"total_count\":0");
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "lists of jobs, filters, statistics, cancelling");
    client = client_for(port_of(argv[1]));
    run_to_the_end("inspector", complete, sizeof complete);
    run_to_the_end("faulty", failed, sizeof failed);
    submit_long_job(client, running, sizeof running);
    lists();
    histories();
    limits_and_statistics();
    cancelling();
    edge_client_destroy(client);
    return check_end();
}
