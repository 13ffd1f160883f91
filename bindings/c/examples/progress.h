/* What submit shows to people on standard error. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <modzy_edge.h>

/* Shows how far a job is: on a terminal as one line that changes, elsewhere as a line when something has changed and
 * every ten seconds. Elapsed time counts from the first call. */
void progress_show(const edge_progress *progress);

/* Leaves the line that changes, so that what is printed next begins a new one. */
void progress_end(void);

/* Prints a sentence for people. */
void say(const char *format, ...);

#endif
