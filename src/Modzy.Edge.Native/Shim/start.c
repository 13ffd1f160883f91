/*
 * Checks whether the runtime can start. It aborts the process if it cannot get what it needs: an address-space reservation for
 * its heap (half of RLIMIT_AS if that is set), some working memory, a thread, and two system calls.
 */
#include "process.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

/* Address space besides the heap: the runtime's tables, a stack, and the library's first objects. Measured: 2 MB and a stack. */
#define BESIDES_HEAP (32u << 20)
/* Writable memory, which RLIMIT_DATA counts; it does not count reservations. Measured: 14 MB after the first calls. */
#define DATA (24u << 20)

/*
 * The address space that the runtime will reserve for its heap, reserved here so that no other thread can take it between the
 * check and the start. (glibc's malloc maps 128 MB when a thread first allocates, and unmaps most of it.)
 */
static void *reservation;
static size_t reservation_size; /* every thread computes the same value */

static void release_reservation(void)
{
    void *taken = __atomic_exchange_n(&reservation, NULL, __ATOMIC_SEQ_CST);
    if (taken != NULL)
        munmap(taken, reservation_size);
}

static bool reserve_address_space(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    size_t size = (size_t)limit.rlim_cur / 2 + BESIDES_HEAP;
    void *taken = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *none = NULL;
    if (taken == MAP_FAILED)
        return false;
    __atomic_store_n(&reservation_size, size, __ATOMIC_SEQ_CST);
    if (!__atomic_compare_exchange_n(&reservation, &none, taken, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        munmap(taken, size);
    return true;
}

/*
 * Workaround for a bug in the garbage collector of .NET 10: commits the last two pages of every reservation of the runtime.
 * One reservation holds the collector's tables, the last of which has an element for each 4 MB of the heap. With concurrent
 * collection off, the collector rounds the end of that table down to a page when it commits it (get_card_table_commit_layout
 * in gc.cpp), and crashes when the heap reaches its last 90 MB. A heap of 256 GB does not get there, but the runtime sizes its
 * heap by the memory cgroup or RLIMIT_AS. In other reservations the two pages are unused.
 */
static void commit_end(void *start, size_t size, size_t page)
{
    size_t end = size < 2 * page ? size : 2 * page;
    mprotect((char *)start + size - end, end, PROT_READ | PROT_WRITE);
}

/* Linked with --wrap: the runtime's calls arrive here. The reservation of the heap gets the one made in advance. */
void *__real_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);
void *__wrap_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);

void *__wrap_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
{
    bool is_heap = __atomic_load_n(&reservation, __ATOMIC_RELAXED) != NULL && protection == PROT_NONE && address == NULL &&
        size < reservation_size && size > reservation_size / 4;
    void *taken = is_heap ? __atomic_exchange_n(&reservation, NULL, __ATOMIC_SEQ_CST) : NULL;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (size + page - 1) / page * page;
    if (taken != NULL) {
        munmap((char *)taken + kept, reservation_size - kept);
        return taken;
    }
    taken = __real_mmap64(address, size, protection, flags, descriptor, offset);
    if (taken != MAP_FAILED && protection == PROT_NONE && address == NULL)
        commit_end(taken, kept, page);
    return taken;
}

static bool has_data(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    void *data = mmap(NULL, DATA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return data != MAP_FAILED && munmap(data, DATA) == 0;
}

/* The runtime aborts the process if a seccomp filter refuses these. */
static bool has_system_calls(void)
{
    struct sysinfo information;
    struct sigaction action;
    return sysinfo(&information) == 0 && sigaction(SIGSEGV, NULL, &action) == 0;
}

static void *return_argument(void *argument)
{
    return argument;
}

static bool can_create_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, return_argument, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static shim_startup_failure check_once(void)
{
    if (!has_system_calls())
        return SHIM_NO_SYSTEM_CALL;
    if (!has_data())
        return SHIM_NO_DATA;
    if (!reserve_address_space())
        return SHIM_NO_ADDRESS_SPACE;
    if (can_create_thread())
        return SHIM_STARTUP_OK;
    release_reservation();
    return SHIM_NO_THREAD;
}

/* Retries: address space may be in use for a moment only, and of concurrent threads one gets all of it. */
shim_startup_failure shim_check_startup(void)
{
    shim_startup_failure failure = check_once();
    for (int i = 1; i < 100 && failure != SHIM_STARTUP_OK && !shim_is_runtime_used(); i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        failure = check_once();
    }
    return shim_is_runtime_used() ? SHIM_STARTUP_OK : failure;
}
