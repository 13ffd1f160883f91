/* The stack that managed code gets. */
#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <stdint.h>

/* Above all that is called there, a parser at the end of its recursion that throws among it; measured: 41 KB and an exception. */
enum { NEEDED = 96 * 1024, OWN = 256 * 1024 };

/* Before the first call of a thread nothing lies within it. */
__thread entry_stack entry_own_stack = {UINTPTR_MAX, 0};

bool entry_measure_stack(uintptr_t here)
{
    pthread_attr_t attributes;
    void *lowest = NULL;
    size_t size = 0;

    if (entry_own_stack.size == 0 && pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &lowest, &size);
        pthread_attr_destroy(&attributes);
        entry_own_stack.enough = (uintptr_t)lowest + NEEDED;
        /* Where all of it is too little, and for stacks that are not the thread's own, a fiber's, no address is right. */
        entry_own_stack.size = size > NEEDED ? size - NEEDED : 1;
    }
    /* Without /proc the stack of the main thread is not known; it is large. */
    return entry_own_stack.size == 0 || here - entry_own_stack.enough < entry_own_stack.size;
}

typedef struct entry_work {
    void (*run)(void *arguments);
    void *arguments;
} entry_work;

static void *work(void *argument)
{
    entry_work *it = argument;
    it->run(it->arguments);
    return NULL;
}

bool entry_run(void (*run)(void *arguments), void *arguments)
{
    entry_work it = {run, arguments};
    pthread_attr_t attributes;
    pthread_t thread;
    int failed = pthread_attr_init(&attributes);

    if (failed != 0)
        return false;
    pthread_attr_setstacksize(&attributes, OWN);
    failed = pthread_create(&thread, &attributes, work, &it);
    pthread_attr_destroy(&attributes);
    if (failed == 0)
        pthread_join(thread, NULL); /* the caller holds off its cancellation, which would end this */
    return failed == 0;
}
