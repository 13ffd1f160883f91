#include "calls.h"
#include "peer.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Deadlines hold while the wall clock is set: this program puts itself in the place of the C library's clock_gettime,
 * and sets CLOCK_REALTIME back and forth by an hour in the middle of calls. And connections that the peer closes raise
 * no SIGPIPE, which is at its default here and would end the program.
 */
enum { DEADLINE_MS = 600, HOUR = 3600 };

static long shift; /* seconds that CLOCK_REALTIME is off */
static long asked; /* how often somebody asked for it */

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);

    if (clock == CLOCK_REALTIME) {
        now->tv_sec += __atomic_load_n(&shift, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&asked, 1, __ATOMIC_SEQ_CST);
    }
    return result;
}

static void *set_clock(void *seconds)
{
    usleep(DEADLINE_MS * 1000 / 3);
    __atomic_store_n(&shift, *(const long *)seconds, __ATOMIC_SEQ_CST);
    return NULL;
}

/* Waits as long as a call takes while the clock is set; half a minute is more than any machine needs. */
static void in_time(const char *what, edge_status (*call)(edge_client *client, edge_error **out_error), uint32_t port,
                    long seconds)
{
    edge_client *client = client_for(port);
    edge_error *error = NULL;
    pthread_t clock;
    double start = seconds_now();
    edge_status status;

    CASE(what);
    CHECK(pthread_create(&clock, NULL, set_clock, &seconds) == 0);
    status = call(client, &error);
    CHECK_STATUS(status, EDGE_DEADLINE_EXCEEDED);
    CHECK(seconds_now() - start >= DEADLINE_MS * 0.9 / 1000);
    CHECK(seconds_now() - start < 30);
    pthread_join(clock, NULL);
    __atomic_store_n(&shift, 0, __ATOMIC_SEQ_CST);
    edge_client_destroy(client);
}

static edge_status blocking(edge_client *client, edge_error **out_error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;

    options.deadline_ms = DEADLINE_MS;
    return edge_jobs_get(client, "job", &options, NULL, out_error);
}

static edge_status started(edge_client *client, edge_error **out_error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_call *call = NULL;
    edge_status status;

    options.deadline_ms = DEADLINE_MS;
    status = edge_jobs_get_start(client, "job", &options, &call, out_error);
    if (status == EDGE_OK)
        status = edge_call_wait(call, 60000, out_error);
    if (status == EDGE_OK)
        status = edge_call_result(call, out_error);
    edge_call_destroy(call);
    return status;
}

static edge_status waiting(edge_client *client, edge_error **out_error)
{
    return edge_jobs_wait(client, "job", WAIT_MS(DEADLINE_MS), NULL, out_error);
}

static edge_status opening_a_stream(edge_client *client, edge_error **out_error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_stream *stream = NULL;
    edge_status status;

    options.deadline_ms = DEADLINE_MS;
    status = edge_stream_open(client, &options, &stream, out_error);
    edge_stream_destroy(stream);
    return status;
}

static void no_signal(void)
{
    static const peer_manner manners[] = {PEER_CLOSES, PEER_RESETS, PEER_REFUSES};
    char *data = (char *)calloc(1, 1 << 20);
    edge_input input = {"input.bin", data, 1 << 20};
    edge_source source = {"job", &input, 1};

    CASE("a peer that closes, and SIGPIPE at its default");
    signal(SIGPIPE, SIG_DFL);
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
        peer it;
        edge_client *client;

        peer_start(&it, manners[i]);
        client = client_for(it.port);
        for (int j = 0; j < 3; j++)
            CHECK(edge_jobs_submit_embedded(client, "m", "1.0.0", &source, 1, SUBMIT_WITHIN(2000), NULL, NULL) != EDGE_OK);
        edge_client_destroy(client);
        peer_stop(&it);
    }
    free(data);
}

int main(int argc, char **argv)
{
    static const long steps[] = {-HOUR, HOUR};
    peer silent;

    check_begin(argc, argv, "", "that neither a clock that is set nor SIGPIPE disturbs calls");
    peer_start(&silent, PEER_SENDS_SETTINGS);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        in_time("a blocking call", blocking, silent.port, steps[i]);
        in_time("a call that was started", started, silent.port, steps[i]);
        in_time("a wait", waiting, silent.port, steps[i]);
        in_time("a stream that is opened", opening_a_stream, silent.port, steps[i]);
    }
    peer_stop(&silent);
    CASE("the clock of this program");
    CHECK(__atomic_load_n(&asked, __ATOMIC_SEQ_CST) > 0);
    no_signal();
    return check_end();
}
