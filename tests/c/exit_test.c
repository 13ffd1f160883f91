#include "child.h"
#include "edge.h"
#include "peer.h"

/* A process ends as it wants to, whatever the library is doing in its threads. */
static peer silent;

static void *call_without_end(void *argument)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    edge_status status;

    options.deadline_ms = EDGE_NO_TIMEOUT;
    status = edge_jobs_get((edge_client *)argument, "job", &options, NULL, NULL);
    return status == EDGE_OK ? argument : NULL;
}

static edge_client *in_a_call(void)
{
    edge_client *client = client_for(silent.port);
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, call_without_end, client) == 0);
    usleep(200000); /* long enough for most; a call that has not begun is only a weaker test */
    return client;
}

static edge_client *at_exit;

static void handler_that_destroys(void)
{
    edge_client_destroy(at_exit);
}

static int exits(void)
{
    in_a_call();
    exit(check_end() == 0 ? 3 : 1);
}

static int destroys_in_an_exit_handler(void)
{
    at_exit = in_a_call();
    atexit(handler_that_destroys);
    exit(check_end() == 0 ? 4 : 1);
}

static int quick(void)
{
    in_a_call();
    _exit(5);
}

static int only_loads(void)
{
    exit(6);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "processes that end while a call runs");
    peer_start(&silent, PEER_SENDS_SETTINGS);
    check_child("exit", exits, 3);
    check_child("exit, with a handler that destroys the client", destroys_in_an_exit_handler, 4);
    check_child("_exit", quick, 5);
    check_child("exit without any use", only_loads, 6);
    peer_stop(&silent);
    return check_end();
}
