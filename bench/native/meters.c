#define _GNU_SOURCE

#include "meters.h"

#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t microseconds(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

int64_t cpu_ns(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return 1000 * (microseconds(usage.ru_utime) + microseconds(usage.ru_stime));
}

/* A line of /proc/self/status, in KB. */
static int64_t status_kb(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long long value = -1;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0 && sscanf(line + strlen(name), ": %lld kB", &value) == 1)
            break;
    if (value < 0)
        fail("/proc/self/status has no %s", name);
    fclose(file);
    return value;
}

int64_t resident_kb(void)
{
    return status_kb("VmRSS");
}

int64_t peak_kb(void)
{
    return status_kb("VmHWM");
}

void peak_reset(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    /* 5 sets the peak to what is resident now: see proc(5). */
    if (file == NULL || fputs("5", file) == EOF || fclose(file) == EOF)
        fail("cannot reset the peak of the resident memory");
}
