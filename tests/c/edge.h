/* What most test programs need: a client, small jobs, pieces of JSON. */
#ifndef EDGE_H
#define EDGE_H

#include "check.h"

#include <dirent.h>
#include <time.h>

/* The port that a program was given as an argument. */
static inline uint32_t port_of(const char *argument)
{
    return (uint32_t)strtoul(argument, NULL, 10);
}

/* A client of 127.0.0.1. Ends the program if there is none: nothing after it could be checked. */
static inline edge_client *client_for(uint32_t port)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    if (!CHECK_OK(edge_client_create("127.0.0.1", port, NULL, &client, &error)))
        exit(check_end());
    return client;
}

/* Submits one small input to a model; as edge_jobs_submit_embedded. */
static inline edge_status submit_text(edge_client *client, const char *model, const char *text, char **out_job,
                                      edge_error **out_error)
{
    edge_input input = {"input.txt", text, strlen(text)};
    edge_source source = {"job", &input, 1};

    return edge_jobs_submit_embedded(client, model, "1.0.0", &source, 1, NULL, out_job, out_error);
}

/* Copies a string out of JSON; "" if there is none. */
static inline const char *json_string(const char *json, const char *pointer, char *to, size_t size)
{
    char *text = NULL;

    *to = '\0';
    if (json != NULL && edge_json_get_string(json, pointer, &text, NULL) == EDGE_OK)
        snprintf(to, size, "%s", text);
    edge_string_free(text);
    return to;
}

/* A job on the `sleeper` that is not at its end for an hour. Ends the program if it cannot be submitted. */
static inline void submit_long_job(edge_client *client, char *job_identifier, size_t size)
{
    edge_error *error = NULL;
    char *job = NULL;

    if (!CHECK_OK(submit_text(client, "sleeper", "3600000ms", &job, &error)))
        exit(check_end());
    json_string(job, "/job_identifier", job_identifier, size);
    edge_string_free(job);
}

/* How many file descriptors the process has open. */
static inline int open_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

/* A number of /proc/self/status: "VmRSS:" in KB, "Threads:". */
static inline long status_of_process(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long number = -1;

    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            number = strtol(line + strlen(name), NULL, 10);
    fclose(file);
    return number;
}

static inline double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
