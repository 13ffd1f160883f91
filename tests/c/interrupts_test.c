#include "edge.h"
#include "peer.h"

#include <signal.h>
#include <sys/time.h>

/* Signals during blocking calls to a peer that never answers, and the callback of edge_interrupt_set. The alarm rings
 * every 20 ms; a call that does not notice it would wait for a minute. */
enum { ALARM_US = 20000, DEADLINE_MS = 60000 };

static volatile sig_atomic_t alarms;
static edge_client *to_destroy;

typedef struct decision {
    int asked, goes_on_until; /* it ends the call when it is asked this often */
    pthread_t thread;
} decision;

static void ring(int number)
{
    (void)number;
    alarms++;
}

static void set_alarm(int flags, int microseconds)
{
    struct sigaction action;
    struct itimerval interval = {{0, microseconds}, {0, microseconds}};

    memset(&action, 0, sizeof action);
    action.sa_handler = ring;
    action.sa_flags = flags;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &interval, NULL);
}

static int decide(void *user_data)
{
    decision *it = (decision *)user_data;

    it->thread = pthread_self();
    return ++it->asked >= it->goes_on_until;
}

static int destroy_client(void *user_data)
{
    (void)user_data;
    edge_client_destroy(to_destroy);
    return 0;
}

static edge_client *client_of(const peer *it)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;

    options.deadline_ms = DEADLINE_MS;
    options.connect_timeout_ms = DEADLINE_MS;
    if (!CHECK_OK(edge_client_create("127.0.0.1", it->port, &options, &client, &error)))
        exit(check_end());
    return client;
}

static void check_interrupted(decision *it, edge_status status, edge_error **error, const char *what)
{
    check_status(__FILE__, __LINE__, what, status, error, EDGE_CANCELLED, NULL);
    CHECK_NUMBER(it->asked, it->goes_on_until);
    CHECK(pthread_equal(it->thread, pthread_self()));
    it->asked = 0;
}

static void every_wait(const peer *silent)
{
    decision second = {0, 2, 0};
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};
    edge_file file = {"job", "input.txt", "/proc/self/exe"};
    edge_client *client = client_of(silent);
    edge_call *call = NULL;
    edge_error *error = NULL;
    edge_stream *stream = NULL;
    char *json = NULL;

    CHECK_OK(edge_interrupt_set(decide, &second, &error));
#define INTERRUPTED(call) check_interrupted(&second, call, &error, #call)
    INTERRUPTED(edge_jobs_submit_embedded(client, "m", "1.0.0", &source, 1, NULL, &json, &error));
    INTERRUPTED(edge_jobs_get(client, "job", NULL, &json, &error));
    INTERRUPTED(edge_jobs_wait(client, "job", WAIT_MS(EDGE_NO_TIMEOUT), &json, &error));
    INTERRUPTED(edge_jobs_submit_files(client, "m", "1.0.0", &file, 1, NULL, &json, &error));
    INTERRUPTED(edge_jobs_open(client, "m", "1.0.0", NULL, &json, &error));
    INTERRUPTED(edge_client_wait_ready(client, EDGE_NO_TIMEOUT, &error));
    INTERRUPTED(edge_stream_open(client, NULL, &stream, &error));
    CHECK_OK(edge_jobs_get_start(client, "job", NULL, &call, &error));
    INTERRUPTED(edge_call_wait(call, EDGE_NO_TIMEOUT, &error));
    CHECK(!edge_call_is_done(call));
    edge_call_destroy(call);
    CHECK(json == NULL && stream == NULL);
    edge_client_destroy(client);
    CHECK_OK(edge_interrupt_set(NULL, NULL, &error));
}

static void without_a_decision(const peer *silent)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    decision never = {0, 1 << 30, 0};
    edge_client *client = client_of(silent);
    edge_error *error = NULL;

    options.deadline_ms = 1000;
    CASE("a thread without a callback");
    alarms = 0;
    CHECK_STATUS(edge_jobs_get(client, "job", &options, NULL, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK(alarms > 0);
    CASE("a callback that lets the call go on");
    CHECK_OK(edge_interrupt_set(decide, &never, &error));
    CHECK_STATUS(edge_jobs_get(client, "job", &options, NULL, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK(never.asked > 0);
    CASE("a callback that was taken back");
    CHECK_OK(edge_interrupt_set(NULL, NULL, &error));
    never.asked = 0;
    CHECK_STATUS(edge_jobs_get(client, "job", &options, NULL, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_NUMBER(never.asked, 0);
    edge_client_destroy(client);
}

static void a_client_that_its_callback_destroys(const peer *silent)
{
    edge_error *error = NULL;
    edge_stream *stream = NULL;

    CASE("a client that the callback destroys");
    CHECK_OK(edge_interrupt_set(destroy_client, NULL, &error));
    to_destroy = client_of(silent);
    CHECK_STATUS(edge_jobs_get(to_destroy, "job", NULL, NULL, &error), EDGE_CANCELLED);
    to_destroy = client_of(silent);
    CHECK_STATUS(edge_stream_open(to_destroy, NULL, &stream, &error), EDGE_CANCELLED);
    CHECK_OK(edge_interrupt_set(NULL, NULL, &error));
}

/* No signal comes: the callback is called all the same, for one that came just before the wait. */
static void a_signal_that_came_too_early(const peer *silent)
{
    decision first = {0, 1, 0};
    edge_client *client = client_of(silent);
    edge_error *error = NULL;

    CASE("no signal during the wait");
    CHECK_OK(edge_interrupt_set(decide, &first, &error));
    check_interrupted(&first, edge_jobs_get(client, "job", NULL, NULL, &error), &error, "edge_jobs_get");
    CHECK_OK(edge_interrupt_set(NULL, NULL, &error));
    edge_client_destroy(client);
}

static void *waits_for_its_deadline(void *user_data)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_error *error = NULL;

    options.deadline_ms = 1300;
    CHECK_STATUS(edge_jobs_get((edge_client *)user_data, "job", &options, NULL, &error), EDGE_DEADLINE_EXCEEDED);
    return NULL;
}

static void another_thread(const peer *silent)
{
    decision first = {0, 1, 0};
    edge_client *client = client_of(silent);
    edge_error *error = NULL;
    pthread_t thread;

    CASE("a thread without a callback beside one with");
    CHECK_OK(edge_interrupt_set(decide, &first, &error));
    pthread_create(&thread, NULL, waits_for_its_deadline, client);
    pthread_join(thread, NULL);
    CHECK_NUMBER(first.asked, 0);
    CHECK_OK(edge_interrupt_set(NULL, NULL, &error));
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    peer silent;

    check_begin(argc, argv, "", "that signals end blocking calls where the program wants it");
    peer_start(&silent, PEER_SILENT);
    CASE("SA_RESTART");
    set_alarm(SA_RESTART, ALARM_US);
    every_wait(&silent);
    CASE("without SA_RESTART");
    set_alarm(0, ALARM_US);
    every_wait(&silent);
    without_a_decision(&silent);
    a_client_that_its_callback_destroys(&silent);
    set_alarm(0, 0);
    a_signal_that_came_too_early(&silent);
    another_thread(&silent);
    peer_stop(&silent);
    return check_end();
}
