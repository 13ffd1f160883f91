/* Runs managed code with enough stack. */
#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <stdint.h>

/* NEEDED exceeds the deepest call, a parser that throws at its recursion limit. Measured: 41 KB and an exception. */
enum { NEEDED = 96 * 1024, THREAD_STACK = 256 * 1024 };

/* Empty before the first call of a thread, so that no address is within it. */
__thread shim_stack shim_own_stack = {UINTPTR_MAX, 0};

bool shim_measure_stack(uintptr_t here)
{
    pthread_attr_t attributes;
    void *lowest = NULL;
    size_t size = 0;

    if (shim_own_stack.size == 0 && pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &lowest, &size);
        pthread_attr_destroy(&attributes);
        shim_own_stack.enough = (uintptr_t)lowest + NEEDED;
        /* A size of 1 means no address: the whole stack is too small. A fiber's stack is outside of the range too. */
        shim_own_stack.size = size > NEEDED ? size - NEEDED : 1;
    }
    /* Without /proc, the bounds of the main stack are unknown; it is assumed to be large enough. */
    return shim_own_stack.size == 0 || here - shim_own_stack.enough < shim_own_stack.size;
}

typedef struct thread_call {
    void (*run)(void *arguments);
    void *arguments;
} thread_call;

static void *run_call(void *argument)
{
    thread_call *call = argument;
    call->run(call->arguments);
    return NULL;
}

bool shim_run_on_thread(void (*run)(void *arguments), void *arguments)
{
    thread_call call = {run, arguments};
    pthread_attr_t attributes;
    pthread_t thread;
    int failed = pthread_attr_init(&attributes);

    if (failed != 0)
        return false;
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    failed = pthread_create(&thread, &attributes, run_call, &call);
    pthread_attr_destroy(&attributes);
    if (failed == 0)
        pthread_join(thread, NULL); /* not cancelled: the caller has disabled cancellation */
    return failed == 0;
}
