#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static bool used_without_wipe;
bool *shim_runtime_used = &used_without_wipe;
static pid_t user; /* the process that first used the runtime; 0 before */
static bool is_forked;

bool shim_is_forked(void)
{
    pid_t first = __atomic_load_n(&user, __ATOMIC_SEQ_CST);
    if (first == 0 || (!is_forked && first == getpid()))
        return false;
    shim_forked_from(first);
    return true;
}

static void in_child(void)
{
    is_forked = user != 0;
    *shim_runtime_used = false;
}

/*
 * Runs when the library is loaded, so that no fork goes unnoticed while the runtime starts. The kernel clears the page
 * in each child (MADV_WIPEONFORK), also after _Fork() and clone(), which do not call the handlers of pthread_atfork.
 */
__attribute__((constructor)) static void watch_forks(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED && madvise(page, size, MADV_WIPEONFORK) == 0)
        shim_runtime_used = page;
    else if (page != MAP_FAILED)
        munmap(page, size); /* Linux before 4.14 */
    pthread_atfork(NULL, NULL, in_child);
}

/* May run concurrently: all threads store the same values. */
edge_status shim_first_use(edge_error **out_error)
{
    if (shim_is_forked())
        return shim_fail(SHIM_FORKED, out_error);
    shim_startup_failure failure = shim_check_startup();
    if (failure != SHIM_STARTUP_OK)
        return shim_fail(failure, out_error);
    __atomic_store_n(&user, getpid(), __ATOMIC_SEQ_CST);
    __atomic_store_n(shim_runtime_used, true, __ATOMIC_SEQ_CST);
    return EDGE_OK;
}
