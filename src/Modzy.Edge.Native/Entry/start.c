/*
 * Whether the runtime can start. It ends the process where it cannot have what it needs for that: a reservation for its heap,
 * which under a limit of address space is half of the limit, some working memory, a thread, and two system calls.
 */
#include "process.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

/* Beside the heap: the runtime's tables, the stack of its thread, and the library's first objects. Measured: 2 MB and a stack. */
#define BESIDE_THE_HEAP (32u << 20)
/* Under RLIMIT_DATA, which counts writable pages and no reservations. Measured: 14 MB after the first calls. */
#define DATA (24u << 20)

/*
 * What the runtime will ask for, taken in advance: between a look and its asking, another thread could take it. glibc's
 * malloc takes 128 MB of address space when a thread first allocates, and gives most of it back.
 */
static void *room;
static size_t room_size; /* is the same for all threads */

static void give_up(void)
{
    void *taken = __atomic_exchange_n(&room, NULL, __ATOMIC_SEQ_CST);
    if (taken != NULL)
        munmap(taken, room_size);
}

static bool take_room(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    size_t size = (size_t)limit.rlim_cur / 2 + BESIDE_THE_HEAP;
    void *taken = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *none = NULL;
    if (taken == MAP_FAILED)
        return false;
    __atomic_store_n(&room_size, size, __ATOMIC_SEQ_CST);
    if (!__atomic_compare_exchange_n(&room, &none, taken, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        munmap(taken, size);
    return true;
}

/*
 * Makes the last two pages of a reservation of the runtime usable. One reservation is for the garbage collector's tables, the
 * last of which describes each 4 MB of the heap. With concurrent collection off, the collector of .NET 10 rounds the end of that
 * table down to a page when it commits it (get_card_table_commit_layout in gc.cpp), and crashes where the heap first reaches
 * its last 90 MB. That is far away in 256 GB of heap, but not in a memory cgroup or under a limit of address space, to which
 * the runtime fits its heap. In other reservations the pages lie idle.
 */
static void commit_end(void *reservation, size_t size, size_t page)
{
    size_t end = size < 2 * page ? size : 2 * page;
    mprotect((char *)reservation + size - end, end, PROT_READ | PROT_WRITE);
}

/* The linker sends the runtime's calls here. */
void *__real_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);
void *__wrap_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);

void *__wrap_mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
{
    bool is_the_heap = __atomic_load_n(&room, __ATOMIC_RELAXED) != NULL && protection == PROT_NONE && address == NULL &&
        size < room_size && size > room_size / 4;
    void *taken = is_the_heap ? __atomic_exchange_n(&room, NULL, __ATOMIC_SEQ_CST) : NULL;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (size + page - 1) / page * page;
    if (taken != NULL) {
        munmap((char *)taken + kept, room_size - kept);
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

/* What a seccomp filter may refuse, and the runtime ends the process without. */
static bool has_system_calls(void)
{
    struct sysinfo information;
    struct sigaction action;
    return sysinfo(&information) == 0 && sigaction(SIGSEGV, NULL, &action) == 0;
}

static void *nothing(void *argument)
{
    return argument;
}

static bool can_make_a_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static entry_obstacle obstacle_now(void)
{
    if (!has_system_calls())
        return ENTRY_NO_SYSTEM_CALL;
    if (!has_data())
        return ENTRY_NO_DATA;
    if (!take_room())
        return ENTRY_NO_ROOM;
    if (can_make_a_thread())
        return ENTRY_NO_OBSTACLE;
    give_up();
    return ENTRY_NO_THREAD;
}

/* One look proves nothing: room may be taken for a moment only, and of several threads that are here one takes all. */
entry_obstacle entry_find_obstacle(void)
{
    entry_obstacle obstacle = obstacle_now();
    for (int i = 1; i < 100 && obstacle != ENTRY_NO_OBSTACLE && !entry_is_used(); i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        obstacle = obstacle_now();
    }
    return entry_is_used() ? ENTRY_NO_OBSTACLE : obstacle;
}
