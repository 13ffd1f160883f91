/*
 * make_call - makes one call of an edge through the C interface, as its standard input tells
 *
 *     make_call PORT blocking|started < ARGUMENTS
 *
 * ARGUMENTS are those of a vector, in the form of arguments.h, and have the name of the call. What the call answers
 * goes to standard output, JSON or bytes as they are, and a failure to standard error: "STATUS: message". The exit
 * status is 0 when the call has worked, 1 when it has failed, and 2 when there is no case for it, or an argument that
 * its case does not know.
 */
#include "calling.h"

#include <stdlib.h>
#include <string.h>

enum { WORKED, FAILED, WRONG_USE, PATIENCE_MS = 60000 };

static const char *const votes[] = {"NONE", "UP", "DOWN"};

static call_function *find(const char *name)
{
    static const call_case *const tables[] = {submit_cases, job_cases, result_cases, inference_cases};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const call_case *at = tables[i]; at->name != NULL; at++)
            if (strcmp(at->name, name) == 0)
                return at->make;
    return NULL;
}

/* Waits for a started call, and takes its result, of whichever kind that is. */
static edge_status finish(calling *it)
{
    edge_status status = edge_call_wait(it->call, PATIENCE_MS, &it->error);

    if (status == EDGE_OK)
        status = edge_call_result(it->call, &it->error);
    if (status == EDGE_OK && edge_call_take_json(it->call, &it->json, NULL) != EDGE_OK &&
        edge_call_take_bytes(it->call, &it->data, &it->size, NULL, NULL) != EDGE_OK)
        it->json = NULL; /* a call without a result */
    edge_call_destroy(it->call);
    return status;
}

static int answer(calling *it, edge_status status)
{
    const argument *left = unused(&it->arguments);

    if (left != NULL) {
        fprintf(stderr, "the case in C for %s does not know the argument %s\n", it->arguments.name, left->name);
        return WRONG_USE;
    }
    if (status != EDGE_OK) {
        fprintf(stderr, "%s: %s\n", edge_status_name(status), edge_error_message(it->error));
        return FAILED;
    }
    if (it->vote >= 0)
        printf("{\"vote\": \"%s\"}", votes[it->vote]);
    else if (it->json != NULL)
        fputs(it->json, stdout);
    else if (it->data != NULL)
        fwrite(it->data, 1, it->size, stdout);
    return WORKED;
}

int main(int argc, char **argv)
{
    calling it;
    call_function *make;
    edge_status status;
    int outcome;

    if (argc != 3) {
        fprintf(stderr, "usage: %s PORT blocking|started < ARGUMENTS\n", argv[0]);
        return WRONG_USE;
    }
    memset(&it, 0, sizeof it);
    it.vote = -1;
    it.starts = strcmp(argv[2], "started") == 0;
    it.arguments = read_argument(stdin);
    make = find(it.arguments.name);
    if (make == NULL) {
        fprintf(stderr, "there is no case in C for %s\n", it.arguments.name);
        return WRONG_USE;
    }
    status = edge_client_create("127.0.0.1", (uint32_t)strtoul(argv[1], NULL, 10), NULL, &it.client, &it.error);
    if (status == EDGE_OK)
        status = make(&it);
    if (status == EDGE_OK && it.starts)
        status = finish(&it);
    outcome = answer(&it, status);
    edge_string_free(it.json);
    edge_bytes_free(it.data);
    edge_error_free(it.error);
    edge_client_destroy(it.client);
    return outcome;
}
