/*
 * Loaded before the C library: makes one call from inside libmodzy_edge.so.1 fail, the n-th after failing_arm. What else calls
 * the C library in the process is not touched, and neither is what the C library calls itself.
 */
#include "failing_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static const char *armed;
static int armed_errno;
static long left, seen;
static uintptr_t begin, end;

static int find(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size, (void)data;
    if (strstr(object->dlpi_name, "libmodzy_edge") == NULL)
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        uintptr_t to = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr + object->dlpi_phdr[i].p_memsz;

        if (object->dlpi_phdr[i].p_type == PT_LOAD && to > end)
            end = to;
    }
    begin = object->dlpi_addr;
    return 1;
}

void failing_arm(const char *name, int error, long nth)
{
    if (end == 0)
        dl_iterate_phdr(find, NULL);
    armed_errno = error;
    __atomic_store_n(&seen, 0, __ATOMIC_SEQ_CST);
    __atomic_store_n(&left, nth, __ATOMIC_SEQ_CST);
    __atomic_store_n(&armed, name, __ATOMIC_SEQ_CST);
}

bool failing_disarm(void)
{
    __atomic_store_n(&armed, NULL, __ATOMIC_SEQ_CST);
    /* Also a thread that has found its function armed, and has not counted its call, does not let it fail any more. */
    return __atomic_exchange_n(&left, LONG_MAX, __ATOMIC_SEQ_CST) <= 0;
}

long failing_seen(void)
{
    return __atomic_load_n(&seen, __ATOMIC_SEQ_CST);
}

/* Whether this call is the one to fail. */
static bool fails(const char *name, void *caller)
{
    const char *wanted = __atomic_load_n(&armed, __ATOMIC_SEQ_CST);
    uintptr_t from = (uintptr_t)caller;

    if (wanted == NULL || from < begin || from >= end || strcmp(wanted, name) != 0)
        return false;
    __atomic_fetch_add(&seen, 1, __ATOMIC_SEQ_CST);
    if (__atomic_sub_fetch(&left, 1, __ATOMIC_SEQ_CST) != 0)
        return false;
    errno = armed_errno;
    return true;
}

#define NEXT(name)                                                 \
    static __typeof__(&name) next;                                 \
    if (next == NULL)                                              \
        *(void **)(void *)&next = dlsym(RTLD_NEXT, #name)

#define CALL(type, name, failure, parameters, arguments)           \
    type name parameters                                           \
    {                                                              \
        NEXT(name);                                                \
        if (fails(#name, __builtin_return_address(0)))             \
            return failure;                                        \
        return next arguments;                                     \
    }

#define CONST_ADDRESS __CONST_SOCKADDR_ARG

CALL(int, socket, -1, (int domain, int type, int protocol), (domain, type, protocol))
CALL(int, connect, -1, (int fd, CONST_ADDRESS address, socklen_t size), (fd, address, size))
CALL(int, bind, -1, (int fd, CONST_ADDRESS address, socklen_t size), (fd, address, size))
CALL(ssize_t, send, -1, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
CALL(ssize_t, sendmsg, -1, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
CALL(ssize_t, recv, -1, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
CALL(ssize_t, recvmsg, -1, (int fd, struct msghdr *message, int flags), (fd, message, flags))
CALL(int, setsockopt, -1, (int fd, int level, int name, const void *value, socklen_t size), (fd, level, name, value, size))
CALL(int, getsockopt, -1, (int fd, int level, int name, void *value, socklen_t *size), (fd, level, name, value, size))
CALL(int, getsockname, -1, (int fd, __SOCKADDR_ARG address, socklen_t *size), (fd, address, size))
CALL(int, getpeername, -1, (int fd, __SOCKADDR_ARG address, socklen_t *size), (fd, address, size))
CALL(int, shutdown, -1, (int fd, int how), (fd, how))
CALL(int, poll, -1, (struct pollfd *polled, nfds_t count, int timeout), (polled, count, timeout))
CALL(int, epoll_create1, -1, (int flags), (flags))
CALL(int, epoll_ctl, -1, (int fd, int operation, int other, struct epoll_event *event), (fd, operation, other, event))
CALL(int, epoll_wait, -1, (int fd, struct epoll_event *events, int count, int timeout), (fd, events, count, timeout))
CALL(int, pipe, -1, (int ends[2]), (ends))
CALL(ssize_t, read, -1, (int fd, void *data, size_t size), (fd, data, size))
CALL(ssize_t, write, -1, (int fd, const void *data, size_t size), (fd, data, size))
CALL(ssize_t, pread64, -1, (int fd, void *data, size_t size, off64_t offset), (fd, data, size, offset))
CALL(void *, mmap, MAP_FAILED, (void *at, size_t size, int access, int flags, int fd, off_t offset), (at, size, access, flags, fd, offset))
CALL(void *, mmap64, MAP_FAILED, (void *at, size_t size, int access, int flags, int fd, off64_t offset), (at, size, access, flags, fd, offset))
CALL(int, mprotect, -1, (void *at, size_t size, int access), (at, size, access))
CALL(int, madvise, -1, (void *at, size_t size, int advice), (at, size, advice))
CALL(FILE *, fopen64, NULL, (const char *path, const char *mode), (path, mode))
CALL(int, pthread_create, armed_errno, (pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument),
     (thread, attributes, start, argument))

/* The descriptor is closed all the same, as Linux does it. */
int close(int fd)
{
    NEXT(close);
    if (fails("close", __builtin_return_address(0))) {
        next(fd);
        errno = armed_errno;
        return -1;
    }
    return next(fd);
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    mode_t mode;
    NEXT(open64);

    va_start(rest, flags);
    mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails("open64", __builtin_return_address(0)) ? -1 : next(path, flags, mode);
}

int fcntl(int fd, int command, ...)
{
    va_list rest;
    long argument;
    NEXT(fcntl);

    va_start(rest, command);
    argument = va_arg(rest, long);
    va_end(rest);
    return fails("fcntl", __builtin_return_address(0)) ? -1 : next(fd, command, argument);
}

int ioctl(int fd, unsigned long request, ...);
int ioctl(int fd, unsigned long request, ...)
{
    va_list rest;
    long argument;
    NEXT(ioctl);

    va_start(rest, request);
    argument = va_arg(rest, long);
    va_end(rest);
    return fails("ioctl", __builtin_return_address(0)) ? -1 : next(fd, request, argument);
}

long syscall(long number, ...)
{
    va_list rest;
    long a[6];
    NEXT(syscall);

    va_start(rest, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(rest, long);
    va_end(rest);
    /* Of a futex only waits: waking cannot fail. */
    if (number == SYS_futex && (a[1] & FUTEX_CMD_MASK) != FUTEX_WAIT && (a[1] & FUTEX_CMD_MASK) != FUTEX_WAIT_BITSET)
        return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return fails("syscall", __builtin_return_address(0)) ? -1 : next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

void *malloc(size_t size)
{
    return fails("malloc", __builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails("calloc", __builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails("realloc", __builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails("aligned_alloc", __builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}
