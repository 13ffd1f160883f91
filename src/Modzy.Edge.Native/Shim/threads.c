/*
 * Creates the threads of the library and of the runtime, whose calls of pthread_create arrive here (--wrap). A new
 * thread inherits the signal mask, the CPU affinity and the scheduling policy of its creator, which may be a thread of
 * the host. The library's threads block signals, and have the affinity and the policy that the main thread had when the
 * library was loaded.
 */
#define _GNU_SOURCE
#include "process.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* The affinity and the scheduling policy of the main thread when the library was loaded. */
static cpu_set_t processors;
static bool processors_known;
static int policy = -1;
static struct sched_param priority;

/* The part of a stack that thread-local variables of the process and the guard use. NULL before glibc 2.15. */
static size_t (*minimum_stack)(const pthread_attr_t *attributes);

__attribute__((constructor)) static void read_scheduling(void)
{
    pid_t main_thread = getpid();
    processors_known = sched_getaffinity(main_thread, sizeof processors, &processors) == 0;
    policy = sched_getscheduler(main_thread);
    if (policy < 0 || sched_getparam(main_thread, &priority) != 0)
        policy = -1;
    *(void **)&minimum_stack = dlsym(RTLD_DEFAULT, "__pthread_get_minstack");
}

typedef struct thread_start {
    void *(*function)(void *);
    void *argument;
} thread_start;

/* Failures are ignored: the thread then runs with the inherited restrictions. */
static void *run(void *argument)
{
    thread_start start = *(thread_start *)argument;
    free(argument);

    cpu_set_t inherited;
    if (processors_known && sched_getaffinity(0, sizeof inherited, &inherited) == 0 &&
        !CPU_EQUAL(&inherited, &processors))
        sched_setaffinity(0, sizeof processors, &processors);
    if (policy >= 0 && sched_getscheduler(0) != policy)
        sched_setscheduler(0, policy, &priority);
    return start.function(start.argument);
}

/* Blocks all signals but synchronous faults and SIGRTMIN, with which the runtime suspends its threads. */
static void block_signals(sigset_t *before)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
    sigset_t blocked;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&blocked, own[i]);
    sigdelset(&blocked, SIGRTMIN);
    pthread_sigmask(SIG_SETMASK, &blocked, before);
}

typedef void *start_routine(void *argument);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, start_routine *function, void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, start_routine *function, void *argument);

/* Adds the part for thread-local variables to the stack size that the runtime requests. */
static int create(pthread_t *thread, const pthread_attr_t *attributes, thread_start *start)
{
    pthread_attr_t own;
    size_t stack = 0;
    int detached = PTHREAD_CREATE_JOINABLE;
    if (pthread_attr_init(&own) != 0)
        return EAGAIN;
    pthread_attr_getstacksize(attributes == NULL ? &own : attributes, &stack);
    if (attributes != NULL)
        pthread_attr_getdetachstate(attributes, &detached);
    if (minimum_stack != NULL)
        stack += minimum_stack(&own);
    pthread_attr_setstacksize(&own, stack);
    pthread_attr_setdetachstate(&own, detached);
    int failure;
    shim_keep_slack();
    do
        failure = __real_pthread_create(thread, &own, run, start);
    while (failure == EAGAIN && shim_yield_reservation(stack));
    pthread_attr_destroy(&own);
    return failure;
}

static int create_thread(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument)
{
    thread_start *start = malloc(sizeof *start);
    if (start == NULL)
        return EAGAIN;
    *start = (thread_start){function, argument};

    sigset_t before;
    block_signals(&before);
    int failure = create(thread, attributes, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure != 0)
        free(start);
    return failure;
}

int shim_create_thread(const pthread_attr_t *attributes, void *(*function)(void *))
{
    pthread_t thread;
    return create_thread(&thread, attributes, function, NULL);
}

/* The runtime detaches its threads and does not use their pthread_t, so a standby thread can serve the request. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, start_routine *function, void *argument)
{
    int detached = PTHREAD_CREATE_JOINABLE;
    if (attributes != NULL)
        pthread_attr_getdetachstate(attributes, &detached);
    if (detached == PTHREAD_CREATE_DETACHED && shim_use_standby(function, argument))
        return 0;
    return create_thread(thread, attributes, function, argument);
}
