/* Writes log messages to standard error, for MODZY_EDGE_LOG. */
#include "process.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

void shim_write_log(int level, const char *message)
{
    static const char *const names[] = {"trace", "debug", "info", "warning", "error"};
    char prefix[32];
    sigset_t pipe_signal, before, pending;
    struct timespec none = {0, 0};

    int length = snprintf(prefix, sizeof prefix, "modzy_edge: %s: ", names[level]);
    struct iovec line[] = {{prefix, (size_t)length}, {(void *)(uintptr_t)message, strlen(message)}, {(void *)(uintptr_t)"\n", 1}};

    /* Standard error may be a closed pipe: block SIGPIPE, and consume it if this write raised it. */
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    if (writev(STDERR_FILENO, line, 3) < 0 && !sigismember(&pending, SIGPIPE))
        sigtimedwait(&pipe_signal, NULL, &none);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
