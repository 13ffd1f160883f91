#include "calls.h"

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

static const char no_call[] = "call is not a valid call, or was already destroyed; create one with one of the functions whose names end in _start.";
static const char null_call[] = "call is NULL; create one with one of the functions whose names end in _start.";
static const char not_done[] = "The call is not done yet; wait until its file descriptor is readable, or with edge_call_wait.";
static const char taken[] = "The result of this call was taken already.";
static const char another_kind[] = "This call has a result of another kind, or none; see the function that started it.";

static edge_client *client;
static char long_job[128];

static edge_call *start_get(const char *job)
{
    edge_call *call = NULL;
    edge_error *error = NULL;

    if (!CHECK_OK(edge_jobs_get_start(client, job, NULL, &call, &error)))
        exit(check_end());
    return call;
}

/* One that is not done for an hour. */
static edge_call *start_wait(void)
{
    edge_call *call = NULL;
    edge_error *error = NULL;

    if (!CHECK_OK(edge_jobs_wait_start(client, long_job, WAIT_MS(EDGE_NO_TIMEOUT), &call, &error)))
        exit(check_end());
    return call;
}

static int readable(int descriptor, int timeout_ms)
{
    struct pollfd it = {descriptor, POLLIN, 0};

    return poll(&it, 1, timeout_ms) == 1 && (it.revents & POLLIN) != 0;
}

static void is_no_call(const char *what, edge_call *call, const char *text)
{
    edge_error *error = NULL;
    edge_stream *stream = NULL;
    char *json = NULL;
    void *data = NULL;
    size_t size = 1;
    edge_progress progress = EDGE_PROGRESS_INIT;

    CASE(what);
    CHECK_NUMBER(edge_call_fd(call), -1);
    CHECK(edge_call_is_done(call));
    CHECK_ERROR(edge_call_wait(call, 1, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_call_result(call, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_call_take_json(call, &json, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_call_take_bytes(call, &data, &size, NULL, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_call_take_stream(call, &stream, &error), EDGE_INVALID_HANDLE, text);
    CHECK_ERROR(edge_call_progress(call, &progress, &error), EDGE_INVALID_HANDLE, text);
    CHECK(json == NULL && data == NULL && size == 1 && stream == NULL && progress.total == -1);
    edge_call_cancel(call);
    edge_call_destroy(call);
}

static void handles_that_are_no_call(void)
{
    uint64_t local[4] = {1, 2, 3, 4};
    edge_call *freed = start_get(long_job);

    is_no_call("NULL as a call", NULL, null_call);
    is_no_call("a local as a call", (edge_call *)(void *)local, no_call);
    is_no_call("a client as a call", (edge_call *)(void *)client, no_call);
    edge_call_destroy(freed);
    is_no_call("a call that was freed", freed, no_call);
    edge_call_destroy(start_get(long_job));
    is_no_call("a call that was freed, with another in its place", freed, no_call);
}

static void the_descriptor(void)
{
    edge_call *waiting = start_wait(), *done = start_get(long_job);
    edge_error *error = NULL;
    int descriptor = edge_call_fd(waiting), other = edge_call_fd(done);

    CASE("the file descriptor");
    CHECK(descriptor >= 0 && other >= 0 && descriptor != other);
    CHECK_NUMBER(edge_call_fd(waiting), descriptor);
    CHECK(readable(other, PATIENCE_MS));
    CHECK(edge_call_is_done(done));
    CHECK(readable(other, 0)); /* and stays so */
    CHECK(!readable(descriptor, 0));
    CHECK(!edge_call_is_done(waiting));
    edge_call_destroy(done);
    CHECK(edge_call_fd(waiting) == descriptor);

    edge_call_cancel(waiting);
    CHECK(readable(descriptor, PATIENCE_MS));
    CHECK_STATUS(edge_call_result(waiting, &error), EDGE_CANCELLED);
    edge_call_cancel(waiting);
    ends_with(waiting, EDGE_CANCELLED, NULL);

    CASE("the file descriptor of a call that is done");
    done = start_get(long_job);
    CHECK_OK(edge_call_wait(done, PATIENCE_MS, &error));
    CHECK(readable(edge_call_fd(done), 0));
    edge_call_destroy(done);
}

static void no_descriptor_left(void)
{
    struct rlimit before, none;
    edge_call *call = start_get(long_job);
    edge_error *error = NULL;

    CASE("no file descriptor left");
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    CHECK_NUMBER(edge_call_fd(call), -1);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    json_contains(call, long_job);
}

static void waiting(void)
{
    edge_call *call = start_wait();
    edge_error *error = NULL;
    char *json = NULL;

    CASE("a call that is not done");
    CHECK_ERROR(edge_call_wait(call, 20, &error), EDGE_DEADLINE_EXCEEDED,
                "The call was not done in time. It goes on: wait again, or cancel it with edge_call_cancel.");
    CHECK_ERROR(edge_call_result(call, &error), EDGE_FAILED_PRECONDITION, not_done);
    CHECK_ERROR(edge_call_take_json(call, &json, &error), EDGE_FAILED_PRECONDITION, not_done);
    CHECK(json == NULL && !edge_call_is_done(call));
    edge_call_cancel(call);
    CHECK_OK(edge_call_wait(call, EDGE_NO_TIMEOUT, &error));
    CHECK_STATUS(edge_call_take_json(call, &json, &error), EDGE_CANCELLED);
    CHECK_STATUS(edge_call_take_json(call, &json, &error), EDGE_CANCELLED);
    CHECK(json == NULL);
    edge_call_destroy(call);
}

static void taking(void)
{
    edge_call *call = start_get(long_job);
    edge_error *error = NULL;
    edge_stream *stream = NULL;
    char *json = NULL;
    void *data = NULL;
    size_t size = 0;
    edge_progress progress = EDGE_PROGRESS_INIT;

    CASE("taking the wrong kind");
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_ERROR(edge_call_take_bytes(call, &data, &size, NULL, &error), EDGE_FAILED_PRECONDITION, another_kind);
    CHECK_ERROR(edge_call_take_stream(call, &stream, &error), EDGE_FAILED_PRECONDITION, another_kind);
    CHECK_ERROR(edge_call_progress(call, &progress, &error), EDGE_FAILED_PRECONDITION, NULL);
    CHECK(data == NULL && stream == NULL);

    CASE("taking to nowhere");
    CHECK_ERROR(edge_call_take_json(call, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_json is NULL; give the address of a variable.");
    CHECK_ERROR(edge_call_take_bytes(call, NULL, &size, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_data is NULL; give the address of a variable.");
    CHECK_ERROR(edge_call_take_bytes(call, &data, NULL, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_size is NULL; give the address of a variable.");
    CHECK_ERROR(edge_call_take_stream(call, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_stream is NULL; give the address of a variable.");

    CASE("taking twice");
    CHECK_OK(edge_call_take_json(call, &json, &error));
    CHECK_CONTAINS(json, long_job);
    edge_string_free(json);
    json = NULL;
    CHECK_ERROR(edge_call_take_json(call, &json, &error), EDGE_FAILED_PRECONDITION, taken);
    CHECK_OK(edge_call_result(call, &error));
    CHECK(json == NULL);
    edge_call_destroy(call);

    CASE("taking what is not there");
    CHECK_OK(edge_client_wait_ready_start(client, EDGE_DEFAULT_TIMEOUT, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_ERROR(edge_call_take_json(call, &json, &error), EDGE_FAILED_PRECONDITION, another_kind);
    ends_with(call, EDGE_OK, NULL);
    ends_with(start_get("no-such-job"), EDGE_NOT_FOUND, NULL);
}

/* What a call answers outlives its client: it was the caller's before. */
static void results_outlive_the_client(uint32_t port)
{
    edge_client *mine = client, *other = client_for(port);
    edge_call *call;
    edge_error *error = NULL;

    CASE("a result after the client");
    client = other;
    call = start_get(long_job);
    client = mine;
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    edge_client_destroy(other);
    json_contains(call, long_job);
}

int main(int argc, char **argv)
{
    int descriptors;

    check_begin(argc, argv, "PORT", "edge_call: descriptors, waiting, taking, handles that are none");
    client = client_for(port_of(argv[1]));
    submit_long_job(client, long_job, sizeof long_job);
    json_contains(start_get(long_job), long_job);
    edge_client_destroy(client);
    descriptors = open_descriptors(); /* what the runtime itself keeps open */

    client = client_for(port_of(argv[1]));
    handles_that_are_no_call();
    the_descriptor();
    no_descriptor_left();
    waiting();
    taking();
    results_outlive_the_client(port_of(argv[1]));
    edge_client_destroy(client);
    CHECK_NUMBER(open_of("open_calls"), 0);
    CHECK_NUMBER(open_descriptors(), descriptors);
    return check_end();
}
