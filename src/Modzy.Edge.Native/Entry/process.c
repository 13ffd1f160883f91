#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static bool used_without_page;
bool *entry_used = &used_without_page;
static pid_t user; /* the process that used the library first; 0 before that */
static bool is_forked;

bool entry_is_forked(void)
{
    pid_t first = __atomic_load_n(&user, __ATOMIC_SEQ_CST);
    if (first == 0 || (!is_forked && first == getpid()))
        return false;
    entry_forked_from(first);
    return true;
}

static void in_child(void)
{
    is_forked = user != 0;
    *entry_used = false;
}

/*
 * From the start, so that there is no moment at which the runtime begins to run and a fork is not noticed. The kernel clears the
 * page in each child that gets a copy of it; _Fork() and clone() make children without calling what pthread_atfork registers.
 */
__attribute__((constructor)) static void watch_forks(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED && madvise(page, size, MADV_WIPEONFORK) == 0)
        entry_used = page;
    else if (page != MAP_FAILED)
        munmap(page, size); /* Linux before 4.14 */
    pthread_atfork(NULL, NULL, in_child);
}

/* Any number of threads may come here at once; they write the same. */
edge_status entry_first_use(edge_error **out_error)
{
    if (entry_is_forked())
        return entry_refuse(ENTRY_FORK, out_error);
    entry_obstacle obstacle = entry_find_obstacle();
    if (obstacle != ENTRY_NO_OBSTACLE)
        return entry_refuse(obstacle, out_error);
    __atomic_store_n(&user, getpid(), __ATOMIC_SEQ_CST);
    __atomic_store_n(entry_used, true, __ATOMIC_SEQ_CST);
    return EDGE_OK;
}
