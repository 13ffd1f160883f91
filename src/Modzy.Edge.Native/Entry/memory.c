/*
 * Memory of malloc, and how leak checks see it. Strings and bytes that are handed out are counted, and LeakSanitizer takes
 * them for the caller's. All other memory is the runtime's, which refers to it from where LeakSanitizer does not look.
 */
#include "process.h"

#include <stdlib.h>
#include <string.h>

/* There if the program is built with -fsanitize=address or leak. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

/* The linker sends the runtime's calls here. */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *string);

static int64_t open_strings, open_bytes;

static void ignore_leaks(void)
{
    if (__lsan_disable != NULL)
        __lsan_disable();
}

static void *heed_leaks(void *memory)
{
    if (__lsan_enable != NULL)
        __lsan_enable();
    return memory;
}

void *__wrap_malloc(size_t size)
{
    ignore_leaks();
    return heed_leaks(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    ignore_leaks();
    return heed_leaks(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    ignore_leaks();
    return heed_leaks(__real_realloc(memory, size));
}

char *__wrap_strdup(const char *string)
{
    size_t size = strlen(string) + 1;
    char *copy = __wrap_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, string, size);
}

void *entry_allocate(void *memory, size_t size)
{
    return __real_realloc(memory, size);
}

void entry_count(int32_t strings, int32_t bytes)
{
    __atomic_fetch_add(&open_strings, strings, __ATOMIC_RELAXED);
    __atomic_fetch_add(&open_bytes, bytes, __ATOMIC_RELAXED);
}

void entry_counts(int64_t *strings, int64_t *bytes)
{
    *strings = __atomic_load_n(&open_strings, __ATOMIC_RELAXED);
    *bytes = __atomic_load_n(&open_bytes, __ATOMIC_RELAXED);
}

void edge_string_free(char *string)
{
    if (string != NULL)
        entry_count(-1, 0);
    free(string);
}

void edge_bytes_free(void *bytes)
{
    if (bytes != NULL)
        entry_count(0, -1);
    free(bytes);
}
