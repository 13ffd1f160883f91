/*
 * malloc, and its view by LeakSanitizer. Strings and byte arrays that the caller owns are counted, and LeakSanitizer
 * reports them if they leak. All other memory is the runtime's, whose references LeakSanitizer does not scan: it is
 * excluded.
 */
#include "process.h"

#include <stdlib.h>
#include <string.h>

/* Defined if the program is built with -fsanitize=address or leak. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

/* Linked with --wrap: the runtime's calls arrive here. */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *string);

static int64_t open_strings, open_bytes;

static void disable_leak_check(void)
{
    if (__lsan_disable != NULL)
        __lsan_disable();
}

static void *enable_leak_check(void *memory)
{
    if (__lsan_enable != NULL)
        __lsan_enable();
    return memory;
}

void *__wrap_malloc(size_t size)
{
    void *memory;
    shim_keep_slack();
    disable_leak_check();
    do
        memory = __real_malloc(size);
    while (memory == NULL && shim_yield_reservation(size));
    return enable_leak_check(memory);
}

void *__wrap_calloc(size_t count, size_t size)
{
    void *memory;
    shim_keep_slack();
    disable_leak_check();
    do
        memory = __real_calloc(count, size);
    while (memory == NULL && shim_yield_reservation(count * size));
    return enable_leak_check(memory);
}

void *__wrap_realloc(void *memory, size_t size)
{
    void *moved;
    shim_keep_slack();
    disable_leak_check();
    do
        moved = __real_realloc(memory, size);
    while (moved == NULL && shim_yield_reservation(size));
    return enable_leak_check(moved);
}

char *__wrap_strdup(const char *string)
{
    size_t size = strlen(string) + 1;
    char *copy = __wrap_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, string, size);
}

void *shim_allocate(void *memory, size_t size)
{
    return __real_realloc(memory, size);
}

void shim_count_owned(int32_t strings, int32_t bytes)
{
    __atomic_fetch_add(&open_strings, strings, __ATOMIC_RELAXED);
    __atomic_fetch_add(&open_bytes, bytes, __ATOMIC_RELAXED);
}

void shim_owned_counts(int64_t *strings, int64_t *bytes)
{
    *strings = __atomic_load_n(&open_strings, __ATOMIC_RELAXED);
    *bytes = __atomic_load_n(&open_bytes, __ATOMIC_RELAXED);
}

void edge_string_free(char *string)
{
    if (string != NULL)
        shim_count_owned(-1, 0);
    free(string);
}

void edge_bytes_free(void *bytes)
{
    if (bytes != NULL)
        shim_count_owned(0, -1);
    free(bytes);
}
