/*
 * The measuring half of every C and C++ client here: clocks, threads, statistics, the command line. A client adds how
 * each call is made, and nothing else, so that all of them are measured alike.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <stddef.h>
#include <stdint.h>

/* The job that all clients submit: one input item with one data input. */
#define JOB_MODEL "inspector"
#define JOB_VERSION "1.0.0"
#define JOB_TYPE "embedded"
#define JOB_SOURCE "job"
#define JOB_INPUT "input.bin"
#define JOB_PREFIX "data:application/octet-stream;base64,"
#define JOB_METHOD "/jobs.v1.JobService/SubmitJob"
#define APPEND_METHOD "/jobs.v1.JobService/AddInputToJob"
#define FEATURES_METHOD "/jobs.v1.JobService/GetFeatures"
#define INFERENCE_METHOD "/inferences.api.v1.InferenceService/PerformInference"
#define STREAM_METHOD "/inferences.api.v1.InferenceService/StreamInferences"
#define JOB_IDENTIFIER "0d4a1c5e-8f0b-4f6e-9d53-2b7f5a3c9e10" /* of every job that the server takes */
#define JOB_DEADLINE_MS 30000
#define TLS_PREFIX "tls:" /* of a target; BENCH_CA names the file of the certificate to trust */

#define BENCH_SLOTS 256

#ifdef __cplusplus
extern "C" {
#endif

/** A client. Its functions end the process through fail() if they cannot do what they are for. */
struct client {
    /** Makes the client of the edge at "127.0.0.1:PORT" or "unix:PATH". */
    void (*open)(const char *target);
    /** Called before jobs with these bytes are measured; NULL if there is nothing to prepare. */
    void (*prepare)(const void *data, size_t size);
    /** Submits a job and waits for its receipt. Called by several threads at a time. */
    void (*submit)(const void *data, size_t size);
    void (*close)(void);
    /** How many bytes were ever allocated on a heap that is collected; NULL if there is none. */
    int64_t (*allocated)(void);
    /** Submits a job without waiting, one of up to BENCH_SLOTS under way; NULL if the client is not measured so. */
    void (*start)(int slot, const void *data, size_t size);
    /** Waits for the receipt of the one that was started last in this slot. */
    void (*finish)(int slot);
    /** Requests an inference with raw bytes and waits for it. This and the next two are NULL if not measured. */
    void (*infer)(const void *data, size_t size);
    /** Appends a chunk of raw bytes to the input of a job. */
    void (*append)(const void *data, size_t size);
    /** Opens a stream, sends a frame of raw bytes `count` times, and receives an inference for each. */
    void (*frames)(const void *data, size_t size, long count);
};

/** What main() of a client does. */
int bench_main(int argc, char **argv, const struct client *client);

/** Says what went wrong, as printf does, and ends the process. */
#ifdef __GNUC__
__attribute__((noreturn, format(printf, 1, 2)))
#endif
void fail(const char *format, ...);

#ifdef __cplusplus
}
#endif

#endif
