#include "edge.h"
#include "peer.h"

/* A deadline, and the multiple of it in which a call must have returned on a slow machine. */
enum { DEADLINE_MS = 500, LATE = 20 };

/* The answer of an edge that knows a job of which there is nothing to say: SETTINGS are sent before; HEADERS with
 * :status 200 and content-type application/grpc; DATA with an empty message; HEADERS with grpc-status 0. */
static const unsigned char whole_answer[] = {
    0, 0, 20, 1, 4, 0, 0, 0, 1, 0x88, 0x0f, 0x10, 16, 'a', 'p', 'p', 'l', 'i', 'c', 'a', 't', 'i', 'o', 'n', '/', 'g',
    'r', 'p', 'c', 0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 15, 1, 5, 0, 0, 0, 1, 0, 11, 'g', 'r', 'p', 'c',
    '-', 's', 't', 'a', 't', 'u', 's', 1, '0'};

static edge_status call(peer *it, edge_error **out_error)
{
    edge_client *client = client_for(it->port);
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    char *job = NULL;
    double began = seconds_now();
    edge_status status;

    options.deadline_ms = DEADLINE_MS;
    status = edge_jobs_get(client, "job", &options, &job, out_error);
    CHECK(seconds_now() - began < LATE * DEADLINE_MS / 1000.0);
    CHECK((status == EDGE_OK) == (job != NULL));
    edge_string_free(job);
    edge_client_destroy(client);
    return status;
}

/* The call fails, in time, with a status that is about the peer and a sentence that names it. */
static void against(peer_manner manner, const char *what, edge_status expected, edge_status or_expected)
{
    peer it;
    edge_error *error = NULL;
    edge_status status;
    char endpoint[32];

    CASE(what);
    peer_start(&it, manner);
    status = call(&it, &error);
    if (status != or_expected)
        CHECK_NUMBER(status, expected);
    CHECK_NUMBER(edge_error_code(error), status);
    snprintf(endpoint, sizeof endpoint, "127.0.0.1:%u", (unsigned)it.port);
    CHECK_CONTAINS(edge_error_message(error), endpoint);
    CHECK_CONTAINS(edge_error_detail_json(error), endpoint);
    CHECK(strchr(edge_error_message(error), '\n') == NULL); /* a sentence for people, not the insides of the runtime */
    CHECK(strstr(edge_error_message(error), "System.") == NULL);
    CHECK(peer_connections(&it) > 0);
    if (getenv("VERBOSE") != NULL)
        printf("%-30s %-18s %s\n", what, edge_status_name(status), edge_error_message(error));
    edge_error_free(error);
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
static void an_answer_that_is_cut(void)
{
    CASE("an answer that is cut");
    for (size_t size = 0; size < sizeof whole_answer; size++) {
        peer it;
        edge_error *error = NULL;
        edge_status status;

        it.answer = whole_answer;
        it.answer_size = size;
        peer_start(&it, PEER_ANSWERS);
        status = call(&it, &error);
        if (status != EDGE_UNAVAILABLE && status != EDGE_INTERNAL && status != EDGE_DEADLINE_EXCEEDED &&
            status != EDGE_UNKNOWN)
            check_failed(__FILE__, __LINE__, "after %zu bytes came %s: %s", size, edge_status_name(status),
                         edge_error_message(error));
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
    an_answer_that_is_cut();
    return check_end();
}
