#include "child.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* Processes whose limits may be too low for the runtime to start, which must not abort them. */

#define NO_ADDRESS_SPACE                                                                                                 \
    "The address-space limit of this process (RLIMIT_AS) leaves less than the library reserves at the first call, half " \
    "of the limit; raise the limit (ulimit -v), or call the library before other memory is allocated."
#define NO_THREAD                                                                                                   \
    "The library cannot create a thread that it needs; raise the limit of threads (ulimit -u, or pids.max of the " \
    "container), of address space (ulimit -v) or of data (ulimit -d)."
#define NO_DATA                                                                                                      \
    "The limit of this process's data (RLIMIT_DATA) leaves less than the 24 MB that the library needs at the first " \
    "call; raise the limit (ulimit -d)."
#define NO_SYSTEM_CALL                                                                                                \
    "The system refuses sysinfo or rt_sigaction, which the library needs at the first call; allow both system calls " \
    "in the seccomp filter of this process or its container."

enum { MB = 1 << 20 };
static rlim_t tested_limit;

static void limit(int resource, rlim_t soft)
{
    struct rlimit both;

    CHECK(getrlimit(resource, &both) == 0);
    both.rlim_cur = soft;
    CHECK(setrlimit(resource, &both) == 0);
}

/* malloc of glibc temporarily maps 128 MB of address space when a thread first allocates. */
static void *allocate(void *argument)
{
    free(malloc(100));
    return argument;
}

static edge_status create(edge_error **error)
{
    edge_client *client = NULL;
    edge_status status = edge_client_create("127.0.0.1", 55000, NULL, &client, error);

    edge_client_destroy(client);
    return status;
}

static int child_with_address_space_limit(void)
{
    enum { THREADS = 2 };
    pthread_t threads[THREADS];
    edge_error *first = NULL, *error = NULL;
    edge_status status;
    int made = 0;

    limit(RLIMIT_AS, tested_limit);
    while (made < THREADS && pthread_create(&threads[made], NULL, allocate, NULL) == 0)
        made++;
    status = create(&first);
    while (made > 0)
        pthread_join(threads[--made], NULL);
    if (status == EDGE_OK)
        return check_end();

    CHECK_NUMBER(status, EDGE_OUT_OF_MEMORY);
    if (tested_limit >= 600 * (rlim_t)MB)
        check_failed(__FILE__, __LINE__, "refused, with %lu MB", (unsigned long)(tested_limit / MB));
    /* It can be mended. The first error stays what it was. */
    limit(RLIMIT_AS, RLIM_INFINITY);
    CHECK_OK(create(&error));
    CHECK_NUMBER(edge_error_code(first), EDGE_OUT_OF_MEMORY);
    if (strstr(edge_error_message(first), "raise the limit of threads") != NULL) /* enough for the heap, not for stacks */
        return check_end();
    CHECK_TEXT(edge_error_message(first), NO_ADDRESS_SPACE);
    CHECK_TEXT(edge_error_detail_json(first), "{\"code\":102,\"status\":\"OUT_OF_MEMORY\",\"message\":\"" NO_ADDRESS_SPACE
                                              "\",\"retriable\":false}");
    CHECK(!edge_error_is_retriable(first));
    edge_error_free(first);
    return check_end();
}

static int child_without_threads(void)
{
    edge_error *error = NULL;

    if (geteuid() == 0)
        CHECK(setresuid(65534, 65534, 65534) == 0); /* the limit does not hold for root */
    limit(RLIMIT_NPROC, 0);
    CHECK_ERROR(create(&error), EDGE_OUT_OF_MEMORY, NO_THREAD);
    return check_end();
}

/* A call that is started makes the heap grow. */
static int child_with_limited_data(void)
{
    edge_error *error = NULL;
    edge_client *client = NULL;
    edge_call *call = NULL;
    edge_status status;

    limit(RLIMIT_DATA, tested_limit);
    status = edge_client_create("127.0.0.1", 1, NULL, &client, &error);
    if (status != EDGE_OK) {
        if (tested_limit >= 64 * (rlim_t)MB)
            check_failed(__FILE__, __LINE__, "refused, with %lu MB", (unsigned long)(tested_limit / MB));
        CHECK_ERROR(status, EDGE_OUT_OF_MEMORY, NO_DATA);
        return check_end();
    }
    CHECK_STATUS(edge_jobs_get(client, "job", NULL, NULL, &error), EDGE_UNAVAILABLE);
    CHECK_OK(edge_jobs_get_start(client, "job", NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, 15000, &error));
    CHECK_STATUS(edge_call_result(call, &error), EDGE_UNAVAILABLE);
    edge_call_destroy(call);
    edge_client_destroy(client);
    return check_end();
}

static int refused_call;

static int child_without_a_system_call(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), /* the number of the call, which comes first in struct seccomp_data */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)refused_call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {4, filter};
    edge_error *error = NULL;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        fprintf(stderr, "%s: not tested, this kernel has no seccomp filters\n", check_case);
        return check_end();
    }
    CHECK_ERROR(create(&error), EDGE_FAILED_PRECONDITION, NO_SYSTEM_CALL);
    return check_end();
}

static int child_that_asks_of_errors(void)
{
    limit(RLIMIT_AS, 30 * (rlim_t)MB); /* the runtime cannot start */
    CHECK_NUMBER(edge_error_code(NULL), EDGE_OK);
    CHECK_TEXT(edge_error_message(NULL), "");
    CHECK_TEXT(edge_error_detail_json(NULL), "{}");
    CHECK_NUMBER(edge_error_code((edge_error *)&tested_limit), EDGE_INVALID_HANDLE);
    CHECK_TEXT(edge_error_message((edge_error *)&tested_limit), "This is not an edge_error, or it has been freed.");
    CHECK(!edge_error_is_retriable((edge_error *)&tested_limit));
    edge_error_free((edge_error *)&tested_limit);
    edge_client_destroy((edge_client *)&tested_limit);
    CHECK_NUMBER(edge_call_fd(NULL), -1);
    CHECK(edge_call_is_done(NULL));
    return check_end();
}

int main(int argc, char **argv)
{
    char name[60];
    rlim_t step;

    check_begin(argc, argv, "STEP", "processes with too little for the runtime, by limits that differ by so many MB");
    step = (rlim_t)atol(argv[1]) * MB;
    for (tested_limit = 20 * (rlim_t)MB; tested_limit < 700 * (rlim_t)MB; tested_limit += step) {
        snprintf(name, sizeof name, "%lu MB of address space", (unsigned long)(tested_limit / MB));
        check_child(name, child_with_address_space_limit, 0);
    }
    for (tested_limit = 4 * (rlim_t)MB; tested_limit < 70 * (rlim_t)MB; tested_limit += (step + 1) / 2) {
        snprintf(name, sizeof name, "%lu MB of data", (unsigned long)(tested_limit / MB));
        check_child(name, child_with_limited_data, 0);
    }
    refused_call = SYS_sysinfo;
    check_child("sysinfo refused", child_without_a_system_call, 0);
    refused_call = SYS_rt_sigaction;
    check_child("rt_sigaction refused", child_without_a_system_call, 0);
    check_child("no thread to be had", child_without_threads, 0);
    check_child("errors before there is a runtime", child_that_asks_of_errors, 0);
    return check_end();
}
