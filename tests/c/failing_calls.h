/* What failing_calls.c, a library that is linked before all others, offers to its program. */
#ifndef FAILING_CALLS_H
#define FAILING_CALLS_H

#include <stdbool.h>

/* The n-th call of a function from the library fails with an error from now on, once. */
void failing_arm(const char *name, int error, long nth);

/* No call fails from now on. Whether one has. */
bool failing_disarm(void);

/* How often the function was called since it was armed. */
long failing_seen(void);

#endif
