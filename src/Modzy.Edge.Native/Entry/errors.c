/* The errors of a process in which managed code may not run. */
#include "process.h"

#include <stdio.h>

#define FORKED(quote)                                                                                        \
    "This process is a fork of process %ld, which had used the library before; what it made cannot be used " \
    "here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the "    \
    "start method " quote "spawn" quote "."
#define NO_ROOM                                                                                                \
    "There is too little room in this process's address space, of whose limit the library may take half; raise " \
    "the limit (ulimit -v), or call the library before other memory is taken."
#define NO_THREAD                                                                                             \
    "The library cannot make the thread that it needs; raise the limit of threads (ulimit -u, or pids.max of " \
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

typedef struct entry_error {
    edge_status status;
    const char *message, *detail;
} entry_error;

static char forked_message[sizeof FORKED("\"") + 20];
static char forked_detail[sizeof FORKED_DETAIL + 20];

/* Their addresses are their handles, so that nothing has to be allocated, and freed. */
static const entry_error errors[] = {
    [ENTRY_NO_OBSTACLE] = {EDGE_OK, "", "{}"},
    [ENTRY_FORK] = {EDGE_FORKED_PROCESS, forked_message, forked_detail},
    [ENTRY_NO_ROOM] = {EDGE_OUT_OF_MEMORY, NO_ROOM, DETAIL("102", "OUT_OF_MEMORY", NO_ROOM)},
    [ENTRY_NO_DATA] = {EDGE_OUT_OF_MEMORY, NO_DATA, DETAIL("102", "OUT_OF_MEMORY", NO_DATA)},
    [ENTRY_NO_SYSTEM_CALL] = {EDGE_FAILED_PRECONDITION, NO_SYSTEM_CALL,
                              DETAIL("9", "FAILED_PRECONDITION", NO_SYSTEM_CALL)},
    [ENTRY_NO_THREAD] = {EDGE_OUT_OF_MEMORY, NO_THREAD, DETAIL("102", "OUT_OF_MEMORY", NO_THREAD)},
};
static const entry_error unknown = {EDGE_INVALID_HANDLE, "This is not an edge_error, or it has been freed.", "{}"};

void entry_forked_from(pid_t parent)
{
    snprintf(forked_message, sizeof forked_message, FORKED("\""), (long)parent);
    snprintf(forked_detail, sizeof forked_detail, FORKED_DETAIL, (long)parent);
}

edge_status entry_refuse(entry_obstacle obstacle, edge_error **out_error)
{
    if (out_error != NULL)
        *out_error = (edge_error *)(void *)&errors[obstacle];
    return errors[obstacle].status;
}

bool entry_has_made(const edge_error *error)
{
    const entry_error *own = (const entry_error *)(const void *)error;
    for (size_t i = ENTRY_NO_OBSTACLE + 1; i < sizeof errors / sizeof *errors; i++)
        if (own == &errors[i])
            return true;
    return false;
}

static const entry_error *find(const edge_error *error)
{
    if (error == NULL)
        return &errors[ENTRY_NO_OBSTACLE];
    if (entry_has_made(error))
        return (const entry_error *)(const void *)error;
    return entry_is_forked() ? &errors[ENTRY_FORK] : &unknown;
}

edge_status entry_error_code(const edge_error *error)
{
    return find(error)->status;
}

const char *entry_error_message(const edge_error *error)
{
    return find(error)->message;
}

const char *entry_error_detail_json(const edge_error *error)
{
    return find(error)->detail;
}

bool entry_error_is_retriable(const edge_error *error)
{
    (void)error;
    return false;
}

void entry_error_free(edge_error *error)
{
    (void)error;
}
