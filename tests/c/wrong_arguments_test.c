#include "calls.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Every function with every wrong argument: each parameter, and each member of each structure that a parameter leads to, takes each
 * wrong value of its kind while all else is valid. Then random combinations of them. Compiled with AddressSanitizer and
 * UndefinedBehaviorSanitizer; strings and buffers end where a page without access begins.
 *
 * A value that no call can take is refused, with an error that names the parameter. Of the others it is expected that the call
 * returns, that its error agrees with its status, and that a failed call has written to out_error alone.
 */

#include "wrong_parts.h"

static edge_client *valid_client, *dead_client;
static edge_call *valid_call, *dead_call;
static edge_stream *valid_stream, *dead_stream;
static edge_queue *valid_queue, *dead_queue;
static edge_log *valid_log;
static edge_error *valid_error;
static uint32_t port;
static long calls_made, refusals, not_named;

static void callback_of_log(edge_log_level level, const char *line, void *user_data)
{
    (void)level, (void)line, (void)user_data;
}

static int callback_of_interrupt(void *user_data)
{
    (void)user_data;
    return 0;
}

/* Strings whose last byte, their NUL, is the last before a page that nobody may touch. Kept by their text. */
static const char *text_of(const char *text)
{
    static struct { const char *text, *copy; } kept[256];
    long page = sysconf(_SC_PAGESIZE);
    size_t size = strlen(text) + 1, room = (size + (size_t)page - 1) / (size_t)page * (size_t)page;
    char *pages;
    int i;

    for (i = 0; i < 255 && kept[i].text != NULL; i++) {
        if (strcmp(kept[i].text, text) == 0)
            return kept[i].copy;
    }
    pages = (char *)mmap(NULL, room + (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + room, (size_t)page, PROT_NONE) != 0)
        exit(2);
    kept[i].text = text;
    return kept[i].copy = (const char *)memcpy(pages + room - size, text, size);
}

/* Where results go: large enough for edge_progress, and checked after a failure. */
static union { unsigned char bytes[64]; void *pointer; edge_progress progress; } outs[8];
static int outs_used;
static edge_error *reported;

static void *out_of(bool error)
{
    if (error)
        return &reported;
    memset(&outs[outs_used], UNTOUCHED, sizeof *outs);
    outs[outs_used].progress.struct_size = sizeof(edge_progress);
    outs[outs_used].progress.reserved = 0;
    return &outs[outs_used++];
}

#include "wrong_arguments_table.h"

#include "wrong_values.h"

static void put(const part *it, uint64_t value, uint64_t *arguments)
{
    if (it->record == NULL)
        arguments[it->offset] = value;
    else
        memcpy((char *)it->record + it->offset, &value, it->size < sizeof value ? it->size : sizeof value);
}

/* Frees what a call has given. Which functions give which is known by their names. */
static void take_results(const function *it, const uint64_t *arguments)
{
    for (int i = 0; i < it->count; i++) {
        const char *name = parameters[it->parameter + i].name;
        void **out = (void **)(uintptr_t)arguments[i];

        if (strncmp(name, "out_", 4) != 0 || out == NULL || strcmp(name, "out_error") == 0)
            continue;
        if (strcmp(name, "out_call") == 0) {
            if (strcmp(it->name, "edge_queue_take") != 0) {
                edge_call_wait((edge_call *)*out, PATIENCE_MS, NULL);
                edge_call_destroy((edge_call *)*out);
            }
        } else if (strcmp(name, "out_client") == 0)
            edge_client_destroy((edge_client *)*out);
        else if (strcmp(name, "out_stream") == 0)
            edge_stream_destroy((edge_stream *)*out);
        else if (strcmp(name, "out_queue") == 0)
            edge_queue_destroy((edge_queue *)*out);
        else if (strcmp(name, "out_log") == 0)
            edge_log_destroy((edge_log *)*out);
        else if (strcmp(name, "out_data") == 0)
            edge_bytes_free(*out);
        else if (strstr("out_round_trip_us out_dropped out_vote out_size out_progress out_user_data out_value out_count", name) == NULL)
            edge_string_free((char *)*out);
    }
}

static bool untouched(const function *it, const uint64_t *arguments)
{
    bool waits = strstr(it->name, "_wait") != NULL || strstr(it->name, "_run") != NULL; /* give the last state */

    for (int i = 0; i < it->count && !waits; i++) {
        const unsigned char *out = (const unsigned char *)(uintptr_t)arguments[i];

        if (strncmp(parameters[it->parameter + i].name, "out_", 4) == 0 && out != NULL && out != (void *)&reported &&
            out[8] != UNTOUCHED)
            return false;
    }
    return true;
}

static bool names(const char *message, const char *part_name)
{
    return message != NULL && strstr(message, part_name) != NULL;
}

/* Makes a call, and checks what is so of every call. `about` is what has to be refused, NULL if nothing has to be. */
static void make_call(const function *it, uint64_t *arguments, const part *about, uint64_t value)
{
    bool has_error = it->reports && arguments[it->count - 1] != 0;
    const char *message;
    edge_status status;

    reported = NULL;
    status = it->call(arguments);
    calls_made++;
    if (!it->reports)
        return;
    message = edge_error_message(reported);
    if (status == EDGE_OK)
        take_results(it, arguments);
    if (has_error && ((status == EDGE_OK) != (reported == NULL) || edge_error_code(reported) != status))
        check_failed(__FILE__, __LINE__, "%s: %s, and the error is %s", it->name, edge_status_name(status), message);
    if (status != EDGE_OK && has_error && (*message == '\0' || strchr(message, '\n') != NULL || strstr(message, "System.") != NULL))
        check_failed(__FILE__, __LINE__, "%s: no message of one line for users: %s", it->name, message);
    if (status != EDGE_OK && !untouched(it, arguments))
        check_failed(__FILE__, __LINE__, "%s: %s, and something was written", it->name, edge_status_name(status));
    if (status == EDGE_INTERNAL)
        check_failed(__FILE__, __LINE__, "%s: INTERNAL %s", it->name, message);
    if (about != NULL) {
        if (status != EDGE_INVALID_ARGUMENT && status != EDGE_INVALID_HANDLE)
            check_failed(__FILE__, __LINE__, "%s(%s%s%s = %#llx): %s %s", it->name, about->of, *about->of ? "." : "", about->name,
                         (unsigned long long)value, edge_status_name(status), message);
        else if (!names(message, about->name)) {
            not_named++;
            check_failed(__FILE__, __LINE__, "%s: the error does not name %s: %s", it->name, about->name, message);
        }
        refusals++;
    }
    edge_error_free(reported);
}

static void prepare(int number, int variant, uint64_t *arguments)
{
    make_valid();
    make_variant(variant);
    outs_used = 0;
    memset(arguments, 0, SLOTS * sizeof *arguments);
    make_arguments(number, arguments);
}

static void try_part(int number, int variant, const part *it)
{
    const function *called = &functions[number];
    wrong values[WRONG_MOST];
    uint64_t arguments[SLOTS];
    int count = wrong_values(it, values);

    for (int i = 0; i < count; i++) {
        if (called->ends && !values[i].refused)
            continue; /* it would take what the other calls need */
        prepare(number, variant, arguments);
        put(it, values[i].value, arguments);
        make_call(called, arguments, values[i].refused && called->reports ? it : NULL, values[i].value);
    }
}

static void try_function(int number)
{
    const function *it = &functions[number];
    uint64_t arguments[SLOTS];

    CASE(it->name);
    if (!it->ends) {
        prepare(number, 0, arguments);
        make_call(it, arguments, NULL, 0);
    }
    for (int i = 0; i < it->count; i++)
        try_part(number, 0, &parameters[it->parameter + i]);
    for (int i = 0; i < it->spans; i++) {
        for (int variant = 0; variant < 3; variant++) {
            for (int j = 0; j < it->reached[i].count && (it->reached[i].variants >> variant & 1) != 0; j++)
                try_part(number, variant, &parts[it->reached[i].first + j]);
        }
    }
}

/* Two to four wrong values at once: nothing is expected but that the call returns. */
static void try_together(unsigned *seed)
{
    int number = rand_r(seed) % (int)(sizeof functions / sizeof *functions);
    const function *it = &functions[number];
    uint64_t arguments[SLOTS];

    if (it->ends || it->count == 0)
        return;
    prepare(number, rand_r(seed) % 3, arguments);
    for (int left = 2 + rand_r(seed) % 3; left > 0; left--) {
        int span = it->spans == 0 ? -1 : rand_r(seed) % (it->spans + 1) - 1;
        const part *chosen = span < 0 ? &parameters[it->parameter + rand_r(seed) % it->count]
                                      : &parts[it->reached[span].first + rand_r(seed) % it->reached[span].count];
        wrong values[WRONG_MOST];
        int count = wrong_values(chosen, values);

        put(chosen, values[rand_r(seed) % count].value, arguments);
    }
    make_call(it, arguments, NULL, 0);
}

/* A file of contexts with one that is known, for edge_client_create_from_context. */
static char directory[] = "/tmp/modzy-edge-arguments-XXXXXX";

static void make_contexts(bool present)
{
    char path[80], file[100];
    FILE *contexts;

    if (present && mkdtemp(directory) == NULL)
        exit(2);
    snprintf(path, sizeof path, "%s/modzy-edge", directory);
    snprintf(file, sizeof file, "%s/config.json", path);
    if (!present) {
        CHECK(unlink(file) == 0 && rmdir(path) == 0 && rmdir(directory) == 0);
        return;
    }
    if (mkdir(path, 0700) != 0 || (contexts = fopen(file, "w")) == NULL)
        exit(2);
    fprintf(contexts, "{\"contexts\": {\"known\": {\"host\": \"127.0.0.1\"}}}");
    fclose(contexts);
    setenv("XDG_CONFIG_HOME", directory, 1);
}

static void make_handles(void)
{
    edge_error *error = NULL;
    char *job = NULL, identifier[64];

    valid_client = client_for(port);
    dead_client = client_for(port);
    edge_client_destroy(dead_client);
    CHECK_OK(submit_text(valid_client, "inspector", "text", &job, &error));
    CHECK_OK(edge_jobs_wait_start(valid_client, json_string(job, "/job_identifier", identifier, sizeof identifier), NULL, &valid_call, &error));
    edge_string_free(job);
    CHECK_OK(edge_call_wait(valid_call, PATIENCE_MS, &error));
    CHECK_OK(edge_jobs_get_features_start(valid_client, NULL, &dead_call, &error));
    edge_call_destroy(dead_call);
    CHECK_OK(edge_stream_open(valid_client, NULL, &valid_stream, &error));
    CHECK_OK(edge_stream_open(valid_client, NULL, &dead_stream, &error));
    edge_stream_destroy(dead_stream);
    CHECK_OK(edge_queue_create(&valid_queue, &error));
    CHECK_OK(edge_queue_create(&dead_queue, &error));
    edge_queue_destroy(dead_queue);
    CHECK_OK(edge_log_create(callback_of_log, EDGE_LOG_OFF, NULL, &valid_log, &error));
    CHECK_NUMBER(edge_jobs_get(NULL, "job", NULL, NULL, &valid_error), EDGE_INVALID_HANDLE);
}

int main(int argc, char **argv)
{
    unsigned seed = 1;
    long together;

    check_begin(argc, argv, "PORT COMBINATIONS", "every function with every wrong argument, and combinations of them");
    port = port_of(argv[1]);
    together = atol(argv[2]);
    make_contexts(true);
    make_handles();
    for (int i = 0; i < (int)(sizeof functions / sizeof *functions); i++)
        try_function(i);
    printf("%d functions, %ld calls, %ld of them with an argument that must be refused; then %ld combinations\n",
           (int)(sizeof functions / sizeof *functions), calls_made, refusals, together);
    CASE("combinations");
    while (together-- > 0)
        try_together(&seed);
    edge_log_destroy(valid_log);
    edge_queue_destroy(valid_queue);
    edge_call_destroy(valid_call);
    edge_stream_destroy(valid_stream);
    edge_client_destroy(valid_client);
    edge_error_free(valid_error);
    free(long_text());
    make_contexts(false);
    CHECK_NUMBER(open_of("open_calls"), 0);
    CHECK_NUMBER(open_of("open_clients"), 0);
    CHECK_NUMBER(open_of("open_errors"), 0);
    return check_end();
}
