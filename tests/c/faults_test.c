#include "edge.h"
#include "peer.h"

/* A deadline, and how late a call may return on a slow machine. */
enum { DEADLINE_MS = 1500, LATE_MS = 15000 };

/* The answer of an edge that knows a job of which there is nothing to say: SETTINGS are sent before; HEADERS with
 * :status 200 and content-type application/grpc; DATA with an empty message; HEADERS with grpc-status 0. */
static const unsigned char whole_answer[] = {
    0, 0, 20, 1, 4, 0, 0, 0, 1, 0x88, 0x0f, 0x10, 16, 'a', 'p', 'p', 'l', 'i', 'c', 'a', 't', 'i', 'o', 'n', '/', 'g',
    'r', 'p', 'c', 0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 15, 1, 5, 0, 0, 0, 1, 0, 11, 'g', 'r', 'p', 'c',
    '-', 's', 't', 'a', 't', 'u', 's', 1, '0'};

static char socket_path[64];
static char payload[5000]; /* less than PEER_READS, so that it comes whole */

static edge_status get(edge_client *client, edge_error **out_error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    char *job = NULL;
    edge_status status;

    options.deadline_ms = DEADLINE_MS;
    status = edge_jobs_get(client, "job", &options, &job, out_error);
    CHECK((status == EDGE_OK) == (job != NULL));
    edge_string_free(job);
    return status;
}

static edge_status get_started(edge_client *client, edge_error **out_error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_call *call = NULL;
    edge_status status;

    options.deadline_ms = DEADLINE_MS;
    status = edge_jobs_get_start(client, "job", &options, &call, out_error);
    if (status == EDGE_OK)
        status = edge_call_wait(call, EDGE_NO_TIMEOUT, out_error);
    if (status == EDGE_OK)
        status = edge_call_result(call, out_error);
    edge_call_destroy(call);
    return status;
}

static edge_status submit(edge_client *client, edge_error **out_error)
{
    edge_input input = {"input.bin", payload, sizeof payload};
    edge_source source = {"job", &input, 1};

    return edge_jobs_submit_embedded(client, "m", "1.0.0", &source, 1, SUBMIT_WITHIN(DEADLINE_MS), NULL, out_error);
}

static edge_status upload(edge_client *client, edge_error **out_error)
{
    edge_file file = {"job", "input.bin", "/proc/self/exe"};

    return edge_jobs_submit_files(client, "m", "1.0.0", &file, 1, SUBMIT_WITHIN(DEADLINE_MS), NULL, out_error);
}

/* The operations that every peer meets. An upload is several calls, each with the deadline. */
static const struct operation {
    const char *name;
    edge_status (*run)(edge_client *client, edge_error **out_error);
    int calls;
} operations[] = {{"get", get, 1}, {"get, started", get_started, 1}, {"submit", submit, 1}, {"upload", upload, 4}};

enum { OPERATIONS = sizeof operations / sizeof *operations };

static edge_client *client_of(const peer *it)
{
    edge_retry_options retry = EDGE_RETRY_OPTIONS_INIT;
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;
    char host[80] = "127.0.0.1";

    if (it->port == 0)
        snprintf(host, sizeof host, "unix:%s", socket_path);
    /* Attempts after a backoff would only repeat what was cut. */
    retry.max_attempts = 1;
    options.retry = &retry;
    if (!CHECK_OK(edge_client_create(host, it->port, &options, &client, &error)))
        exit(check_end());
    return client;
}

static edge_status run(const peer *it, const struct operation *operation, edge_error **out_error)
{
    edge_client *client = client_of(it);
    double began = seconds_now();
    edge_status status = operation->run(client, out_error);

    if (!CHECK(seconds_now() - began < operation->calls * DEADLINE_MS / 1000.0 + LATE_MS / 1000.0))
        fprintf(stderr, "  %s took %.1f s\n", operation->name, seconds_now() - began);
    edge_client_destroy(client);
    return status;
}

static edge_status call(peer *it, edge_error **out_error)
{
    return run(it, &operations[0], out_error);
}

/* The call fails, in time, with a status that is about the peer and a sentence that names it. */
static void ends_well(const peer *it, const struct operation *operation, edge_status expected, edge_status or_expected)
{
    edge_error *error = NULL;
    edge_status status = run(it, operation, &error);
    char endpoint[80];

    if (status != or_expected)
        CHECK_NUMBER(status, expected);
    CHECK_NUMBER(edge_error_code(error), status);
    if (it->port != 0)
        snprintf(endpoint, sizeof endpoint, "127.0.0.1:%u", (unsigned)it->port);
    else
        snprintf(endpoint, sizeof endpoint, "%s", socket_path);
    CHECK_CONTAINS(edge_error_message(error), endpoint);
    CHECK_CONTAINS(edge_error_detail_json(error), endpoint);
    CHECK(strchr(edge_error_message(error), '\n') == NULL); /* a sentence for people, not the insides of the runtime */
    CHECK(strstr(edge_error_message(error), "System.") == NULL);
    if (getenv("VERBOSE") != NULL)
        printf("%-30s %-14s %-18s %s\n", check_case, operation->name, edge_status_name(status), edge_error_message(error));
    edge_error_free(error);
}

static void against(peer_manner manner, const char *what, edge_status expected, edge_status or_expected)
{
    peer it;

    CASE(what);
    peer_start(&it, manner);
    for (int i = 0; i < OPERATIONS; i++)
        ends_well(&it, &operations[i], expected, or_expected);
    CHECK(peer_connections(&it) > 0);
    peer_stop(&it);
    peer_start_at(&it, manner, socket_path);
    for (int i = 0; i < OPERATIONS; i++)
        ends_well(&it, &operations[i], expected, or_expected);
    peer_stop(&it);
}

static void nobody_listens(void)
{
    peer it;
    edge_error *error = NULL;
    edge_client *client;

    CASE("nobody listens");
    peer_start(&it, PEER_CLOSES);
    peer_stop(&it);
    CHECK_NUMBER(call(&it, &error), EDGE_UNAVAILABLE);
    CHECK(edge_error_is_retriable(error));
    CHECK_CONTAINS(edge_error_detail_json(error), "\"retriable\":true");
    edge_error_free(error);
    error = NULL;
    client = client_for(it.port);
    CHECK_STATUS(edge_client_wait_ready(client, DEADLINE_MS, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_STATUS(edge_jobs_wait(client, "job", WAIT_MS(DEADLINE_MS), NULL, &error), EDGE_DEADLINE_EXCEEDED);
    edge_client_destroy(client);
}

/* Waiting is of no use where something answers that is no edge. */
static void waiting_for_what_is_no_edge(void)
{
    peer it;
    edge_client *client;
    edge_error *error = NULL;
    edge_status status;

    CASE("waiting for a web server");
    peer_start(&it, PEER_SPEAKS_HTTP1);
    client = client_for(it.port);
    status = edge_client_wait_ready(client, 60 * DEADLINE_MS, &error);
    CHECK(status == EDGE_INTERNAL || status == EDGE_UNIMPLEMENTED);
    edge_error_free(error);
    edge_client_destroy(client);
    peer_stop(&it);

    CASE("waiting for a silent peer");
    error = NULL;
    peer_start(&it, PEER_SILENT);
    client = client_for(it.port);
    CHECK_NUMBER(edge_client_wait_ready(client, DEADLINE_MS, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_CONTAINS(edge_error_message(error), "127.0.0.1:"); /* why the last attempt failed */
    edge_error_free(error);
    edge_client_destroy(client);
    peer_stop(&it);
}

static void a_whole_answer_is_understood(void)
{
    peer it;
    edge_error *error = NULL;

    CASE("a whole answer");
    it.answer = whole_answer;
    it.answer_size = sizeof whole_answer;
    peer_start(&it, PEER_ANSWERS);
    CHECK_OK(call(&it, &error));
    peer_stop(&it);
}

/* The connection ends after each possible byte of the answer. */
static void an_answer_that_is_cut(const struct operation *operation, bool is_unix)
{
    CASE("an answer that is cut");
    for (size_t size = 0; size < sizeof whole_answer; size++) {
        peer it;
        edge_error *error = NULL;
        edge_status status;

        it.answer = whole_answer;
        it.answer_size = size;
        if (is_unix)
            peer_start_at(&it, PEER_ANSWERS, socket_path);
        else
            peer_start(&it, PEER_ANSWERS);
        status = run(&it, operation, &error);
        if (status != EDGE_UNAVAILABLE && status != EDGE_INTERNAL && status != EDGE_DEADLINE_EXCEEDED &&
            status != EDGE_UNKNOWN)
            check_failed(__FILE__, __LINE__, "%s: after %zu bytes came %s: %s", operation->name, size,
                         edge_status_name(status), edge_error_message(error));
        edge_error_free(error);
        peer_stop(&it);
    }
}

/* A name that nobody has. Top-level domain `invalid`: RFC 2606. */
static void a_host_that_does_not_exist(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_status status;

    CASE("a host that does not exist");
    options.deadline_ms = 10 * DEADLINE_MS; /* the resolver of the machine may take its time */
    CHECK_OK(edge_client_create("no-such-host.invalid", 55000, NULL, &client, &error));
    status = edge_jobs_get(client, "job", &options, NULL, &error);
    CHECK(status == EDGE_UNAVAILABLE || status == EDGE_DEADLINE_EXCEEDED);
    CHECK_CONTAINS(edge_error_message(error), "no-such-host.invalid");
    edge_error_free(error);
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "peers that are no edge, or a broken one (VERBOSE=1 shows what the library says of each)");
    snprintf(socket_path, sizeof socket_path, "/tmp/modzy-edge-faults-%ld.sock", (long)getpid());
    nobody_listens();
    a_host_that_does_not_exist();
    against(PEER_SILENT, "a silent peer", EDGE_DEADLINE_EXCEEDED, EDGE_DEADLINE_EXCEEDED);
    against(PEER_CLOSES, "a peer that closes", EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED);
    against(PEER_RESETS, "a peer that resets", EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED);
    against(PEER_SPEAKS_HTTP1, "a web server", EDGE_INTERNAL, EDGE_UNAVAILABLE);
    against(PEER_SPEAKS_SSH, "an ssh server", EDGE_INTERNAL, EDGE_UNAVAILABLE);
    against(PEER_SENDS_NOISE, "noise", EDGE_INTERNAL, EDGE_UNAVAILABLE);
    against(PEER_SENDS_SETTINGS, "a peer that never answers", EDGE_DEADLINE_EXCEEDED, EDGE_DEADLINE_EXCEEDED);
    against(PEER_GOES_AWAY, "a peer that goes away", EDGE_INTERNAL, EDGE_UNAVAILABLE);
    against(PEER_SENDS_GIANT, "a giant frame", EDGE_INTERNAL, EDGE_UNAVAILABLE);
    waiting_for_what_is_no_edge();
    a_whole_answer_is_understood();
    for (int i = 0; i < OPERATIONS; i++)
        an_answer_that_is_cut(&operations[i], i % 2 != 0);
    unlink(socket_path);
    return check_end();
}
