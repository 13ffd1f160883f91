/*
 * Threads that are created before the runtime's thread pool starts. If the pool cannot create a thread, it aborts the
 * process or waits for ever; if a thread cannot be created here, the call returns an error. See PoolThreads.cs.
 */
#include "process.h"

#include <pthread.h>

enum { STACK = 256 << 10 }; /* System.Threading.DefaultStackSize in Modzy.Edge.Native.csproj */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int waiting;
static bool are_dismissed;
static struct {
    void *(*function)(void *);
    void *argument;
} work; /* function is NULL if there is none */

static void *stand_by(void *argument)
{
    void *(*function)(void *) = NULL;
    pthread_mutex_lock(&lock);
    while (work.function == NULL && !are_dismissed)
        pthread_cond_wait(&changed, &lock);
    if (work.function != NULL) {
        function = work.function;
        argument = work.argument;
        work.function = NULL;
        pthread_cond_broadcast(&changed);
    }
    waiting--;
    pthread_mutex_unlock(&lock);
    return function == NULL ? NULL : function(argument);
}

int32_t shim_begin_standby(int32_t wanted)
{
    pthread_attr_t attributes;
    int32_t created = 0;
    if (pthread_attr_init(&attributes) != 0)
        return 0;
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_mutex_lock(&lock);
    are_dismissed = false;
    while (created < wanted && shim_create_thread(&attributes, stand_by) == 0)
        created++;
    waiting += created;
    pthread_mutex_unlock(&lock);
    pthread_attr_destroy(&attributes);
    return created;
}

void shim_end_standby(void)
{
    pthread_mutex_lock(&lock);
    are_dismissed = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    shim_release_reservation();
}

bool shim_use_standby(void *(*function)(void *), void *argument)
{
    pthread_mutex_lock(&lock);
    while (work.function != NULL)
        pthread_cond_wait(&changed, &lock);
    bool is_available = waiting > 0 && !are_dismissed;
    if (is_available) {
        work.function = function;
        work.argument = argument;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&lock);
    return is_available;
}
