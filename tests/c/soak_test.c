#include "edge.h"

#include <pthread.h>

/* Many jobs, small and large, after which the process has no more memory, descriptors and threads than after the first of them. */
enum { THREADS = 4, LARGE = 1 << 20 };

static edge_client *client;
static char *large;

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

static void *submit_large(void *argument)
{
    edge_input input = {"input.bin", large, LARGE};
    edge_source source = {"job", &input, 1};
    edge_error *error = NULL;

    for (int jobs = *(int *)argument; jobs > 0; jobs--) {
        if (!CHECK_OK(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error)))
            return NULL;
    }
    return NULL;
}

static void run(void *(*jobs_of)(void *), long jobs)
{
    pthread_t threads[THREADS];
    int each = (int)(jobs / THREADS);

    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, jobs_of, &each) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* In KB: over the channel the runtime keeps a few copies of the large jobs for the next ones, and how many differs. */
static long copies_kept(void)
{
    const char *transport = getenv("MODZY_EDGE_TRANSPORT");

    return transport != NULL && strcmp(transport, "channel") == 0 ? 5 * THREADS * (LARGE / 1024) : 0;
}

int main(int argc, char **argv)
{
    long memory[2], threads[2], descriptors[2], jobs, large_jobs;
    double began;

    check_begin(argc, argv, "PORT JOBS LARGE_JOBS", "that nothing grows over many jobs");
    jobs = atol(argv[2]);
    large_jobs = atol(argv[3]);
    large = (char *)calloc(1, LARGE);
    client = client_for(port_of(argv[1]));
    began = seconds_now();
    for (int i = 0; i < 2; i++) {
        run(submit, i == 0 ? jobs / 10 : jobs);
        run(submit_large, i == 0 ? large_jobs / 10 : large_jobs);
        memory[i] = status_of_process("VmRSS:");
        threads[i] = status_of_process("Threads:");
        descriptors[i] = open_descriptors();
    }
    printf("%ld small jobs and %ld of 1 MiB in %.0f s: memory %ld -> %ld KB, threads %ld -> %ld, descriptors %ld -> %ld\n", jobs,
           large_jobs, seconds_now() - began, memory[0], memory[1], threads[0], threads[1], descriptors[0], descriptors[1]);
    CHECK(memory[1] < memory[0] + memory[0] / 2 + copies_kept());
    CHECK(threads[1] <= threads[0] + 8);
    CHECK(descriptors[1] <= descriptors[0] + 2);
    edge_client_destroy(client);
    free(large);
    return check_end();
}
