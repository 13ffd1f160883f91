/*
 * submit - runs a model on an edge over one or more files
 *
 *     submit HOST PORT MODEL VERSION KEY=FILE...
 *
 * The files make one input item with the key "job"; KEY is the name by which the model finds the file. Standard
 * output gets the job as a line of JSON and, once the job has ended, its results as another. The exit status is 0 if
 * the job is complete and none of its inputs failed, else 1.
 *
 * This is an example of the library. To submit jobs at a terminal or from a script, use modzy-edge.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L

#include <modzy_edge.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TIMEOUT_MS = 300000 };

/* Maps the file of KEY=FILE, so that the library sends it from the page cache without a copy. */
static int map_input(char *argument, edge_input *input)
{
    char *path = strchr(argument, '=');
    void *data = NULL;
    struct stat about;
    int file;

    if (path == NULL || path == argument) {
        fprintf(stderr, "submit: '%s' is not KEY=FILE, such as image=photo.jpg\n", argument);
        return 0;
    }
    *path++ = '\0';
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0) {
        fprintf(stderr, "submit: cannot read %s: %s\n", path, strerror(errno));
        return 0;
    }
    if (about.st_size > 0) /* an empty file cannot be mapped, and is an input like any other */
        data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (data == MAP_FAILED) {
        fprintf(stderr, "submit: cannot map %s: %s\n", path, strerror(errno));
        return 0;
    }
    input->key = argument;
    input->data = data;
    input->size = (size_t)about.st_size;
    return 1;
}

/* Submits the job and prints it. The caller frees the identifier. */
static edge_status submit(edge_client *client, char **words, const edge_source *source, char **identifier,
                          edge_error **error)
{
    char *job = NULL;
    edge_status status = edge_jobs_submit_embedded(client, words[0], words[1], source, 1, NULL, &job, error);

    if (status == EDGE_OK) {
        puts(job);
        status = edge_json_get_string(job, "/job_identifier", identifier, error);
    }
    edge_string_free(job);
    return status;
}

/* Waits for the end of the job and prints its results. */
static edge_status finish(edge_client *client, const char *identifier, int *complete, edge_error **error)
{
    edge_wait_options wait = EDGE_WAIT_OPTIONS_INIT;
    char *job = NULL, *results = NULL, *state = NULL;
    int64_t failed = 0;
    edge_status status;

    wait.timeout_ms = TIMEOUT_MS;
    status = edge_jobs_wait(client, identifier, &wait, &job, error);
    if (status == EDGE_OK)
        status = edge_json_get_string(job, "/status", &state, error);
    if (status == EDGE_OK && edge_json_get_integer(job, "/failed", &failed, NULL) != EDGE_OK)
        failed = 0; /* the edge did not say */
    if (status == EDGE_OK)
        status = edge_jobs_get_results(client, identifier, NULL, &results, error);
    if (status == EDGE_OK) {
        puts(results);
        *complete = strcmp(state, "COMPLETE") == 0 && failed == 0;
        if (!*complete)
            fprintf(stderr, "submit: job %s ended as %s; its results tell why\n", identifier, state);
    }
    edge_string_free(results);
    edge_string_free(state);
    edge_string_free(job);
    return status;
}

int main(int argc, char **argv)
{
    size_t count = argc > 5 ? (size_t)argc - 5 : 0;
    edge_input *inputs = calloc(count + 1, sizeof *inputs);
    edge_source source = {"job", inputs, count};
    edge_client *client = NULL;
    edge_error *error = NULL;
    char *identifier = NULL;
    edge_status status;
    int complete = 0;

    if (count == 0 || inputs == NULL) {
        fputs("usage: submit HOST PORT MODEL VERSION KEY=FILE...\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < count; i++)
        if (!map_input(argv[5 + i], &inputs[i]))
            return 1;

    status = edge_client_create(argv[1], (uint32_t)strtoul(argv[2], NULL, 10), NULL, &client, &error);
    if (status == EDGE_OK)
        status = submit(client, argv + 3, &source, &identifier, &error);
    for (size_t i = 0; i < count; i++) /* the call has returned, so the library needs the files no more */
        if (inputs[i].size != 0)
            munmap((void *)inputs[i].data, inputs[i].size);
    free(inputs);
    if (status == EDGE_OK)
        status = finish(client, identifier, &complete, &error);
    if (status != EDGE_OK)
        fprintf(stderr, "submit: %s (%s)\n", edge_error_message(error), edge_status_name(status));

    edge_string_free(identifier);
    edge_error_free(error);
    edge_client_destroy(client);
    return complete ? 0 : 1;
}
