/*
 * modzy_edge.h - the C interface of the Modzy Edge client
 *
 * Modzy Edge runs machine-learning models on edge devices and serves them over gRPC. This library submits
 * work to such a device ("an edge"), follows it, and fetches its results. Link with -lmodzy_edge; nothing
 * else has to be installed.
 *
 *
 * A FIRST PROGRAM
 *
 *     #include <modzy_edge.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         edge_client *client = NULL;
 *         edge_error  *error  = NULL;
 *         char        *job    = NULL;
 *
 *         if (edge_client_create("localhost", 55000, NULL, &client, &error) == EDGE_OK) {
 *             edge_input  inputs[]  = {{"input.txt", "some bytes", 10}};
 *             edge_source sources[] = {{"my-input", inputs, 1}};
 *
 *             if (edge_jobs_submit_embedded(client, "inspector", "1.0.0", sources, 1, false,
 *                                           NULL, &job, &error) == EDGE_OK)
 *                 puts(job);              // {"job_identifier":"...","status":"SUBMITTED",...}
 *         }
 *         if (error != NULL)
 *             fprintf(stderr, "%s\n", edge_error_message(error));
 *
 *         edge_string_free(job);          // each of these accepts NULL
 *         edge_error_free(error);
 *         edge_client_destroy(client);
 *         return error == NULL ? 0 : 1;
 *     }
 *
 *
 * HOW THE FUNCTIONS BEHAVE
 *
 * Outcome. A function that can fail returns an edge_status: EDGE_OK, or what went wrong. Its last parameter,
 * out_error, may be NULL; otherwise it receives an edge_error that says in words what happened and what to
 * do about it, and that the caller frees. Other out parameters are written on success only: after a failure
 * they hold what they held before. An out parameter for a result may be NULL if the result is not wanted.
 *
 * Handles. edge_client and edge_error are never dereferenced by the library or the caller: they are numbers
 * in the clothes of a pointer. NULL, a handle that was destroyed, one of another type, or an address that
 * never was a handle is recognised and answered with EDGE_INVALID_HANDLE. Destroy and free functions accept
 * NULL, never fail, and may be called twice.
 *
 * Memory that goes in. Strings are NUL-terminated UTF-8. Strings and buffers are borrowed: the library reads
 * them during the call, never writes to them, keeps no pointer to them after it has returned, and makes no
 * copy of a whole buffer. They must not change while the call runs.
 *
 * Memory that comes out. Strings that a function returns through an out parameter belong to the caller, who
 * frees them with edge_string_free (not with free). Strings that are a function's return value belong to the
 * library; how long they live is said there.
 *
 * Time. Durations are in milliseconds. 0 stands for the default, EDGE_NO_TIMEOUT for none. A deadline bounds
 * a call as a whole: connecting, sending and receiving.
 *
 * Threads. Every function may be called from any thread at any time, with the same client too; calls on one
 * client run in parallel. A client is meant to be shared and kept: it holds the connection.
 *
 * Processes. After fork() the child must not use what the parent made: the calls of a child whose parent has
 * used the library return EDGE_FORKED_PROCESS; destroying and freeing are harmless there. Load the library
 * in the child, call exec(), or in Python's multiprocessing use the start method "spawn".
 *
 * Signals. The first call starts a managed runtime inside the process. It ignores SIGPIPE from then on, and
 * adds handlers for SIGSEGV, SIGFPE and one real-time signal that pass on what is not theirs to the handlers
 * that were there. It touches no other signal, does not exit the process, and does not write to its standard
 * streams. The library stays loaded until the process ends, also after dlclose().
 *
 *
 * VERSIONS
 *
 * The functions of this header are only ever added to, and structures only ever grow at their end, for as
 * long as the library's soname is libmodzy_edge.so.1. A program that may meet an older library than the one
 * it was compiled for asks once, at its start:
 *
 *     if (edge_abi_version() < EDGE_ABI_VERSION)
 *         fprintf(stderr, "libmodzy_edge %s is too old; install %s or newer\n",
 *                 edge_version(), EDGE_VERSION);
 *
 * "Since" names the version that first had a function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODZY_EDGE_H
#define MODZY_EDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this header. edge_version() tells that of the library. */
#define EDGE_VERSION_MAJOR 0
#define EDGE_VERSION_MINOR 1
#define EDGE_VERSION_PATCH 0
#define EDGE_VERSION "0.1.0"

/** Counts the additions to this interface: 1 more for each version that added to it. */
#define EDGE_ABI_VERSION 1u

/** Marks what the library exports. */
#if defined(__GNUC__) || defined(__clang__)
#define EDGE_API __attribute__((visibility("default")))
#define EDGE_NODISCARD __attribute__((warn_unused_result))
#define EDGE_DEPRECATED(instead) __attribute__((deprecated(instead)))
#else
#define EDGE_API
#define EDGE_NODISCARD
#define EDGE_DEPRECATED(instead)
#endif

/** For every duration: wait for as long as it takes. */
#define EDGE_NO_TIMEOUT UINT32_MAX


/* ---------------------------------------------------------------------------------------------------------
 * Status
 * ------------------------------------------------------------------------------------------------------ */

/**
 * The outcome of a call.
 *
 * 1 to 16 are the canonical status codes of gRPC, by number and by name, whether the edge answered with them
 * or the library came to them itself. From 100 on they are the library's own. Later versions may add codes:
 * treat an unknown one as a failure.
 */
typedef int32_t edge_status;

enum {
    /** It worked. */
    EDGE_OK = 0,
    /** The call was cancelled: its client was destroyed while it ran, or the edge cancelled it. */
    EDGE_CANCELLED = 1,
    /** The edge failed without saying more, or its answer has no gRPC status. */
    EDGE_UNKNOWN = 2,
    /** An argument cannot be right. The message names it: `sources[2].inputs[0].key`. Nothing was sent,
     *  unless it is the edge that found the argument wrong. */
    EDGE_INVALID_ARGUMENT = 3,
    /** The deadline or timeout passed. The edge may have done the work nevertheless. */
    EDGE_DEADLINE_EXCEEDED = 4,
    /** There is no such model, version, job or result. */
    EDGE_NOT_FOUND = 5,
    /** What was to be created is there already. */
    EDGE_ALREADY_EXISTS = 6,
    /** The edge knows the caller but does not allow this. */
    EDGE_PERMISSION_DENIED = 7,
    /** A limit was reached: most often a message larger than the edge accepts. */
    EDGE_RESOURCE_EXHAUSTED = 8,
    /** The edge, or the machine of the caller, is not in a state in which this could work. */
    EDGE_FAILED_PRECONDITION = 9,
    /** The edge gave up on the operation because of a conflict with another. */
    EDGE_ABORTED = 10,
    /** A position lies outside of what there is. */
    EDGE_OUT_OF_RANGE = 11,
    /** The edge does not offer this call, or the peer is not an edge. */
    EDGE_UNIMPLEMENTED = 12,
    /** A fault in the edge, in this library, or in the conversation between them. */
    EDGE_INTERNAL = 13,
    /** The edge cannot be reached: it does not run there, or the network is down. Worth another try. */
    EDGE_UNAVAILABLE = 14,
    /** The edge has lost data. */
    EDGE_DATA_LOSS = 15,
    /** The edge wants to know who is calling. */
    EDGE_UNAUTHENTICATED = 16,

    /** A handle is NULL, was destroyed, is of another type, or never was a handle. */
    EDGE_INVALID_HANDLE = 100,
    /** This process is a fork of the one that used the library; see "Processes" above. */
    EDGE_FORKED_PROCESS = 101,
    /** There is not enough memory for the call. */
    EDGE_OUT_OF_MEMORY = 102
};

/**
 * The name of a status without its prefix: "OK", "NOT_FOUND", "INVALID_HANDLE"; "UNRECOGNIZED" for a number
 * that has no name here.
 *
 * @return A static string that is never freed.
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_status_name(edge_status status);


/* ---------------------------------------------------------------------------------------------------------
 * Library
 * ------------------------------------------------------------------------------------------------------ */

/**
 * The version of the library, such as "0.1.0".
 *
 * @return A static string that is never freed.
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_version(void);

/**
 * The EDGE_ABI_VERSION that the library was built with. See "Versions" above for the check to make.
 *
 * Since 0.1.0
 */
EDGE_API uint32_t edge_abi_version(void);


/* ---------------------------------------------------------------------------------------------------------
 * Errors
 *
 * An edge_error is made for one failed call and belongs to the caller. It never changes, so that any number
 * of threads may read it.
 * ------------------------------------------------------------------------------------------------------ */

/** What went wrong, in detail. Opaque; freed with edge_error_free. */
typedef struct edge_error edge_error;

/**
 * The status that the failed call returned.
 *
 * @param error  May be NULL.
 * @return EDGE_OK for NULL; EDGE_INVALID_HANDLE if this is not an error, or no longer.
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_error_code(const edge_error *error);

/**
 * What happened and what to do about it, in English, as text to show or to log. It contains no secrets and
 * no payload. The wording may change between versions: decide by edge_error_code.
 *
 * @param error  May be NULL.
 * @return UTF-8 that lives until edge_error_free; "" for NULL. Never NULL.
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_error_message(const edge_error *error);

/**
 * The same for programs, as a JSON object with at least
 *
 *     code        number    edge_error_code
 *     status      string    edge_status_name of it
 *     message     string    edge_error_message
 *     retriable   boolean   edge_error_is_retriable
 *
 * and where they are known
 *
 *     parameter       string   the argument that was wrong: "sources[2].inputs[0].key"
 *     method          string   the gRPC method: "/jobs.v1.JobService/SubmitJob"
 *     endpoint        string   "localhost:55000"
 *     server_message  string   the edge's own words, unabridged
 *
 * @param error  May be NULL.
 * @return UTF-8 that lives until edge_error_free; "{}" for NULL. Never NULL.
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_error_detail_json(const edge_error *error);

/**
 * Whether the same call may succeed if it is simply made again a little later: the edge was not reachable, was
 * overloaded, or gave way to another operation (EDGE_UNAVAILABLE, EDGE_ABORTED). Where the call was a submission whose answer got lost, the edge may hold the job already;
 * making it again then makes a second one.
 *
 * @param error  May be NULL.
 * @return false for NULL.
 *
 * Since 0.1.0
 */
EDGE_API bool edge_error_is_retriable(const edge_error *error);

/**
 * Frees an error, and with it the strings that it returned.
 *
 * @param error  May be NULL, or freed already.
 *
 * Since 0.1.0
 */
EDGE_API void edge_error_free(edge_error *error);


/* ---------------------------------------------------------------------------------------------------------
 * Memory
 * ------------------------------------------------------------------------------------------------------ */

/**
 * Frees a string that a function of this library returned through an out parameter.
 *
 * @param string  May be NULL. Must not be freed twice.
 *
 * Since 0.1.0
 */
EDGE_API void edge_string_free(char *string);


/* ---------------------------------------------------------------------------------------------------------
 * Logging
 *
 * The library is silent unless it is given a function to log to.
 * ------------------------------------------------------------------------------------------------------ */

/** How much a message matters. */
typedef int32_t edge_log_level;

enum {
    /** Each step of each call. */
    EDGE_LOG_TRACE = 0,
    /** What helps to find a fault. */
    EDGE_LOG_DEBUG = 1,
    /** What an operator may want to know. */
    EDGE_LOG_INFO = 2,
    /** What looks wrong and went on nevertheless. */
    EDGE_LOG_WARNING = 3,
    /** What failed. */
    EDGE_LOG_ERROR = 4,
    /** Nothing at all. */
    EDGE_LOG_OFF = 6
};

/**
 * Receives a log message.
 *
 * It is called on whichever thread has something to say, on several at once. It must return quickly, and
 * must not call this library. `message` is UTF-8 without a newline, and lives until the callback returns. It
 * never contains secrets or payload.
 */
typedef void (*edge_log_callback)(edge_log_level level, const char *message, void *user_data);

/**
 * Sets the function that receives the log messages of the whole library, in place of the one before.
 *
 * When this returns, the function before is not running and will not be called again, so that what belongs
 * to it may be freed. A program that unloads the code of its callback must call this with NULL first.
 *
 * @param callback   NULL turns logging off.
 * @param minimum    Messages below this level are not made at all.
 * @param user_data  Handed to the callback as it is. May be NULL.
 * @param out_error  May be NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT (no such level), EDGE_FAILED_PRECONDITION (called from within the
 *         callback).
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_log_set(edge_log_callback callback, edge_log_level minimum, void *user_data,
                                  edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Client
 * ------------------------------------------------------------------------------------------------------ */

/** A connection to one edge and all that belongs to it. Opaque; destroyed with edge_client_destroy. */
typedef struct edge_client edge_client;

/**
 * How a client behaves. Always begin with EDGE_CLIENT_OPTIONS_INIT, then set what should differ:
 *
 *     edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
 *     options.deadline_ms = 5000;
 *
 * The library recognises by struct_size for which version the program was compiled: members that the program
 * does not know have their defaults, and members that the library does not know must be zero.
 *
 * Since 0.1.0
 */
typedef struct edge_client_options {
    /** sizeof(edge_client_options), set by EDGE_CLIENT_OPTIONS_INIT. */
    uint32_t struct_size;
    /** The deadline of each call that sets none of its own. Default 30 seconds. */
    uint32_t deadline_ms;
    /** How long one attempt to connect may take, within the deadline of the call. Default 10 seconds. */
    uint32_t connect_timeout_ms;
    /** Must be 0. */
    uint32_t reserved;
    /** The largest answer that is accepted, in bytes; a larger one is EDGE_RESOURCE_EXHAUSTED. 0: no limit
     *  (2 GiB is what gRPC can carry here). */
    uint64_t max_receive_bytes;
} edge_client_options;

/** Sets every member of edge_client_options to its default. */
#define EDGE_CLIENT_OPTIONS_INIT {(uint32_t)sizeof(edge_client_options), 0u, 0u, 0u, 0u}

/**
 * How a single call behaves. Always begin with EDGE_CALL_OPTIONS_INIT; for struct_size see
 * edge_client_options. Where a function takes a pointer to these, NULL means all defaults.
 *
 * Since 0.1.0
 */
typedef struct edge_call_options {
    /** sizeof(edge_call_options), set by EDGE_CALL_OPTIONS_INIT. */
    uint32_t struct_size;
    /** The deadline of this call. Default: the client's. */
    uint32_t deadline_ms;
} edge_call_options;

/** Sets every member of edge_call_options to its default. */
#define EDGE_CALL_OPTIONS_INIT {(uint32_t)sizeof(edge_call_options), 0u}

/**
 * Makes a client for one edge. It does not connect: the first call does, and each call after the connection
 * was lost. To know early whether the edge is there, use edge_client_wait_ready.
 *
 * @param host        A name, an IPv4 address, or an IPv6 address with or without brackets. No scheme, no port.
 * @param port        1 to 65535. An edge listens on 55000 unless it was told otherwise.
 * @param options     May be NULL.
 * @param out_client  Receives the client, which the caller destroys with edge_client_destroy. Not NULL.
 * @param out_error   May be NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_create(const char *host, uint32_t port,
                                                       const edge_client_options *options,
                                                       edge_client **out_client, edge_error **out_error);

/**
 * Waits until the edge answers. Attempts are repeated until one succeeds or the time is up.
 *
 * @param client      The client.
 * @param timeout_ms  Default 30 seconds.
 * @param out_error   May be NULL. After EDGE_DEADLINE_EXCEEDED its message says why the last attempt failed.
 * @return EDGE_OK, EDGE_DEADLINE_EXCEEDED, EDGE_CANCELLED, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS; and if what
 *         listens there does not speak gRPC, EDGE_INTERNAL or EDGE_UNIMPLEMENTED at once.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_wait_ready(edge_client *client, uint32_t timeout_ms,
                                                           edge_error **out_error);

/**
 * Destroys a client and closes its connections. Its calls that still run in other threads are cancelled and
 * return EDGE_CANCELLED; this function returns when the last of them has let go of its caller's buffers.
 *
 * @param client  May be NULL, or destroyed already.
 *
 * Since 0.1.0
 */
EDGE_API void edge_client_destroy(edge_client *client);


/* ---------------------------------------------------------------------------------------------------------
 * Jobs
 *
 * A job runs one model over one or more input items. A model may want several files for one item (a picture
 * and its calibration, say): each is a data input, found by the key that the model's documentation names.
 *
 * Functions that answer with a job answer with one JSON object. These keys are always there, in this order;
 * what the edge did not say is null:
 *
 *     job_identifier      string   names the job from now on
 *     status              string   SUBMITTED, IN_PROGRESS, OPEN; at the end COMPLETE, CANCELED or FAILED
 *     account_identifier  string
 *     explain             boolean  whether an explanation was asked for
 *     created_at          string   these three: RFC 3339, in UTC, "2024-05-01T12:00:00.5Z"
 *     updated_at          string
 *     submitted_at        string
 *     submitted_by        string
 *     pending             number   input items that are waiting or being worked on
 *     completed           number   input items that are done
 *     failed              number   input items that failed
 *     total               number   input items in all
 *     model               object   {"identifier": string, "version": string, "name": string}
 *     job_inputs          array    the keys of the input items, as strings
 *     user                object
 *
 * followed, where the edge said them, by access_key (string), input_byte_amount (number, bytes) and
 * elapsed_time (number, milliseconds). Ignore keys that you do not know: later versions may add some.
 * ------------------------------------------------------------------------------------------------------ */

/**
 * One data input: bytes under a key.
 *
 * Since 0.1.0
 */
typedef struct edge_input {
    /** The name by which the model finds the data, such as "image" or "input.txt". UTF-8; unique within its
     *  input item; not NULL. */
    const char *key;
    /** The bytes; may be NULL if size is 0. */
    const void *data;
    /** How many bytes. */
    size_t size;
} edge_input;

/**
 * One input item: the data inputs that the model gets together, for one result.
 *
 * Since 0.1.0
 */
typedef struct edge_source {
    /** Your name for the item, under which its result is found. UTF-8; unique within the job; not NULL. */
    const char *key;
    /** The data inputs of the item; not NULL. */
    const edge_input *inputs;
    /** How many there are; at least 1. */
    size_t input_count;
} edge_source;

/**
 * Submits a job with its data. Returns as soon as the edge has accepted it; edge_jobs_wait waits for its end.
 *
 * The data travels base64-encoded in one gRPC message: 4 bytes for each 3. One message can be up to 2 GiB
 * (2,147,483,586 bytes, about 1.5 GiB of data). The edge may accept less, and then answers
 * EDGE_RESOURCE_EXHAUSTED.
 *
 * @param client            The client.
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param sources           The input items. Borrowed, with all they point to, until the function returns.
 * @param source_count      How many there are; at least 1.
 * @param explain           Ask the model to explain its results, if it can.
 * @param options           May be NULL.
 * @param out_job           Receives the job as JSON, which the caller frees with edge_string_free. May be NULL.
 * @param out_error         May be NULL.
 * @return EDGE_OK; before anything was sent EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS,
 *         EDGE_OUT_OF_MEMORY; most often EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED, EDGE_NOT_FOUND (no such
 *         model or version), EDGE_RESOURCE_EXHAUSTED, EDGE_CANCELLED, or any other status of the edge.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_embedded(edge_client *client, const char *model_identifier,
                                                              const char *model_version, const edge_source *sources,
                                                              size_t source_count, bool explain,
                                                              const edge_call_options *options, char **out_job,
                                                              edge_error **out_error);

/**
 * Tells how a job is doing.
 *
 * @param client          The client.
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param options         May be NULL.
 * @param out_job         Receives the job as JSON, which the caller frees with edge_string_free. May be NULL.
 * @param out_error       May be NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS,
 *         EDGE_OUT_OF_MEMORY, EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED, EDGE_CANCELLED, or any other status of
 *         the edge.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get(edge_client *client, const char *job_identifier,
                                                  const edge_call_options *options, char **out_job,
                                                  edge_error **out_error);

/**
 * Waits until a job has come to its end: COMPLETE, CANCELED or FAILED. Which of them is in the job; a job that
 * failed is no failure of this function.
 *
 * The edge is asked again and again, at first after poll_interval_ms, then ever more rarely, up to once a
 * second (or every poll_interval_ms, if that is longer). An edge that is away for less than 10 seconds, because
 * it restarts or the network fails, does not end the wait.
 *
 * @param client            The client.
 * @param job_identifier    The job_identifier of the job. Not empty.
 * @param timeout_ms        How long to wait. Default 30 seconds; EDGE_NO_TIMEOUT for as long as it takes.
 * @param poll_interval_ms  The first interval. Default 10 milliseconds.
 * @param options           Their deadline is that of each single question to the edge. May be NULL.
 * @param out_job           Receives the job as JSON, which the caller frees with edge_string_free. May be NULL.
 * @param out_error         May be NULL.
 * @return EDGE_OK, EDGE_DEADLINE_EXCEEDED (the time was up; the job itself goes on), and otherwise as edge_jobs_get.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_wait(edge_client *client, const char *job_identifier,
                                                   uint32_t timeout_ms, uint32_t poll_interval_ms,
                                                   const edge_call_options *options, char **out_job,
                                                   edge_error **out_error);

/**
 * Fetches the results of a job. They may be fetched before its end; `finished` tells whether it was.
 *
 * The JSON object has the fields of results.v1.Results, named as on the wire:
 *
 *     job_identifier, account_identifier, team, total, completed, failed, finished, submitted_by_key,
 *     explained, submitted_at, initial_queue_time, total_queue_time, average_model_latency,
 *     total_model_latency, elapsed_time, starting_result_summarizing, result_summarizing, input_size
 *     results   object   for each input item that was completed, under its key:
 *                        status, engine, input_fetching, output_uploading, model_latency, queue_time,
 *                        start_time, update_time, end_time, results.json (what the model said), voting
 *     failures  object   for each input item that failed, under its key, what the edge says about it:
 *                        as a rule message, report_error_url, status, status_code
 *
 * All of them are always there; a part that the edge left out is null. Times are as in a job.
 *
 * @param client          The client.
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param options         May be NULL.
 * @param out_results     Receives the results as JSON, which the caller frees with edge_string_free. May be
 *                        NULL.
 * @param out_error       May be NULL.
 * @return As edge_jobs_get.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_results(edge_client *client, const char *job_identifier,
                                                          const edge_call_options *options, char **out_results,
                                                          edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Diagnostics
 * ------------------------------------------------------------------------------------------------------ */

/**
 * Describes the library and the runtime inside it, as text to attach to a report of a fault: a JSON object
 * with version, abi_version, runtime, architecture, process_id, open_clients, open_errors, and gc (the garbage
 * collector's settings in force, heap_bytes and the number of collections). Its content is for people and may
 * change between versions.
 *
 * @param out_json   Receives the JSON, which the caller frees with edge_string_free. Not NULL.
 * @param out_error  May be NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_diagnostics(char **out_json, edge_error **out_error);

#ifdef __cplusplus
}
#endif

#endif /* MODZY_EDGE_H */
