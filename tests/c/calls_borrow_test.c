#include "calls.h"
#include "peer.h"

#include <sys/mman.h>

/*
 * Buffers of calls that were started are read until the call is done. Freeing the call, or destroying its client,
 * returns when nobody reads them any more: they are taken away at once, so that a read would end the program.
 */
enum { CALLS = 6, SIZE = 16 * 1024 * 1024 };

static void *buffers[CALLS];

static void make_buffers(void)
{
    for (int i = 0; i < CALLS; i++) {
        buffers[i] = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(buffers[i], i, SIZE);
    }
}

static void take_away(int i)
{
    CHECK(mprotect(buffers[i], SIZE, PROT_NONE) == 0);
}

static void unmap_buffers(void)
{
    usleep(20000); /* whoever should still read has the time to */
    for (int i = 0; i < CALLS; i++)
        munmap(buffers[i], SIZE);
}

/* Each kind of function that borrows: the arrays are on the stack and gone when this returns. */
static edge_call *start(edge_client *client, int i)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_input input = {"data", buffers[i], SIZE};
    edge_source source = {"job", &input, 1};
    edge_inference_input inference = {"data", buffers[i], SIZE, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    char text[] = "inspector"; /* strings are borrowed, too, but not for longer than the start */
    edge_error *error = NULL;
    edge_call *call = NULL;

    options.deadline_ms = EDGE_NO_TIMEOUT;
    switch (i % 3) {
    case 0:
        CHECK_OK(edge_jobs_submit_embedded_start(client, text, "1.0.0", &source, 1, SUBMIT_WITHIN(EDGE_NO_TIMEOUT), &call, &error));
        break;
    case 1:
        CHECK_OK(edge_inferences_perform_start(client, REQUEST(text, "1.0.0", &inference, 1, NULL, 0, false), &options, &call, &error));
        break;
    default:
        CHECK_OK(edge_jobs_append_start(client, text, "job", INPUT("data", buffers[i], SIZE), &options, &call, &error));
    }
    memset(text, 'x', sizeof text - 1);
    memset(&options, 0xff, sizeof options);
    return call;
}

/* Calls to a peer that stops reading, when their data is on its way. */
static edge_client *start_stuck(peer *stuck, edge_call **calls)
{
    edge_client *client;

    peer_start(stuck, PEER_SENDS_SETTINGS);
    client = client_for(stuck->port);
    make_buffers();
    for (int i = 0; i < CALLS; i++)
        calls[i] = start(client, i);
    peer_await(stuck, PEER_READS);
    return client;
}

static void freed_while_running(void)
{
    peer stuck;
    edge_client *client;
    edge_call *calls[CALLS];

    CASE("freed while data is sent");
    client = start_stuck(&stuck, calls);
    for (int i = 0; i < CALLS; i++) {
        CHECK(!edge_call_is_done(calls[i]));
        edge_call_destroy(calls[i]);
        take_away(i);
    }
    unmap_buffers();
    edge_client_destroy(client);
    peer_stop(&stuck);
}

static void client_destroyed(void)
{
    peer stuck;
    edge_client *client;
    edge_call *calls[CALLS];

    CASE("the client destroyed while data is sent");
    client = start_stuck(&stuck, calls);
    edge_client_destroy(client);
    for (int i = 0; i < CALLS; i++)
        take_away(i);
    for (int i = 0; i < CALLS; i++) {
        CHECK(edge_call_is_done(calls[i]));
        ends_with(calls[i], EDGE_CANCELLED, "The call was cancelled because its client was closed while it ran.");
    }
    unmap_buffers();
    peer_stop(&stuck);
}

static void cancelled(void)
{
    peer stuck;
    edge_client *client;
    edge_call *calls[CALLS];

    CASE("cancelled while data is sent");
    client = start_stuck(&stuck, calls);
    for (int i = 0; i < CALLS; i++)
        edge_call_cancel(calls[i]);
    for (int i = 0; i < CALLS; i++) {
        ends_with(calls[i], EDGE_CANCELLED, NULL);
        take_away(i);
    }
    unmap_buffers();
    edge_client_destroy(client);
    peer_stop(&stuck);
}

static void *wait_for_it(void *argument)
{
    edge_status status = edge_call_wait((edge_call *)argument, EDGE_NO_TIMEOUT, NULL);

    CHECK(status == EDGE_OK || status == EDGE_INVALID_HANDLE);
    return NULL;
}

static void *free_it(void *argument)
{
    edge_call_destroy((edge_call *)argument);
    return NULL;
}

/* At any moment, from two threads, while two others wait. */
static void freed_from_threads(uint32_t port)
{
    edge_client *client = client_for(port);
    char job[128];

    CASE("freed by several threads, while others wait");
    submit_long_job(client, job, sizeof job);
    for (int round = 0; round < 50; round++) {
        edge_call *call = NULL;
        edge_error *error = NULL;
        pthread_t threads[4];

        if (!CHECK_OK(edge_jobs_wait_start(client, job, WAIT_MS(EDGE_NO_TIMEOUT), &call, &error)))
            break;
        for (int i = 0; i < 4; i++) {
            CHECK(pthread_create(&threads[i], NULL, i < 2 ? wait_for_it : free_it, call) == 0);
            usleep((useconds_t)(round * 20));
        }
        for (int i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
        CHECK_NUMBER(edge_call_fd(call), -1);
    }
    CHECK_NUMBER(open_of("open_calls"), 0);
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "what calls that were started borrow, and when they give it back");
    freed_while_running();
    client_destroyed();
    cancelled();
    freed_from_threads(port_of(argv[1]));
    return check_end();
}
