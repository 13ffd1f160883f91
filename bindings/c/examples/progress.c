#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool line_open; /* the line that changes is on the screen */

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

void progress_show(const edge_progress *progress)
{
    static struct timespec start, shown;
    static char before[160];
    char text[160];
    struct timespec now;
    double elapsed;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (start.tv_sec == 0)
        start = now;
    elapsed = (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;

    if (progress->total < 0)
        snprintf(text, sizeof text, "the edge has not told yet how far the job is");
    else
        snprintf(text, sizeof text, "%" PRId64 " of %" PRId64 " input items done, %" PRId64 " failed",
                 progress->completed + progress->failed, progress->total, progress->failed);
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%s, %.1f s\033[K", text, elapsed);
        line_open = true;
    } else if (strcmp(text, before) != 0 || now.tv_sec - shown.tv_sec >= 10) {
        fprintf(stderr, "%s, %.1f s\n", text, elapsed);
        strcpy(before, text);
        shown = now;
    }
}
