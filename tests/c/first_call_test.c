#include "edge.h"

#include <pthread.h>

/* Threads race for the first call into the library, which starts the runtime inside it. */
enum { THREADS = 16 };

static pthread_barrier_t together;
static uint32_t port;

static void *first_call(void *argument)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    char *job = NULL;

    (void)argument;
    pthread_barrier_wait(&together);
    CHECK_OK(edge_client_create("127.0.0.1", port, NULL, &client, &error));
    CHECK_OK(submit_text(client, "inspector", "text", &job, &error));
    CHECK_CONTAINS(job, "\"job_identifier\":");
    edge_string_free(job);
    edge_client_destroy(client);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];

    check_begin(argc, argv, "PORT", "threads that race for the first call");
    port = port_of(argv[1]);
    pthread_barrier_init(&together, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, first_call, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&together);
    return check_end();
}
