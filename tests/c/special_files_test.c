#include "calls.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Paths of pipes, directories and devices, and a temporary lack of file descriptors (EMFILE). */
static edge_client *client;
static char directory[] = "/tmp/modzy_edge_special.XXXXXX";

static edge_call *start(const char *path)
{
    edge_file file = {"job", "input", path};
    edge_error *error = NULL;
    edge_call *call = NULL;

    if (!CHECK_OK(edge_jobs_submit_files_start(client, "inspector", "1.0.0", &file, 1, NULL, &call, &error)))
        exit(check_end());
    return call;
}

/* A FIFO without a writer: open would block for ever, regardless of the deadline and of cancellation. */
static void a_pipe_without_a_writer(void)
{
    char path[64];
    edge_call *call;
    edge_error *error = NULL;

    CASE("a pipe without a writer");
    snprintf(path, sizeof path, "%s/pipe", directory);
    CHECK(mkfifo(path, 0600) == 0);
    call = start(path);
    if (!CHECK_OK(edge_call_wait(call, 5000, &error))) {
        int writer = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK); /* lets the call end */

        edge_call_destroy(call);
        close(writer);
    } else {
        CHECK_STATUS(edge_call_result(call, &error), EDGE_INVALID_ARGUMENT);
        edge_call_destroy(call);
    }
    unlink(path);
}

static void a_pipe_with_a_writer(void)
{
    char path[64];
    edge_call *call;
    edge_error *error = NULL;
    int both;

    CASE("a pipe with a writer");
    snprintf(path, sizeof path, "%s/pipe", directory);
    CHECK(mkfifo(path, 0600) == 0);
    both = open(path, O_RDWR | O_CLOEXEC);
    call = start(path);
    CHECK_OK(edge_call_wait(call, 5000, &error));
    CHECK_STATUS(edge_call_result(call, &error), EDGE_INVALID_ARGUMENT);
    close(both);
    edge_call_destroy(call);
    unlink(path);
}

static void a_directory(void)
{
    edge_call *call = start(directory);
    edge_error *error = NULL;

    CASE("a directory");
    CHECK_OK(edge_call_wait(call, 5000, &error));
    CHECK_NUMBER(edge_call_result(call, &error), EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), "directory"); /* not that access was denied */
    edge_error_free(error);
    edge_call_destroy(call);
}

/* Devices without an end of file. */
static void devices(void)
{
    static const char *const paths[] = {"/dev/zero", "/dev/urandom", "/dev/full", "/dev/null", "/dev/tty"};
    char text[64];

    CASE("devices");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        edge_file file = {"job", "input", paths[i]};
        edge_error *error = NULL;

        CHECK_NUMBER(edge_jobs_submit_files(client, "inspector", "1.0.0", &file, 1, NULL, NULL, &error),
                     EDGE_INVALID_ARGUMENT);
        snprintf(text, sizeof text, "%s", paths[i]);
        CHECK_CONTAINS(edge_error_message(error), text);
        if (i < 4)
            CHECK_CONTAINS(edge_error_message(error), "a character device; give a regular file, or open a job and append");
        edge_error_free(error);
    }
}

/* A path is bytes of any encoding. */
static void a_path_that_is_not_utf8(void)
{
    char path[64];
    edge_file file = {"job", "input", path};
    edge_error *error = NULL;
    FILE *to;

    CASE("a path that is not UTF-8");
    snprintf(path, sizeof path, "%s/caf\xe9.txt", directory);
    CHECK_NUMBER(edge_jobs_submit_files(client, "inspector", "1.0.0", &file, 1, NULL, NULL, &error),
                 EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), ".txt: No such file or directory. Check the path.");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"errno\":2");
    edge_error_free(error);
    error = NULL;
    to = fopen(path, "w");
    CHECK(to != NULL && fputs("some bytes", to) >= 0 && fclose(to) == 0);
    CHECK_OK(edge_jobs_submit_files(client, "inspector", "1.0.0", &file, 1, NULL, NULL, &error));
    unlink(path);
}

static void descriptors_that_come_back(void)
{
    struct rlimit before, none;
    edge_error *error = NULL;
    edge_call *call = NULL;

    CASE("a temporary lack of file descriptors");
    CHECK_OK(edge_jobs_get_features_start(client, NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    CHECK_NUMBER(edge_call_fd(call), -1);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(edge_call_fd(call) >= 0);
    edge_call_destroy(call);
}

static int logged;

static void count_messages(edge_log_level level, const char *message, void *user_data)
{
    (void)level;
    (void)message;
    (void)user_data;
    __atomic_fetch_add(&logged, 1, __ATOMIC_SEQ_CST);
}

/* EDGE_LOG_TRACE: each step of each call, with every transport. */
static void each_step_is_logged(void)
{
    edge_error *error = NULL;
    edge_log *log = NULL;

    CASE("the log of a blocking call");
    CHECK_OK(edge_log_create(count_messages, EDGE_LOG_TRACE, NULL, &log, &error));
    CHECK_OK(edge_jobs_get_features(client, NULL, NULL, &error));
    edge_log_destroy(log);
    CHECK(logged > 0);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "paths of what is no file, descriptors that ran out, and logs of blocking calls");
    if (!CHECK(mkdtemp(directory) != NULL))
        return check_end();
    client = client_for(port_of(argv[1]));
    a_directory();
    a_pipe_with_a_writer();
    devices();
    a_path_that_is_not_utf8();
    a_pipe_without_a_writer();
    descriptors_that_come_back();
    each_step_is_logged();
    edge_client_destroy(client);
    rmdir(directory);
    return check_end();
}
