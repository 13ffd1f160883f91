#include "check.h"

static void versions(void)
{
    CASE("versions");
    CHECK_TEXT(edge_version(), EDGE_VERSION);
    CHECK_NUMBER(edge_abi_version(), EDGE_ABI_VERSION);
    CHECK(edge_version() == edge_version()); /* static */
}

static void names_of_statuses(void)
{
    static const struct {
        edge_status status;
        const char *name;
    } expected[] = {{EDGE_OK, "OK"},
                    {EDGE_CANCELLED, "CANCELLED"},
                    {EDGE_UNKNOWN, "UNKNOWN"},
                    {EDGE_INVALID_ARGUMENT, "INVALID_ARGUMENT"},
                    {EDGE_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"},
                    {EDGE_NOT_FOUND, "NOT_FOUND"},
                    {EDGE_ALREADY_EXISTS, "ALREADY_EXISTS"},
                    {EDGE_PERMISSION_DENIED, "PERMISSION_DENIED"},
                    {EDGE_RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED"},
                    {EDGE_FAILED_PRECONDITION, "FAILED_PRECONDITION"},
                    {EDGE_ABORTED, "ABORTED"},
                    {EDGE_OUT_OF_RANGE, "OUT_OF_RANGE"},
                    {EDGE_UNIMPLEMENTED, "UNIMPLEMENTED"},
                    {EDGE_INTERNAL, "INTERNAL"},
                    {EDGE_UNAVAILABLE, "UNAVAILABLE"},
                    {EDGE_DATA_LOSS, "DATA_LOSS"},
                    {EDGE_UNAUTHENTICATED, "UNAUTHENTICATED"},
                    {EDGE_INVALID_HANDLE, "INVALID_HANDLE"},
                    {EDGE_FORKED_PROCESS, "FORKED_PROCESS"},
                    {EDGE_OUT_OF_MEMORY, "OUT_OF_MEMORY"}};
    static const edge_status unknown[] = {-1, 17, 99, 103, 1000, INT32_MAX, INT32_MIN};

    CASE("names of statuses");
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        CHECK_TEXT(edge_status_name(expected[i].status), expected[i].name);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK_TEXT(edge_status_name(unknown[i]), "UNRECOGNIZED");
    CHECK(edge_status_name(EDGE_OK) == edge_status_name(EDGE_OK)); /* static */
}

static void functions_on_no_error(void)
{
    CASE("no error");
    CHECK_NUMBER(edge_error_code(NULL), EDGE_OK);
    CHECK_TEXT(edge_error_message(NULL), "");
    CHECK_TEXT(edge_error_detail_json(NULL), "{}");
    CHECK(!edge_error_is_retriable(NULL));
    edge_error_free(NULL);
    edge_string_free(NULL);
    edge_client_destroy(NULL);
}

static void an_error_says_the_same_in_all_its_forms(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    const char *message, *detail;
    char expected[600];

    CASE("an error");
    CHECK_NUMBER(edge_client_create("", 55000, NULL, &client, &error), EDGE_INVALID_ARGUMENT);
    CHECK(client == NULL);
    CHECK_NUMBER(edge_error_code(error), EDGE_INVALID_ARGUMENT);
    CHECK(!edge_error_is_retriable(error));
    message = edge_error_message(error);
    detail = edge_error_detail_json(error);
    CHECK(*message != '\0');
    CHECK(message == edge_error_message(error)); /* lives as long as the error, so it is made once */
    CHECK(detail == edge_error_detail_json(error));
    CHECK_CONTAINS(detail, "\"code\":3");
    CHECK_CONTAINS(detail, "\"status\":\"INVALID_ARGUMENT\"");
    CHECK_CONTAINS(detail, "\"retriable\":false");
    CHECK_CONTAINS(detail, "\"parameter\":\"host\"");
    snprintf(expected, sizeof expected, "\"message\":\"%s\"", message);
    CHECK_CONTAINS(detail, expected);
    edge_error_free(error);
}

static void errors_may_be_left_out(void)
{
    edge_client *client = NULL;

    CASE("out_error is NULL");
    CHECK_NUMBER(edge_client_create(NULL, 55000, NULL, &client, NULL), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(edge_client_wait_ready(NULL, 0, NULL), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge_jobs_submit_embedded(NULL, "m", "1.0.0", NULL, 0, NULL, NULL, NULL), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge_jobs_get(NULL, "job", NULL, NULL, NULL), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge_jobs_wait(NULL, "job", WAIT_MS(0), NULL, NULL), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge_jobs_get_results(NULL, "job", NULL, NULL, NULL), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge_log_create(NULL, -1, NULL, NULL, NULL), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(edge_diagnostics(NULL, NULL), EDGE_INVALID_ARGUMENT);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "what needs no edge: versions, names of statuses, errors");
    versions();
    names_of_statuses();
    functions_on_no_error();
    an_error_says_the_same_in_all_its_forms();
    errors_may_be_left_out();
    return check_end();
}
