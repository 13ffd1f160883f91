#include "edge.h"

#include <limits.h>
#include <pthread.h>

static edge_client *client;

static void *work(void *argument)
{
    int *jobs = (int *)argument;
    edge_error *error = NULL;

    for (int i = 0; i < *jobs; i++) {
        char *job = NULL, *results = NULL, identifier[128], text[32];

        snprintf(text, sizeof text, "%p %d", (void *)&job, i);
        if (!CHECK_OK(submit_text(client, "inspector", text, &job, &error)))
            return NULL;
        json_string(job, "/job_identifier", identifier, sizeof identifier);
        edge_string_free(job);
        CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error));
        CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error));
        CHECK_CONTAINS(results, identifier); /* and not another thread's */
        edge_string_free(results);
        CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    }
    return NULL;
}

static void threads_on_one_client(void)
{
    enum { THREADS = 16 };
    pthread_t threads[THREADS];
    int jobs = 50;

    CASE("16 threads on one client");
    int made = 0;
    while (made < THREADS && CHECK(pthread_create(&threads[made], NULL, work, &jobs) == 0))
        made++;
    while (made > 0)
        pthread_join(threads[--made], NULL);
}

#ifndef EDGE_SANITIZED /* instrumented code needs more stack itself */
static void a_thread_with_stack(size_t size)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int jobs = 2;
    char name[40];

    snprintf(name, sizeof name, "a stack of %zu bytes", size);
    CASE(name);
    pthread_attr_init(&attributes);
    if (CHECK(pthread_attr_setstacksize(&attributes, size) == 0 &&
              pthread_create(&thread, &attributes, work, &jobs) == 0))
        pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    CASE("");
}
#endif

static void *one_call(void *argument)
{
    edge_error *error = NULL;

    (void)argument;
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    return NULL;
}

static void many_short_threads(void)
{
    CASE("2000 threads, one after the other");
    for (int i = 0; i < 2000; i++) {
        pthread_t thread;

        if (CHECK(pthread_create(&thread, NULL, one_call, NULL) == 0))
            pthread_join(thread, NULL);
    }
}

/* An error made by one thread is read and freed by another. */
static void *fail(void *argument)
{
    CHECK_NUMBER(edge_jobs_get(client, "no-such-job", NULL, NULL, (edge_error **)argument), EDGE_NOT_FOUND);
    return NULL;
}

static void an_error_outlives_its_thread(void)
{
    edge_error *error = NULL;
    pthread_t thread;

    CASE("an error of a thread that is gone");
    if (!CHECK(pthread_create(&thread, NULL, fail, &error) == 0))
        return;
    pthread_join(thread, NULL);
    CHECK_NUMBER(edge_error_code(error), EDGE_NOT_FOUND);
    CHECK_CONTAINS(edge_error_message(error), "no-such-job");
    edge_error_free(error);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "many threads, short ones, and ones with small stacks");
    client = client_for(port_of(argv[1]));
    threads_on_one_client();
#ifndef EDGE_SANITIZED
    a_thread_with_stack(PTHREAD_STACK_MIN); /* 16 KB, or 128 KB on 64-bit ARM */
    a_thread_with_stack(2 * PTHREAD_STACK_MIN);
#endif
    many_short_threads();
    an_error_outlives_its_thread();
    edge_client_destroy(client);
    return check_end();
}
