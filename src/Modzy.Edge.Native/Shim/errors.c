/* Errors for processes in which managed code must not run. */
#include "process.h"

#include <stdio.h>

#define FORKED(quote)                                                                                        \
    "This process is a fork of process %ld, which had used the library before; what it made cannot be used " \
    "here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the "    \
    "start method " quote "spawn" quote "."
#define NO_ADDRESS_SPACE                                                                                                   \
    "The address-space limit of this process (RLIMIT_AS) leaves less than the library reserves at the first call, half " \
    "of the limit; raise the limit (ulimit -v), or call the library before other memory is allocated."
#define NO_THREAD                                                                                             \
    "The library cannot create a thread that it needs; raise the limit of threads (ulimit -u, or pids.max of " \
    "the container), of address space (ulimit -v) or of data (ulimit -d)."
#define NO_DATA                                                                                                   \
    "The limit of this process's data (RLIMIT_DATA) leaves less than the 24 MB that the library needs at the first " \
    "call; raise the limit (ulimit -d)."
#define NO_SYSTEM_CALL                                                                                            \
    "The system refuses sysinfo or rt_sigaction, which the library needs at the first call; allow both system calls " \
    "in the seccomp filter of this process or its container."
#define DETAIL(code, name, message) \
    "{\"code\":" code ",\"status\":\"" name "\",\"message\":\"" message "\",\"retriable\":false}"
#define FORKED_DETAIL DETAIL("101", "FORKED_PROCESS", FORKED("\\\""))

typedef struct shim_error {
    edge_status status;
    const char *message, *detail;
} shim_error;

static char forked_message[sizeof FORKED("\"") + 20];
static char forked_detail[sizeof FORKED_DETAIL + 20];

/* The handle of an error is its address, so that nothing is allocated or freed. */
static const shim_error errors[] = {
    [SHIM_STARTUP_OK] = {EDGE_OK, "", "{}"},
    [SHIM_FORKED] = {EDGE_FORKED_PROCESS, forked_message, forked_detail},
    [SHIM_NO_ADDRESS_SPACE] = {EDGE_OUT_OF_MEMORY, NO_ADDRESS_SPACE, DETAIL("102", "OUT_OF_MEMORY", NO_ADDRESS_SPACE)},
    [SHIM_NO_DATA] = {EDGE_OUT_OF_MEMORY, NO_DATA, DETAIL("102", "OUT_OF_MEMORY", NO_DATA)},
    [SHIM_NO_SYSTEM_CALL] = {EDGE_FAILED_PRECONDITION, NO_SYSTEM_CALL,
                              DETAIL("9", "FAILED_PRECONDITION", NO_SYSTEM_CALL)},
    [SHIM_NO_THREAD] = {EDGE_OUT_OF_MEMORY, NO_THREAD, DETAIL("102", "OUT_OF_MEMORY", NO_THREAD)},
};
static const shim_error unknown = {EDGE_INVALID_HANDLE, "This is not an edge_error, or it has been freed.", "{}"};

void shim_forked_from(pid_t parent)
{
    snprintf(forked_message, sizeof forked_message, FORKED("\""), (long)parent);
    snprintf(forked_detail, sizeof forked_detail, FORKED_DETAIL, (long)parent);
}

edge_status shim_fail(shim_startup_failure failure, edge_error **out_error)
{
    if (out_error != NULL)
        *out_error = (edge_error *)(void *)&errors[failure];
    return errors[failure].status;
}

bool shim_owns_error(const edge_error *error)
{
    const shim_error *own = (const shim_error *)(const void *)error;
    for (size_t i = SHIM_STARTUP_OK + 1; i < sizeof errors / sizeof *errors; i++)
        if (own == &errors[i])
            return true;
    return false;
}

static const shim_error *find(const edge_error *error)
{
    if (error == NULL)
        return &errors[SHIM_STARTUP_OK];
    if (shim_owns_error(error))
        return (const shim_error *)(const void *)error;
    return shim_is_forked() ? &errors[SHIM_FORKED] : &unknown;
}

edge_status shim_error_code(const edge_error *error)
{
    return find(error)->status;
}

const char *shim_error_message(const edge_error *error)
{
    return find(error)->message;
}

const char *shim_error_detail_json(const edge_error *error)
{
    return find(error)->detail;
}

bool shim_error_is_retriable(const edge_error *error)
{
    (void)error;
    return false;
}

void shim_error_free(edge_error *error)
{
    (void)error;
}
