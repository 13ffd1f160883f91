#include "edge.h"

#include <pthread.h>

/* Many small jobs, after which the process has no more memory, descriptors and threads than after the first of them. */
enum { THREADS = 4, WARM_UP = 2000, JOBS = 20000 };

static edge_client *client;

static void *submit(void *argument)
{
    int jobs = *(int *)argument;
    edge_error *error = NULL;

    for (int i = 0; i < jobs; i++) {
        char *job = NULL;

        if (!CHECK_OK(submit_text(client, "inspector", "text", &job, &error)))
            return NULL;
        edge_string_free(job);
        if (i % 4 == 0)
            CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    }
    return NULL;
}

static void submit_in_threads(int jobs)
{
    pthread_t threads[THREADS];
    int each = jobs / THREADS;

    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, submit, &each) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    long memory[2], threads[2], descriptors[2];

    check_begin(argc, argv, "PORT", "that nothing grows over many jobs");
    client = client_for(port_of(argv[1]));
    for (int i = 0; i < 2; i++) {
        submit_in_threads(i == 0 ? WARM_UP : JOBS);
        memory[i] = status_of_process("VmRSS:");
        threads[i] = status_of_process("Threads:");
        descriptors[i] = open_descriptors();
    }
    printf("%d jobs: memory %ld -> %ld KB, threads %ld -> %ld, descriptors %ld -> %ld\n", JOBS, memory[0], memory[1],
           threads[0], threads[1], descriptors[0], descriptors[1]);
    CHECK(memory[1] < memory[0] + memory[0] / 2);
    CHECK(threads[1] <= threads[0] + 8);
    CHECK(descriptors[1] <= descriptors[0] + 2);
    edge_client_destroy(client);
    return check_end();
}
