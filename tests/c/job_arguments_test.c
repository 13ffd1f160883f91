#include "edge.h"

/* The functions that take a job_identifier treat it alike. Nothing listens on the port: nothing is sent. */
static void refused(edge_client *client, const char *job_identifier, const char *text)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *out = untouched;

    CHECK_ERROR(edge_jobs_get(client, job_identifier, NULL, &out, &error), EDGE_INVALID_ARGUMENT, text);
    CHECK_ERROR(edge_jobs_wait(client, job_identifier, WAIT_MS(0), &out, &error), EDGE_INVALID_ARGUMENT, text);
    CHECK_ERROR(edge_jobs_get_results(client, job_identifier, NULL, &out, &error), EDGE_INVALID_ARGUMENT, text);
    CHECK(out == untouched);
}

/* What is wrong with an argument is said of the first wrong one, and the handle comes first of all. */
static void the_handle_comes_first(void)
{
    edge_error *error = NULL;

    CASE("a wrong handle and other wrong arguments");
    CHECK_STATUS(edge_jobs_get(NULL, NULL, NULL, NULL, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_jobs_submit_embedded(NULL, NULL, NULL, NULL, 0, NULL, NULL, &error), EDGE_INVALID_HANDLE);
}

int main(int argc, char **argv)
{
    edge_client *client;
    edge_error *error = NULL;

    check_begin(argc, argv, "", "wrong arguments of the functions that ask about a job");
    client = client_for(1);
    CASE("job_identifier");
    refused(client, NULL, "job_identifier is NULL; give a NUL-terminated string.");
    refused(client, "", "job_identifier is empty; give the job_identifier of a job that was submitted.");
    refused(client, "\xff", "job_identifier is not UTF-8; convert it to UTF-8 first.");
    refused(client, "job\xc3", "job_identifier is not UTF-8; convert it to UTF-8 first.");
    the_handle_comes_first();
    CHECK_NUMBER(edge_jobs_get(client, NULL, NULL, NULL, &error), EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_detail_json(error), "\"parameter\":\"job_identifier\"");
    edge_error_free(error);
    edge_client_destroy(client);
    return check_end();
}
