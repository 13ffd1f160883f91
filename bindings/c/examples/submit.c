/*
 * submit - runs a model on an edge over one or more files
 *
 *     submit [OPTION]... MODEL VERSION KEY=FILE...
 *
 * The files make one input item with the key "job"; KEY is the name by which the model finds the file. Standard
 * output gets the job as a line of JSON and, once the job has ended, its results as another. Progress and errors go
 * to standard error. `submit --help` lists the options.
 *
 * Exit status:
 *     0  the job is complete (with --no-wait: the edge has accepted it)
 *     1  the job failed or was cancelled, or some of its inputs failed
 *     2  an argument or a file is wrong
 *     3  the edge cannot be reached, or the job did not end in time
 *     4  any other error: there is no such model, the edge refused the job, ...
 * SIGINT and SIGTERM end the program by that signal (a shell shows 130 and 143); a job that was accepted goes on.
 *
 * This file is all that submit does with the library. command_line.c reads the command line and maps the files;
 * progress.c shows the progress.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L

#include "command_line.h"
#include "progress.h"

#include <modzy_edge.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COMPLETE = 0, JOB_FAILED = 1, BAD_ARGUMENT = 2, NOT_IN_TIME = 3, FAILED = 4 };

static edge_client *client;
static uint64_t give_up_ms; /* a time of now_ms, or UINT64_MAX */
static char *job_identifier;
static sigset_t ending_signals;
static volatile sig_atomic_t ended_by;

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The time that is left. */
static uint32_t time_left(void)
{
    uint64_t now = now_ms();

    if (give_up_ms == UINT64_MAX)
        return EDGE_NO_TIMEOUT;
    return give_up_ms > now ? (uint32_t)(give_up_ms - now) : 0;
}

/* Says what went wrong, frees the error and gives the exit status for it. */
static int fail(const char *what, edge_status status, edge_error *error)
{
    if (ended_by == 0)
        say("%s: %s (%s)", what, edge_error_message(error), edge_status_name(status));
    edge_error_free(error);
    switch (status) {
    case EDGE_INVALID_ARGUMENT:
        return BAD_ARGUMENT;
    case EDGE_UNAVAILABLE:
    case EDGE_DEADLINE_EXCEEDED:
        return NOT_IN_TIME;
    default:
        return FAILED;
    }
}

/* Hands a line of JSON to whoever reads standard output. */
static bool print(const char *json)
{
    progress_end();
    if (puts(json) != EOF && fflush(stdout) != EOF)
        return true;
    say("cannot write to standard output: %s", strerror(errno));
    return false;
}

/* Waits for the end of the job, and shows how far it is. */
static edge_status wait_for_end(char **out_job, edge_error **out_error)
{
    edge_wait_options options = EDGE_WAIT_OPTIONS_INIT;
    edge_progress progress = EDGE_PROGRESS_INIT;
    edge_call *call = NULL;
    edge_status status;
    bool done;

    options.timeout_ms = time_left();
    status = edge_jobs_wait_start(client, job_identifier, &options, &call, out_error);
    if (status != EDGE_OK)
        return status;
    do {
        done = edge_call_wait(call, 250, NULL) != EDGE_DEADLINE_EXCEEDED;
        if (edge_call_progress(call, &progress, NULL) == EDGE_OK)
            progress_show(&progress);
    } while (!done);
    status = edge_call_take_json(call, out_job, out_error);
    edge_call_destroy(call);
    return status;
}

static int run(command_line *line)
{
    edge_source source = {"job", line->inputs, line->input_count};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_error *error = NULL;
    edge_status status;
    char *json = NULL, *text = NULL;
    int64_t failed = 0;
    bool go_on, succeeded;

    options.deadline_ms = time_left() > 0 ? time_left() : 1; /* 0 would ask for the default */
    options.explain = line->explain;
    status = edge_jobs_submit_embedded(client, line->model, line->version, &source, 1, &options, &json, &error);
    if (status != EDGE_OK)
        return fail("cannot submit the job", status, error);
    command_line_free(line); /* the call has returned, so the library needs the files no more */
    status = edge_json_get_string(json, "/job_identifier", &job_identifier, &error);
    go_on = print(json);
    edge_string_free(json);
    if (status != EDGE_OK)
        return fail("cannot read the job", status, error);
    if (!go_on)
        return FAILED;
    if (!line->wait)
        return COMPLETE;

    status = wait_for_end(&json, &error);
    if (status != EDGE_OK)
        return fail("cannot wait for the end of the job", status, error);
    status = edge_json_get_string(json, "/status", &text, &error);
    if (status == EDGE_OK && edge_json_get_integer(json, "/failed", &failed, NULL) != EDGE_OK)
        failed = 0; /* the edge did not say */
    edge_string_free(json);
    if (status != EDGE_OK)
        return fail("cannot read the job", status, error);

    status = edge_jobs_get_results(client, job_identifier, NULL, &json, &error);
    if (status != EDGE_OK)
        return fail("cannot fetch the results", status, error);
    go_on = print(json);
    edge_string_free(json);
    succeeded = strcmp(text, "COMPLETE") == 0 && failed == 0;
    if (go_on && !succeeded)
        say("job %s ended as %s; its results tell why", job_identifier, text);
    edge_string_free(text);
    return !go_on ? FAILED : succeeded ? COMPLETE : JOB_FAILED;
}

/* A thread that waits for SIGINT and SIGTERM. Destroying the client makes the call that runs in the main thread
 * return EDGE_CANCELLED at once; a client may be destroyed from any thread, and twice. */
static void *watch_signals(void *unused)
{
    int number;

    (void)unused;
    if (sigwait(&ending_signals, &number) == 0) {
        ended_by = number;
        edge_client_destroy(client);
    }
    return NULL;
}

/* Blocks the signals that the watcher takes, before the library makes threads that would take them. What the parent
 * had ignored (nohup, a background job) stays ignored. */
static void block_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    struct sigaction action;

    sigemptyset(&ending_signals);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&ending_signals, numbers[i]);
    pthread_sigmask(SIG_BLOCK, &ending_signals, NULL);
}

static void end_by_signal(void)
{
    if (job_identifier != NULL)
        say("interrupted; job %s goes on", job_identifier);
    else
        say("interrupted before the edge had answered; it may have accepted the job");
    signal(ended_by, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &ending_signals, NULL);
    raise(ended_by);
}

int main(int argc, char **argv)
{
    command_line line;
    edge_error *error = NULL;
    edge_status status;
    pthread_t watcher;
    int exit_status;

    exit_status = command_line_read(argc, argv, &line);
    if (exit_status >= 0)
        return exit_status;
    block_signals();
    if (edge_abi_version() < EDGE_ABI_VERSION) {
        say("libmodzy_edge %s is too old; install %s or newer", edge_version(), EDGE_VERSION);
        return FAILED;
    }
    give_up_ms = line.timeout_ms == EDGE_NO_TIMEOUT ? UINT64_MAX : now_ms() + line.timeout_ms;

    status = edge_client_create(line.host, line.port, NULL, &client, &error);
    if (status != EDGE_OK) {
        exit_status = fail("cannot make a client", status, error);
    } else if (pthread_create(&watcher, NULL, watch_signals, NULL) != 0) {
        say("cannot make a thread");
        exit_status = FAILED;
    } else {
        exit_status = run(&line);
    }
    command_line_free(&line);
    edge_client_destroy(client);
    if (ended_by != 0 && exit_status != COMPLETE)
        end_by_signal();
    edge_string_free(job_identifier);
    return exit_status;
}
