/*
 * Checks whether the runtime can start. It aborts the process if it cannot get what it needs: an address-space
 * reservation for its heap (half of RLIMIT_AS if that is set), some working memory, a thread, and two system calls.
 */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

/* Address space besides the heap: the runtime's tables, stacks, the first objects. Measured: 2 MB and a stack. */
#define BESIDES_HEAP ((size_t)32 << 20)
/* The least that is released at a time. */
#define PART ((size_t)1 << 20)
/* What the runtime may add to half of the limit when it reserves its heap. */
#define HEAP_ALIGNMENT ((size_t)4 << 20)
/* Writable memory, which RLIMIT_DATA counts; it does not count reservations. Measured: 14 MB after the first calls. */
#define DATA (24u << 20)

/*
 * Address space that the runtime needs when it starts, reserved in advance so that no other thread of the process can
 * take it between the check and the start. (glibc's malloc maps 128 MB when a thread first allocates, and unmaps most
 * of it.) The heap takes the beginning. The rest is released in parts, when a request of the runtime fails without it
 * (shim_yield_reservation).
 */
static pthread_mutex_t reservation_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    char *start;
    size_t size;
    size_t heap; /* 0 once the heap has its part */
} reservation;

static bool reserve_address_space(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    size_t heap = (size_t)limit.rlim_cur / 2 + HEAP_ALIGNMENT, size = heap + BESIDES_HEAP;
    void *start = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return false;
    pthread_mutex_lock(&reservation_lock);
    reservation = (__typeof__(reservation)){start, size, heap};
    pthread_mutex_unlock(&reservation_lock);
    return true;
}

static void shrink_reservation(size_t size)
{
    reservation.size -= size;
    munmap(reservation.start + reservation.size, size);
}

void shim_release_reservation(void)
{
    pthread_mutex_lock(&reservation_lock);
    if (reservation.size > 0)
        shrink_reservation(reservation.size);
    reservation.heap = 0;
    pthread_mutex_unlock(&reservation_lock);
}

/* Another thread may take the part before the caller repeats its request; the caller then gets another part. */
bool shim_yield_reservation(size_t size)
{
    pthread_mutex_lock(&reservation_lock);
    size_t available = reservation.size - reservation.heap, part = (size / PART + 1) * PART;
    if (part > available)
        part = available;
    if (part > 0)
        shrink_reservation(part);
    pthread_mutex_unlock(&reservation_lock);
    return part > 0;
}

/* The C library allocates memory of its own, in fopen for example, and cannot repeat its request. */
void shim_keep_slack(void)
{
    if (__atomic_load_n(&reservation.size, __ATOMIC_RELAXED) == 0)
        return;
    void *slack = mmap(NULL, PART, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slack == MAP_FAILED)
        shim_yield_reservation(PART);
    else
        munmap(slack, PART);
}

/* Returns the part of the heap if a request of the runtime is for the heap, else NULL. */
static void *take_heap(size_t size)
{
    void *heap = NULL;
    pthread_mutex_lock(&reservation_lock);
    if (size <= reservation.heap && size > reservation.heap / 2) {
        heap = reservation.start;
        reservation.start += size;
        reservation.size -= size;
        reservation.heap = 0;
    }
    pthread_mutex_unlock(&reservation_lock);
    return heap;
}

/*
 * Workaround for a bug in the garbage collector of .NET 10: commits the last two pages of every reservation of the
 * runtime. One reservation holds the collector's tables, the last of which has an element for each 4 MB of the heap.
 * With concurrent collection off, the collector rounds the end of that table down to a page when it commits it
 * (get_card_table_commit_layout in gc.cpp), and crashes when the heap reaches its last 90 MB. A heap of 256 GB does not
 * get there, but the runtime sizes its heap by the memory cgroup or RLIMIT_AS. In other reservations the two pages are
 * unused.
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
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (size + page - 1) / page * page;
    bool is_reservation = protection == PROT_NONE && address == NULL;
    void *taken = is_reservation ? take_heap(pages) : NULL;
    if (taken != NULL)
        return taken;
    shim_keep_slack();
    do
        taken = __real_mmap64(address, size, protection, flags, descriptor, offset);
    while (taken == MAP_FAILED && errno == ENOMEM && shim_yield_reservation(pages));
    if (taken != MAP_FAILED && is_reservation)
        commit_end(taken, pages, page);
    return taken;
}

/* Linked with --wrap: the runtime aborts the process if it cannot learn the bounds of a thread's stack. */
int __real_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);

int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    int failure;
    shim_keep_slack();
    do
        failure = __real_pthread_getattr_np(thread, attributes);
    while (failure == ENOMEM && shim_yield_reservation(PART));
    return failure;
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
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setstacksize(&attributes, 256 << 10); /* as of the runtime's threads, so that glibc reuses it */
    bool is_created = pthread_create(&thread, &attributes, return_argument, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return is_created && pthread_join(thread, NULL) == 0;
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
    shim_release_reservation();
    return SHIM_NO_THREAD;
}

/* Retries: address space may be in use for a moment only. */
shim_startup_failure shim_check_startup(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static bool has_passed;
    pthread_mutex_lock(&lock);
    shim_startup_failure failure = has_passed ? SHIM_STARTUP_OK : check_once();
    for (int i = 1; i < 100 && failure != SHIM_STARTUP_OK; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        failure = check_once();
    }
    has_passed = failure == SHIM_STARTUP_OK;
    pthread_mutex_unlock(&lock);
    return failure;
}
