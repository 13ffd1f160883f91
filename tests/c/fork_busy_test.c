#include "child.h"
#include "edge.h"

#include <pthread.h>

enum { THREADS = 4, CHILDREN = 200 };

static edge_client *client;
static edge_error *parents_error;
static char *parents_string;
static char remedy[300];
static int stop;

/* Answers with a client, as in a process that never had a runtime. */
static int child_of_a_process_that_only_loaded(void)
{
    edge_client_destroy(client_for(1));
    return check_end();
}

/* Always inside of the library, at every place of it: collections, allocations, locks. */
static void *keep_the_library_busy(void *argument)
{
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        edge_error *error = NULL;
        edge_client *other = NULL;

        CHECK_STATUS(edge_jobs_get(client, "\xff", NULL, NULL, &error), EDGE_INVALID_ARGUMENT);
        CHECK_OK(edge_client_create("localhost", 1, NULL, &other, &error));
        edge_client_destroy(other);
    }
    return argument;
}

static int child_of_a_busy_process(void)
{
    edge_log *log = NULL;
    edge_error *error = NULL;
    edge_client *other = NULL;
    edge_call *call = NULL;
    char *out = NULL;

    CHECK_ERROR(edge_jobs_get(client, "job", NULL, &out, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_jobs_get_start(client, "job", NULL, &call, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_client_create("localhost", 1, NULL, &other, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_client_wait_ready(client, 1, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_log_create(NULL, EDGE_LOG_OFF, NULL, &log, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_NUMBER(edge_diagnostics(&out, NULL), EDGE_FORKED_PROCESS);
    CHECK(out == NULL && call == NULL && other == NULL);

    CHECK_NUMBER(edge_diagnostics(&out, &error), EDGE_FORKED_PROCESS);
    CHECK_CONTAINS(edge_error_detail_json(error), "{\"code\":101,\"status\":\"FORKED_PROCESS\",\"message\":\"This process");
    CHECK_CONTAINS(edge_error_detail_json(error), "start method \\\"spawn\\\".\",\"retriable\":false}");
    CHECK(!edge_error_is_retriable(error));
    edge_error_free(error);
    edge_error_free(error);

    /* The parent's things say where they are, and may be given up. */
    CHECK_NUMBER(edge_error_code(parents_error), EDGE_FORKED_PROCESS);
    CHECK_TEXT(edge_error_message(parents_error), remedy);
    CHECK_NUMBER(edge_call_fd((edge_call *)client), -1);
    CHECK(edge_call_is_done((edge_call *)client));
    edge_call_cancel((edge_call *)client);
    edge_error_free(parents_error);
    edge_string_free(parents_string);
    edge_bytes_free(NULL);
    edge_client_destroy(client);

    CHECK_NUMBER(edge_error_code(NULL), EDGE_OK);
    CHECK_TEXT(edge_error_message(NULL), "");
    CHECK_TEXT(edge_error_detail_json(NULL), "{}");
    CHECK_TEXT(edge_version(), EDGE_VERSION);
    CHECK_NUMBER(edge_abi_version(), EDGE_ABI_VERSION);
    CHECK_TEXT(edge_status_name(EDGE_FORKED_PROCESS), "FORKED_PROCESS");
    return check_end();
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    edge_error *error = NULL;
    void *result;

    check_begin(argc, argv, "", "children of a process whose threads are inside of the library when it forks");

    /* What needs no runtime starts none: afterwards a fork still does no harm. */
    CHECK_TEXT(edge_version(), EDGE_VERSION);
    CHECK_TEXT(edge_status_name(EDGE_OK), "OK");
    edge_string_free(NULL);
    check_child("before the use", child_of_a_process_that_only_loaded, 0);

    snprintf(remedy, sizeof remedy,
             "This process is a fork of process %ld, which had used the library before; what it made cannot be used "
             "here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the start "
             "method \"spawn\".", (long)getpid());
    client = client_for(1);
    CHECK_NUMBER(edge_jobs_get(client, "", NULL, NULL, &parents_error), EDGE_INVALID_ARGUMENT);
    CHECK_OK(edge_diagnostics(&parents_string, &error));
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, keep_the_library_busy, threads) == 0);
    for (int i = 0; i < CHILDREN && check_failures == 0; i++)
        check_child("a busy parent", child_of_a_busy_process, 0);

    CASE("the parent, afterwards");
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], &result) == 0 && result == threads);
    CHECK_CONTAINS(edge_error_message(parents_error), "job_identifier");
    edge_error_free(parents_error);
    edge_string_free(parents_string);
    edge_client_destroy(client);
    return check_end();
}
