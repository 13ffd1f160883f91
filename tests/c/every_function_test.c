#include "every_function.h"

#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

static const char no_client[] = "client is not a valid client, or was already destroyed; create one with edge_client_create.";

static void handles_that_are_no_client(void)
{
    static const expectation null = {EDGE_INVALID_HANDLE, "client is NULL; create one with edge_client_create.", false};
    static const expectation none = {EDGE_INVALID_HANDLE, no_client, false};
    edge_client *destroyed = client_for(1), *other = client_for(1);
    edge_error *error = NULL, *made = NULL;
    edge_call *call = NULL;

    CASE("NULL");
    every_function(NULL, &null);
    CASE("a client that was destroyed");
    edge_client_destroy(destroyed);
    every_function(destroyed, &none);
    CASE("an error as a client");
    CHECK_NUMBER(edge_jobs_get(NULL, "job", NULL, NULL, &made), EDGE_INVALID_HANDLE);
    every_function((edge_client *)(void *)made, &none);
    edge_error_free(made);
    CASE("a call as a client");
    CHECK_OK(edge_jobs_get_start(other, "job", NULL, &call, &error));
    every_function((edge_client *)(void *)call, &none);
    edge_call_destroy(call);
    edge_client_destroy(other);
}

/* A port that nobody has: it was bound here, and is given back when the socket is closed. */
static uint32_t port_of_nobody(int *socket_of_it)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *socket_of_it = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(*socket_of_it, (struct sockaddr *)&address, size) != 0 ||
        getsockname(*socket_of_it, (struct sockaddr *)&address, &size) != 0) {
        perror("every_function_test");
        exit(2);
    }
    return ntohs(address.sin_port);
}

/* Bound, but nobody listens: a connection is refused. */
static void an_edge_that_is_away(void)
{
    static const expectation away = {EDGE_UNAVAILABLE, NULL, true};
    int nobody;
    edge_client *client = client_for(port_of_nobody(&nobody));
    edge_error *error = NULL;

    CASE("an edge that is away");
    every_function(client, &away);
    CHECK_NUMBER(edge_jobs_list(client, NULL, NULL, NULL, &error), EDGE_UNAVAILABLE);
    CHECK(edge_error_is_retriable(error));
    CHECK_CONTAINS(edge_error_detail_json(error), "\"method\":\"/jobs.v1.JobService/GetJobs\"");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"endpoint\":\"127.0.0.1:");
    edge_error_free(error);
    edge_client_destroy(client);
    close(nobody);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "what all functions that take a client have in common, blocking and started");
    handles_that_are_no_client();
    an_edge_that_is_away();
    CHECK_NUMBER(open_of("open_calls"), 0);
    CHECK_NUMBER(open_of("open_clients"), 0);
    CHECK_NUMBER(open_of("open_errors"), 0);
    return check_end();
}
