#include "edge.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * What keeps a connection from coming about: no descriptors, a peer that does not answer, addresses of which one is
 * served. The errors name the cause, and nothing waits longer than it is told to.
 */
enum { MINUTE_MS = 60000, PATIENCE_S = 20 };

static edge_status get(edge_client *client, edge_error **error)
{
    char *job = NULL;
    edge_status status = edge_jobs_get(client, "job", NULL, &job, error);

    edge_string_free(job);
    return status;
}

/* A call to a host while no descriptor is free, and after they are free again. */
static void without_descriptors(const char *host)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    struct rlimit before, none;
    edge_status status;

    CASE(host);
    getrlimit(RLIMIT_NOFILE, &before);
    CHECK_OK(edge_client_create(host, 1, NULL, &client, &error));
    CHECK_STATUS(get(client, &error), EDGE_UNAVAILABLE); /* opens what the library opens once */
    none = before;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    status = get(client, &error);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK_NUMBER(status, EDGE_RESOURCE_EXHAUSTED);
    CHECK_CONTAINS(edge_error_message(error), "EMFILE");
    CHECK_CONTAINS(edge_error_message(error), "ulimit -n");
    edge_error_free(error);
    error = NULL;
    CHECK_STATUS(get(client, &error), EDGE_UNAVAILABLE);
    edge_client_destroy(client);
}

/* A listener of a family, on a port or any. */
static int listen_on(int family, uint32_t *port, int backlog)
{
    struct sockaddr_in6 six;
    struct sockaddr_in four;
    struct sockaddr *address = family == AF_INET6 ? (struct sockaddr *)&six : (struct sockaddr *)&four;
    socklen_t size = family == AF_INET6 ? sizeof six : sizeof four;
    int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memset(&six, 0, sizeof six);
    memset(&four, 0, sizeof four);
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    six.sin6_port = htons((uint16_t)*port);
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    four.sin_port = htons((uint16_t)*port);
    if (!CHECK(listener >= 0 && bind(listener, address, size) == 0 && listen(listener, backlog) == 0 &&
               getsockname(listener, address, &size) == 0))
        exit(check_end());
    *port = ntohs(family == AF_INET6 ? six.sin6_port : four.sin_port);
    return listener;
}

/* Fills the queue of a listener, so that whoever connects to it gets no answer. */
static void fill(uint32_t port, int *waiting, int count)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)port);
    for (int i = 0; i < count; i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (connect(waiting[i], (struct sockaddr *)&address, sizeof address) == 0)
            continue;
    }
}

static void *get_until_destroyed(void *client)
{
    edge_error *error = NULL;

    CHECK_STATUS(get((edge_client *)client, &error), EDGE_CANCELLED);
    return NULL;
}

static void destroyed_while_connecting(void)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;
    uint32_t port = 0;
    int listener = listen_on(AF_INET, &port, 0), waiting[4];
    pthread_t thread;
    double start;

    CASE("destroyed while it connects");
    fill(port, waiting, 4);
    options.connect_timeout_ms = MINUTE_MS;
    options.deadline_ms = MINUTE_MS;
    CHECK_OK(edge_client_create("127.0.0.1", port, &options, &client, &error));
    pthread_create(&thread, NULL, get_until_destroyed, client);
    usleep(500 * 1000); /* for the call to begin; if it does not, it finds no client below, and the test says so */
    start = seconds_now();
    edge_client_destroy(client);
    pthread_join(thread, NULL);
    CHECK(seconds_now() - start < PATIENCE_S);
    for (int i = 0; i < 4; i++)
        close(waiting[i]);
    close(listener);
}

/* The name localhost leads to whichever family is served: the call gets as far as the peer, which says nothing. */
static void localhost_by_family(int family)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    char *job = NULL;
    uint32_t port = 0;
    int listener = listen_on(family, &port, 8);

    CASE(family == AF_INET ? "localhost, served over IPv4" : "localhost, served over IPv6");
    options.deadline_ms = 2000;
    CHECK_OK(edge_client_create("localhost", port, NULL, &client, &error));
    CHECK_STATUS(edge_jobs_get(client, "job", &options, &job, &error), EDGE_DEADLINE_EXCEEDED);
    edge_client_destroy(client);
    close(listener);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "what keeps a connection from coming about");
    without_descriptors("127.0.0.1");
    without_descriptors("no-such-edge.invalid");
    destroyed_while_connecting();
    localhost_by_family(AF_INET);
    localhost_by_family(AF_INET6);
    return check_end();
}
