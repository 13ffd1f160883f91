#include "calls.h"

#include <sys/resource.h>
#include <unistd.h>

/* A process that has no file descriptor left: calls say so, and work as soon as there are some again. */
static rlim_t before;

static void limit(rlim_t soft)
{
    struct rlimit both;

    CHECK(getrlimit(RLIMIT_NOFILE, &both) == 0);
    before = both.rlim_cur;
    both.rlim_cur = soft;
    CHECK(setrlimit(RLIMIT_NOFILE, &both) == 0);
}

static edge_status get(edge_client *client, edge_error **out_error)
{
    return edge_jobs_get(client, "job", NULL, NULL, out_error);
}

static edge_status get_started(edge_client *client, edge_error **out_error)
{
    edge_call *call = NULL;
    edge_status status = edge_jobs_get_start(client, "job", NULL, &call, out_error);

    if (status == EDGE_OK)
        status = edge_call_wait(call, PATIENCE_MS, out_error);
    if (status == EDGE_OK)
        status = edge_call_result(call, out_error);
    edge_call_destroy(call);
    return status;
}

static edge_status open_stream(edge_client *client, edge_error **out_error)
{
    edge_stream *stream = NULL;
    edge_status status = edge_stream_open(client, NULL, &stream, out_error);

    edge_stream_destroy(stream);
    return status;
}

static void without(const char *what, edge_status (*call)(edge_client *client, edge_error **out_error), edge_status later,
                    const char *host, uint32_t port)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    CASE(what);
    CHECK_OK(edge_client_create(host, port, NULL, &client, &error));
    limit(3);
    CHECK_NUMBER(call(client, &error), EDGE_RESOURCE_EXHAUSTED);
    CHECK_CONTAINS(edge_error_message(error), "ulimit -n");
    if (call != open_stream) /* which says nothing of a request: none is sent before it is open */
        CHECK_CONTAINS(edge_error_detail_json(error), "\"sent\":\"none\"");
    edge_error_free(error);
    error = NULL;
    limit(before);
    CHECK_NUMBER(call(client, &error), later);
    edge_error_free(error);
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost"};
    uint32_t port;

    check_begin(argc, argv, "PORT", "calls of a process that has no file descriptor left");
    port = port_of(argv[1]);
    for (int i = 0; i < 2; i++) {
        without("a blocking call", get, EDGE_NOT_FOUND, hosts[i], port);
        without("a call that was started", get_started, EDGE_NOT_FOUND, hosts[i], port);
        without("a stream that is opened", open_stream, EDGE_OK, hosts[i], port);
    }
    return check_end();
}
