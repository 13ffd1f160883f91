#include "calls.h"

#include <pthread.h>
#include <unistd.h>

/*
 * Threads that do what comes into their heads with clients, calls, queues and streams that they share: submit, wait, list, start,
 * cancel, destroy in the middle. Each operation may be refused, because another thread has destroyed what it uses; none may hang, or
 * end the process. Afterwards nothing is open, and descriptors and threads are as they were.
 */
enum { THREADS = 32, SHARED = 4, DEADLINE_MS = 2000, HANGS_MS = 60000, LARGE = 300000 };

static uint32_t port;
static edge_client *clients[SHARED];
static edge_call *calls[SHARED];
static edge_stream *streams[SHARED];
static edge_queue *queue;
static char *large;
static double ends;
static long operations, outcomes[256], longest_ms;

static void *take(void **from)
{
    return __atomic_exchange_n(from, NULL, __ATOMIC_SEQ_CST);
}

static edge_client *a_client(unsigned *seed)
{
    return (edge_client *)__atomic_load_n((void **)(void *)&clients[rand_r(seed) % SHARED], __ATOMIC_SEQ_CST);
}

static edge_stream *a_stream(unsigned *seed)
{
    return (edge_stream *)__atomic_load_n((void **)(void *)&streams[rand_r(seed) % SHARED], __ATOMIC_SEQ_CST);
}

/* Puts a handle where others find it, and destroys the one that was there. */
static void share_call(unsigned *seed, edge_call *call)
{
    edge_call_destroy((edge_call *)__atomic_exchange_n((void **)(void *)&calls[rand_r(seed) % SHARED], (void *)call, __ATOMIC_SEQ_CST));
}

static void share_stream(unsigned *seed, edge_stream *stream)
{
    edge_stream_destroy(
        (edge_stream *)__atomic_exchange_n((void **)(void *)&streams[rand_r(seed) % SHARED], (void *)stream, __ATOMIC_SEQ_CST));
}

static void new_client(int at)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;

    options.deadline_ms = DEADLINE_MS;
    options.max_connections = 16;
    if (edge_client_create("127.0.0.1", port, &options, &client, NULL) == EDGE_OK)
        client = (edge_client *)__atomic_exchange_n((void **)(void *)&clients[at], (void *)client, __ATOMIC_SEQ_CST);
    edge_client_destroy(client);
}

static edge_status submit(unsigned *seed, bool async, edge_error **out_error)
{
    edge_input input = {"input.bin", large, rand_r(seed) % 8 == 0 ? (size_t)(rand_r(seed) % LARGE) : 100};
    edge_source source = {"job", &input, 1};
    edge_call *call = NULL;
    edge_status status;
    char *job = NULL;

    if (!async) {
        status = edge_jobs_submit_embedded(a_client(seed), "inspector", "1.0.0", &source, 1, NULL, &job, out_error);
    } else {
        status = edge_jobs_submit_embedded_start(a_client(seed), "inspector", "1.0.0", &source, 1, NULL, &call, out_error);
        if (status == EDGE_OK && rand_r(seed) % 2 == 0)
            share_call(seed, call);
        else if (status == EDGE_OK && rand_r(seed) % 2 == 0)
            edge_call_destroy(call); /* at once: the input is no longer borrowed when it returns */
        else if (status == EDGE_OK) {
            status = edge_call_wait(call, DEADLINE_MS, out_error);
            if (status == EDGE_OK)
                status = edge_call_take_json(call, &job, out_error);
            edge_call_destroy(call);
        }
    }
    edge_string_free(job);
    return status;
}

static edge_status use_stream(unsigned *seed, edge_error **out_error)
{
    edge_inference_input input = {"input.txt", "text", 4, NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};
    edge_stream *stream = NULL;
    edge_status status;
    char *inference = NULL;
    uint32_t dropped;

    switch (rand_r(seed) % 6) {
    case 0:
        status = edge_stream_open(a_client(seed), NULL, &stream, out_error);
        if (status == EDGE_OK)
            share_stream(seed, stream);
        return status;
    case 1:
        return edge_stream_send(a_stream(seed), REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), 500, out_error);
    case 2:
        return edge_stream_offer(a_stream(seed), REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), &dropped, out_error);
    case 3:
        status = edge_stream_receive(a_stream(seed), 100, &inference, out_error);
        edge_string_free(inference);
        return status;
    case 4:
        edge_stream_cancel(a_stream(seed));
        return EDGE_OK;
    default:
        return edge_stream_half_close(a_stream(seed), out_error);
    }
}

static edge_status use_queue(unsigned *seed, edge_error **out_error)
{
    edge_call *call = (edge_call *)take((void **)(void *)&calls[rand_r(seed) % SHARED]);
    edge_status status = edge_queue_add(queue, call, NULL, out_error);

    if (status != EDGE_OK) {
        edge_call_destroy(call);
        return status;
    }
    call = NULL;
    status = edge_queue_take(queue, DEADLINE_MS, &call, NULL, out_error);
    edge_call_destroy(call);
    return status;
}

static edge_status call_once(unsigned *seed, edge_error **out_error)
{
    char *json = NULL;
    edge_status status;

    switch (rand_r(seed) % 12) {
    case 0:
    case 1:
    case 2:
        return submit(seed, false, out_error);
    case 3:
    case 4:
        return submit(seed, true, out_error);
    case 5:
        status = edge_jobs_list(a_client(seed), NULL, NULL, &json, out_error);
        break;
    case 6:
        status = edge_jobs_wait(a_client(seed), "no-such-job", WAIT_MS(50), &json, out_error);
        break;
    case 7:
        edge_call_cancel((edge_call *)__atomic_load_n((void **)(void *)&calls[rand_r(seed) % SHARED], __ATOMIC_SEQ_CST));
        return EDGE_OK;
    case 8:
        return use_queue(seed, out_error);
    case 9:
        if (rand_r(seed) % 20 == 0)
            new_client(rand_r(seed) % SHARED);
        return EDGE_OK;
    case 10:
        status = edge_jobs_get_features(a_client(seed), NULL, &json, out_error);
        break;
    default:
        return use_stream(seed, out_error);
    }
    edge_string_free(json);
    return status;
}

static void *work(void *argument)
{
    unsigned seed = (unsigned)(uintptr_t)argument;

    while (seconds_now() < ends) {
        edge_error *error = NULL;
        double began = seconds_now();
        edge_status status = call_once(&seed, &error);
        long took = (long)((seconds_now() - began) * 1000), longest = __atomic_load_n(&longest_ms, __ATOMIC_SEQ_CST);

        __atomic_fetch_add(&operations, 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&outcomes[status & 255], 1, __ATOMIC_SEQ_CST);
        while (took > longest &&
               !__atomic_compare_exchange_n(&longest_ms, &longest, took, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        }
        if (status == EDGE_INTERNAL || edge_error_code(error) != status)
            check_failed(__FILE__, __LINE__, "%s: %s", edge_status_name(status), edge_error_message(error));
        edge_error_free(error);
    }
    return NULL;
}

static void run_for(double seconds)
{
    pthread_t threads[THREADS];
    edge_call *left = NULL;

    ends = seconds_now() + seconds;
    for (int i = 0; i < SHARED; i++)
        new_client(i);
    for (uintptr_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SHARED; i++) {
        edge_call_destroy((edge_call *)take((void **)(void *)&calls[i]));
        edge_stream_destroy((edge_stream *)take((void **)(void *)&streams[i]));
        edge_client_destroy((edge_client *)take((void **)(void *)&clients[i]));
    }
    /* Calls whose taker had no more patience. */
    while (open_of("open_calls") > 0 && edge_queue_take(queue, PATIENCE_MS, &left, NULL, NULL) == EDGE_OK)
        edge_call_destroy(left);
}

int main(int argc, char **argv)
{
    edge_error *error = NULL;
    long before[3], after[3];

    check_begin(argc, argv, "PORT SECONDS", "random operations of many threads on what they share");
    port = port_of(argv[1]);
    large = (char *)calloc(1, LARGE);
    CHECK_OK(edge_queue_create(&queue, &error));
    for (int i = 0; i < 2; i++) {
        long *now = i == 0 ? before : after;

        run_for(i == 0 ? 1 : atof(argv[2]));
        usleep(500000);
        now[0] = open_descriptors();
        now[1] = status_of_process("Threads:");
        now[2] = status_of_process("VmRSS:");
    }
    edge_queue_destroy(queue);
    free(large);
    CHECK_NUMBER(open_of("open_calls"), 0);
    CHECK_NUMBER(open_of("open_clients"), 0);
    CHECK_NUMBER(open_of("open_errors"), 0);
    printf("%ld operations in %s s, the longest %ld ms; descriptors %ld -> %ld, threads %ld -> %ld, memory %ld -> %ld KB:", operations,
           argv[2], longest_ms, before[0], after[0], before[1], after[1], before[2], after[2]);
    for (int i = 0; i < 256; i++) {
        if (outcomes[i] != 0)
            printf(" %ld %s", outcomes[i], edge_status_name(i));
    }
    printf("\n");
    CHECK(after[0] <= before[0] + 8);
    CHECK(after[1] <= before[1] + 40); /* idle threads of long calls end after ten seconds */
    CHECK(after[2] < before[2] + 64 * 1024);
    CHECK(longest_ms < HANGS_MS);
    return check_end();
}
