#include "process.h"

#include <pthread.h>
#include <unistd.h>

entry_state entry_current = ENTRY_UNUSED;
static pid_t user;

static void in_child(void)
{
    if (!entry_is_used())
        return;
    entry_current = ENTRY_FORKED;
    entry_forked_from(user);
}

/* From the start, so that there is no moment at which the runtime begins to run and a fork is not noticed. */
__attribute__((constructor)) static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, in_child);
}

/* Any number of threads may come here at once; they write the same. */
edge_status entry_first_use(edge_error **out_error)
{
    if (__atomic_load_n(&entry_current, __ATOMIC_RELAXED) == ENTRY_FORKED)
        return entry_refuse(ENTRY_FORK, out_error);
    entry_obstacle obstacle = entry_find_obstacle();
    if (obstacle != ENTRY_NO_OBSTACLE)
        return entry_refuse(obstacle, out_error);
    __atomic_store_n(&user, getpid(), __ATOMIC_SEQ_CST);
    __atomic_store_n(&entry_current, ENTRY_USED, __ATOMIC_SEQ_CST);
    return EDGE_OK;
}
