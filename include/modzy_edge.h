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
 *         if (edge_client_create("localhost", EDGE_DEFAULT_PORT, NULL, &client, &error) == EDGE_OK) {
 *             edge_input  inputs[]  = {{"input.txt", "some bytes", 10}};
 *             edge_source sources[] = {{"my-input", inputs, 1}};
 *
 *             if (edge_jobs_submit_embedded(client, "inspector", "1.0.0", sources, 1, NULL,
 *                                           &job, &error) == EDGE_OK)
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
 * THE FUNCTIONS
 *
 * Each of these functions blocks until the edge has answered. Its asynchronous form, NAME_start, returns at once with
 * an edge_call, from which the result is taken when it is done (see "Calls"). J: edge_call_take_json, B:
 * edge_call_take_bytes, S: edge_call_take_stream, -: no result.
 *
 *     Function with an asynchronous form               What it gives
 *     edge_client_wait_ready                        -  nothing, when the edge answers
 *     edge_client_ping                              J  the round trip in microseconds
 *     edge_jobs_submit_embedded, _text, _bytes      J  the job: data in memory
 *     edge_jobs_submit_files                        J  the job: data in files, of any size
 *     edge_jobs_submit_s3, _azure                   J  the job: data that the edge fetches from a store
 *     edge_jobs_run                                 J  the results: submits from memory, waits, fetches
 *     edge_jobs_open, _close                        J  the job: input that is appended
 *     edge_jobs_append                              -  nothing
 *     edge_jobs_get, _wait, _cancel                 J  the job
 *     edge_jobs_list, _cancel_all                   J  a page of jobs
 *     edge_jobs_list_history                        J  a page of jobs of the past
 *     edge_jobs_get_history                         J  a page: what became of one job
 *     edge_jobs_get_features                        J  the limits of the edge
 *     edge_jobs_list_statistics                     J  the use of all access keys
 *     edge_jobs_get_statistics                      J  the use of one access key
 *     edge_jobs_get_results, _get_result            J  the results of a job, of one of its input items
 *     edge_jobs_get_output                          B  one output of a result
 *     edge_jobs_vote                                -  nothing
 *     edge_jobs_get_vote                            J  the vote on a result
 *     edge_inferences_perform, _get, _wait, _run    J  the inference
 *     edge_inferences_get_output                    B  one output of an inference
 *     edge_stream_open                              S  a stream of inferences
 *     edge_stream_send, _half_close                 -  nothing
 *     edge_stream_receive                           J  the next inference
 *
 * Without one: edge_client_create, _create_from_context, _set_metadata and _destroy; edge_error_* and edge_log_*;
 * edge_call_* and edge_queue_* for calls that were started; edge_json_* for values in the JSON; edge_string_free,
 * edge_bytes_free; edge_version, edge_abi_version, edge_status_name, edge_diagnostics; edge_interrupt_set.
 *
 * What acts is destroyed: destroying a client, a call, a stream, a queue or a log ends its activity and returns when
 * the library no longer touches borrowed memory. What is only memory is freed: errors, strings, bytes.
 *
 *
 * HOW THE FUNCTIONS BEHAVE
 *
 * Outcome. A function that can fail returns an edge_status: EDGE_OK, or what went wrong. Its last parameter,
 * out_error, may be NULL; otherwise it receives an edge_error that says in words what happened and what to
 * do about it, and that the caller frees. Other out parameters are written on success only: after a failure
 * they hold what they held before (edge_jobs_wait and its like are the one exception). An out parameter may be NULL
 * if the result is not wanted, unless its description says "Not NULL".
 *
 * Parameters that need no description. client is an edge_client. options may be NULL, for the defaults.
 *
 * Handles. edge_client, edge_call, edge_stream, edge_queue, edge_log and edge_error are opaque integers stored in a
 * pointer type; neither the library nor the caller dereferences them. NULL, a handle that was destroyed, one of
 * another type, or an address that never was a handle is EDGE_INVALID_HANDLE. Destroy and free functions accept
 * NULL, never fail, and may be called twice.
 *
 * Structures that begin with struct_size are initialised with their INIT macro, in a declaration inside of a
 * function or in an assignment:
 *
 *     edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
 *     options.deadline_ms = 5000;
 *
 * The library recognises by struct_size for which version the program was compiled: members that the program
 * does not know have their defaults, and members that the library does not know must be zero. A struct_size that
 * no version of the structure can have is EDGE_INVALID_ARGUMENT.
 *
 * Memory that goes in. Strings are NUL-terminated UTF-8. Strings and buffers are borrowed: the library reads
 * them during the call, never writes to them, keeps no pointer to them after it has returned (of a call that was
 * started, see "Calls": after it is done), and makes no copy of a whole buffer. They must not change meanwhile.
 *
 * Memory that comes out. Strings that a function returns through an out parameter belong to the caller, who
 * frees them with edge_string_free, and bytes with edge_bytes_free (not with free). Strings that are a function's
 * return value belong to the library; how long they live is said there.
 *
 * Time. Durations are in milliseconds. A deadline bounds a call as a whole: connecting, sending and receiving. An
 * upload that ends without a job, by its deadline or otherwise, has 2 seconds more to cancel what it had opened.
 * A parameter timeout_ms says how long a function waits: 0 not at all, EDGE_DEFAULT_TIMEOUT for as long as is
 * documented there, EDGE_NO_TIMEOUT for as long as it takes. So the rest of a time budget can be passed as it is,
 * also when it is 0. A function that asks the edge asks once then, and gives the answer one second. In all other
 * members of structures 0 stands for the default. In JSON every time is RFC 3339 in UTC, and every duration a number
 * of milliseconds.
 *
 * Threads. Every function may be called from any thread at any time, with the same client too; calls on one
 * client run in parallel. A client is meant to be shared and kept: it holds the connections. The library's own
 * threads block all signals but those of faults and SIGRTMIN, and run on the processors and with the scheduling
 * policy that the main thread had when the library was loaded, whichever thread makes the first call. Threads may
 * have the smallest stack that pthreads allow, and calls may be made on fibers: where less than 96 KB of the
 * thread's own stack are left, the call runs on a thread that the library starts for it, with 256 KB of stack, while
 * its caller waits. That takes about 0.1 ms, and edge_interrupt_set has no effect on such a call; where no thread can
 * be started, the call is EDGE_OUT_OF_MEMORY.
 *
 * Limits. The first call takes one thread, 24 MB under a limit of data (ulimit -d), and half of a limit of address
 * space (ulimit -v). The first client takes one thread for each processor, 2 to 8, and two more, each with 256 KB of
 * stack. They stay until the process ends. Where that is not to be had, the call is EDGE_OUT_OF_MEMORY, and may be
 * made again once it is; where a seccomp filter refuses sysinfo or rt_sigaction, it is EDGE_FAILED_PRECONDITION.
 * Afterwards a thread that cannot be created (ulimit -u, pids.max, ulimit -v) makes the call that needs it
 * EDGE_OUT_OF_MEMORY, and everything can be freed. One thing can still end the process: a limit of data that is set
 * after the first call to less than 16 MB above what the process has in use (VmData in /proc/self/status).
 *
 * Environment. MODZY_EDGE_LOG, see "Logging", and MODZY_EDGE_TRANSPORT (direct or channel: the transport of clients
 * that do not choose one). Variables whose names begin with DOTNET_ or COMPlus_ change nothing in the library.
 *
 * Processes. After fork(), _Fork() or clone() the child must not use what the parent made: the calls of a child whose
 * parent has used the library return EDGE_FORKED_PROCESS; destroying and freeing are harmless there. Load the library
 * in the child, call exec(), or in Python's multiprocessing use the start method "spawn".
 *
 * Cancellation. pthread_cancel takes effect after the call that the thread is in has returned. No thread may leave
 * a call in another way: longjmp, siglongjmp or an exception out of a signal handler or a log callback would leave
 * the library's locks held.
 *
 * Signals. The first call starts a managed runtime inside the process. It adds handlers for SIGSEGV, SIGFPE and one
 * real-time signal (SIGRTMIN) that pass on what is not theirs to the handlers that were there. It touches no other
 * signal (a peer that is gone raises no SIGPIPE), does not exit the process, and does not write to its standard
 * streams (but for MODZY_EDGE_LOG). The library stays loaded until the process ends, also after dlclose(). A
 * blocking call goes on after a signal was handled, unless edge_interrupt_set says otherwise.
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
 *
 * EXAMPLES
 *
 * Each function has one. In it, client and error are as in the program above, and what error says afterwards is
 * for you to show and to free. id is the job_identifier of a job with the input item "my-input", and inference_id
 * names an inference: both of the model "inspector", and at their end unless the function is for others. stream is
 * an open stream on which one request was sent; call was started with edge_jobs_get_start. <stdio.h> is included,
 * and <inttypes.h>, <poll.h> or <stdlib.h> where they are needed. Behind a line stands what it prints.
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

/* A structure with all members given: usable as an initialiser and in an assignment. */
#ifdef __cplusplus
#define EDGE_STRUCT_(type, ...) type{__VA_ARGS__}
#else
#define EDGE_STRUCT_(type, ...) (type){__VA_ARGS__}
#endif

/** Where an edge listens unless it was told otherwise. */
#define EDGE_DEFAULT_PORT 55000u

/** For every duration: wait for as long as it takes. */
#define EDGE_NO_TIMEOUT UINT32_MAX

/** For every timeout_ms: the default that the function documents. 0 does not stand for it; see "Time" above. */
#define EDGE_DEFAULT_TIMEOUT 0xfffffffeu


/* ---------------------------------------------------------------------------------------------------------
 * Status
 * ------------------------------------------------------------------------------------------------------ */

/**
 * The outcome of a call.
 *
 * 1 to 16 are the canonical status codes of gRPC, by number and by name, whether the edge answered with them
 * or the library determined them itself. From 100 on they are the library's own. Later versions may add codes:
 * treat an unknown one as a failure.
 */
typedef int32_t edge_status;

enum {
    /** It worked. */
    EDGE_OK = 0,
    /** The call was cancelled: by edge_call_cancel or edge_stream_cancel, by the edge, or because its
     *  client was destroyed, or its call or stream freed, while it ran. */
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
    /** The edge cannot be reached, or the connection was lost. Worth another try. */
    EDGE_UNAVAILABLE = 14,
    /** The edge has lost data. */
    EDGE_DATA_LOSS = 15,
    /** The edge wants to know who is calling. */
    EDGE_UNAUTHENTICATED = 16,

    /** A handle is NULL, was destroyed, has another type, or never was a handle. */
    EDGE_INVALID_HANDLE = 100,
    /** This process is a fork of the one that used the library; see "Processes" above. */
    EDGE_FORKED_PROCESS = 101,
    /** There is not enough memory for the call, under a limit that the message names; or, at the first one, address
     *  space or a thread for the runtime. */
    EDGE_OUT_OF_MEMORY = 102
};

/**
 * The name of a status without its prefix: "OK", "NOT_FOUND", "INVALID_HANDLE"; "UNRECOGNIZED" for a number
 * that has no name here.
 *
 * @return A static string that is never freed.
 *
 * Example:
 *
 *     puts(edge_status_name(EDGE_NOT_FOUND));     // NOT_FOUND
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
 * Example:
 *
 *     printf("libmodzy_edge %s\n", edge_version());
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_version(void);

/**
 * The EDGE_ABI_VERSION that the library was built with. See "Versions" above for the check to make.
 *
 * Example:
 *
 *     if (edge_abi_version() < EDGE_ABI_VERSION)
 *         fprintf(stderr, "install libmodzy_edge %s or newer\n", EDGE_VERSION);
 *
 * Since 0.1.0
 */
EDGE_API uint32_t edge_abi_version(void);


/* ---------------------------------------------------------------------------------------------------------
 * Errors
 *
 * An edge_error is made for one failed call and belongs to the caller. It never changes, so that any number
 * of threads may read it. In the examples of this section, error is that of a call to an edge that does not run.
 * ------------------------------------------------------------------------------------------------------ */

/** What went wrong, in detail. Opaque; freed with edge_error_free. */
typedef struct edge_error edge_error;

/**
 * The status that the failed call returned.
 *
 * @param error  May be NULL.
 * @return EDGE_OK for NULL; EDGE_INVALID_HANDLE if this is not an error, or no longer.
 *
 * Example:
 *
 *     if (edge_error_code(error) == EDGE_UNAVAILABLE)
 *         puts("does the edge run?");
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
 * Example:
 *
 *     printf("%s\n", edge_error_message(error));
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
 *     origin      string    where the failure was found: "local" (an argument, a deadline, a limit of this
 *                           process), "transport" (no connection, a violation of the protocol, a proxy), or
 *                           "edge" (the status that it answered with)
 *
 * and where they are known
 *
 *     parameter       string   the argument that was wrong: "sources[2].inputs[0].key"
 *     method          string   the gRPC method: "/jobs.v1.JobService/SubmitJob"
 *     endpoint        string   "localhost:55000"
 *     server_message  string   the text of the edge's status, unabridged and as it came; "message" has its control
 *                              characters as escapes
 *     sent            string   how much of the request had left when the call failed: "none", "part" or "all". A
 *                              submission of which "all" was sent may have made a job
 *     attempts        number   how often the call was sent: 1, or more if it was sent again (edge_retry_options), or
 *                              to another of several edges
 *     job_identifier, inference_identifier   string   what was waited for, and goes on
 *     errno           number   why a file cannot be read, as <errno.h> has it
 *
 * @param error  May be NULL.
 * @return UTF-8 that lives until edge_error_free; "{}" for NULL. Never NULL.
 *
 * Example:
 *
 *     puts(edge_error_detail_json(error));        // {"code":14,"status":"UNAVAILABLE",...,"retriable":true,...}
 *
 * Since 0.1.0
 */
EDGE_API const char *edge_error_detail_json(const edge_error *error);

/**
 * Whether the same call may succeed if it is simply made again a little later: the edge was not reachable, was
 * overloaded, or gave way to another operation (EDGE_UNAVAILABLE, EDGE_ABORTED). Where the call was a submission
 * whose answer got lost, the edge may hold the job already; making it again then makes a second one.
 *
 * @param error  May be NULL.
 * @return false for NULL.
 *
 * Example:
 *
 *     if (edge_error_is_retriable(error))
 *         puts("try again");
 *
 * Since 0.1.0
 */
EDGE_API bool edge_error_is_retriable(const edge_error *error);

/**
 * Frees an error, and with it the strings that it returned.
 *
 * @param error  May be NULL, or freed already.
 *
 * Example:
 *
 *     edge_error_free(error);
 *     error = NULL;                               // fit for the next call
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
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_get(client, id, NULL, &job, &error) == EDGE_OK)
 *         puts(job);
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API void edge_string_free(char *string);

/**
 * Frees bytes that a function of this library returned through an out parameter.
 *
 * @param bytes  May be NULL. Must not be freed twice.
 *
 * Example:
 *
 *     void *data = NULL;
 *     size_t size = 0;
 *     if (edge_jobs_get_output(client, id, "my-input", "results.json", NULL, &data, &size, &error) == EDGE_OK)
 *         printf("%zu bytes\n", size);            // ... bytes
 *     edge_bytes_free(data);
 *
 * Since 0.1.0
 */
EDGE_API void edge_bytes_free(void *bytes);


/* ---------------------------------------------------------------------------------------------------------
 * Logging
 *
 * The library is silent unless it is given a function to log to. For a look into a program as it is, the environment
 * variable MODZY_EDGE_LOG (trace, debug, info, warning or error) makes it write messages to standard error, from the
 * first call on.
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

/** A function that receives log messages. Opaque; removed with edge_log_destroy. */
typedef struct edge_log edge_log;

/**
 * Adds a function that receives the log messages of the whole library. There may be several.
 *
 * @param callback   Not NULL.
 * @param minimum    Messages below this level do not reach the function.
 * @param user_data  Passed to the callback unchanged. May be NULL.
 * @param out_log    Receives the handle by which the function is removed with edge_log_destroy. Not NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT (no such level), EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     static void log_to(edge_log_level level, const char *message, void *file)
 *     {
 *         fprintf((FILE *)file, "%d %s\n", (int)level, message);  // 3 The version 'latest' ...
 *     }
 *
 *     edge_log *log = NULL;
 *     if (edge_log_create(log_to, EDGE_LOG_WARNING, stdout, &log, &error) == EDGE_OK &&
 *         edge_jobs_open(client, "inspector", "latest", NULL, NULL, NULL) != EDGE_OK)
 *         puts("not opened");
 *     edge_log_destroy(log);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_log_create(edge_log_callback callback, edge_log_level minimum,
                                                    void *user_data, edge_log **out_log, edge_error **out_error);

/**
 * Removes a function that receives log messages. When this returns, the function is not running and will not be
 * called again, so that what belongs to it may be freed; called by the function itself, it does not wait for that
 * call.
 *
 * @param log  May be NULL, or removed already.
 *
 * Example:
 *
 *     edge_log *log = NULL;
 *     edge_log_destroy(log);
 *
 * Since 0.1.0
 */
EDGE_API void edge_log_destroy(edge_log *log);


/* ---------------------------------------------------------------------------------------------------------
 * Interrupting calls
 *
 * A signal does not end a call by itself: the library goes on waiting. A program that wants Ctrl-C, SIGTERM or an
 * alarm to end the calls of a thread sets a callback for that thread, and decides in it.
 * ------------------------------------------------------------------------------------------------------ */

/**
 * Decides whether a blocking call goes on, after a signal has interrupted its wait.
 *
 * It runs on the thread that made the call, as ordinary code and not as a signal handler, and the library holds no
 * lock meanwhile. It may take its time and may call the library; the calls that it makes do not call it again.
 * edge_client_destroy, edge_stream_destroy and edge_call_destroy do not wait in it for the call that it was
 * called for, which ends when it has returned. It must return: no longjmp, no exception.
 *
 * @return 0 to go on. Anything else ends the call with EDGE_CANCELLED.
 */
typedef int (*edge_interrupt_callback)(void *user_data);

/**
 * Sets the function that decides for the calling thread whether its blocking calls go on after a signal, in place
 * of the one before. Each thread has its own. A thread without one goes on waiting.
 *
 * It is called each time a signal interrupts a wait of this thread, whether the signal's handler was installed with
 * SA_RESTART or without, and once a second besides: a signal may be handled just before a wait begins, and interrupts
 * nothing then. So let your signal handler set a flag, and return the flag here. Calls that do not wait for a second
 * cost nothing more.
 *
 * All waits are meant: for a name server, a connection, an answer, the end of a job, a stream, edge_call_wait, and
 * edge_client_destroy, which then returns before the calls of other threads have ended. A call that is ended may
 * have reached the edge, as with a deadline. An upload cancels its job, within 2 seconds more.
 *
 * The kernel gives a signal to any thread that does not block it, to the main thread first. The library's threads
 * block all signals. Block those that are meant for this thread in your other threads (pthread_sigmask).
 *
 * @param callback   NULL to go on waiting whatever happens.
 * @param user_data  Passed to the callback unchanged. May be NULL.
 * @return EDGE_OK, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     static volatile int stopped = 0;            // set by the program's handler of SIGINT
 *
 *     static int is_stopped(void *user_data)
 *     {
 *         return *(volatile int *)user_data;
 *     }
 *
 *     edge_interrupt_set(is_stopped, (void *)&stopped, &error);
 *     if (edge_jobs_wait(client, id, NULL, NULL, &error) != EDGE_CANCELLED)
 *         puts("not interrupted");                // not interrupted
 *     edge_interrupt_set(NULL, NULL, &error);
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_interrupt_set(edge_interrupt_callback callback, void *user_data,
                                        edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Calls
 *
 * Each function that blocks has an asynchronous form whose name ends in _start. It checks the arguments, starts the
 * call, and returns at once with an edge_call. No thread of the program is blocked, and no thread of the library by a
 * call with a short message. What was borrowed stays borrowed until the call is done, and must neither change nor be
 * freed before.
 *
 *     edge_call *call = NULL;
 *     if (edge_jobs_get_start(client, id, NULL, &call, &error) == EDGE_OK) {
 *         watch(edge_call_fd(call));                    // with poll, epoll, libuv, asyncio, ...
 *         ...                                           // readable: the call is done
 *         if (edge_call_take_json(call, &job, &error) == EDGE_OK)
 *             ...
 *         edge_call_destroy(call);
 *     }
 *
 * The example of a function is that of its asynchronous form too: pass &call in place of where the result goes, and
 * take the result from the call when it is done.
 * ------------------------------------------------------------------------------------------------------ */

/** A call that was started. Opaque; destroyed with edge_call_destroy. */
typedef struct edge_call edge_call;


/* ---------------------------------------------------------------------------------------------------------
 * Client
 * ------------------------------------------------------------------------------------------------------ */

/** The connections to an edge, or to several. Opaque; destroyed with edge_client_destroy. */
typedef struct edge_client edge_client;

/** What carries calls to an edge. */
typedef uint32_t edge_transport;

enum {
    /** EDGE_TRANSPORT_DIRECT on Linux, the other one elsewhere. */
    EDGE_TRANSPORT_AUTO = 0,
    /** The library's own HTTP/2, with the least latency, CPU and memory; on Linux. docs/c.md says which calls share
     *  connections and threads. */
    EDGE_TRANSPORT_DIRECT = 1,
    /** That of .NET, SocketsHttpHandler: for other systems, and to compare with. */
    EDGE_TRANSPORT_CHANNEL = 2
};

/** Which of several edges gets a call. */
typedef uint32_t edge_balancing;

enum {
    /** The first one, in the order given, that responds. */
    EDGE_BALANCING_PICK_FIRST = 0,
    /** One after the other, of those that respond. */
    EDGE_BALANCING_ROUND_ROBIN = 1
};

/**
 * How a client speaks TLS, 1.2 or 1.3. Initialise it with EDGE_TLS_OPTIONS_INIT; all members may stay 0: the
 * certificate of the edge is then checked against the authorities of the system, and the client has none.
 * Certificates and keys are PEM. What is in memory is copied; files are read again when they change, for the
 * connections opened afterwards. The library uses the OpenSSL of the system, 3.x or 1.1.1, and loads it with the
 * first client that has TLS.
 *
 * Since 0.1.0
 */
typedef struct edge_tls_options {
    /** sizeof(edge_tls_options), set by EDGE_TLS_OPTIONS_INIT. */
    uint32_t struct_size;
    /** Must be 0. */
    uint32_t reserved;
    /** A file with the certificates of the authorities that are trusted in place of those of the system, or the
     *  edge's own certificate. NULL: ca_pem; without that, too, the authorities of the system, or of the
     *  files that the environment variables SSL_CERT_FILE and SSL_CERT_DIR name. */
    const char *ca_file;
    /** The same in memory. NULL: none. Refused if ca_pem_size is 0. */
    const void *ca_pem;
    /** In bytes. */
    size_t ca_pem_size;
    /** A file with the client's certificate, followed by those of the authorities between it and the one that
     *  the edge trusts. NULL: certificate_pem; without that, too, the client has no certificate. */
    const char *certificate_file;
    /** The same in memory. NULL: none. Refused if certificate_pem_size is 0. */
    const void *certificate_pem;
    /** In bytes. */
    size_t certificate_pem_size;
    /** A file with the private key of the client's certificate. NULL: key_pem; without that, too, the key is beside
     *  the certificate. */
    const char *key_file;
    /** The same in memory. NULL: none. Refused if key_pem_size is 0. */
    const void *key_pem;
    /** In bytes. */
    size_t key_pem_size;
    /** The password of the key, in UTF-8. NULL: none. Appears in no log and no error; copies of it are cleared. */
    const char *key_password;
    /** The name or the address that the edge's certificate must have; names are also asked for in the handshake
     *  (SNI), and sent as :authority. NULL: the host. A Unix domain socket needs one, and so does an address that is
     *  not written as four numbers, such as 127.1. */
    const char *server_name;
} edge_tls_options;

/** Sets every member of edge_tls_options to its default. */
#define EDGE_TLS_OPTIONS_INIT                                                                                    \
    EDGE_STRUCT_(edge_tls_options, sizeof(edge_tls_options), 0, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL, 0,    \
                 NULL, NULL)

/**
 * How a client sends failed calls again, within the deadline of the call. Initialise it with EDGE_RETRY_OPTIONS_INIT.
 *
 * A call that failed with EDGE_UNAVAILABLE is sent again if it only reads (status, results, lists, features,
 * statistics, edge_client_ping), or if the edge cannot have processed it: the connection was refused, or the request
 * had not left completely. The time between two attempts begins with initial_backoff_ms and doubles, give or take a
 * fifth. An edge can ask for another one, or for none, with the trailer grpc-retry-pushback-ms. Each client has a
 * budget: when most calls fail, none is sent again. Waits ask again anyway, and need none of this. See
 * docs/transport.md, "Retries".
 *
 * Since 0.1.0
 */
typedef struct edge_retry_options {
    /** sizeof(edge_retry_options), set by EDGE_RETRY_OPTIONS_INIT. */
    uint32_t struct_size;
    /** How often a call is sent at most, the first time included. Default 4; 1 to send it once. A call that the edge
     *  refused by GOAWAY or REFUSED_STREAM, or that met a connection which the edge had closed, is sent again at
     *  once, whatever this says: four times at most. Of several edges each can be tried each time. */
    uint32_t max_attempts;
    /** The time before the second attempt. Default 100 milliseconds. */
    uint32_t initial_backoff_ms;
    /** The longest time between two attempts. Default 2 seconds, or initial_backoff_ms if that is longer. */
    uint32_t max_backoff_ms;
    /** Whether submissions of jobs and inferences are sent again, too, if the edge may have processed them: it is
     *  possible then that it has two jobs. Default false. */
    bool retry_submissions;
    /** Must be 0. */
    uint8_t reserved[3];
} edge_retry_options;

/** Sets every member of edge_retry_options to its default. */
#define EDGE_RETRY_OPTIONS_INIT \
    EDGE_STRUCT_(edge_retry_options, sizeof(edge_retry_options), 0, 0, 0, false, {0, 0, 0})

/**
 * How a client behaves. Initialise it with EDGE_CLIENT_OPTIONS_INIT.
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
    /** What carries the calls; one of the EDGE_TRANSPORT_ values. */
    edge_transport transport;
    /** How many connections the direct transport opens at most; calls beyond that wait for one, within their
     *  deadline. Default 256. See docs/c.md. */
    uint32_t max_connections;
    /** After what time an idle connection of the direct transport is closed. Default 2 minutes. See
     *  docs/c.md. */
    uint32_t idle_timeout_ms;
    /** The largest answer that is accepted, in bytes; a larger one is EDGE_RESOURCE_EXHAUSTED. 0: 512 MiB; 2 GiB
     *  less 1 is what gRPC can carry here. Whatever this says, an answer for which the process may not have the
     *  memory (memory cgroup, ulimit -v and -d, the machine's) is EDGE_OUT_OF_MEMORY, before it is taken. */
    uint64_t max_receive_bytes;
    /** How long a blocking call of the direct transport polls for its response before its thread sleeps, in
     *  microseconds; 1000000 at most. Trades CPU time for latency: see docs/c.md. Default 0. */
    uint32_t busy_poll_us;
    /** How many started calls with a message of more than 16 KiB the direct transport makes at a time, each with a
     *  thread of the library, a connection and half a megabyte; the others wait in order, within their deadlines, and
     *  take no memory for the message. Default 32. See docs/c.md. */
    uint32_t max_long_calls;
    /** The API key of the platform, sent with each call as "authorization: ApiKey ...". It appears in no log and
     *  no error. NULL: none. Copied. */
    const char *api_key;
    /** Whether api_key, and metadata named "authorization", may be sent to another machine without tls: everybody on
     *  the way can read them then. Default false: EDGE_INVALID_ARGUMENT then. */
    bool allow_plaintext_credentials;
    /** Whether a job is cancelled at the edge when the time of a wait for it is up, that of edge_jobs_run included:
     *  within 2 seconds more, and the message of the error says what came of it. Not after a timeout of 0, which only
     *  asks once, and not for inferences, which cannot be cancelled. A submission whose deadline passes leaves no
     *  identifier to cancel by: its error says whether the edge may have taken the job. Default false: the job goes
     *  on. */
    bool cancel_on_timeout;
    /** Must be 0. */
    uint8_t reserved[6];
    /** TLS; a structure with its defaults suffices where the edge's certificate is of an authority of the system.
     *  Direct transport only. NULL: plaintext. Copied. */
    const edge_tls_options *tls;
    /** How failed calls are sent again. NULL: as EDGE_RETRY_OPTIONS_INIT. Copied. */
    const edge_retry_options *retry;
    /** The URL of an HTTP proxy that tunnels to the edge by CONNECT: "http://user:password@host:port". It resolves
     *  the edge's name. NULL: that of the environment variable grpc_proxy, https_proxy or http_proxy, unless
     *  no_grpc_proxy or no_proxy contains the edge. "": none. This machine and Unix domain sockets are reached
     *  without one. The password appears in no log and no error. Copied. See docs/c.md. */
    const char *proxy;
    /** After how many milliseconds in which the edge has sent nothing a connection with calls is checked by an HTTP/2
     *  PING; 10000 at least, because servers close connections that ping more often. Default 0: never. See
     *  docs/c.md. */
    uint32_t keepalive_ms;
    /** How long the edge may take to answer a PING before its calls are EDGE_UNAVAILABLE. Default 20 seconds. */
    uint32_t keepalive_timeout_ms;
    /** Whether connections without calls are checked, too, and all as often as keepalive_ms says: for servers that
     *  permit it, and networks that forget idle connections. Default false. */
    bool keepalive_when_idle;
    /** Must be 0. */
    uint8_t reserved2[3];
    /** Which edge gets a call, if the host names several; one of the EDGE_BALANCING_ values. A call about a job or an
     *  inference goes to the edge that has it, whatever this says. See docs/c.md. */
    edge_balancing balancing;
} edge_client_options;

/** Sets every member of edge_client_options to its default. */
#define EDGE_CLIENT_OPTIONS_INIT                                                                                \
    EDGE_STRUCT_(edge_client_options, sizeof(edge_client_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, false,        \
                 false, {0, 0, 0, 0, 0, 0}, NULL, NULL, NULL, 0, 0, false, {0, 0, 0}, 0)

/**
 * One entry of the metadata of calls: a header field of the request, as gRPC defines it. It does not grow.
 *
 * Since 0.1.0
 */
typedef struct edge_metadata {
    /** Lower-case letters, digits, '-', '_' and '.'; not one that gRPC or HTTP reserves: "grpc-...", "te",
     *  "content-type", "user-agent", "host" and those of HTTP/1 connections. "traceparent", and "tracestate" with it,
     *  make a call part of a trace (W3C Trace Context). Not NULL. */
    const char *name;
    /** Printable ASCII; any bytes if the name ends with "-bin". Calls never log it. May be NULL if size is 0. */
    const void *value;
    /** In bytes. All metadata of a call, with 32 bytes for each entry, is 16 KiB at most; servers accept 8 KiB
     *  unless they were told otherwise. */
    size_t size;
} edge_metadata;

/**
 * How a single call behaves. Initialise it with EDGE_CALL_OPTIONS_INIT.
 *
 * Since 0.1.0
 */
typedef struct edge_call_options {
    /** sizeof(edge_call_options), set by EDGE_CALL_OPTIONS_INIT. */
    uint32_t struct_size;
    /** The deadline of this call. Default: the client's. */
    uint32_t deadline_ms;
    /** Metadata of this call, beside the client's; an entry takes the place of the client's of the same name. May
     *  be NULL if metadata_count is 0. */
    const edge_metadata *metadata;
    /** How many there are. */
    size_t metadata_count;
} edge_call_options;

/** Sets every member of edge_call_options to its default. */
#define EDGE_CALL_OPTIONS_INIT \
    EDGE_STRUCT_(edge_call_options, sizeof(edge_call_options), 0, NULL, 0)

/**
 * Makes a client for an edge. It does not connect: the first call does, and each call after the connection
 * was lost. To know early whether the edge is there, use edge_client_wait_ready.
 *
 * @param host        A name, an IPv4 address, or an IPv6 address with or without brackets; no scheme, no port. Or
 *                    "unix:" and the path of a Unix domain socket, or "unix-abstract:" and its name in Linux's
 *                    abstract namespace. Or several edges, divided by commas, each with or without its port:
 *                    "edge-1,edge-2:55001"; docs/c.md says which of them gets a call.
 * @param port        1 to 65535. An edge listens on EDGE_DEFAULT_PORT unless it was told otherwise. Ignored for a
 *                    socket's path.
 * @param out_client  Receives the client, which the caller destroys with edge_client_destroy. Not NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT, EDGE_FAILED_PRECONDITION if options ask for TLS and the system has no
 *         OpenSSL, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
 *     options.deadline_ms = 5000;
 *     if (edge_client_create("localhost", 55000, &options, &client, &error) != EDGE_OK)
 *         fprintf(stderr, "%s\n", edge_error_message(error));
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_create(const char *host, uint32_t port,
                                                       const edge_client_options *options,
                                                       edge_client **out_client, edge_error **out_error);

/**
 * Makes a client for an edge by its name in the configuration file of the command line tool modzy-edge:
 * $XDG_CONFIG_HOME/modzy-edge/config.json, or the same below ~/.config. docs/tool.md describes the file.
 *
 * @param name        The name of the context. NULL: the one that the environment variable MODZY_EDGE_CONTEXT names,
 *                    or else the current one of the file.
 * @param options     NULL: those of the context. Each member that is not 0 takes the place of the context's.
 * @param out_client  Receives the client, which the caller destroys with edge_client_destroy. Not NULL.
 * @param out_error   May be NULL. Its message names the file, the member that is wrong, and the remedy.
 * @return EDGE_OK, EDGE_NOT_FOUND if there is no such file or context, EDGE_INVALID_ARGUMENT if the file cannot be
 *         read or is wrong, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     if (edge_client_create_from_context("camera-7", NULL, &client, &error) != EDGE_OK)
 *         fprintf(stderr, "%s\n", edge_error_message(error));
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_create_from_context(const char *name,
                                                                    const edge_client_options *options,
                                                                    edge_client **out_client,
                                                                    edge_error **out_error);

/**
 * Replaces the metadata of all calls of a client, with its api_key: for calls that begin afterwards, also for the
 * next question of a wait and the next chunk of an upload that are under way. A token that expires is replaced so.
 *
 * @param metadata        The entries; "authorization" is the place of credentials. Copied. May be NULL if
 *                        metadata_count is 0: the client then sends none.
 * @param metadata_count  How many there are.
 * @return EDGE_OK; EDGE_INVALID_ARGUMENT, also for a credential that the options do not allow in plaintext: the
 *         client keeps what it had; EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     const char   *token = "Bearer 3f2a";
 *     edge_metadata entry = {"authorization", token, strlen(token)};
 *     if (edge_client_set_metadata(client, &entry, 1, &error) != EDGE_OK)
 *         fprintf(stderr, "%s\n", edge_error_message(error));
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_set_metadata(edge_client *client, const edge_metadata *metadata,
                                                             size_t metadata_count, edge_error **out_error);

/**
 * What a client has done since it was made. Makes no call, and does not wait.
 *
 * Calls are those to the edge: a wait makes several, an upload one for each chunk. Streams count as connections only.
 * Counting takes neither lock nor memory. The JSON object has
 *
 *     calls            number   that were begun
 *     calls_in_flight  number   of these, that have not ended yet
 *     succeeded        number
 *     retries          number   how often a call was sent again, or to another of several edges
 *     failures         object   the calls that failed, by the name of their status: {"UNAVAILABLE":2}
 *     bytes_sent, bytes_received   number   over the network, those of HTTP/2 and of TLS records included, those of
 *                                           TLS handshakes not
 *     connections      object   "opened" and "failed" in all; "open" now; of these, "idle" without a call, of the
 *                               direct transport
 *     latency          object   what the successful calls took, retries included, in milliseconds with a fraction:
 *                               "p50", "p90" and "p99" are exact to 3 %, "max" is the longest; 0 if there is none
 *
 * @param client     The client.
 * @param out_stats  Receives the JSON, to be freed with edge_string_free. May be NULL.
 * @return EDGE_OK; EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     char *stats = NULL;
 *     if (edge_client_stats(client, &stats, &error) == EDGE_OK)
 *         puts(stats);                            // {"calls":...,"calls_in_flight":0,"succeeded":...
 *     edge_string_free(stats);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_stats(edge_client *client, char **out_stats, edge_error **out_error);

/**
 * Waits until the edge answers. Attempts are repeated, as edge_jobs_wait asks, until one succeeds or the time is up.
 *
 * @param timeout_ms  How long to wait. 0: one attempt. EDGE_DEFAULT_TIMEOUT: 30 seconds.
 * @param out_error   May be NULL. After EDGE_DEADLINE_EXCEEDED its message says why the last attempt failed.
 * @return EDGE_OK, EDGE_DEADLINE_EXCEEDED, EDGE_CANCELLED, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS; and if what
 *         listens there does not speak gRPC, EDGE_INTERNAL or EDGE_UNIMPLEMENTED at once.
 *
 * Example:
 *
 *     if (edge_client_wait_ready(client, 10000, &error) == EDGE_OK)
 *         puts("the edge is there");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_wait_ready(edge_client *client, uint32_t timeout_ms,
                                                           edge_error **out_error);

/** edge_client_wait_ready without blocking; it has no result to take. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_client_wait_ready_start(edge_client *client, uint32_t timeout_ms,
                                                                 edge_call **out_call, edge_error **out_error);

/**
 * Makes one whole call to the edge, the cheapest there is, and measures it. To wait for an edge that starts, there is
 * edge_client_wait_ready.
 *
 * @param timeout_ms         How long to wait; at least 1. EDGE_DEFAULT_TIMEOUT: the deadline of the client.
 * @param out_round_trip_us  Receives the time from the beginning of the call to the answer, in microseconds.
 *                           Connecting is part of it, if there was no connection. May be NULL.
 * @return EDGE_OK if the edge has answered, and otherwise as edge_jobs_get.
 *
 * Example:
 *
 *     uint64_t round_trip = 0;
 *     if (edge_client_ping(client, 1000, &round_trip, &error) == EDGE_OK)
 *         printf("%.1f ms\n", (double)round_trip / 1000);      // ... ms
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_client_ping(edge_client *client, uint32_t timeout_ms,
                                                     uint64_t *out_round_trip_us, edge_error **out_error);

/** edge_client_ping without blocking; edge_call_take_json then gives {"round_trip_us": number}. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_client_ping_start(edge_client *client, uint32_t timeout_ms,
                                                           edge_call **out_call, edge_error **out_error);

/**
 * Destroys a client and closes its connections. Its calls that still run in other threads are cancelled and
 * return EDGE_CANCELLED; this function returns when the last of them no longer reads its caller's buffers. Uploads
 * take up to 2 seconds for it, in which they cancel their jobs.
 *
 * @param client  May be NULL, or destroyed already.
 *
 * Example:
 *
 *     edge_client_destroy(client);
 *     client = NULL;
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
 * A part of a buffer that does not lie in one piece: the layout of POSIX's struct iovec, which never changes.
 *
 * Since 0.1.0
 */
typedef struct edge_piece {
    /** The bytes; may be NULL if size is 0. */
    const void *data;
    /** How many bytes. */
    size_t size;
} edge_piece;

/**
 * The size of a buffer that is given as an array of edge_piece: camera rows with padding between them, a ring buffer,
 * a header before a payload. Its data member points to the array. The pieces are sent one after the other, without a
 * copy. count is at most SIZE_MAX / 2.
 */
#ifdef __cplusplus
#define EDGE_PIECES(count) (static_cast<size_t>(count) | ~(SIZE_MAX >> 1))
#else
#define EDGE_PIECES(count) ((size_t)(count) | ~(SIZE_MAX >> 1))
#endif

/**
 * One data input: bytes under a key.
 *
 * Since 0.1.0
 */
typedef struct edge_input {
    /** The name by which the model finds the data, such as "image" or "input.txt". UTF-8; unique within its
     *  input item; not NULL. */
    const char *key;
    /** The bytes; may be NULL if size is 0. With EDGE_PIECES as the size: an array of edge_piece. */
    const void *data;
    /** How many bytes, or EDGE_PIECES(how many pieces). */
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
 * How a wait proceeds. Initialise it with EDGE_WAIT_OPTIONS_INIT.
 *
 *     edge_wait_options wait = EDGE_WAIT_OPTIONS_INIT;
 *     wait.timeout_ms = 60000;
 *
 * Since 0.1.0
 */
typedef struct edge_wait_options {
    /** sizeof(edge_wait_options), set by EDGE_WAIT_OPTIONS_INIT. */
    uint32_t struct_size;
    /** How long to wait. 0: ask once. EDGE_DEFAULT_TIMEOUT, which EDGE_WAIT_OPTIONS_INIT sets: 30 seconds. */
    uint32_t timeout_ms;
    /** The time between two questions to the edge. 0: it grows with the time waited, from 3 milliseconds, so that the
     *  end is noticed late by 2 % of that time. Where less than this time is left, the last question comes before the
     *  end of the wait by a tenth of timeout_ms, at least 50 milliseconds and at most 1 second. */
    uint32_t poll_interval_ms;
    /** The upper bound of that time. 0: 50 milliseconds; where poll_interval_ms is given, the interval does not
     *  grow. */
    uint32_t max_poll_interval_ms;
    /** Metadata of the calls that the wait makes, as in edge_call_options. Not for edge_jobs_run, which sends that of
     *  edge_submit_options with all of its calls: EDGE_INVALID_ARGUMENT then. May be NULL if metadata_count is 0. */
    const edge_metadata *metadata;
    /** How many there are. */
    size_t metadata_count;
} edge_wait_options;

/** Sets every member of edge_wait_options to its default. */
#define EDGE_WAIT_OPTIONS_INIT \
    EDGE_STRUCT_(edge_wait_options, sizeof(edge_wait_options), EDGE_DEFAULT_TIMEOUT, 0, 0, NULL, 0)

/**
 * How a job is submitted. Initialise it with EDGE_SUBMIT_OPTIONS_INIT.
 *
 * The sizes of the elements of arrays let a program that was compiled for a later version, in which they have more
 * members, use this library: the members that the library does not know must be zero. 0 stands for the sizes of
 * version 0.1.0, and so does NULL for the options.
 *
 * Since 0.1.0
 */
typedef struct edge_submit_options {
    /** sizeof(edge_submit_options), set by EDGE_SUBMIT_OPTIONS_INIT. */
    uint32_t struct_size;
    /** The deadline of the call; of an upload, of each message to the edge. 0: the client's. edge_jobs_run takes the
     *  timeout of wait instead. */
    uint32_t deadline_ms;
    /** How long the edge may work on each input item before that fails. 0: as long as the edge allows. Jobs whose
     *  input is sent in chunks have none. */
    uint32_t job_timeout_ms;
    /** sizeof(edge_source). */
    uint16_t source_size;
    /** sizeof(edge_input). */
    uint16_t input_size;
    /** sizeof(edge_file). */
    uint16_t file_size;
    /** Ask the model to explain its results, if it can. */
    bool explain;
    /** Must be 0. */
    uint8_t reserved[5];
    /** How edge_jobs_run waits; other functions ignore it. May be NULL. */
    const edge_wait_options *wait;
    /** As in edge_call_options; of edge_jobs_run for all of its calls. */
    const edge_metadata *metadata;
    /** How many there are. */
    size_t metadata_count;
} edge_submit_options;

/** Sets every member of edge_submit_options to its default. */
#define EDGE_SUBMIT_OPTIONS_INIT                                                                                   \
    EDGE_STRUCT_(edge_submit_options, sizeof(edge_submit_options), 0, 0, sizeof(edge_source), sizeof(edge_input),  \
                 sizeof(edge_file), false, {0, 0, 0, 0, 0}, NULL, NULL, 0)

/**
 * Submits a job with its data. Returns as soon as the edge has accepted it; edge_jobs_wait waits for its end, and
 * edge_jobs_run does both.
 *
 * The data travels base64-encoded in one gRPC message: 4 bytes for each 3. One message can be up to 2 GiB
 * (2,147,483,586 bytes, about 1.5 GiB of data). If the edge, or a proxy before it, refuses the message for its size,
 * the data is sent in chunks, from the same memory and within the same deadline, and later jobs of that size at once;
 * not if the edge takes no chunks or the options have a job_timeout_ms: EDGE_RESOURCE_EXHAUSTED then. When sending
 * in chunks fails, the job is cancelled, as by edge_jobs_submit_files.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param sources           The input items. Borrowed, with all they point to, until the function returns.
 * @param source_count      How many there are; at least 1.
 * @param out_job           Receives the job as JSON.
 * @return EDGE_OK; before anything was sent EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS,
 *         EDGE_OUT_OF_MEMORY; most often EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED, EDGE_NOT_FOUND (no such
 *         model or version), EDGE_RESOURCE_EXHAUSTED, EDGE_CANCELLED, or any other status of the edge.
 *
 * Example:
 *
 *     edge_input  front[]   = {{"image", "\xff\xd8\xff", 3}, {"config.json", "{}", 2}};
 *     edge_piece  pieces[]  = {{"\xff\xd8", 2}, {"\xff", 1}};
 *     edge_input  back[]    = {{"image", pieces, EDGE_PIECES(2)}, {"config.json", "{}", 2}};
 *     edge_source sources[] = {{"front-door", front, 2}, {"back-door", back, 2}};
 *     char       *job       = NULL;
 *     if (edge_jobs_submit_embedded(client, "inspector", "1.0.0", sources, 2, NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"SUBMITTED",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_embedded(edge_client *client, const char *model_identifier,
                                                              const char *model_version, const edge_source *sources,
                                                              size_t source_count,
                                                              const edge_submit_options *options, char **out_job,
                                                              edge_error **out_error);

/** edge_jobs_submit_embedded without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_embedded_start(edge_client *client,
                                                                    const char *model_identifier,
                                                                    const char *model_version,
                                                                    const edge_source *sources,
                                                                    size_t source_count,
                                                                    const edge_submit_options *options,
                                                                    edge_call **out_call, edge_error **out_error);

/** The key of the input item of edge_jobs_submit_bytes, under which its result is found. */
#define EDGE_SINGLE_SOURCE "input"

/**
 * Submits a job with one data input: edge_jobs_submit_embedded with one input item, whose key is EDGE_SINGLE_SOURCE.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param input_key         The name by which the model finds the data.
 * @param data              The bytes. Borrowed until the function returns. May be NULL if size is 0.
 * @param size              How many bytes, or EDGE_PIECES(how many pieces).
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_submit_bytes(client, "inspector", "1.0.0", "input.txt", "bytes", 5, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"SUBMITTED",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_bytes(edge_client *client, const char *model_identifier,
                                                           const char *model_version, const char *input_key,
                                                           const void *data, size_t size, char **out_job,
                                                           edge_error **out_error);

/** edge_jobs_submit_bytes without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_bytes_start(edge_client *client, const char *model_identifier,
                                                                 const char *model_version, const char *input_key,
                                                                 const void *data, size_t size,
                                                                 edge_call **out_call, edge_error **out_error);

/**
 * Submits a job with its data, waits until it is final, and fetches its results:
 * edge_jobs_submit_embedded, edge_jobs_wait and edge_jobs_get_results, all within the timeout of options->wait.
 * Of the asynchronous form, edge_call_progress tells how many input items are done.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param sources           The input items. Borrowed, with all they point to, until the function returns.
 * @param source_count      How many there are; at least 1.
 * @param out_results       Receives the results as JSON, as edge_jobs_get_results gives them.
 * @return EDGE_OK, also for a job of which items failed: the results say so. EDGE_DEADLINE_EXCEEDED when the time is
 *         up; the job goes on then. EDGE_ABORTED if the job was cancelled meanwhile. Otherwise as
 *         edge_jobs_submit_embedded. The detail of the error has the job_identifier as soon as the edge has accepted
 *         the job.
 *
 * Example:
 *
 *     edge_input  inputs[]  = {{"input.txt", "some bytes", 10}};
 *     edge_source sources[] = {{"my-input", inputs, 1}};
 *     char       *results   = NULL;
 *     if (edge_jobs_run(client, "inspector", "1.0.0", sources, 1, NULL, &results, &error) == EDGE_OK)
 *         puts(results);                          // {"job_identifier":"...,"results":{"my-input":{...
 *     edge_string_free(results);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_run(edge_client *client, const char *model_identifier,
                                                  const char *model_version, const edge_source *sources,
                                                  size_t source_count, const edge_submit_options *options,
                                                  char **out_results, edge_error **out_error);

/** edge_jobs_run without blocking; its result is taken with edge_call_take_json. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_run_start(edge_client *client, const char *model_identifier,
                                                        const char *model_version, const edge_source *sources,
                                                        size_t source_count, const edge_submit_options *options,
                                                        edge_call **out_call, edge_error **out_error);

/**
 * One data input that lies in a store, where the edge fetches it.
 *
 * Since 0.1.0
 */
typedef struct edge_object {
    /** The name by which the model finds the data. UTF-8; unique within its input item; not NULL. */
    const char *key;
    /** The bucket (S3) or the container (Azure). Not empty. */
    const char *container;
    /** The object's key in the bucket (S3), or its path in the container (Azure). Not empty. */
    const char *path;
} edge_object;

/**
 * One input item whose data lies in a store.
 *
 * Since 0.1.0
 */
typedef struct edge_object_source {
    /** Your name for the item, under which its result is found. UTF-8; unique within the job; not NULL. */
    const char *key;
    /** The data inputs of the item; not NULL. */
    const edge_object *objects;
    /** How many there are; at least 1. */
    size_t object_count;
} edge_object_source;

/**
 * The input items of a job whose data lies in a store. Initialise it with EDGE_OBJECT_SOURCES_INIT.
 *
 * Since 0.1.0
 */
typedef struct edge_object_sources {
    /** sizeof(edge_object_sources), set by EDGE_OBJECT_SOURCES_INIT. */
    uint32_t struct_size;
    /** sizeof(edge_object_source); see edge_submit_options. */
    uint16_t source_size;
    /** sizeof(edge_object). */
    uint16_t object_size;
    /** The input items; not NULL. */
    const edge_object_source *sources;
    /** How many there are; at least 1. */
    size_t source_count;
} edge_object_sources;

/** Sets every member of edge_object_sources to its default: none. */
#define EDGE_OBJECT_SOURCES_INIT                                                                       \
    EDGE_STRUCT_(edge_object_sources, sizeof(edge_object_sources), sizeof(edge_object_source),         \
                 sizeof(edge_object), NULL, 0)

/**
 * How the edge gets at objects in S3, or in a store that speaks S3's protocol. Initialise it with
 * EDGE_S3_ACCESS_INIT. The secret travels to the edge, and appears in no log and no error.
 *
 * Since 0.1.0
 */
typedef struct edge_s3_access {
    /** sizeof(edge_s3_access), set by EDGE_S3_ACCESS_INIT. */
    uint32_t struct_size;
    /** Must be 0. */
    uint32_t reserved;
    /** The identifier of the access key. Not empty. */
    const char *access_key_id;
    /** The secret that belongs to it. Not empty. */
    const char *secret_access_key;
    /** The region of AWS, such as "us-east-1"; NULL for another store. */
    const char *region;
    /** The URL of a store other than AWS, such as "https://minio.example"; NULL for AWS. */
    const char *endpoint;
} edge_s3_access;

/** Sets every member of edge_s3_access to its default. */
#define EDGE_S3_ACCESS_INIT EDGE_STRUCT_(edge_s3_access, sizeof(edge_s3_access), 0, NULL, NULL, NULL, NULL)

/**
 * How the edge gets at objects in Azure's blob storage. Initialise it with EDGE_AZURE_ACCESS_INIT. The key travels
 * to the edge, and appears in no log and no error.
 *
 * Since 0.1.0
 */
typedef struct edge_azure_access {
    /** sizeof(edge_azure_access), set by EDGE_AZURE_ACCESS_INIT. */
    uint32_t struct_size;
    /** Must be 0. */
    uint32_t reserved;
    /** The storage account. Not empty. */
    const char *storage_account;
    /** Its key. Not empty. */
    const char *storage_account_key;
} edge_azure_access;

/** Sets every member of edge_azure_access to its default. */
#define EDGE_AZURE_ACCESS_INIT EDGE_STRUCT_(edge_azure_access, sizeof(edge_azure_access), 0, NULL, NULL)

/**
 * One data input that is a file.
 *
 * Since 0.1.0
 */
typedef struct edge_file {
    /** The key of the input item that it belongs to. UTF-8; not NULL. */
    const char *source_key;
    /** The name by which the model finds the data. UTF-8; unique within its input item; not NULL. */
    const char *input_key;
    /** Where the file is: the bytes that open() takes, in whatever encoding; not NULL. */
    const char *path;
} edge_file;

/**
 * Submits a job with text, which travels as it is, not base64-encoded. Otherwise as edge_jobs_submit_embedded.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param sources           The input items; their data is text in UTF-8. Borrowed until the function returns.
 * @param source_count      How many there are; at least 1.
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     edge_input  inputs[]  = {{"input.txt", "some text", 9}};
 *     edge_source sources[] = {{"my-input", inputs, 1}};
 *     char       *job       = NULL;
 *     if (edge_jobs_submit_text(client, "inspector", "1.0.0", sources, 1, NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"SUBMITTED",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_text(edge_client *client, const char *model_identifier,
                                                          const char *model_version, const edge_source *sources,
                                                          size_t source_count,
                                                          const edge_submit_options *options, char **out_job,
                                                          edge_error **out_error);

/** edge_jobs_submit_text without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_text_start(edge_client *client, const char *model_identifier,
                                                                const char *model_version,
                                                                const edge_source *sources, size_t source_count,
                                                                const edge_submit_options *options,
                                                                edge_call **out_call, edge_error **out_error);

/**
 * Submits a job whose data the edge fetches from S3, or from a store that speaks S3's protocol.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param objects           The input items. Not NULL.
 * @param access            How the edge gets at the store. Either region or endpoint is given.
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     edge_object         image   = {"image", "my-bucket", "front-door/0001.jpg"};
 *     edge_object_source  source  = {"front-door", &image, 1};
 *     edge_object_sources objects = EDGE_OBJECT_SOURCES_INIT;
 *     edge_s3_access      access  = EDGE_S3_ACCESS_INIT;
 *     char               *job     = NULL;
 *     objects.sources          = &source;
 *     objects.source_count     = 1;
 *     access.access_key_id     = getenv("AWS_ACCESS_KEY_ID");
 *     access.secret_access_key = getenv("AWS_SECRET_ACCESS_KEY");
 *     access.region            = "us-east-1";
 *     if (edge_jobs_submit_s3(client, "inspector", "1.0.0", &objects, &access, NULL, &job, &error) == EDGE_OK)
 *         puts(job);
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_s3(edge_client *client, const char *model_identifier,
                                                         const char *model_version,
                                                         const edge_object_sources *objects,
                                                         const edge_s3_access *access,
                                                         const edge_submit_options *options, char **out_job,
                                                         edge_error **out_error);

/** edge_jobs_submit_s3 without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_s3_start(edge_client *client, const char *model_identifier,
                                                               const char *model_version,
                                                               const edge_object_sources *objects,
                                                               const edge_s3_access *access,
                                                               const edge_submit_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/**
 * Submits a job whose data the edge fetches from Azure's blob storage.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param objects           The input items. Not NULL.
 * @param access            How the edge gets at the storage account.
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     edge_object         image   = {"image", "my-container", "front-door/0001.jpg"};
 *     edge_object_source  source  = {"front-door", &image, 1};
 *     edge_object_sources objects = EDGE_OBJECT_SOURCES_INIT;
 *     edge_azure_access   access  = EDGE_AZURE_ACCESS_INIT;
 *     char               *job     = NULL;
 *     objects.sources            = &source;
 *     objects.source_count       = 1;
 *     access.storage_account     = getenv("AZURE_STORAGE_ACCOUNT");
 *     access.storage_account_key = getenv("AZURE_STORAGE_KEY");
 *     if (edge_jobs_submit_azure(client, "inspector", "1.0.0", &objects, &access, NULL, &job, &error) == EDGE_OK)
 *         puts(job);
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_azure(edge_client *client, const char *model_identifier,
                                                            const char *model_version,
                                                            const edge_object_sources *objects,
                                                            const edge_azure_access *access,
                                                            const edge_submit_options *options, char **out_job,
                                                            edge_error **out_error);

/** edge_jobs_submit_azure without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_azure_start(edge_client *client, const char *model_identifier,
                                                                  const char *model_version,
                                                                  const edge_object_sources *objects,
                                                                  const edge_azure_access *access,
                                                                  const edge_submit_options *options,
                                                                  edge_call **out_call, edge_error **out_error);

/**
 * Submits a job whose data inputs are files. They are sent in chunks while they are read, so that memory does not
 * grow with them; several at a time, if there are several. edge_call_progress of the asynchronous form tells the
 * bytes sent.
 *
 * When anything fails on the way, the job is cancelled and the first cause is reported. The edge has 2 seconds for
 * that, beyond the deadline and also where the call is cancelled or its client destroyed; then the job may stay open
 * until the edge ends it. The error of a deadline says what came of the job. If the call is cancelled, or its client
 * destroyed, before the edge has said which job it has opened, that job is cancelled when it does, in the
 * background and within 10 seconds; a process that ends sooner leaves it open. An edge that takes no chunks gets an
 * embedded job, if the files fit one message. Pipes and devices are no files here: append what comes from them to an
 * open job. A file that is truncated or grows while it is sent is an error.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param files             The files.
 * @param file_count        How many there are; at least 1.
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded; EDGE_INVALID_ARGUMENT also for a file that cannot be read;
 *         EDGE_RESOURCE_EXHAUSTED, before anything was sent, for one that makes more chunks than the edge takes, or
 *         if the process has no file descriptor left; EDGE_FAILED_PRECONDITION for a file that changed while it was
 *         sent.
 *
 * Example:
 *
 *     edge_file files[] = {{"monday", "sound", "monday.wav"}, {"tuesday", "sound", "tuesday.wav"}};
 *     char     *job     = NULL;
 *     if (edge_jobs_submit_files(client, "inspector", "1.0.0", files, 2, NULL, &job, &error) == EDGE_OK)
 *         puts(job);
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_files(edge_client *client, const char *model_identifier,
                                                          const char *model_version, const edge_file *files,
                                                          size_t file_count,
                                                           const edge_submit_options *options, char **out_job,
                                                          edge_error **out_error);

/** edge_jobs_submit_files without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_submit_files_start(edge_client *client, const char *model_identifier,
                                                                const char *model_version, const edge_file *files,
                                                                size_t file_count,
                                                                  const edge_submit_options *options,
                                                                  edge_call **out_call, edge_error **out_error);

/**
 * Opens a job whose input follows: edge_jobs_append adds to it, edge_jobs_close lets it begin. For data that is
 * made while it is sent, such as a recording; for files there is edge_jobs_submit_files. A job that will not be
 * closed should be cancelled; for a call that is cancelled the library does it, as edge_jobs_submit_files.
 *
 * @param model_identifier  The model, such as "ed542963de". Not empty.
 * @param model_version     Its version, such as "1.0.1". Not empty.
 * @param out_job           Receives the job as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_open(client, "inspector", "1.0.0", NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"OPEN",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_open(edge_client *client, const char *model_identifier,
                                                   const char *model_version,
                                                   const edge_submit_options *options, char **out_job,
                                                   edge_error **out_error);

/** edge_jobs_open without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_open_start(edge_client *client, const char *model_identifier,
                                                         const char *model_version,
                                                         const edge_submit_options *options, edge_call **out_call,
                                                         edge_error **out_error);

/**
 * Appends bytes to one data input of an open job, in as many messages as the edge wants them in. Calls for one data
 * input must follow one another; calls for different ones may run at the same time.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param source_key      The key of the input item.
 * @param input           The next bytes, under the key by which the model finds the data. Borrowed until the function
 *                        returns. Not NULL.
 * @return As edge_jobs_get. The deadline of the options is that of each message to the edge.
 *
 * Example:
 *
 *     edge_input first = {"input.txt", "some ", 5}, second = {"input.txt", "bytes", 5};
 *     if (edge_jobs_append(client, id, "my-input", &first, NULL, &error) == EDGE_OK &&
 *         edge_jobs_append(client, id, "my-input", &second, NULL, &error) == EDGE_OK)
 *         puts("the edge has 10 bytes");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_append(edge_client *client, const char *job_identifier,
                                                     const char *source_key, const edge_input *input,
                                                     const edge_call_options *options, edge_error **out_error);

/** edge_jobs_append without blocking; it has no result to take. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_append_start(edge_client *client, const char *job_identifier,
                                                           const char *source_key, const edge_input *input,
                                                           const edge_call_options *options, edge_call **out_call,
                                                           edge_error **out_error);

/**
 * Closes an open job: its input is complete, and it begins.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_job         Receives the job as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_close(client, id, NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"SUBMITTED",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_close(edge_client *client, const char *job_identifier,
                                                    const edge_call_options *options, char **out_job,
                                                    edge_error **out_error);

/** edge_jobs_close without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_close_start(edge_client *client, const char *job_identifier,
                                                          const edge_call_options *options, edge_call **out_call,
                                                          edge_error **out_error);

/**
 * Tells how a job is doing.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_job         Receives the job as JSON.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS,
 *         EDGE_OUT_OF_MEMORY, EDGE_UNAVAILABLE, EDGE_DEADLINE_EXCEEDED, EDGE_CANCELLED, or any other status of
 *         the edge.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_get(client, id, NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get(edge_client *client, const char *job_identifier,
                                                  const edge_call_options *options, char **out_job,
                                                  edge_error **out_error);

/** edge_jobs_get without blocking; its result is taken with edge_call_take_json. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_start(edge_client *client, const char *job_identifier,
                                                        const edge_call_options *options, edge_call **out_call,
                                                        edge_error **out_error);

/**
 * Waits until a job is final: COMPLETE, CANCELED or FAILED. Its status is in the job; a job that failed is not a
 * failure of this function.
 *
 * The library polls the edge. Of the asynchronous form, edge_call_progress tells how far the job is. An edge that is
 * unreachable for less than 10 seconds, because it restarts or the network fails, does not end the wait: during this
 * time refused connections and the statuses EDGE_UNAVAILABLE and EDGE_CANCELLED of the edge, or of a proxy in front
 * of it, are ignored. A poll that is not answered in time is repeated: the first has a third of the timeout, but not
 * less than 1 second and not more than 5; each one after an unanswered one has twice as much.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_job         Receives the job as JSON: after EDGE_DEADLINE_EXCEEDED too, as the edge described it last,
 *                        if it has. edge_inferences_wait, edge_inferences_run and edge_call_take_json do likewise; no
 *                        other function writes a result when it fails.
 * @return EDGE_OK, EDGE_DEADLINE_EXCEEDED (the time was up; the job itself goes on, and the message says how far it
 *         was), and otherwise as edge_jobs_get.
 *
 * Example:
 *
 *     edge_wait_options wait = EDGE_WAIT_OPTIONS_INIT;
 *     char             *job  = NULL;
 *     wait.timeout_ms = 60000;
 *     if (edge_jobs_wait(client, id, &wait, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_wait(edge_client *client, const char *job_identifier,
                                                   const edge_wait_options *options, char **out_job,
                                                   edge_error **out_error);

/** edge_jobs_wait without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_wait_start(edge_client *client, const char *job_identifier,
                                                         const edge_wait_options *options, edge_call **out_call,
                                                         edge_error **out_error);

/**
 * Cancels a job.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_job         Receives the job as it is now, as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_jobs_cancel(client, id, NULL, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"CANCELED",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_jobs_cancel(edge_client *client, const char *job_identifier,
                                                     const edge_call_options *options, char **out_job,
                                                     edge_error **out_error);

/** edge_jobs_cancel without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_cancel_start(edge_client *client, const char *job_identifier,
                                                           const edge_call_options *options, edge_call **out_call,
                                                           edge_error **out_error);

/**
 * Cancels all jobs of the edge that have not come to their end.
 *
 * @param out_jobs   Receives a page of jobs (see edge_jobs_list) as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *jobs = NULL;
 *     if (edge_jobs_cancel_all(client, NULL, &jobs, &error) == EDGE_OK)
 *         puts(jobs);                             // {"jobs":[...],"total_count":...}
 *     edge_string_free(jobs);
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_jobs_cancel_all(edge_client *client, const edge_call_options *options,
                                                         char **out_jobs, edge_error **out_error);

/** edge_jobs_cancel_all without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_cancel_all_start(edge_client *client,
                                                               const edge_call_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/**
 * Which jobs to list. Initialise it with EDGE_JOB_FILTER_INIT; what is NULL or empty does not restrict.
 *
 * Since 0.1.0
 */
typedef struct edge_job_filter {
    /** sizeof(edge_job_filter), set by EDGE_JOB_FILTER_INIT. */
    uint32_t struct_size;
    /** Must be 0. */
    uint32_t reserved;
    /** Submitted at this time or later; ISO 8601, such as "2024-05-01" or "2024-05-01T12:00:00Z". */
    const char *start_date;
    /** Submitted at this time or earlier; ISO 8601. */
    const char *end_date;
    /** In this state, such as "COMPLETE". */
    const char *status;
    /** Of this model. */
    const char *model;
    /** Of this user. */
    const char *user;
    /** Submitted with this access key. */
    const char *access_key;
} edge_job_filter;

/** Sets every member of edge_job_filter to its default. */
#define EDGE_JOB_FILTER_INIT \
    EDGE_STRUCT_(edge_job_filter, sizeof(edge_job_filter), 0, NULL, NULL, NULL, NULL, NULL, NULL)

/**
 * Which jobs of the past to list. Initialise it with EDGE_JOB_HISTORY_FILTER_INIT; what is NULL or empty does not
 * restrict.
 *
 * Since 0.1.0
 */
typedef struct edge_job_history_filter {
    /** sizeof(edge_job_history_filter), set by EDGE_JOB_HISTORY_FILTER_INIT. */
    uint32_t struct_size;
    /** Must be 0. */
    uint32_t reserved;
    /** Containing this text. */
    const char *search;
    /** Of this user. */
    const char *user;
    /** Of this model. */
    const char *model;
    /** Submitted with this access key. */
    const char *access_key;
    /** Submitted at this time or later; ISO 8601. */
    const char *start_date;
    /** Submitted at this time or earlier; ISO 8601. */
    const char *end_date;
    /** In this state, such as "COMPLETE". */
    const char *status;
    /** Of the model with this identifier. */
    const char *model_identifier;
    /** Of this version of the model. */
    const char *model_version;
} edge_job_history_filter;

/** Sets every member of edge_job_history_filter to its default. */
#define EDGE_JOB_HISTORY_FILTER_INIT \
    EDGE_STRUCT_(edge_job_history_filter, sizeof(edge_job_history_filter), 0, NULL, NULL, NULL, NULL, NULL, NULL, \
                 NULL, NULL, NULL)

/**
 * Lists jobs. The JSON object has
 *
 *     jobs          array    jobs, of which only job_identifier, status and model are known here
 *     total_count   number   how many there are in all
 *     page_number, page_size, page_count   numbers   which part of them this is: the edge decides how many it gives
 *
 * @param filter     Which jobs. NULL for all.
 * @param out_jobs   Receives the page as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     edge_job_filter filter = EDGE_JOB_FILTER_INIT;
 *     char           *jobs   = NULL;
 *     filter.status = "COMPLETE";
 *     if (edge_jobs_list(client, &filter, NULL, &jobs, &error) == EDGE_OK)
 *         puts(jobs);                             // {"jobs":[{"job_identifier":"...","status":"COMPLETE",...
 *     edge_string_free(jobs);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list(edge_client *client, const edge_job_filter *filter,
                                                   const edge_call_options *options, char **out_jobs,
                                                   edge_error **out_error);

/** edge_jobs_list without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list_start(edge_client *client, const edge_job_filter *filter,
                                                         const edge_call_options *options, edge_call **out_call,
                                                         edge_error **out_error);

/**
 * Lists jobs of the past. The JSON is that of edge_jobs_list, with all that is known of each job.
 *
 * @param filter     Which jobs. NULL for all.
 * @param out_jobs   Receives the page as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     edge_job_history_filter filter = EDGE_JOB_HISTORY_FILTER_INIT;
 *     char                   *jobs   = NULL;
 *     filter.model_identifier = "inspector";
 *     if (edge_jobs_list_history(client, &filter, NULL, &jobs, &error) == EDGE_OK)
 *         puts(jobs);                             // {"jobs":[{"job_identifier":"...
 *     edge_string_free(jobs);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list_history(edge_client *client, const edge_job_history_filter *filter,
                                                      const edge_call_options *options, char **out_jobs,
                                                      edge_error **out_error);

/** edge_jobs_list_history without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list_history_start(edge_client *client,
                                                            const edge_job_history_filter *filter,
                                                            const edge_call_options *options, edge_call **out_call,
                                                            edge_error **out_error);

/**
 * Lists what became of one job. The JSON is that of edge_jobs_list_history.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_jobs        Receives the page as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *jobs = NULL;
 *     if (edge_jobs_get_history(client, id, NULL, &jobs, &error) == EDGE_OK)
 *         puts(jobs);                             // {"jobs":[{"job_identifier":"...
 *     edge_string_free(jobs);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_history(edge_client *client, const char *job_identifier,
                                                          const edge_call_options *options, char **out_jobs,
                                                          edge_error **out_error);

/** edge_jobs_get_history without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_history_start(edge_client *client, const char *job_identifier,
                                                                const edge_call_options *options,
                                                                edge_call **out_call, edge_error **out_error);

/**
 * Asks for the limits of the edge. The JSON object has input_chunk_maximum_size (string, such as "1M"),
 * maximum_input_chunks and maximum_inputs_per_job (numbers).
 *
 * @param out_features  Receives the limits as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *features = NULL;
 *     if (edge_jobs_get_features(client, NULL, &features, &error) == EDGE_OK)
 *         puts(features);                         // {"input_chunk_maximum_size":"1M",...}
 *     edge_string_free(features);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_features(edge_client *client, const edge_call_options *options,
                                                       char **out_features, edge_error **out_error);

/** edge_jobs_get_features without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_features_start(edge_client *client,
                                                                 const edge_call_options *options,
                                                             edge_call **out_call, edge_error **out_error);

/**
 * Asks how much the access keys of the edge were used. The JSON object has statistics, an array of what
 * edge_jobs_get_statistics answers, and the numbers of a page as in edge_jobs_list.
 *
 * @param out_statistics  Receives the statistics as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *statistics = NULL;
 *     if (edge_jobs_list_statistics(client, NULL, &statistics, &error) == EDGE_OK)
 *         puts(statistics);                       // {"statistics":[{"access_key":"...
 *     edge_string_free(statistics);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list_statistics(edge_client *client, const edge_call_options *options,
                                                         char **out_statistics, edge_error **out_error);

/** edge_jobs_list_statistics without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_list_statistics_start(edge_client *client,
                                                               const edge_call_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/**
 * Asks how much one access key was used. The JSON object has access_key (string), jobs_count (number),
 * last_api_usage (RFC 3339 or null), models_count (number) and models_list, an array of objects with identifier,
 * name, processed_jobs_count and version.
 *
 * @param access_key_prefix  The part of the key before its first dot, which is no secret.
 * @param out_statistics     Receives the statistics as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *statistics = NULL;
 *     if (edge_jobs_get_statistics(client, "emulator", NULL, &statistics, &error) == EDGE_OK)
 *         puts(statistics);                       // {"access_key":"emulator","jobs_count":...
 *     edge_string_free(statistics);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_statistics(edge_client *client, const char *access_key_prefix,
                                                             const edge_call_options *options,
                                                             char **out_statistics, edge_error **out_error);

/** edge_jobs_get_statistics without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_statistics_start(edge_client *client,
                                                                   const char *access_key_prefix,
                                                                   const edge_call_options *options,
                                                                   edge_call **out_call, edge_error **out_error);

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
 * All of them are always there; a part that the edge left out is null. Points in time (submitted_at,
 * starting_result_summarizing, start_time, update_time, end_time) are RFC 3339 strings in UTC, as in a job; durations
 * (elapsed_time, result_summarizing, input_fetching, output_uploading, and all that end in queue_time or latency) are
 * numbers of milliseconds, which may have a fraction. A duration that the edge left out is 0, as on the wire.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param out_results     Receives the results as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *results = NULL;
 *     if (edge_jobs_get_results(client, id, NULL, &results, &error) == EDGE_OK)
 *         puts(results);                          // {"job_identifier":"...,"results":{"my-input":{...
 *     edge_string_free(results);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_results(edge_client *client, const char *job_identifier,
                                                          const edge_call_options *options, char **out_results,
                                                          edge_error **out_error);

/** edge_jobs_get_results without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_results_start(edge_client *client, const char *job_identifier,
                                                                const edge_call_options *options,
                                                                edge_call **out_call, edge_error **out_error);

/**
 * Fetches the result of one input item. The JSON object has the fields of results.v1.Result, named as on the wire;
 * what the model said is under "result". Points in time (start_time, update_time, end_time, input_completed_time; in
 * "job" created_at, updated_at, submitted_at, result_summary_started_at) are RFC 3339 strings in UTC, to the second;
 * null where the edge did not say them. All other members that end in _time, and those that end in _latency, are
 * durations: numbers of milliseconds, which may have a fraction. A duration that the edge left out is 0.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param source_key      The key of the input item.
 * @param out_result      Receives the result as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *result = NULL;
 *     if (edge_jobs_get_result(client, id, "my-input", NULL, &result, &error) == EDGE_OK)
 *         puts(result);
 *     edge_string_free(result);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_result(edge_client *client, const char *job_identifier,
                                                         const char *source_key, const edge_call_options *options,
                                                         char **out_result, edge_error **out_error);

/** edge_jobs_get_result without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_result_start(edge_client *client, const char *job_identifier,
                                                               const char *source_key,
                                                               const edge_call_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/**
 * Fetches one output of a result, as the bytes that the model wrote: they do not pass through JSON.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param source_key      The key of the input item.
 * @param output_key      The name of the output, such as "results.json".
 * @param out_data        Receives the bytes, which the caller frees with edge_bytes_free. Not NULL.
 * @param out_size        Receives how many there are. Not NULL.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     void  *data = NULL;
 *     size_t size = 0;
 *     if (edge_jobs_get_output(client, id, "my-input", "results.json", NULL, &data, &size, &error) == EDGE_OK)
 *         fwrite(data, 1, size, stdout);
 *     edge_bytes_free(data);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_output(edge_client *client, const char *job_identifier,
                                                         const char *source_key, const char *output_key,
                                                         const edge_call_options *options, void **out_data,
                                                         size_t *out_size, edge_error **out_error);

/** edge_jobs_get_output without blocking; its result is taken with edge_call_take_bytes. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_output_start(edge_client *client, const char *job_identifier,
                                                               const char *source_key, const char *output_key,
                                                               const edge_call_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/** What somebody thinks of a result. */
typedef int32_t edge_vote;

enum {
    /** Nobody has voted; as an argument: take all votes back. */
    EDGE_VOTE_NONE = 0,
    /** The result is good. */
    EDGE_VOTE_UP = 1,
    /** The result is bad. */
    EDGE_VOTE_DOWN = 2
};

/**
 * Votes on a result.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param source_key      The key of the input item.
 * @param vote            What you think of it.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     if (edge_jobs_vote(client, id, "my-input", EDGE_VOTE_UP, NULL, &error) == EDGE_OK)
 *         puts("thank you");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_vote(edge_client *client, const char *job_identifier,
                                                   const char *source_key, edge_vote vote,
                                                   const edge_call_options *options, edge_error **out_error);

/** edge_jobs_vote without blocking; it has no result to take. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_vote_start(edge_client *client, const char *job_identifier,
                                                         const char *source_key, edge_vote vote,
                                                         const edge_call_options *options, edge_call **out_call,
                                                         edge_error **out_error);

/**
 * Asks for the vote on a result.
 *
 * @param job_identifier  The job_identifier of the job. Not empty.
 * @param source_key      The key of the input item.
 * @param out_vote        Receives the vote. Not NULL.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     edge_vote vote = EDGE_VOTE_NONE;
 *     if (edge_jobs_get_vote(client, id, "my-input", NULL, &vote, &error) == EDGE_OK)
 *         puts(vote == EDGE_VOTE_DOWN ? "somebody does not like it" : "nobody complains");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_vote(edge_client *client, const char *job_identifier,
                                                       const char *source_key, const edge_call_options *options,
                                                       edge_vote *out_vote, edge_error **out_error);

/** edge_jobs_get_vote without blocking; edge_call_take_json then gives {"vote": "NONE" | "UP" | "DOWN"}. See
 *  "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_jobs_get_vote_start(edge_client *client, const char *job_identifier,
                                                             const char *source_key,
                                                             const edge_call_options *options,
                                                             edge_call **out_call, edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Inferences
 *
 * An inference is one run of one model over one input, with less ceremony than a job. Functions that answer with an
 * inference answer with one JSON object. These keys are always there; what the edge did not say is null:
 *
 *     identifier     string   names the inference from now on
 *     status         string   QUEUED, FETCHING, IN_PROGRESS; at the end COMPLETE, CANCELED or FAILED
 *     model          object   {"identifier": string, "version": string, "name": string}
 *     inputs         array    for each data input its key and, under text, data, s3 or azure, size_in_bytes,
 *                             sha256_digest and where it was fetched from
 *     tags           object   as they were given
 *     explain        boolean  whether an explanation was asked for
 *     submitted_at   string   these two: RFC 3339, in UTC, "2024-05-01T12:00:00.500Z"
 *     completed_at   string
 *     elapsed_time   number   milliseconds, with a fraction where there is one: 250, 0.1
 *     result         object   {"outputs": {name: {"data": base64, "content_type": string}}}
 * ------------------------------------------------------------------------------------------------------ */

/** How the data of an inference is given. */
typedef int32_t edge_input_type;

enum {
    /** As bytes: `data` and `size`. */
    EDGE_INPUT_BYTES = 0,
    /** As text in UTF-8: `data` and `size`. */
    EDGE_INPUT_TEXT = 1,
    /** As an object in S3, or in a store that speaks its protocol: `container`, `path` and `s3`. */
    EDGE_INPUT_S3 = 2,
    /** As an object in Azure's blob storage: `container`, `path` and `azure`. */
    EDGE_INPUT_AZURE = 3
};

/**
 * One data input of an inference. The members that its type does not name are not looked at.
 *
 * Since 0.1.0
 */
typedef struct edge_inference_input {
    /** The name by which the model finds the data. UTF-8; unique within the inference; not NULL. */
    const char *key;
    /** The bytes, which travel as they are, or the text; may be NULL if size is 0. With EDGE_PIECES as the size: an
     *  array of edge_piece. */
    const void *data;
    /** How many bytes, or EDGE_PIECES(how many pieces). */
    size_t size;
    /** The bucket or the container. */
    const char *container;
    /** The object's key in the bucket, or its path in the container. */
    const char *path;
    /** How the edge gets at S3. Either region or endpoint is given. */
    const edge_s3_access *s3;
    /** How the edge gets at Azure. */
    const edge_azure_access *azure;
    /** Which of these hold the data. */
    edge_input_type type;
    /** Must be 0. */
    uint32_t reserved;
} edge_inference_input;

/** Sets every member of edge_inference_input to its default: no bytes, and no key yet. */
#define EDGE_INFERENCE_INPUT_INIT \
    EDGE_STRUCT_(edge_inference_input, NULL, NULL, 0, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0)

/**
 * A text to find an inference by.
 *
 * Since 0.1.0
 */
typedef struct edge_tag {
    /** UTF-8; not NULL. */
    const char *key;
    /** UTF-8; not NULL. */
    const char *value;
} edge_tag;

/**
 * What is asked of a model. Initialise it with EDGE_INFERENCE_REQUEST_INIT. The library borrows it, with all it
 * points to, until the function returns; of a call that was started, until that is done.
 *
 *     edge_inference_input   image   = EDGE_INFERENCE_INPUT_INIT;
 *     edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;
 *     image.key                = "image";
 *     image.data               = "\xff\xd8\xff";
 *     image.size               = 3;
 *     request.model_identifier = "inspector";
 *     request.model_version    = "1.0.0";
 *     request.inputs           = &image;
 *     request.input_count      = 1;
 *
 * Since 0.1.0
 */
typedef struct edge_inference_request {
    /** sizeof(edge_inference_request), set by EDGE_INFERENCE_REQUEST_INIT. */
    uint32_t struct_size;
    /** sizeof(edge_inference_input); see edge_submit_options. */
    uint16_t input_size;
    /** sizeof(edge_tag). */
    uint16_t tag_size;
    /** The model, such as "ed542963de". Not empty. */
    const char *model_identifier;
    /** Its version, such as "1.0.1". Not empty. */
    const char *model_version;
    /** The data inputs; not NULL. */
    const edge_inference_input *inputs;
    /** How many there are; at least 1. */
    size_t input_count;
    /** Texts to find the inference by. May be NULL if tag_count is 0. */
    const edge_tag *tags;
    /** How many there are. */
    size_t tag_count;
    /** Ask the model to explain its results, if it can. */
    bool explain;
    /** Must be 0. */
    uint8_t reserved[7];
} edge_inference_request;

/** Sets every member of edge_inference_request to its default. */
#define EDGE_INFERENCE_REQUEST_INIT                                                                            \
    EDGE_STRUCT_(edge_inference_request, sizeof(edge_inference_request), sizeof(edge_inference_input),         \
                 sizeof(edge_tag), NULL, NULL, NULL, 0, NULL, 0, false, {0, 0, 0, 0, 0, 0, 0})

/**
 * Asks for an inference. Returns as soon as the edge has accepted it; edge_inferences_wait waits for its end.
 *
 * @param request        The model and its input. Not NULL.
 * @param out_inference  Receives the inference as JSON.
 * @return As edge_jobs_submit_embedded.
 *
 * Example:
 *
 *     edge_inference_input   input     = {.key = "input.txt", .data = "some bytes", .size = 10};
 *     edge_tag               tag       = {"camera", "front-door"};
 *     edge_inference_request request   = EDGE_INFERENCE_REQUEST_INIT;
 *     char                  *inference = NULL;
 *     request.model_identifier = "inspector";
 *     request.model_version    = "1.0.0";
 *     request.inputs           = &input;
 *     request.input_count      = 1;
 *     request.tags             = &tag;
 *     request.tag_count        = 1;
 *     if (edge_inferences_perform(client, &request, NULL, &inference, &error) == EDGE_OK)
 *         puts(inference);                        // {"identifier":"...","status":"...
 *     edge_string_free(inference);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_perform(edge_client *client,
                                                            const edge_inference_request *request,
                                                            const edge_call_options *options, char **out_inference,
                                                            edge_error **out_error);

/** edge_inferences_perform without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_perform_start(edge_client *client,
                                                                  const edge_inference_request *request,
                                                                  const edge_call_options *options,
                                                                  edge_call **out_call, edge_error **out_error);

/**
 * Tells how an inference is doing.
 *
 * @param inference_identifier  The identifier of the inference. Not empty.
 * @param out_inference         Receives the inference as JSON.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     char *inference = NULL;
 *     if (edge_inferences_get(client, inference_id, NULL, &inference, &error) == EDGE_OK)
 *         puts(inference);                        // {"identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(inference);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_get(edge_client *client, const char *inference_identifier,
                                                        const edge_call_options *options, char **out_inference,
                                                        edge_error **out_error);

/** edge_inferences_get without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_get_start(edge_client *client,
                                                              const char *inference_identifier,
                                                              const edge_call_options *options,
                                                              edge_call **out_call, edge_error **out_error);

/**
 * Waits until an inference is final, as edge_jobs_wait does for jobs.
 *
 * @param inference_identifier  The identifier of the inference. Not empty.
 * @param out_inference         Receives the inference as JSON: after EDGE_DEADLINE_EXCEEDED too, as edge_jobs_wait.
 * @return As edge_jobs_wait.
 *
 * Example:
 *
 *     char *inference = NULL;
 *     if (edge_inferences_wait(client, inference_id, NULL, &inference, &error) == EDGE_OK)
 *         puts(inference);                        // {"identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(inference);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_wait(edge_client *client, const char *inference_identifier,
                                                         const edge_wait_options *options, char **out_inference,
                                                         edge_error **out_error);

/** edge_inferences_wait without blocking; its result is taken with edge_call_take_json. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_wait_start(edge_client *client,
                                                               const char *inference_identifier,
                                                               const edge_wait_options *options,
                                                               edge_call **out_call, edge_error **out_error);

/**
 * Requests an inference and waits until it is final, both within the timeout of the options.
 *
 * @param request        The model and its input. Not NULL.
 * @param out_inference  Receives the inference as JSON: after EDGE_DEADLINE_EXCEEDED too, as edge_jobs_wait.
 * @return As edge_inferences_perform and edge_inferences_wait.
 *
 * Example:
 *
 *     edge_inference_input   input     = {.key = "input.txt", .data = "text", .size = 4, .type = EDGE_INPUT_TEXT};
 *     edge_inference_request request   = EDGE_INFERENCE_REQUEST_INIT;
 *     char                  *inference = NULL;
 *     request.model_identifier = "inspector";
 *     request.model_version    = "1.0.0";
 *     request.inputs           = &input;
 *     request.input_count      = 1;
 *     if (edge_inferences_run(client, &request, NULL, &inference, &error) == EDGE_OK)
 *         puts(inference);                        // {"identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(inference);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_run(edge_client *client, const edge_inference_request *request,
                                                        const edge_wait_options *options, char **out_inference,
                                                        edge_error **out_error);

/** edge_inferences_run without blocking; its result is taken with edge_call_take_json. See "Calls". Since
 *  0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_run_start(edge_client *client,
                                                              const edge_inference_request *request,
                                                              const edge_wait_options *options,
                                                              edge_call **out_call, edge_error **out_error);

/**
 * Fetches one output of an inference, as the bytes that the model wrote: they do not pass through JSON.
 *
 * @param inference_identifier  The identifier of the inference. Not empty.
 * @param output_key            The name of the output.
 * @param out_data              Receives the bytes, which the caller frees with edge_bytes_free. Not NULL.
 * @param out_size              Receives how many there are. Not NULL.
 * @param out_content_type      Receives what the bytes are, such as "application/json", which the caller frees with
 *                              edge_string_free; "" if nobody said. May be NULL.
 * @return As edge_jobs_get; EDGE_NOT_FOUND also if there is no such output (the message lists those that there
 *         are).
 *
 * Example:
 *
 *     void  *data = NULL;
 *     size_t size = 0;
 *     char  *type = NULL;
 *     if (edge_inferences_get_output(client, inference_id, "results.json", NULL,
 *                                    &data, &size, &type, &error) == EDGE_OK)
 *         printf("%zu bytes of %s\n", size, type);    // ... bytes of application/json
 *     edge_bytes_free(data);
 *     edge_string_free(type);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_get_output(edge_client *client,
                                                               const char *inference_identifier,
                                                               const char *output_key,
                                                               const edge_call_options *options, void **out_data,
                                                               size_t *out_size, char **out_content_type,
                                                               edge_error **out_error);

/** edge_inferences_get_output without blocking; its result is taken with edge_call_take_bytes. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_inferences_get_output_start(edge_client *client,
                                                                     const char *inference_identifier,
                                                                     const char *output_key,
                                                                     const edge_call_options *options,
                                                                     edge_call **out_call, edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Streams of inferences
 *
 * A stream carries many requests and their inferences over one call, both ways at the same time: one thread may
 * send while another receives. (Two threads must not send at once, nor receive at once: EDGE_FAILED_PRECONDITION.)
 * Inferences come in the order in which the edge gives them. What a stream fails with, it fails with from then on.
 * Where an edge does not offer streams, the library asks for each inference on its own, several at a time, and gives
 * them in the order of the requests; what one of them fails with ends the stream, as it does on a real one.
 * ------------------------------------------------------------------------------------------------------ */

/** A stream of inferences. Opaque; destroyed with edge_stream_destroy. */
typedef struct edge_stream edge_stream;

/**
 * Opens a stream. It returns when the edge has answered.
 *
 * @param client      The client. Destroying it cancels the stream.
 * @param options     Their deadline bounds the opening, and stands for EDGE_DEFAULT_TIMEOUT in the stream's sends and
 *                    receives. May be NULL: the client's deadline.
 * @param out_stream  Receives the stream, which the caller destroys with edge_stream_destroy. Not NULL.
 * @return As edge_jobs_get.
 *
 * Example:
 *
 *     edge_stream *stream = NULL;
 *     if (edge_stream_open(client, NULL, &stream, &error) == EDGE_OK)
 *         puts("ready to send");
 *     edge_stream_destroy(stream);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_open(edge_client *client,
                                                                const edge_call_options *options,
                                                                edge_stream **out_stream, edge_error **out_error);

/** edge_stream_open without blocking; the stream is taken with edge_call_take_stream. See "Calls".
 *  Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_open_start(edge_client *client,
                                                                      const edge_call_options *options,
                                                                      edge_call **out_call,
                                                                      edge_error **out_error);

/**
 * Sends a request. It waits while the edge is slower than the sender; what was not sent in time may be sent again.
 * Of a request that has begun to leave in time, the library copies the rest and sends it later: that is EDGE_OK.
 *
 * @param stream      The stream.
 * @param request     The model and its input. Not NULL.
 * @param timeout_ms  How long to wait. 0: not at all. EDGE_DEFAULT_TIMEOUT: the deadline of opening.
 * @return EDGE_OK; EDGE_DEADLINE_EXCEEDED if the edge did not take the request in time; EDGE_FAILED_PRECONDITION
 *         after edge_stream_half_close, or when the stream is at its end; EDGE_CANCELLED,
 *         EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS, or what the stream failed with.
 *
 * Example:
 *
 *     edge_inference_input   input   = {.key = "input.txt", .data = "some bytes", .size = 10};
 *     edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;
 *     request.model_identifier = "inspector";
 *     request.model_version    = "1.0.0";
 *     request.inputs           = &input;
 *     request.input_count      = 1;
 *     if (edge_stream_send(stream, &request, EDGE_DEFAULT_TIMEOUT, &error) == EDGE_OK)
 *         puts("sent");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_send(edge_stream *stream, const edge_inference_request *request,
                                                     uint32_t timeout_ms, edge_error **out_error);

/** edge_stream_send without blocking; it has no result to take. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_send_start(edge_stream *stream,
                                                           const edge_inference_request *request,
                                                           uint32_t timeout_ms, edge_call **out_call,
                                                           edge_error **out_error);

/**
 * Sends a request without waiting, for cameras and sensors of which the newest frame counts. While the edge is
 * slower, the stream keeps a copy of one request, which is sent next; another one replaces it, unless it has begun
 * to leave. It blocks for no longer than copying takes. edge_stream_send waits until what is kept was sent, and
 * edge_stream_half_close sends it first. The memory of the copies is at most that of three requests.
 *
 * @param stream       The stream.
 * @param request      The model and its input. Not NULL. Not read any more when this returns.
 * @param out_dropped  Receives how many requests this one replaces, which are never sent: 0 or 1. May be NULL.
 * @return EDGE_OK; EDGE_FAILED_PRECONDITION after edge_stream_half_close, when the stream is at its end, or while
 *         another thread sends; EDGE_OUT_OF_MEMORY, EDGE_CANCELLED, EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE,
 *         EDGE_FORKED_PROCESS, or what the stream failed with.
 *
 * Example:
 *
 *     edge_inference_input   input   = {.key = "input.txt", .data = "some bytes", .size = 10};
 *     edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;
 *     uint32_t               dropped = 0;
 *     request.model_identifier = "inspector";
 *     request.model_version    = "1.0.0";
 *     request.inputs           = &input;
 *     request.input_count      = 1;
 *     if (edge_stream_offer(stream, &request, &dropped, &error) == EDGE_OK)
 *         puts(dropped > 0 ? "the edge is slower than the camera" : "the edge keeps up");
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_offer(edge_stream *stream, const edge_inference_request *request,
                                                      uint32_t *out_dropped, edge_error **out_error);

/**
 * Waits for the next inference.
 *
 * @param stream         The stream.
 * @param timeout_ms     How long to wait. 0: take what is there. EDGE_DEFAULT_TIMEOUT: the deadline of
 *                       opening.
 * @param out_inference  Receives the inference as JSON, which the caller frees with edge_string_free; NULL when the
 *                       edge has given all there will be. Not NULL.
 * @return EDGE_OK; EDGE_DEADLINE_EXCEEDED if nothing came in time (the stream goes on); EDGE_CANCELLED,
 *         EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS, or what the stream failed with.
 *
 * Example:
 *
 *     char *inference = NULL;
 *     if (edge_stream_receive(stream, 60000, &inference, &error) == EDGE_OK && inference != NULL)
 *         puts(inference);                        // {"identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(inference);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_receive(edge_stream *stream, uint32_t timeout_ms,
                                                                   char **out_inference, edge_error **out_error);

/** edge_stream_receive without blocking; its result is taken with edge_call_take_json ("null" at the
 *  end of the stream). See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_receive_start(edge_stream *stream, uint32_t timeout_ms,
                                                                         edge_call **out_call,
                                                                         edge_error **out_error);

/**
 * Says that no more requests will come. What is under way is still received.
 *
 * @param stream     The stream.
 * @return EDGE_OK, EDGE_CANCELLED, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS, or what the stream failed with.
 *
 * Example:
 *
 *     char *inference = NULL;
 *     if (edge_stream_half_close(stream, &error) == EDGE_OK)
 *         while (edge_stream_receive(stream, 60000, &inference, &error) == EDGE_OK &&
 *                inference != NULL) {
 *             puts(inference);
 *             edge_string_free(inference);
 *         }
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_half_close(edge_stream *stream, edge_error **out_error);

/** edge_stream_half_close without blocking; it has no result to take. See "Calls". Since 0.1.0 */
EDGE_API EDGE_NODISCARD edge_status edge_stream_half_close_start(edge_stream *stream,
                                                                            edge_call **out_call,
                                                                            edge_error **out_error);

/**
 * Cancels a stream. Those who send or receive get EDGE_CANCELLED; of one that has failed before, what it has failed
 * with.
 *
 * @param stream  May be NULL.
 *
 * Example:
 *
 *     edge_stream_cancel(stream);      // from another thread, if one is waiting
 *     edge_stream_destroy(stream);
 *
 * Since 0.1.0
 */
EDGE_API void edge_stream_cancel(edge_stream *stream);

/**
 * Frees a stream; one that is not at its end is cancelled. Returns when the library no longer touches the buffers
 * of those who send on it.
 *
 * @param stream  May be NULL, or freed already.
 *
 * Example:
 *
 *     edge_stream_destroy(stream);
 *     stream = NULL;
 *
 * Since 0.1.0
 */
EDGE_API void edge_stream_destroy(edge_stream *stream);


/* ---------------------------------------------------------------------------------------------------------
 * Calls that were started
 * ------------------------------------------------------------------------------------------------------ */

/**
 * A file descriptor that polls readable when the call is done, and stays so. It belongs to the call: do not read
 * from it, and do not close it. Take it out of the event loop before edge_call_destroy.
 *
 * @param call  The call.
 * @return -1 if this is not a call, or no longer, or if the process has no descriptor left.
 *
 * Example:
 *
 *     struct pollfd done = {edge_call_fd(call), POLLIN, 0};
 *     if (poll(&done, 1, 5000) == 1)
 *         puts("done");
 *
 * Since 0.1.0
 */
EDGE_API int edge_call_fd(edge_call *call);

/**
 * Whether the call is done, well or badly. Never waits.
 *
 * @param call  May be NULL.
 * @return true also if this is not a call, or no longer.
 *
 * Example:
 *
 *     puts(edge_call_is_done(call) ? "done" : "not yet");
 *
 * Since 0.1.0
 */
EDGE_API bool edge_call_is_done(edge_call *call);

/**
 * Waits until the call is done.
 *
 * @param call        The call.
 * @param timeout_ms  How long to wait. 0: not at all. EDGE_DEFAULT_TIMEOUT: 30 seconds.
 * @return EDGE_OK when the call is done, well or badly: edge_call_result tells which. EDGE_DEADLINE_EXCEEDED when
 *         it is not done in time: it goes on. EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS.
 *
 * Example:
 *
 *     if (edge_call_wait(call, 5000, &error) == EDGE_OK)
 *         puts("done");
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_call_wait(edge_call *call, uint32_t timeout_ms, edge_error **out_error);

/**
 * How the call went.
 *
 * @param call       The call.
 * @return What the blocking function would have returned; EDGE_FAILED_PRECONDITION while it runs;
 *         EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS.
 *
 * Example:
 *
 *     if (edge_call_wait(call, 5000, &error) == EDGE_OK)
 *         puts(edge_status_name(edge_call_result(call, &error)));     // OK
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_call_result(edge_call *call, edge_error **out_error);

/**
 * Takes the result of a call that answers with JSON.
 *
 * @param call       The call.
 * @param out_json   Receives the JSON, which the caller frees with edge_string_free. Not NULL.
 * @return As edge_call_result; EDGE_FAILED_PRECONDITION also if the result was taken already, or is not JSON;
 *         EDGE_INVALID_ARGUMENT.
 *
 * Example:
 *
 *     char *job = NULL;
 *     if (edge_call_wait(call, 5000, &error) == EDGE_OK && edge_call_take_json(call, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(job);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_call_take_json(edge_call *call, char **out_json, edge_error **out_error);

/**
 * Takes the result of a call that answers with bytes.
 *
 * @param call              The call.
 * @param out_data          Receives the bytes, which the caller frees with edge_bytes_free. Not NULL.
 * @param out_size          Receives how many there are. Not NULL.
 * @param out_content_type  Receives what they are, which the caller frees with edge_string_free; "" where nobody
 *                          says. May be NULL.
 * @return As edge_call_result; EDGE_FAILED_PRECONDITION also if the result was taken already, or is not bytes;
 *         EDGE_INVALID_ARGUMENT.
 *
 * Example:
 *
 *     edge_call *call = NULL;
 *     void      *data = NULL;
 *     size_t     size = 0;
 *     if (edge_jobs_get_output_start(client, id, "my-input", "results.json", NULL, &call, &error) == EDGE_OK &&
 *         edge_call_wait(call, 5000, &error) == EDGE_OK &&
 *         edge_call_take_bytes(call, &data, &size, NULL, &error) == EDGE_OK)
 *         fwrite(data, 1, size, stdout);
 *     edge_bytes_free(data);
 *     edge_call_destroy(call);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_call_take_bytes(edge_call *call, void **out_data, size_t *out_size,
                                                         char **out_content_type, edge_error **out_error);

/**
 * Takes the stream that edge_stream_open_start opened.
 *
 * @param call        The call.
 * @param out_stream  Receives the stream, which the caller destroys with edge_stream_destroy. Not NULL.
 * @return As edge_call_result; EDGE_FAILED_PRECONDITION also if the stream was taken already, or the call opened
 *         none; EDGE_INVALID_ARGUMENT.
 *
 * Example:
 *
 *     edge_call   *call   = NULL;
 *     edge_stream *stream = NULL;
 *     if (edge_stream_open_start(client, NULL, &call, &error) == EDGE_OK &&
 *         edge_call_wait(call, 5000, &error) == EDGE_OK && edge_call_take_stream(call, &stream, &error) == EDGE_OK)
 *         puts("ready to send");
 *     edge_stream_destroy(stream);
 *     edge_call_destroy(call);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_call_take_stream(edge_call *call, edge_stream **out_stream,
                                                          edge_error **out_error);

/**
 * How far a call is. Initialise it with EDGE_PROGRESS_INIT.
 *
 * Since 0.1.0
 */
typedef struct edge_progress {
    /** sizeof(edge_progress), set by EDGE_PROGRESS_INIT. */
    uint32_t struct_size;
    /** 0. */
    uint32_t reserved;
    /** How many bytes of the files the edge has taken: edge_jobs_submit_files_start. */
    uint64_t sent_bytes;
    /** How many there are; 0 while that is unknown. */
    uint64_t total_bytes;
    /** How many input items are done, as the edge said last: edge_jobs_wait_start, edge_jobs_run_start. This and the
     *  next two are -1 while they are unknown. */
    int64_t completed;
    /** How many input items failed. */
    int64_t failed;
    /** How many input items there are. */
    int64_t total;
} edge_progress;

/** Sets every member of edge_progress to its default. */
#define EDGE_PROGRESS_INIT EDGE_STRUCT_(edge_progress, sizeof(edge_progress), 0, 0, 0, -1, -1, -1)

/**
 * How far a call of edge_jobs_submit_files_start, edge_jobs_wait_start or edge_jobs_run_start is.
 *
 * @param call          The call.
 * @param out_progress  Receives the figures. Not NULL.
 * @return EDGE_OK, EDGE_FAILED_PRECONDITION (a call of another function), EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE,
 *         EDGE_FORKED_PROCESS.
 *
 * Example:
 *
 *     edge_call    *call     = NULL;
 *     edge_progress progress = EDGE_PROGRESS_INIT;
 *     if (edge_jobs_wait_start(client, id, NULL, &call, &error) == EDGE_OK)
 *         for (bool done = false; !done;) {
 *             done = edge_call_wait(call, 100, NULL) != EDGE_DEADLINE_EXCEEDED;
 *             if (edge_call_progress(call, &progress, &error) == EDGE_OK && progress.total >= 0)
 *                 printf("%" PRId64 " of %" PRId64 " items\n", progress.completed + progress.failed,
 *                        progress.total);         // ... of ... items
 *         }
 *     edge_call_destroy(call);
 *
 * Since 0.1.0
 */
EDGE_API edge_status edge_call_progress(edge_call *call, edge_progress *out_progress, edge_error **out_error);

/**
 * Cancels a call. It is done soon after, with EDGE_CANCELLED if it was not done before; an upload within 2 seconds,
 * in which it cancels its job. Never waits.
 *
 * @param call  May be NULL.
 *
 * Example:
 *
 *     edge_call *call = NULL;
 *     if (edge_jobs_wait_start(client, id, NULL, &call, &error) == EDGE_OK) {
 *         edge_call_cancel(call);
 *         if (edge_call_wait(call, 5000, &error) == EDGE_OK)
 *             puts(edge_status_name(edge_call_result(call, NULL)));   // CANCELLED
 *     }
 *     edge_call_destroy(call);
 *
 * Since 0.1.0
 */
EDGE_API void edge_call_cancel(edge_call *call);

/**
 * Frees a call. One that still runs is cancelled; this function returns when the library no longer touches what was
 * borrowed, of an upload within 2 seconds. A result that was not taken is freed with it.
 *
 * @param call  May be NULL, or freed already.
 *
 * Example:
 *
 *     edge_call_destroy(call);
 *     call = NULL;
 *
 * Since 0.1.0
 */
EDGE_API void edge_call_destroy(edge_call *call);


/* ---------------------------------------------------------------------------------------------------------
 * Completion queues
 *
 * A queue gives the calls that are done one after the other, with one file descriptor for any number of them.
 * ------------------------------------------------------------------------------------------------------ */

/** Calls of which the finished ones are taken. Opaque; destroyed with edge_queue_destroy. */
typedef struct edge_queue edge_queue;

/**
 * Makes a completion queue.
 *
 * @param out_queue  Receives the queue, which the caller destroys with edge_queue_destroy. Not NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT, EDGE_RESOURCE_EXHAUSTED (the process has no file descriptor left),
 *         EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     edge_queue *queue = NULL;
 *     if (edge_queue_create(&queue, &error) == EDGE_OK)
 *         puts("ready");
 *     edge_queue_destroy(queue);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_queue_create(edge_queue **out_queue, edge_error **out_error);

/**
 * A file descriptor that polls readable while a call can be taken. It belongs to the queue: do not read from it, and
 * do not close it. Take it out of the event loop before edge_queue_destroy.
 *
 * @param queue  The queue.
 * @return -1 if this is not a queue, or was destroyed.
 *
 * Example:
 *
 *     edge_queue *queue = NULL;
 *     if (edge_queue_create(&queue, &error) == EDGE_OK) {
 *         struct pollfd ready = {edge_queue_fd(queue), POLLIN, 0};
 *         printf("%d\n", poll(&ready, 1, 0));     // 0
 *     }
 *     edge_queue_destroy(queue);
 *
 * Since 0.1.0
 */
EDGE_API int edge_queue_fd(edge_queue *queue);

/**
 * Adds a call to a queue, from which it can be taken when it is done: at once, if it is. A call can be added once.
 *
 * @param queue      The queue.
 * @param call       The call.
 * @param user_data  Given back unchanged with the call. May be NULL.
 * @return EDGE_OK, EDGE_FAILED_PRECONDITION (the call is in a queue), EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS,
 *         EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     edge_queue *queue = NULL;
 *     edge_call  *call  = NULL;
 *     char       *job   = NULL;
 *     if (edge_queue_create(&queue, &error) == EDGE_OK &&
 *         edge_jobs_get_start(client, id, NULL, &call, &error) == EDGE_OK &&
 *         edge_queue_add(queue, call, NULL, &error) == EDGE_OK &&
 *         edge_queue_take(queue, 5000, &call, NULL, &error) == EDGE_OK &&
 *         edge_call_take_json(call, &job, &error) == EDGE_OK)
 *         puts(job);                              // {"job_identifier":"...","status":"COMPLETE",...}
 *     edge_string_free(job);
 *     edge_call_destroy(call);
 *     edge_queue_destroy(queue);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_queue_add(edge_queue *queue, edge_call *call, void *user_data,
                                                   edge_error **out_error);

/**
 * Takes a call that is done, well or badly, out of a queue, in the order in which they ended. A call that was
 * destroyed meanwhile does not come. Several threads may take from one queue: each call comes once.
 *
 * @param queue          The queue.
 * @param timeout_ms     How long to wait. 0: not at all. EDGE_DEFAULT_TIMEOUT: 30 seconds.
 * @param out_call       Receives the call, which the caller destroys with edge_call_destroy. Not NULL.
 * @param out_user_data  Receives what was given to edge_queue_add. May be NULL.
 * @return EDGE_OK, EDGE_DEADLINE_EXCEEDED when no call ended in time, EDGE_CANCELLED when the queue was destroyed
 *         meanwhile, EDGE_INVALID_ARGUMENT, EDGE_INVALID_HANDLE, EDGE_FORKED_PROCESS.
 *
 * Example:
 *
 *     edge_queue *queue = NULL;
 *     edge_call  *call  = NULL;
 *     if (edge_queue_create(&queue, &error) == EDGE_OK &&
 *         edge_queue_take(queue, 0, &call, NULL, NULL) == EDGE_DEADLINE_EXCEEDED)
 *         puts("no call is done");
 *     edge_call_destroy(call);
 *     edge_queue_destroy(queue);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_queue_take(edge_queue *queue, uint32_t timeout_ms, edge_call **out_call,
                                                    void **out_user_data, edge_error **out_error);

/**
 * Destroys a queue. Calls that are in it go on, and are destroyed by those who started them.
 *
 * @param queue  May be NULL, or destroyed already.
 *
 * Example:
 *
 *     edge_queue *queue = NULL;
 *     edge_queue_destroy(queue);
 *
 * Since 0.1.0
 */
EDGE_API void edge_queue_destroy(edge_queue *queue);


/* ---------------------------------------------------------------------------------------------------------
 * JSON
 *
 * Values out of the JSON that the library returns, for programs without a JSON parser. A pointer is a JSON
 * Pointer (RFC 6901): "" is the whole text, "/model/name" the member "name" of the member "model", "/results/0"
 * the first element of an array. In a name, "~1" stands for "/" and "~0" for "~". The functions read the text from
 * its beginning up to the value, in constant memory; they need no client and accept any JSON in UTF-8.
 *
 * All of them answer with EDGE_NOT_FOUND where there is no such value or it is null, and with
 * EDGE_INVALID_ARGUMENT where it is of another type, where json is not JSON, or pointer not a JSON Pointer.
 * ------------------------------------------------------------------------------------------------------ */

/**
 * Reads a string, decoded. A string that holds U+0000 is EDGE_INVALID_ARGUMENT, because a C string ends there;
 * edge_json_raw gives it as it is written.
 *
 * @param json        JSON in UTF-8. Not NULL.
 * @param pointer     The JSON Pointer of the value. Not NULL.
 * @param out_string  Receives the string, which the caller frees with edge_string_free. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     char *name = NULL;
 *     if (edge_json_get_string("{\"model\":{\"name\":\"Inspector\"}}", "/model/name", &name, &error) == EDGE_OK)
 *         puts(name);                             // Inspector
 *     edge_string_free(name);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_get_string(const char *json, const char *pointer, char **out_string,
                                                         edge_error **out_error);

/**
 * Reads a number that is an integer of 64 bits; 3.0 is one, 0.5 and 1e30 are not.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the value. Not NULL.
 * @param out_value  Receives the number. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     int64_t failed = 0;
 *     if (edge_json_get_integer("{\"failed\":2}", "/failed", &failed, &error) == EDGE_OK)
 *         printf("%" PRId64 "\n", failed);        // 2
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_get_integer(const char *json, const char *pointer, int64_t *out_value,
                                                          edge_error **out_error);

/**
 * Reads a number as the nearest double.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the value. Not NULL.
 * @param out_value  Receives the number. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     double score = 0;
 *     if (edge_json_get_double("{\"classes\":[{\"score\":0.75}]}", "/classes/0/score", &score, &error) == EDGE_OK)
 *         printf("%.2f\n", score);                // 0.75
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_get_double(const char *json, const char *pointer, double *out_value,
                                                         edge_error **out_error);

/**
 * Reads true or false.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the value. Not NULL.
 * @param out_value  Receives the value. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     bool explain = false;
 *     if (edge_json_get_bool("{\"explain\":true}", "/explain", &explain, &error) == EDGE_OK)
 *         puts(explain ? "explained" : "not explained");        // explained
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_get_bool(const char *json, const char *pointer, bool *out_value,
                                                       edge_error **out_error);

/**
 * Counts the members of an object or the elements of an array.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the object or array. Not NULL.
 * @param out_count  Receives the number of them. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     size_t count = 0;
 *     if (edge_json_count("{\"job_inputs\":[\"a\",\"b\"]}", "/job_inputs", &count, &error) == EDGE_OK)
 *         printf("%zu\n", count);                 // 2
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_count(const char *json, const char *pointer, size_t *out_count,
                                                    edge_error **out_error);

/**
 * Gives the name of a member of an object, in the order of the text.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the object. Not NULL.
 * @param index      From 0. EDGE_NOT_FOUND where the object has fewer members.
 * @param out_key    Receives the name, decoded, which the caller frees with edge_string_free. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     char *key = NULL;
 *     if (edge_json_key_at("{\"results\":{\"camera-1\":{}}}", "/results", 0, &key, &error) == EDGE_OK)
 *         puts(key);                              // camera-1
 *     edge_string_free(key);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_key_at(const char *json, const char *pointer, size_t index,
                                                     char **out_key, edge_error **out_error);

/**
 * Copies a value as it is written in the text, of whatever type, null included.
 *
 * @param json       JSON in UTF-8. Not NULL.
 * @param pointer    The JSON Pointer of the value. Not NULL.
 * @param out_json   Receives the JSON of the value, which the caller frees with edge_string_free. Not NULL.
 * @return EDGE_OK, EDGE_NOT_FOUND, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     char *model = NULL;
 *     if (edge_json_raw("{\"model\":{\"version\":\"1.0.0\"}}", "/model", &model, &error) == EDGE_OK)
 *         puts(model);                            // {"version":"1.0.0"}
 *     edge_string_free(model);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_json_raw(const char *json, const char *pointer, char **out_json,
                                                  edge_error **out_error);


/* ---------------------------------------------------------------------------------------------------------
 * Diagnostics
 * ------------------------------------------------------------------------------------------------------ */

/**
 * Describes the library and the runtime inside it, as text to attach to a report of a fault: a JSON object
 * with version, abi_version, runtime, architecture, process_id, open_clients, open_calls, open_streams,
 * open_queues, open_errors, open_strings and open_bytes (what edge_string_free and edge_bytes_free have not freed),
 * and gc (the garbage collector's settings in force, heap_bytes and the number of collections). Its content is for
 * people and may change between versions.
 *
 * @param out_json   Receives the JSON, which the caller frees with edge_string_free. Not NULL.
 * @return EDGE_OK, EDGE_INVALID_ARGUMENT, EDGE_FORKED_PROCESS, EDGE_OUT_OF_MEMORY.
 *
 * Example:
 *
 *     char *diagnostics = NULL;
 *     if (edge_diagnostics(&diagnostics, &error) == EDGE_OK)
 *         puts(diagnostics);                      // {"version":"...
 *     edge_string_free(diagnostics);
 *
 * Since 0.1.0
 */
EDGE_API EDGE_NODISCARD edge_status edge_diagnostics(char **out_json, edge_error **out_error);

#ifdef __cplusplus
}
#endif

#endif /* MODZY_EDGE_H */
