#include "child.h"
#include "edge.h"

#include <sys/resource.h>
#include <sys/stat.h>

/*
 * Limits of threads, of address space and of data that a process meets after the library has started, or with its first
 * client: what the limit refuses ends the call with EDGE_OUT_OF_MEMORY, everything can be freed, and calls work again
 * when it is lifted.
 */

enum { PATIENCE_MS = 15000, PLENTY = 1000 };

static uint32_t port;
static char group[200]; /* a cgroup for this process's children, "" if there can be none */
static long threads_allowed;
static rlim_t data_left;

static void write_to_group(const char *name, long value)
{
    char path[300];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", group, name);
    file = fopen(path, "w");
    if (file == NULL || fprintf(file, "%ld", value) < 0 || fclose(file) != 0)
        check_failed(__FILE__, __LINE__, "%s cannot be written", path);
}

/* Version 1 of cgroups has a hierarchy for the number of processes; version 2 has one for all. */
static void make_group(void)
{
    static const char *const parents[] = {"/sys/fs/cgroup/pids", "/sys/fs/cgroup"};
    char path[300];

    for (size_t i = 0; i < 2; i++) {
        snprintf(group, sizeof group, "%s/modzy_edge_%ld", parents[i], (long)getpid());
        snprintf(path, sizeof path, "%s/pids.max", group);
        if (mkdir(group, 0755) == 0 && access(path, W_OK) == 0)
            return;
        rmdir(group);
    }
    group[0] = '\0';
}

static void limit(int resource, rlim_t soft)
{
    struct rlimit both;

    CHECK(getrlimit(resource, &both) == 0);
    both.rlim_cur = soft;
    CHECK(setrlimit(resource, &both) == 0);
}

/* Whether a call may have ended so: as it would without a limit, or for lack of what is limited. */
static void expect(const char *what, edge_status status, edge_error **error, edge_status otherwise, bool limited)
{
    if (status != otherwise && !(limited && status == EDGE_OUT_OF_MEMORY))
        check_failed(__FILE__, __LINE__, "%s: %s %s", what, edge_status_name(status), edge_error_message(*error));
    if (getenv("VERBOSE") != NULL)
        fprintf(stderr, "  %s: %s: %s %s\n", check_case, what, edge_status_name(status), edge_error_message(*error));
    edge_error_free(*error);
    *error = NULL;
}

/* Waits for a call, unless its start was refused. */
static void finish(const char *what, edge_status started, edge_call *call, edge_error **error, edge_status otherwise, bool limited)
{
    expect(what, started, error, EDGE_OK, limited);
    if (started == EDGE_OK) {
        expect(what, edge_call_wait(call, PATIENCE_MS, error), error, EDGE_OK, false);
        expect(what, edge_call_result(call, error), error, otherwise, limited);
    }
    edge_call_destroy(call);
}

/* Calls of each kind: short and long ones, blocking and started; streams; an upload in pieces. */
static void use(edge_client *client, bool limited)
{
    enum { LARGE = 3000000 };
    edge_error *error = NULL;
    edge_call *call = NULL;
    edge_stream *stream = NULL;
    static char data[LARGE];
    edge_input input = {"input.txt", data, LARGE};
    edge_source source = {"job", &input, 1};
    edge_status status;
    char path[] = "/tmp/modzy_edge_limits_XXXXXX";
    int file = mkstemp(path);
    edge_file files[3] = {{"a", "input.txt", path}, {"b", "input.txt", path}, {"c", "input.txt", path}};

    CHECK(write(file, data, 100000) == 100000);
    close(file);
    expect("get", edge_jobs_get(client, "no-such-job", NULL, NULL, &error), &error, EDGE_NOT_FOUND, limited);
    expect("submit", edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error), &error,
           EDGE_OK, limited);
    expect("upload", edge_jobs_submit_files(client, "inspector", "1.0.0", files, 3, NULL, NULL, &error), &error, EDGE_OK,
           limited);
    for (int i = 0; i < 3; i++) {
        status = edge_jobs_get_start(client, "no-such-job", NULL, &call, &error);
        finish("get_start", status, call, &error, EDGE_NOT_FOUND, limited);
        call = NULL;
    }
    status = edge_jobs_submit_embedded_start(client, "inspector", "1.0.0", &source, 1, NULL, &call, &error);
    finish("submit_start", status, call, &error, EDGE_OK, limited);
    call = NULL;
    status = edge_jobs_submit_files_start(client, "inspector", "1.0.0", files, 3, NULL, &call, &error);
    finish("upload_start", status, call, &error, EDGE_OK, limited);
    call = NULL;
    status = edge_jobs_wait_start(client, "no-such-job", WAIT_MS(1000), &call, &error);
    finish("wait_start", status, call, &error, EDGE_NOT_FOUND, limited);
    call = NULL;
    status = edge_stream_open_start(client, NULL, &call, &error);
    finish("stream_open_start", status, call, &error, EDGE_OK, limited);
    expect("stream_open", edge_stream_open(client, NULL, &stream, &error), &error, EDGE_OK, limited);
    edge_stream_destroy(stream);
    unlink(path);
}

/* A client that is used without a limit, under it, and without it again; and one that is made under it. */
static int used_under_limit(void (*limit_it)(void), void (*lift_it)(void), bool used_before)
{
    edge_client *client = client_for(port), *second = NULL;
    edge_error *error = NULL;

    if (used_before)
        use(client, false);
    limit_it();
    use(client, true);
    expect("create", edge_client_create("127.0.0.1", port, NULL, &second, &error), &error, EDGE_OK, true);
    if (second != NULL)
        use(second, true);
    edge_client_destroy(second);
    if (lift_it != NULL) {
        lift_it();
        use(client, false);
    }
    edge_client_destroy(client);
    return check_end();
}

static void limit_group(void)
{
    long present = status_of_process("Threads:");

    write_to_group("cgroup.procs", getpid());
    write_to_group("pids.max", threads_allowed < 0 ? present : threads_allowed);
}

static void lift_group(void)
{
    write_to_group("pids.max", PLENTY);
}

static void limit_processes(void)
{
    if (geteuid() == 0)
        CHECK(setresuid(65534, 65534, 65534) == 0); /* the limit does not hold for root */
    limit(RLIMIT_NPROC, 0);
}

static void lift_processes(void)
{
    limit(RLIMIT_NPROC, PLENTY);
}

/* No thread can get a stack; what the C library has free is left. */
static void limit_address_space(void)
{
    limit(RLIMIT_AS, 0);
}

static void lift_address_space(void)
{
    limit(RLIMIT_AS, RLIM_INFINITY);
}

static void limit_data(void)
{
    limit(RLIMIT_DATA, (rlim_t)status_of_process("VmData:") * 1024 + data_left);
}

static void lift_data(void)
{
    limit(RLIMIT_DATA, RLIM_INFINITY);
}

static int threads_limited(void)
{
    return used_under_limit(limit_group, lift_group, false);
}

static int threads_limited_in_use(void)
{
    return used_under_limit(limit_group, lift_group, true);
}

static int processes_limited(void)
{
    return used_under_limit(limit_processes, lift_processes, false);
}

static int processes_limited_in_use(void)
{
    return used_under_limit(limit_processes, lift_processes, true);
}

static int address_space_limited(void)
{
    return used_under_limit(limit_address_space, lift_address_space, false);
}

static int address_space_limited_in_use(void)
{
    return used_under_limit(limit_address_space, lift_address_space, true);
}

static int data_limited_in_use(void)
{
    return used_under_limit(limit_data, lift_data, true);
}

static int threads_limited_from_the_start(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;
    edge_status status;

    limit_group();
    status = edge_client_create("127.0.0.1", port, NULL, &client, &error);
    if (status == EDGE_OUT_OF_MEMORY)
        CHECK_CONTAINS(edge_error_message(error), "pids.max");
    expect("create", status, &error, EDGE_OK, threads_allowed < 12);
    if (client != NULL)
        use(client, true);
    edge_client_destroy(client);
    lift_group();
    client = client_for(port);
    use(client, false);
    edge_client_destroy(client);
    return check_end();
}

int main(int argc, char **argv)
{
    char name[60];

    check_begin(argc, argv, "PORT", "processes in which threads, address space or data run out");
    port = port_of(argv[1]);
    make_group();
    if (group[0] == '\0')
        fprintf(stderr, "no cgroup for pids can be made here: pids.max is not tested\n");
    for (threads_allowed = 1; threads_allowed < 18 && group[0] != '\0'; threads_allowed++) {
        snprintf(name, sizeof name, "pids.max %ld from the start", threads_allowed);
        check_child(name, threads_limited_from_the_start, 0);
        snprintf(name, sizeof name, "pids.max %ld after the start", threads_allowed);
        check_child(name, threads_limited, 0);
    }
    threads_allowed = -1;
    if (group[0] != '\0') {
        check_child("pids.max at the present count", threads_limited, 0);
        check_child("pids.max at the present count, in use", threads_limited_in_use, 0);
    }
    rmdir(group);
    check_child("RLIMIT_NPROC after the start", processes_limited, 0);
    check_child("RLIMIT_NPROC in use", processes_limited_in_use, 0);
    check_child("RLIMIT_AS after the start", address_space_limited, 0);
    check_child("RLIMIT_AS in use", address_space_limited_in_use, 0);
    for (data_left = 16u << 20; data_left <= 24u << 20; data_left += 4u << 20) { /* with less the runtime may end the process */
        snprintf(name, sizeof name, "%ld MB of data left, in use", (long)(data_left >> 20));
        check_child(name, data_limited_in_use, 0);
    }
    return check_end();
}
