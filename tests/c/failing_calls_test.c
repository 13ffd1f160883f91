#include "calls.h"
#include "failing_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * Each call of the C library that a submit makes fails once, with each error that it may have: on a new client and on one that is
 * connected, blocking and asynchronous. The submit ends in time, with a job or with a status that says what happened; the next one
 * works; no descriptor and no thread is left. What fails on the connection's own thread after the submit has its job, fails the next
 * one, if that was sent by then: the failure of one call of the C library fails one submit at most.
 */
enum { DEADLINE_MS = 3000, LATE_MS = 15000, MOST_ERRORS = 8 };

static const struct failing {
    const char *name;
    int errors[MOST_ERRORS];
} failing[] = {
    {"socket", {EMFILE, ENFILE, ENOBUFS, ENOMEM, EACCES, EAFNOSUPPORT}},
    {"connect", {ECONNREFUSED, ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EINTR, EACCES, EAGAIN}},
    {"bind", {EADDRINUSE, EACCES}},
    {"send", {EPIPE, ECONNRESET, ENOBUFS, EAGAIN, EINTR, ENOMEM, ETIMEDOUT, EHOSTUNREACH}},
    {"sendmsg", {EPIPE, ECONNRESET, ENOBUFS, EAGAIN, EINTR, ENOMEM, ETIMEDOUT, EHOSTUNREACH}},
    {"recv", {ECONNRESET, EAGAIN, EINTR, ENOMEM, ETIMEDOUT, EHOSTUNREACH}},
    {"recvmsg", {ECONNRESET, EAGAIN, EINTR, ENOMEM, ETIMEDOUT}},
    {"setsockopt", {ENOPROTOOPT, ENOMEM, EINVAL}},
    {"getsockopt", {ENOPROTOOPT, ENOBUFS, EINVAL}},
    {"getsockname", {ENOBUFS, EINVAL}},
    {"getpeername", {ENOTCONN, ENOBUFS}},
    {"shutdown", {ENOTCONN, ENOBUFS}},
    {"poll", {EINTR, ENOMEM, EAGAIN}},
    {"epoll_create1", {EMFILE, ENOMEM}},
    {"epoll_ctl", {ENOMEM, ENOSPC}},
    {"epoll_wait", {EINTR}},
    {"pipe", {EMFILE, ENFILE}},
    {"close", {EINTR, EIO}},
    {"read", {EIO, EINTR, EAGAIN}},
    {"write", {EIO, EINTR, EAGAIN}},
    {"pread64", {EIO, EINTR}},
    {"open64", {EMFILE, ENFILE, EACCES, ENOENT, ENOMEM}},
    {"fopen64", {EMFILE, ENFILE, EACCES, ENOMEM}},
    {"fcntl", {EINVAL, EMFILE}},
    {"ioctl", {EINVAL, EIO}},
    {"syscall", {EINTR, EAGAIN}},
    {"mmap", {ENOMEM, EAGAIN}},
    {"mmap64", {ENOMEM, EAGAIN}},
    {"mprotect", {ENOMEM}},
    {"madvise", {ENOMEM, EINVAL}},
    {"pthread_create", {EAGAIN}},
    {"malloc", {ENOMEM}},
    {"calloc", {ENOMEM}},
    {"realloc", {ENOMEM}},
    {"aligned_alloc", {ENOMEM}},
};

static uint32_t port;
static long step, cases, failed_calls, outcomes[256];
static char at[200];
static FILE *progress;

static edge_status submit(edge_client *client, bool async, edge_error **out_error)
{
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_call *call = NULL;
    edge_status status;
    char *job = NULL;

    options.deadline_ms = DEADLINE_MS;
    if (!async) {
        status = edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, &options, &job, out_error);
    } else {
        status = edge_jobs_submit_embedded_start(client, "inspector", "1.0.0", &source, 1, &options, &call, out_error);
        if (status == EDGE_OK)
            status = edge_call_wait(call, EDGE_NO_TIMEOUT, out_error);
        if (status == EDGE_OK)
            status = edge_call_take_json(call, &job, out_error);
        edge_call_destroy(call);
    }
    if ((status == EDGE_OK) != (job != NULL))
        check_failed(__FILE__, __LINE__, "%s: %s, and the job is %s", at, edge_status_name(status), job == NULL ? "NULL" : job);
    edge_string_free(job);
    return status;
}

static void says_what_failed(edge_status status, edge_error *error)
{
    const char *message = edge_error_message(error);

    outcomes[status & 255]++;
    if (status == EDGE_OK)
        return;
    if (edge_error_code(error) != status && error != NULL)
        check_failed(__FILE__, __LINE__, "%s: %s, and the error is %s", at, edge_status_name(status), message);
    if (status == EDGE_INTERNAL || (error == NULL && status != EDGE_OUT_OF_MEMORY) || strstr(message, "System.") != NULL)
        check_failed(__FILE__, __LINE__, "%s: %s: %s", at, edge_status_name(status), message);
    if (getenv("VERBOSE") != NULL)
        printf("%-60s %-18s %s\n", at, edge_status_name(status), message);
}

/* One case. Whether the call was reached. */
static bool fail(const struct failing *it, int number, long nth, bool connected, bool async)
{
    edge_client *client = client_for(port);
    edge_error *error = NULL;
    edge_status status, after;
    double began;
    bool reached;

    snprintf(at, sizeof at, "%s of %s, %ld. call, %s, %s", strerror(number), it->name, nth, connected ? "connected" : "new",
             async ? "asynchronous" : "blocking");
    rewind(progress);
    fprintf(progress, "%ld %-190s\n", cases, at);
    fflush(progress);
    if (connected)
        CHECK_OK(submit(client, async, &error));
    began = seconds_now();
    failing_arm(it->name, number, nth);
    status = submit(client, async, &error);
    reached = failing_disarm();
    if (getenv("VERBOSE") != NULL && seconds_now() - began > 0.3)
        printf("%-60s took %.1f s: %s\n", at, seconds_now() - began, edge_status_name(status));
    if (seconds_now() - began > (DEADLINE_MS + LATE_MS) / 1000.0)
        check_failed(__FILE__, __LINE__, "%s: it took %.1f s", at, seconds_now() - began);
    if (reached)
        says_what_failed(status, error);
    else if (status != EDGE_OK)
        check_failed(__FILE__, __LINE__, "%s was not reached, and the call ended with %s", at, edge_status_name(status));
    failed_calls += reached;
    edge_error_free(error);
    error = NULL;
    after = submit(client, async, &error);
    if (after != EDGE_OK && reached && status == EDGE_OK) {
        says_what_failed(after, error);
        edge_error_free(error);
        error = NULL;
        after = submit(client, async, &error);
    }
    if (after != EDGE_OK)
        check_failed(__FILE__, __LINE__, "%s: the next call: %s: %s", at, edge_status_name(after), edge_error_message(error));
    edge_error_free(error);
    edge_client_destroy(client);
    return reached;
}

static void fail_each(const struct failing *it, int number, bool connected, bool async)
{
    enum { MOST = 400 };
    long nth = 1;

    for (;; nth += step) {
        cases++;
        if (nth > MOST || !fail(it, number, nth, connected, async))
            return;
    }
}

int main(int argc, char **argv)
{
    long descriptors, threads;

    check_begin(argc, argv, "PORT STEP FUNCTION PROGRESS", "each call of the C library from a submit, failing");
    port = port_of(argv[1]);
    step = atol(argv[2]);
    if ((progress = fopen(argv[4], "w")) == NULL)
        return 2;
    for (int warm_up = 0; warm_up < 4; warm_up++) {
        edge_client *client = client_for(port);
        edge_error *error = NULL;

        CHECK_OK(submit(client, warm_up % 2 != 0, &error));
        edge_client_destroy(client);
    }
    descriptors = open_descriptors();
    threads = status_of_process("Threads:");
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        if (strcmp(argv[3], "all") != 0 && strcmp(argv[3], failing[i].name) != 0)
            continue;
        for (int j = 0; j < MOST_ERRORS && failing[i].errors[j] != 0; j++) {
            for (int way = 0; way < 4; way++)
                fail_each(&failing[i], failing[i].errors[j], (way & 1) != 0, (way & 2) != 0);
        }
    }
    if (open_descriptors() > descriptors + 2 || status_of_process("Threads:") > threads + 8)
        check_failed(__FILE__, __LINE__, "%ld descriptors and %ld threads became %ld and %ld", descriptors, threads,
                     (long)open_descriptors(), status_of_process("Threads:"));
    printf("%ld failing calls:", failed_calls);
    for (int i = 0; i < 256; i++) {
        if (outcomes[i] != 0)
            printf(" %ld %s", outcomes[i], edge_status_name(i));
    }
    printf("\n");
    fclose(progress);
    return check_end();
}
