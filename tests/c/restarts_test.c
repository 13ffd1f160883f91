#include "edge.h"

#include <pthread.h>
#include <unistd.h>

/* Many jobs from 64 threads while the edge is killed and started anew each second, and more until standard input ends. */
enum { THREADS = 64, DEADLINE_MS = 5000 };

static edge_client *client;
static long jobs_left;
static bool may_end;
static long receipts, refusals;
static long longest_ms;

static void submit(void)
{
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_error *error = NULL;
    edge_status status;
    char *job = NULL;
    double start = seconds_now();
    long took, longest;

    options.deadline_ms = DEADLINE_MS;
    status = edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, &options, &job, &error);
    took = (long)((seconds_now() - start) * 1000);
    longest = __atomic_load_n(&longest_ms, __ATOMIC_SEQ_CST);
    while (took > longest &&
           !__atomic_compare_exchange_n(&longest_ms, &longest, took, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    if (status == EDGE_OK) {
        CHECK_CONTAINS(job, "\"job_identifier\":\"");
        __atomic_fetch_add(&receipts, 1, __ATOMIC_SEQ_CST);
    } else {
        /* The edge is away, or went away before it had answered. */
        CHECK(edge_error_is_retriable(error));
        CHECK(job == NULL);
        CHECK_STATUS(status, EDGE_UNAVAILABLE);
        __atomic_fetch_add(&refusals, 1, __ATOMIC_SEQ_CST);
        usleep(2000);
    }
    edge_string_free(job);
}

static void *work(void *argument)
{
    while (__atomic_sub_fetch(&jobs_left, 1, __ATOMIC_SEQ_CST) >= 0 || !__atomic_load_n(&may_end, __ATOMIC_SEQ_CST))
        submit();
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    int before, during, after;
    long jobs, memory;

    check_begin(argc, argv, "PORT JOBS", "an edge that is killed and started anew while many threads use it");
    jobs = jobs_left = atol(argv[2]);
    before = open_descriptors();
    client = client_for(port_of(argv[1]));
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
    while (getchar() != EOF)
        continue;
    __atomic_store_n(&may_end, true, __ATOMIC_SEQ_CST);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    during = open_descriptors() - before;
    memory = status_of_process("VmRSS:");
    edge_client_destroy(client);
    after = open_descriptors() - before;
    printf("%ld receipts, %ld times UNAVAILABLE, the longest call %ld ms; %ld KB, %ld threads, %d descriptors, then %d\n",
           receipts, refusals, longest_ms, memory, status_of_process("Threads:"), during, after);
    CHECK(receipts + refusals >= jobs);
    CHECK(receipts > (receipts + refusals) / 20);
    CHECK(longest_ms < DEADLINE_MS + 5000);
    CHECK(memory < 64 * 1024);
    CHECK(during <= THREADS + 8); /* a connection for each thread, and what the runtime holds */
    CHECK(after <= 8);
    return check_end();
}
