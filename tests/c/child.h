/* Child processes of a test. */
#ifndef CHILD_H
#define CHILD_H

#include "check.h"

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a function in a child process, whose exit status is what the function returns. A child that hangs is ended by
 * SIGALRM. Expects that it ends with `expected`. The number that the child had. */
static inline pid_t check_child(const char *name, int (*function)(void), int expected)
{
    pid_t child;
    int status = 0;

    CASE(name);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        alarm(20);
        check_failures = 0;
        _exit(function());
    }
    if (!CHECK(child > 0 && waitpid(child, &status, 0) == child))
        return child;
    if (WIFSIGNALED(status))
        check_failed(__FILE__, __LINE__, "%s", WTERMSIG(status) == SIGALRM ? "the child hangs" : strsignal(WTERMSIG(status)));
    else
        CHECK_NUMBER(WEXITSTATUS(status), expected);
    return child;
}

#endif
