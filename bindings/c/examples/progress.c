#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool line_open; /* the line that changes is on the screen */

/* Finds the value of a member. "key": can be nothing but the name of a member in JSON as the library writes it:
 * inside of a string the quotes would be escaped. A program that wants more than this takes a JSON parser. */
static const char *member(const char *job, const char *key)
{
    char name[64];
    const char *at;

    snprintf(name, sizeof name, "\"%s\":", key);
    at = strstr(job, name);
    return at == NULL ? "null" : at + strlen(name);
}

bool job_string(const char *job, const char *key, char *to, size_t size)
{
    const char *value = member(job, key);
    size_t length;

    *to = '\0';
    if (*value != '"')
        return true;
    length = strcspn(++value, "\"\\");
    if (value[length] != '"' || length >= size)
        return false;
    memcpy(to, value, length);
    to[length] = '\0';
    return true;
}

long job_number(const char *job, const char *key)
{
    return strtol(member(job, key), NULL, 10);
}

void progress_end(void)
{
    if (line_open)
        fputc('\n', stderr);
    line_open = false;
}

void say(const char *format, ...)
{
    va_list arguments;

    progress_end();
    fputs("submit: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

void progress_show(const char *job)
{
    static struct timespec start, shown;
    static char before[160];
    char status[32], text[160];
    struct timespec now;
    double elapsed;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (start.tv_sec == 0)
        start = now;
    elapsed = (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;

    if (job == NULL) {
        snprintf(text, sizeof text, "the edge does not answer at the moment");
    } else {
        job_string(job, "status", status, sizeof status);
        snprintf(text, sizeof text, "%s: %ld pending, %ld completed, %ld failed, %ld in all", status,
                 job_number(job, "pending"), job_number(job, "completed"), job_number(job, "failed"),
                 job_number(job, "total"));
    }
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%s, %.1f s\033[K", text, elapsed);
        line_open = true;
    } else if (strcmp(text, before) != 0 || now.tv_sec - shown.tv_sec >= 10) {
        fprintf(stderr, "%s, %.1f s\n", text, elapsed);
        strcpy(before, text);
        shown = now;
    }
}
