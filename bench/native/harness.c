#define _GNU_SOURCE

#include "harness.h"

#include "meters.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: %s TARGET MODE\n"
    "TARGET is 127.0.0.1:PORT or unix:PATH. MODE is one of\n"
    "  once                  submit one job and tell when its receipt came\n"
    "  idle                  submit one job and wait for the end of standard input\n"
    "  jobs SIZE COUNT       submit jobs of SIZE bytes, not measured\n"
    "  latency SIZE COUNT    submit jobs one after the other and time each\n"
    "  load SIZE THREADS MS  submit jobs from several threads for some time\n"
    "  started SIZE AT MS    have AT jobs under way at a time, from one thread, for some time\n"
    "  volume SIZE COUNT     submit large jobs and look at the memory too\n"
    "  inferences SIZE COUNT the same with inferences, as raw bytes\n"
    "  chunks SIZE COUNT     the same with chunks of the input of a job\n"
    "  frames SIZE COUNT     the same with frames over a stream of inferences\n"
    "Standard output gets one line of JSON.\n";

enum { SMALL = 64, MAX_THREADS = 256 };

static const struct client *client;

void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    _exit(1);
}

/* The driver makes the same bytes, to know what has to arrive. */
static uint8_t *payload(size_t size)
{
    uint8_t *bytes = malloc(size + 1);

    if (bytes == NULL)
        fail("no memory for a payload of %zu bytes", size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i % 251);
    if (client->prepare != NULL)
        client->prepare(bytes, size);
    return bytes;
}

static void submit_jobs(const void *data, size_t size, long count)
{
    for (long i = 0; i < count; i++)
        client->submit(data, size);
}

static void request_inferences(const void *data, size_t size, long count)
{
    for (long i = 0; i < count; i++)
        client->infer(data, size);
}

static void append_chunks(const void *data, size_t size, long count)
{
    for (long i = 0; i < count; i++)
        client->append(data, size);
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static void latency(size_t size, long count)
{
    uint8_t *data = payload(size);
    int64_t *times = calloc((size_t)count, sizeof *times);
    int64_t cpu, allocated = 0;

    submit_jobs(data, size, count / 2); /* what a client learns or compiles at first is not what is measured here */
    if (client->allocated != NULL)
        allocated = client->allocated();
    cpu = cpu_ns();
    for (long i = 0; i < count; i++) {
        int64_t start = now_ns();

        client->submit(data, size);
        times[i] = now_ns() - start;
    }
    cpu = cpu_ns() - cpu;
    if (client->allocated != NULL)
        printf("{\"allocated_bytes\": %lld, ", (long long)((client->allocated() - allocated) / count));
    else
        putchar('{');
    qsort(times, (size_t)count, sizeof *times, compare);
    printf("\"jobs\": %ld, \"p50_us\": %.2f, \"p99_us\": %.2f, \"cpu_us\": %.2f}\n", count / 2 + count,
           (double)times[count / 2] / 1e3, (double)times[count * 99 / 100] / 1e3, (double)cpu / 1e3 / (double)count);
}

struct worker {
    _Alignas(64) pthread_t thread;
    atomic_long jobs;
};

static struct worker workers[MAX_THREADS];
static atomic_bool stop;
static const void *load_data;
static size_t load_size;

static void *work(void *argument)
{
    struct worker *worker = argument;

    while (!stop) {
        client->submit(load_data, load_size);
        worker->jobs++;
    }
    return NULL;
}

static long jobs_done(int threads)
{
    long sum = 0;

    for (int i = 0; i < threads; i++)
        sum += workers[i].jobs;
    return sum;
}

static void load(size_t size, int threads, long milliseconds)
{
    int64_t start, cpu;
    long jobs;

    if (threads < 1 || threads > MAX_THREADS)
        fail("THREADS is 1 to %d", MAX_THREADS);
    load_data = payload(size);
    load_size = size;
    for (int i = 0; i < threads; i++)
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            fail("cannot make a thread");
    usleep((useconds_t)(milliseconds * 1000 / 3)); /* until all are connected and warm */

    jobs = jobs_done(threads);
    cpu = cpu_ns();
    start = now_ns();
    usleep((useconds_t)(milliseconds * 1000));
    jobs = jobs_done(threads) - jobs;
    cpu = cpu_ns() - cpu;
    start = now_ns() - start;

    stop = true;
    for (int i = 0; i < threads; i++)
        pthread_join(workers[i].thread, NULL);
    printf("{\"jobs\": %ld, \"per_second\": %.1f, \"cpu_us\": %.2f}\n", jobs_done(threads),
           (double)jobs * 1e9 / (double)start, (double)cpu / 1e3 / (double)(jobs > 0 ? jobs : 1));
}

static void started(size_t size, int at_a_time, long milliseconds)
{
    const uint8_t *data;
    int64_t resident, start = 0, cpu = 0, now, from;
    long done = 0, before = 0;

    if (client->start == NULL)
        fail("this client starts no jobs");
    if (at_a_time < 1 || at_a_time > BENCH_SLOTS)
        fail("AT is 1 to %d", BENCH_SLOTS);
    submit_jobs(payload(SMALL), SMALL, 1); /* connected, and as large as an idle client is */
    data = payload(size);
    resident = resident_kb();
    peak_reset();
    from = now_ns() + milliseconds * 1000000 / 3;
    for (int i = 0; i < at_a_time; i++)
        client->start(i, data, size);
    for (int i = 0;; i = (i + 1) % at_a_time) {
        client->finish(i);
        done++;
        now = now_ns();
        if (start == 0 && now >= from) { /* connected and warm */
            start = now;
            cpu = cpu_ns();
            before = done;
        }
        if (start != 0 && now - start >= milliseconds * 1000000) {
            cpu = cpu_ns() - cpu;
            before = done - before;
            for (int j = 1; j < at_a_time; j++)
                client->finish((i + j) % at_a_time);
            break;
        }
        client->start(i, data, size);
    }
    printf("{\"jobs\": %ld, \"per_second\": %.1f, \"mb_per_second\": %.2f, \"cpu_us\": %.2f, \"extra_kb\": %lld}\n",
           done + at_a_time - 1, (double)before * 1e9 / (double)(now - start),
           (double)size * (double)before * 1e3 / (double)(now - start),
           (double)cpu / 1e3 / (double)(before > 0 ? before : 1), (long long)(peak_kb() - resident));
}

/* Large calls, which `call` makes `count` of. */
static void volume(size_t size, long count, void (*call)(const void *data, size_t size, long count))
{
    uint8_t *data;
    int64_t resident, start, cpu;

    data = payload(SMALL);
    submit_jobs(data, SMALL, 1); /* connected, and as large as an idle client is */
    data = payload(size);
    resident = resident_kb();
    peak_reset();
    call(data, size, 1);
    cpu = cpu_ns();
    start = now_ns();
    call(data, size, count);
    start = now_ns() - start;
    cpu = cpu_ns() - cpu;
    printf("{\"jobs\": %ld, \"per_second\": %.1f, \"mb_per_second\": %.2f, \"cpu_us\": %.1f, \"extra_kb\": %lld}\n",
           count + 1, (double)count * 1e9 / (double)start, (double)size * (double)count * 1e3 / (double)start,
           (double)cpu / 1e3 / (double)count, (long long)(peak_kb() - resident));
}

static void once(bool wait)
{
    uint8_t *data = payload(SMALL);

    client->submit(data, SMALL);
    printf("{\"jobs\": 1, \"received_ns\": %lld}\n", (long long)now_ns());
    fflush(stdout);
    while (wait && getchar() != EOF)
        ;
}

int bench_main(int argc, char **argv, const struct client *which)
{
    long numbers[3] = {0};
    const char *mode = argc > 2 ? argv[2] : "";

    for (int i = 3; i < argc && i < 6; i++)
        numbers[i - 3] = atol(argv[i]);
    client = which;
    if (argc < 3) {
        fprintf(stderr, usage, argv[0]);
        return 2;
    }
    client->open(argv[1]);
    if (strcmp(mode, "once") == 0 || strcmp(mode, "idle") == 0) {
        once(strcmp(mode, "idle") == 0);
    } else if (strcmp(mode, "jobs") == 0 && argc == 5) {
        submit_jobs(payload((size_t)numbers[0]), (size_t)numbers[0], numbers[1]);
        printf("{\"jobs\": %ld}\n", numbers[1]);
    } else if (strcmp(mode, "latency") == 0 && argc == 5) {
        latency((size_t)numbers[0], numbers[1]);
    } else if (strcmp(mode, "load") == 0 && argc == 6) {
        load((size_t)numbers[0], (int)numbers[1], numbers[2]);
    } else if (strcmp(mode, "started") == 0 && argc == 6) {
        started((size_t)numbers[0], (int)numbers[1], numbers[2]);
    } else if (strcmp(mode, "volume") == 0 && argc == 5) {
        volume((size_t)numbers[0], numbers[1], submit_jobs);
    } else if (strcmp(mode, "inferences") == 0 && argc == 5 && client->infer != NULL) {
        volume((size_t)numbers[0], numbers[1], request_inferences);
    } else if (strcmp(mode, "chunks") == 0 && argc == 5 && client->append != NULL) {
        volume((size_t)numbers[0], numbers[1], append_chunks);
    } else if (strcmp(mode, "frames") == 0 && argc == 5 && client->frames != NULL) {
        volume((size_t)numbers[0], numbers[1], client->frames);
    } else {
        fprintf(stderr, usage, argv[0]);
        return 2;
    }
    client->close();
    return 0;
}
