/* What submit shows to people on standard error, and what it reads from a job's JSON for that. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Shows how a job is doing or, with NULL, that the edge does not answer: on a terminal as one line that changes,
 * elsewhere as a line when something has changed and every ten seconds. Elapsed time counts from the first call. */
void progress_show(const char *job);

/* Leaves the line that changes, so that what is printed next begins a new one. */
void progress_end(void);

/* Prints a sentence for people. */
void say(const char *format, ...);

/* Copies a string of the job, such as "status"; "" if it is null. False if it does not fit or is not plain text. */
bool job_string(const char *job, const char *key, char *to, size_t size);

/* A number of the job, such as "failed"; 0 if it is null. */
long job_number(const char *job, const char *key);

#endif
