#include "calls.h"

#include <sys/stat.h>
#include <unistd.h>

static edge_client *client;
static char directory[] = "/tmp/modzy_edge_uploads.XXXXXX";

/* A file in the directory of the test: `size` bytes, zero but for the last, which is `last`. */
static const char *file_of(const char *name, size_t size, char last, char *path, size_t path_size)
{
    FILE *file;

    snprintf(path, path_size, "%s/%s", directory, name);
    file = fopen(path, "w");
    if (!CHECK(file != NULL))
        exit(check_end());
    if (size > 0)
        CHECK(fseek(file, (long)size - 1, SEEK_SET) == 0 && fputc(last, file) != EOF);
    CHECK(fclose(file) == 0);
    return path;
}

/* The results of a job whose JSON is given, when it is at its end; frees both. */
static void results_contain(char *job, const char *const *parts, size_t count)
{
    edge_error *error = NULL;
    char identifier[128], *results = NULL;

    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
    if (!CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error)))
        return;
    for (size_t i = 0; i < count; i++)
        CHECK_CONTAINS(results, parts[i]);
    edge_string_free(results);
}

/* More than one chunk, one byte, nothing, in two input items; the digests are those of sha256sum. */
static void several_files(void)
{
    static const char *const parts[] = {
        "a5b34fccf24abcecb2fa1d110f83ba64292488c4d96350b76bfb5e24113747f5", /* of 5,000,000 bytes */
        "\"size\":1,", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "\"one\":{", "\"two\":{"};
    char large[64], small[64], empty[64], *job = NULL;
    edge_file files[3] = {{"one", "large", large}, {"one", "small", small}, {"two", "empty", empty}};
    edge_error *error = NULL;

    CASE("several files");
    file_of("large", 5000000, 'x', large, sizeof large);
    file_of("small", 1, 'y', small, sizeof small);
    file_of("empty", 0, 0, empty, sizeof empty);
    if (CHECK_OK(edge_jobs_submit_files(client, "inspector", "1.0.0", files, 3, EXPLAIN, &job, &error)))
        results_contain(job, parts, 5);
}

static void progress(void)
{
    enum { SIZE = 20000000 };
    char path[64], *job = NULL;
    edge_file file = {"job", "large", path};
    edge_error *error = NULL;
    edge_call *call = NULL;
    uint64_t before = 0;
    edge_progress progress = EDGE_PROGRESS_INIT;
    static const char *const parts[] = {"\"size\":20000000,"};

    CASE("progress");
    file_of("large", SIZE, 'x', path, sizeof path);
    if (!CHECK_OK(edge_jobs_submit_files_start(client, "inspector", "1.0.0", &file, 1, NULL, &call, &error)))
        return;
    while (!edge_call_is_done(call)) {
        CHECK_OK(edge_call_progress(call, &progress, &error));
        CHECK(progress.sent_bytes >= before && progress.sent_bytes <= SIZE);
        CHECK(progress.total_bytes == 0 || progress.total_bytes == SIZE);
        CHECK_NUMBER(progress.total, -1);
        before = progress.sent_bytes;
        usleep(2000);
    }
    CHECK_OK(edge_call_progress(call, &progress, &error));
    CHECK_NUMBER(progress.sent_bytes, SIZE);
    CHECK_NUMBER(progress.total_bytes, SIZE);
    job = json_of(call);
    CHECK_CONTAINS(job, "\"job_identifier\":");
    results_contain(job, parts, 1);
}

/* How many jobs of the edge are open, which no job is after an upload, however it went. */
static void no_job_is_open(void)
{
    edge_job_filter filter = EDGE_JOB_FILTER_INIT;
    edge_error *error = NULL;
    char *jobs = NULL;

    filter.status = "OPEN";
    if (CHECK_OK(edge_jobs_list(client, &filter, NULL, &jobs, &error)))
        CHECK_CONTAINS(jobs, "\"total_count\":0");
    edge_string_free(jobs);
}

static long canceled_jobs(void)
{
    edge_job_filter filter = EDGE_JOB_FILTER_INIT;
    edge_error *error = NULL;
    char *jobs = NULL;
    const char *at;
    long count = -1;

    filter.status = "CANCELED";
    if (CHECK_OK(edge_jobs_list(client, &filter, NULL, &jobs, &error)) && (at = strstr(jobs, "\"total_count\":")) != NULL)
        count = strtol(at + strlen("\"total_count\":"), NULL, 10);
    edge_string_free(jobs);
    return count;
}

/* Nothing is asked of the edge for a file that is not there. */
static void files_that_cannot_be_read(void)
{
    char path[64], text[200], *job = NULL;
    edge_file files[2] = {{"job", "first", path}, {"job", "second", "/proc/self/exe"}};
    edge_error *error = NULL;
    long before = canceled_jobs();

    CASE("files that cannot be read");
    snprintf(path, sizeof path, "%s/is-not-there", directory);
    CHECK_NUMBER(edge_jobs_submit_files(client, "inspector", "1.0.0", files, 2, NULL, &job, &error),
                 EDGE_INVALID_ARGUMENT);
    snprintf(text, sizeof text, "files[0].path cannot be read: ");
    CHECK_CONTAINS(edge_error_message(error), text);
    CHECK_CONTAINS(edge_error_message(error), path);
    CHECK_CONTAINS(edge_error_detail_json(error), "\"parameter\":\"files[0].path\"");
    edge_error_free(error);
    error = NULL;
    files[0].path = files[1].path;
    files[1].path = directory;
    CHECK_NUMBER(edge_jobs_submit_files(client, "inspector", "1.0.0", files, 2, NULL, &job, &error),
                 EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), "files[1].path is ");
    edge_error_free(error);
    error = NULL;
    /* Fails only when it is read, which is when the job was opened: it is cancelled. */
    files[1].path = "/proc/self/mem";
    CHECK_NUMBER(edge_jobs_submit_files(client, "inspector", "1.0.0", files, 2, NULL, &job, &error),
                 EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), "files[1].path cannot be read: ");
    edge_error_free(error);
    CHECK(job == NULL);
    CHECK_NUMBER(canceled_jobs(), before + 1);
    no_job_is_open();
}

static void cancelled_on_the_way(void)
{
    char path[64];
    edge_file file = {"job", "large", path};
    edge_error *error = NULL;
    edge_call *call = NULL;
    edge_progress progress = EDGE_PROGRESS_INIT;
    long before = canceled_jobs();

    CASE("an upload that is cancelled on the way");
    file_of("huge", (size_t)1 << 31, 'x', path, sizeof path);
    CHECK_OK(edge_jobs_submit_files_start(client, "inspector", "1.0.0", &file, 1, NULL, &call, &error));
    while (progress.sent_bytes == 0 && !edge_call_is_done(call)) {
        CHECK_OK(edge_call_progress(call, &progress, &error));
        usleep(1000);
    }
    CHECK(progress.sent_bytes > 0 && progress.sent_bytes < progress.total_bytes);
    edge_call_cancel(call);
    ends_with(call, EDGE_CANCELLED, NULL);
    CHECK_NUMBER(canceled_jobs(), before + 1);
    no_job_is_open();
    CHECK(unlink(path) == 0);
}

int main(int argc, char **argv)
{
    char command[100];

    check_begin(argc, argv, "PORT", "edge_jobs_submit_files");
    if (!CHECK(mkdtemp(directory) != NULL))
        return check_end();
    client = client_for(port_of(argv[1]));
    several_files();
    progress();
    files_that_cannot_be_read();
    cancelled_on_the_way();
    edge_client_destroy(client);
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK(system(command) == 0);
    return check_end();
}
