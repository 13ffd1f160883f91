#include "calls.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

static edge_client *client;
static char long_job[128];

static edge_queue *made(void)
{
    edge_error *error = NULL;
    edge_queue *queue = NULL;

    if (!CHECK_OK(edge_queue_create(&queue, &error)))
        exit(check_end());
    return queue;
}

static bool is_readable(edge_queue *queue, int timeout_ms)
{
    struct pollfd ready = {edge_queue_fd(queue), POLLIN, 0};

    return poll(&ready, 1, timeout_ms) == 1;
}

static edge_call *added(edge_queue *queue, void *user_data)
{
    edge_error *error = NULL;
    edge_call *call = NULL;

    CHECK_OK(edge_jobs_get_features_start(client, NULL, &call, &error));
    CHECK_OK(edge_queue_add(queue, call, user_data, &error));
    return call;
}

static void is_empty(edge_queue *queue)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    char untouched, *user_data = &untouched;

    CHECK_ERROR(edge_queue_take(queue, 0, &call, (void **)&user_data, &error), EDGE_DEADLINE_EXCEEDED,
                "No call of the queue was done in time.");
    CHECK(call == NULL && user_data == &untouched);
    CHECK(!is_readable(queue, 0));
}

static void one_call(void)
{
    edge_queue *queue = made();
    edge_error *error = NULL;
    edge_call *begun, *call = NULL;
    int tag = 0;
    void *user_data = NULL;

    CASE("one call");
    is_empty(queue);
    begun = added(queue, &tag);
    CHECK(is_readable(queue, PATIENCE_MS));
    CHECK_OK(edge_queue_take(queue, PATIENCE_MS, &call, &user_data, &error));
    CHECK(call == begun && user_data == &tag);
    json_contains(call, "maximum_input_chunks");
    is_empty(queue);

    CASE("a call that is done before it is added");
    CHECK_OK(edge_jobs_get_features_start(client, NULL, &begun, &error));
    CHECK_OK(edge_call_wait(begun, PATIENCE_MS, &error));
    CHECK_OK(edge_queue_add(queue, begun, NULL, &error));
    CHECK_OK(edge_queue_take(queue, PATIENCE_MS, &call, NULL, &error));
    CHECK(call == begun);
    CHECK_ERROR(edge_queue_add(queue, begun, NULL, &error), EDGE_FAILED_PRECONDITION,
                "The call was already added to a queue; a call can be added only once.");
    edge_call_destroy(call);
    edge_queue_destroy(queue);
    edge_queue_destroy(queue);
    CHECK_NUMBER(edge_queue_fd(queue), -1);
    CHECK_STATUS(edge_queue_take(queue, 0, &call, NULL, &error), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(open_of("open_queues"), 0);
}

static void in_the_order_of_their_ends(void)
{
    edge_queue *queue = made();
    edge_error *error = NULL;
    edge_call *slow = NULL, *call = NULL;
    int first, second;
    void *user_data = NULL;

    CASE("in the order in which they end");
    CHECK_OK(edge_jobs_wait_start(client, long_job, WAIT_MS(5000), &slow, &error));
    CHECK_OK(edge_queue_add(queue, slow, &second, &error));
    added(queue, &first);
    CHECK_OK(edge_queue_take(queue, PATIENCE_MS, &call, &user_data, &error));
    CHECK(user_data == &first);
    edge_call_destroy(call);
    CHECK_OK(edge_queue_take(queue, PATIENCE_MS, &call, &user_data, &error));
    CHECK(user_data == &second && call == slow);
    ends_with(call, EDGE_DEADLINE_EXCEEDED, NULL);
    edge_queue_destroy(queue);
}

static void destroyed_calls_do_not_come(void)
{
    edge_queue *queue = made();
    edge_error *error = NULL;
    edge_call *call = NULL;

    CASE("calls that are destroyed, done and not done");
    edge_call_destroy(added(queue, NULL));
    call = added(queue, NULL);
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK(is_readable(queue, PATIENCE_MS));
    edge_call_destroy(call);
    call = NULL;
    is_empty(queue);
    CASE("a queue that is destroyed before its call is done");
    CHECK_OK(edge_jobs_wait_start(client, long_job, WAIT_MS(EDGE_NO_TIMEOUT), &call, &error));
    CHECK_OK(edge_queue_add(queue, call, NULL, &error));
    edge_queue_destroy(queue);
    edge_call_cancel(call);
    ends_with(call, EDGE_CANCELLED, NULL);
}

static int cancelled;

static void *take_one(void *queue)
{
    edge_call *call = NULL;
    edge_status status = edge_queue_take((edge_queue *)queue, EDGE_NO_TIMEOUT, &call, NULL, NULL);

    if (status == EDGE_CANCELLED)
        __atomic_fetch_add(&cancelled, 1, __ATOMIC_SEQ_CST);
    else
        CHECK_NUMBER(status, EDGE_INVALID_HANDLE); /* the queue was destroyed before this thread came */
    return NULL;
}

static void a_queue_that_is_destroyed_while_threads_wait(void)
{
    CASE("a queue that is destroyed while threads wait in it");
    for (int i = 0; i < 100 && cancelled == 0; i++) {
        edge_queue *queue = made();
        pthread_t threads[3];

        for (int j = 0; j < 3; j++)
            CHECK(pthread_create(&threads[j], NULL, take_one, queue) == 0);
        usleep(100000);
        edge_queue_destroy(queue);
        for (int j = 0; j < 3; j++)
            pthread_join(threads[j], NULL);
    }
    CHECK(cancelled > 0);
}

enum { MANY = 10000, TAKERS = 4 };

static int taken[MANY], taken_in_all;

static void *take_many(void *queue)
{
    while (__atomic_load_n(&taken_in_all, __ATOMIC_SEQ_CST) < MANY) {
        edge_call *call = NULL;
        void *user_data = NULL;

        if (edge_queue_take((edge_queue *)queue, 100, &call, &user_data, NULL) != EDGE_OK)
            continue;
        CHECK_NUMBER(edge_call_result(call, NULL), EDGE_OK);
        edge_call_destroy(call);
        __atomic_fetch_add((int *)user_data, 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&taken_in_all, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

/* More calls than the process may have descriptors, each of which comes once. */
static void many_calls(void)
{
    struct rlimit before, few;
    edge_queue *queue = made();
    edge_error *error = NULL;
    pthread_t threads[TAKERS];
    int wrong = 0;

    CASE("10,000 calls at once, with 256 descriptors");
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    few.rlim_cur = 256;
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    for (int i = 0; i < MANY; i++) {
        edge_call *call = NULL;

        if (!CHECK_OK(edge_jobs_get_features_start(client, NULL, &call, &error)) ||
            !CHECK_OK(edge_queue_add(queue, call, &taken[i], &error)))
            exit(check_end());
    }
    for (int i = 0; i < TAKERS; i++)
        CHECK(pthread_create(&threads[i], NULL, take_many, queue) == 0);
    for (int i = 0; i < TAKERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < MANY; i++)
        wrong += taken[i] != 1;
    CHECK_NUMBER(wrong, 0);
    is_empty(queue);
    edge_queue_destroy(queue);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK_NUMBER(open_of("open_calls"), 0);
}

static void no_descriptor_is_left(void)
{
    struct rlimit before, none;
    edge_error *error = NULL;
    edge_queue *queue = NULL;

    CASE("no descriptor is left for a queue");
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 3;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    CHECK_STATUS(edge_queue_create(&queue, &error), EDGE_RESOURCE_EXHAUSTED);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(queue == NULL);
}

static void wrong_handles(void)
{
    edge_queue *queue = made();
    edge_error *error = NULL;
    edge_call *call = NULL;

    CASE("handles that are wrong");
    CHECK_NUMBER(edge_queue_fd(NULL), -1);
    CHECK_ERROR(edge_queue_create(NULL, &error), EDGE_INVALID_ARGUMENT, "out_queue is NULL; give the address of a variable.");
    CHECK_STATUS(edge_queue_add(NULL, call, NULL, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_queue_add(queue, NULL, NULL, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_queue_take((edge_queue *)client, 0, &call, NULL, &error), EDGE_INVALID_HANDLE);
    CHECK_ERROR(edge_queue_take(queue, 0, NULL, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_call is NULL; give the address of a variable.");
    edge_queue_destroy(queue);
    edge_queue_destroy(NULL);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "completion queues");
    client = client_for(port_of(argv[1]));
    submit_long_job(client, long_job, sizeof long_job);
    one_call();
    in_the_order_of_their_ends();
    destroyed_calls_do_not_come();
    a_queue_that_is_destroyed_while_threads_wait();
    many_calls();
    no_descriptor_is_left();
    wrong_handles();
    edge_client_destroy(client);
    return check_end();
}
