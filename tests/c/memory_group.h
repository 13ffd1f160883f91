/*
 * A memory cgroup for the process that asks for one. Where this machine lets nobody make one, a limit of address space
 * takes its place: the runtime fits its heap to either.
 */
#ifndef MEMORY_GROUP_H
#define MEMORY_GROUP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char memory_group_path[200];

static inline bool memory_group_write(const char *file, unsigned long number)
{
    char path[300];
    FILE *stream;
    bool good;

    snprintf(path, sizeof path, "%s/%s", memory_group_path, file);
    stream = fopen(path, "w");
    if (stream == NULL)
        return false;
    good = fprintf(stream, "%lu", number) > 0;
    return fclose(stream) == 0 && good;
}

static inline bool memory_group_make(const char *hierarchy, const char *limit, unsigned long bytes)
{
    snprintf(memory_group_path, sizeof memory_group_path, "%s/modzy_edge_%ld", hierarchy, (long)getpid());
    if (mkdir(memory_group_path, 0755) != 0)
        return false;
    if (memory_group_write(limit, bytes) && memory_group_write("cgroup.procs", (unsigned long)getpid()))
        return true;
    rmdir(memory_group_path);
    return false;
}

/* Limits this process to so many bytes of memory. False where it got 500 MB of address space in place of a group. */
static inline bool memory_group_enter(unsigned long bytes)
{
    struct rlimit limit = {500ul << 20, 500ul << 20};

    if (memory_group_make("/sys/fs/cgroup/memory", "memory.limit_in_bytes", bytes) ||
        memory_group_make("/sys/fs/cgroup", "memory.max", bytes))
        return true;
    setrlimit(RLIMIT_AS, &limit);
    fprintf(stderr, "no memory cgroup can be made here: 500 MB of address space in its place\n");
    return false;
}

/* Removes the group of a process that has ended. */
static inline void memory_group_remove(pid_t process)
{
    char path[200];

    snprintf(path, sizeof path, "/sys/fs/cgroup/memory/modzy_edge_%ld", (long)process);
    rmdir(path);
    snprintf(path, sizeof path, "/sys/fs/cgroup/modzy_edge_%ld", (long)process);
    rmdir(path);
}

#endif
