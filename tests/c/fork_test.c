#include "child.h"
#include "every_function.h"
#include "peer.h"

#include <sys/syscall.h>

static uint32_t port;
static edge_client *client;
static edge_error *parents_error;
static char *parents_string;
static edge_call *parents_call; /* it runs */
static edge_stream *parents_stream;
static pid_t user_of_the_library;

/* Before the first use: the child is a process like any other. */
static int child_of_a_process_that_only_loaded(void)
{
    edge_error *error = NULL;
    char *job = NULL;

    client = client_for(port);
    CHECK_OK(submit_text(client, "inspector", "text", &job, &error));
    edge_string_free(job);
    edge_client_destroy(client);
    return check_end();
}

static int child_of_a_process_that_used(void)
{
    char remedy[300];
    edge_log *log = NULL;
    edge_queue *queue = NULL;
    edge_error *error = NULL;
    expectation forked = {EDGE_FORKED_PROCESS, remedy, false};
    edge_client *other = NULL;
    edge_stream *stream = NULL;
    char *out = NULL;

    snprintf(remedy, sizeof remedy,
             "This process is a fork of process %ld, which had used the library before; what it made cannot be used "
             "here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the start "
             "method \"spawn\".", (long)user_of_the_library);
    CHECK_ERROR(edge_client_create("127.0.0.1", port, NULL, &other, &error), EDGE_FORKED_PROCESS, remedy);
    every_function(client, &forked);
    CHECK_ERROR(edge_call_wait(parents_call, 0, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_call_result(parents_call, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_call_take_json(parents_call, &out, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_call_take_stream(parents_call, &stream, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_stream_receive(parents_stream, 0, &out, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_stream_half_close(parents_stream, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_log_create(NULL, EDGE_LOG_OFF, NULL, &log, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_diagnostics(&out, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK_ERROR(edge_queue_create(&queue, &error), EDGE_FORKED_PROCESS, remedy);
    CHECK(other == NULL && out == NULL && log == NULL && queue == NULL);

    CHECK_TEXT(edge_version(), EDGE_VERSION);
    CHECK_NUMBER(edge_abi_version(), EDGE_ABI_VERSION);
    CHECK_TEXT(edge_status_name(EDGE_FORKED_PROCESS), "FORKED_PROCESS");
    return check_end();
}

static int child_frees_what_the_parent_made(void)
{
    edge_call_cancel(parents_call);
    edge_call_destroy(parents_call);
    edge_stream_cancel(parents_stream);
    edge_stream_destroy(parents_stream);
    edge_client_destroy(client);
    edge_client_destroy(client);
    edge_error_free(parents_error);
    edge_error_free(parents_error);
    edge_string_free(parents_string);
    return check_end();
}

/* And ends as processes end, with its exit handlers. */
static int child_that_exits(void)
{
    exit(7);
}

/* After exec() it is a new process. */
static int child_that_execs(void)
{
    char text[16];

    snprintf(text, sizeof text, "%u", (unsigned)port);
    execl("/proc/self/exe", "fork_test", text, "again", (char *)NULL);
    return 1;
}

/* So many that the memory of the child's copy of the runtime is collected. */
static int child_that_does_not_give_up(void)
{
    edge_error *error = NULL;

    for (int i = 0; i < 20000; i++)
        CHECK_STATUS(edge_jobs_get(client, "job", NULL, NULL, &error), EDGE_FORKED_PROCESS);
    return check_end();
}

/* Of the C library only what is safe where other threads have held its locks: these children run no handlers of
 * pthread_atfork. */
static int child_without_handlers(void)
{
    edge_error *error = NULL;
    edge_client *other = NULL;
    edge_call *call = NULL;
    char *out = NULL;

    if (edge_error_code(parents_error) != EDGE_FORKED_PROCESS)
        return 2;
    if (edge_jobs_get(client, "job", NULL, &out, &error) != EDGE_FORKED_PROCESS || edge_error_code(error) != EDGE_FORKED_PROCESS ||
        strstr(edge_error_message(error), "is a fork of process") == NULL)
        return 3;
    if (edge_jobs_get_start(client, "job", NULL, &call, NULL) != EDGE_FORKED_PROCESS || call != NULL)
        return 4;
    if (edge_client_create("127.0.0.1", port, NULL, &other, NULL) != EDGE_FORKED_PROCESS || other != NULL)
        return 5;
    if (edge_call_wait(parents_call, 0, NULL) != EDGE_FORKED_PROCESS || edge_call_fd(parents_call) != -1)
        return 6;
    if (edge_diagnostics(&out, NULL) != EDGE_FORKED_PROCESS || edge_interrupt_set(NULL, NULL, NULL) != EDGE_FORKED_PROCESS)
        return 7;
    edge_call_destroy(parents_call);
    edge_stream_destroy(parents_stream);
    edge_client_destroy(client);
    edge_error_free(parents_error);
    return 0;
}

static pid_t fork_by_system_call(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

/* And its child, made by fork(). */
static int parent_of_another(void)
{
    int failure = child_without_handlers(), status = 0;
    pid_t child;

    if (failure != 0)
        return failure;
    child = fork();
    if (child == 0)
        _exit(child_without_handlers());
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 8;
}

static void check_made(const char *name, pid_t (*make)(void), int (*function)(void))
{
    pid_t child;
    int status = 0;

    CASE(name);
    fflush(NULL);
    child = make();
    if (child == 0) {
        alarm(20);
        _exit(function());
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), 0);
}

static edge_client *busy;

static void *call_without_end(void *argument)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;

    options.deadline_ms = EDGE_NO_TIMEOUT;
    return edge_jobs_get(busy, "job", &options, NULL, NULL) == EDGE_OK ? argument : NULL;
}

/* The parent's calls do not end in the child, and destroying does not wait for them. */
static int child_that_destroys_a_busy_client(void)
{
    edge_client_destroy(busy);
    return check_end();
}

static void a_fork_while_calls_run(void)
{
    pthread_t threads[4];
    peer silent;

    peer_start(&silent, PEER_SENDS_SETTINGS);
    busy = client_for(silent.port);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, call_without_end, NULL) == 0);
    peer_await(&silent, 100);
    check_child("a client whose calls run", child_that_destroys_a_busy_client, 0);
    edge_client_destroy(busy);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    peer_stop(&silent);
}

static int grandchild(void)
{
    check_child("a grandchild", child_of_a_process_that_used, 0);
    return check_end();
}

int main(int argc, char **argv)
{
    edge_error *error = NULL;
    char job[128];

    if (argc == 3 && strcmp(argv[2], "again") == 0) {
        port = port_of(argv[1]);
        return child_of_a_process_that_only_loaded();
    }
    check_begin(argc, argv, "PORT", "processes made by fork(), before and after the use of the library");
    port = port_of(argv[1]);
    check_child("before the use", child_of_a_process_that_only_loaded, 0);

    CASE("the parent");
    user_of_the_library = getpid();
    client = client_for(port);
    CHECK_OK(submit_text(client, "inspector", "text", &parents_string, &error));
    CHECK_NUMBER(edge_jobs_get(client, "no-such-job", NULL, NULL, &parents_error), EDGE_NOT_FOUND);

    submit_long_job(client, job, sizeof job);
    CHECK_OK(edge_jobs_wait_start(client, job, WAIT_MS(EDGE_NO_TIMEOUT), &parents_call, &error));
    CHECK_OK(edge_stream_open(client, NULL, &parents_stream, &error));

    check_child("after the use", child_of_a_process_that_used, 0);
    check_child("what the parent made", child_frees_what_the_parent_made, 0);
    check_child("exit()", child_that_exits, 7);
    check_child("exec()", child_that_execs, 0);
    check_child("a child's child", grandchild, 0);
    check_child("many calls", child_that_does_not_give_up, 0);
    check_made("_Fork()", _Fork, child_without_handlers);
    check_made("clone()", fork_by_system_call, child_without_handlers);
    check_made("_Fork(), then fork()", _Fork, parent_of_another);
    check_made("fork(), then fork()", fork, parent_of_another);
    a_fork_while_calls_run();

    CASE("the parent, afterwards");
    CHECK_CONTAINS(edge_error_message(parents_error), "no-such-job");
    CHECK_OK(submit_text(client, "inspector", "text", NULL, &error));
    CHECK(!edge_call_is_done(parents_call));
    edge_call_cancel(parents_call);
    ends_with(parents_call, EDGE_CANCELLED, NULL);
    CHECK_OK(edge_stream_half_close(parents_stream, &error));
    edge_stream_destroy(parents_stream);
    edge_string_free(parents_string);
    edge_error_free(parents_error);
    edge_client_destroy(client);
    return check_end();
}
