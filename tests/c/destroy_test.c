#include "edge.h"
#include "peer.h"

#include <sys/mman.h>

/*
 * A client is destroyed while its calls run in other threads. They return EDGE_CANCELLED, and when the destruction
 * is over nobody reads their buffers: these are taken away at once, so that a read would end the program.
 */
enum { THREADS = 8, SIZE = 16 * 1024 * 1024 };

typedef struct call {
    edge_client *client;
    void *data;                 /* submitted, unless */
    const char *job_identifier; /* this is waited for */
    edge_status status;
    edge_error *error;
    pthread_t thread;
} call;

static void *run(void *argument)
{
    call *it = (call *)argument;
    edge_input input = {"data", it->data, SIZE};
    edge_source source = {"job", &input, 1};

    if (it->job_identifier == NULL)
        it->status = edge_jobs_submit_embedded(it->client, "inspector", "1.0.0", &source, 1, SUBMIT_WITHIN(EDGE_NO_TIMEOUT), NULL, &it->error);
    else
        it->status = edge_jobs_wait(it->client, it->job_identifier, WAIT_MS(EDGE_NO_TIMEOUT), NULL, &it->error);
    return NULL;
}

static void start(call *it, edge_client *client, void *data, const char *job_identifier)
{
    it->client = client;
    it->data = data;
    it->job_identifier = job_identifier;
    it->error = NULL;
    if (!CHECK(pthread_create(&it->thread, NULL, run, it) == 0))
        exit(check_end());
}

/* A thread that had not come to its call when the client was destroyed finds no client. */
static int is_cancelled(call *it)
{
    bool cancelled;

    pthread_join(it->thread, NULL);
    cancelled = it->status == EDGE_CANCELLED;
    if (it->status == EDGE_INVALID_HANDLE)
        edge_error_free(it->error);
    else
        check_status(__FILE__, __LINE__, "a call of the client", it->status, &it->error, EDGE_CANCELLED,
                     "The call was cancelled because its client was closed while it ran.");
    return cancelled;
}

static void while_data_is_sent(void)
{
    peer stuck;
    call calls[THREADS];
    edge_client *client;
    int cancelled = 0;

    CASE("destroyed while data is sent");
    peer_start(&stuck, PEER_SENDS_SETTINGS);
    client = client_for(stuck.port);
    for (int i = 0; i < THREADS; i++) {
        void *data = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        memset(data, i, SIZE);
        start(&calls[i], client, data, NULL);
    }
    peer_await(&stuck, PEER_READS); /* they are on their way, and stuck */
    edge_client_destroy(client);
    for (int i = 0; i < THREADS; i++)
        mprotect(calls[i].data, SIZE, PROT_NONE);
    for (int i = 0; i < THREADS; i++) {
        cancelled += is_cancelled(&calls[i]);
        munmap(calls[i].data, SIZE);
    }
    CHECK(cancelled > 0);
    peer_stop(&stuck);
}

static void while_jobs_are_waited_for(uint32_t port)
{
    call calls[THREADS];
    edge_client *client = client_for(port);
    char identifier[128];
    int cancelled = 0;

    CASE("destroyed while jobs are waited for");
    submit_long_job(client, identifier, sizeof identifier);
    for (int i = 0; i < THREADS; i++)
        start(&calls[i], client, NULL, identifier);
    usleep(200000); /* most of them have begun to wait; is_cancelled puts up with those that have not */
    edge_client_destroy(client);
    for (int i = 0; i < THREADS; i++)
        cancelled += is_cancelled(&calls[i]);
    CHECK(cancelled > 0);
}

/* Nobody takes the connection: the calls are still about to connect. 192.0.2.1 is TEST-NET-1 of RFC 5737. */
static void while_connecting(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    call it;

    CASE("destroyed while connecting");
    CHECK_OK(edge_client_create("192.0.2.1", 55000, NULL, &client, &error));
    start(&it, client, NULL, "job");
    usleep(100000);
    edge_client_destroy(client);
    pthread_join(it.thread, NULL);
    if (it.status != EDGE_CANCELLED && it.status != EDGE_INVALID_HANDLE && it.status != EDGE_UNAVAILABLE)
        check_failed(__FILE__, __LINE__, "came %s: %s", edge_status_name(it.status), edge_error_message(it.error));
    edge_error_free(it.error);
}

static void *hammer(void *argument)
{
    call *it = (call *)argument;
    edge_status status;

    do
        status = edge_jobs_get(it->client, "no-such-job", NULL, NULL, NULL);
    while (status == EDGE_NOT_FOUND);
    it->status = status;
    return NULL;
}

static void *destroy(void *argument)
{
    edge_client_destroy((edge_client *)argument);
    return NULL;
}

/* From two threads at once, in the midst of calls that begin and end. */
static void at_any_moment(uint32_t port)
{
    CASE("destroyed at any moment, twice");
    for (int round = 0; round < 50; round++) {
        call calls[THREADS];
        edge_client *client = client_for(port);
        pthread_t other;

        for (int i = 0; i < THREADS; i++) {
            calls[i].client = client;
            CHECK(pthread_create(&calls[i].thread, NULL, hammer, &calls[i]) == 0);
        }
        usleep((useconds_t)(round * 400));
        CHECK(pthread_create(&other, NULL, destroy, client) == 0);
        edge_client_destroy(client);
        pthread_join(other, NULL);
        for (int i = 0; i < THREADS; i++) {
            pthread_join(calls[i].thread, NULL);
            CHECK(calls[i].status == EDGE_CANCELLED || calls[i].status == EDGE_INVALID_HANDLE);
        }
    }
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "edge_client_destroy while calls run");
    while_data_is_sent();
    while_jobs_are_waited_for(port_of(argv[1]));
    while_connecting();
    at_any_moment(port_of(argv[1]));
    return check_end();
}
