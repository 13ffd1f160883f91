#include "process.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define MESSAGE(quote)                                                                                       \
    "This process is a fork of process %ld, which had used the library before; what it made cannot be used " \
    "here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the "    \
    "start method " quote "spawn" quote "."
#define DETAIL "{\"code\":%d,\"status\":\"FORKED_PROCESS\",\"message\":\"" MESSAGE("\\\"") "\",\"retriable\":false}"

entry_state entry_current = ENTRY_UNUSED;
static pid_t user;
static char message[sizeof MESSAGE("\"") + 20];
static char detail[sizeof DETAIL + 30];

static void in_child(void)
{
    if (entry_current != ENTRY_USED)
        return;
    entry_current = ENTRY_FORKED;
    snprintf(message, sizeof message, MESSAGE("\""), (long)user);
    snprintf(detail, sizeof detail, DETAIL, EDGE_FORKED_PROCESS, (long)user);
}

/* From the start, so that there is no moment at which the runtime begins to run and a fork is not noticed. */
__attribute__((constructor)) static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, in_child);
}

/* Any number of threads may come here at once; they write the same. */
bool entry_first_use(void)
{
    if (__atomic_load_n(&entry_current, __ATOMIC_RELAXED) == ENTRY_FORKED)
        return false;
    __atomic_store_n(&user, getpid(), __ATOMIC_SEQ_CST);
    __atomic_store_n(&entry_current, ENTRY_USED, __ATOMIC_SEQ_CST);
    return true;
}

edge_status entry_refuse(edge_error **out_error)
{
    /* Like all handles it is never dereferenced. */
    if (out_error != NULL)
        *out_error = (edge_error *)(void *)message;
    return EDGE_FORKED_PROCESS;
}

const char *entry_refusal_message(const edge_error *error)
{
    return error == NULL ? "" : message;
}

const char *entry_refusal_detail(const edge_error *error)
{
    return error == NULL ? "{}" : detail;
}
