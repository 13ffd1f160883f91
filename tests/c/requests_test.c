#include "calls.h"

/* What a submission can be made of: pieces, one buffer, a whole job in one call, structures of other versions. */
static edge_client *client;

static void has(const char *json, const char *part)
{
    CHECK_CONTAINS(json, part);
}

/* The results of a job with one input item. */
static char *inspected_by(const char *model, const edge_source *source, const edge_submit_options *options)
{
    edge_error *error = NULL;
    char *results = NULL;

    CHECK_OK(edge_jobs_run(client, model, "1.0.0", source, 1, options, &results, &error));
    return results;
}

static char *inspected(const edge_source *source, const edge_submit_options *options)
{
    return inspected_by("inspector", source, options);
}

static void digest_of(const char *results, char *to, size_t size)
{
    json_string(results, "/results/job/results.json/data/result/inputs/input.txt/sha256", to, size);
    CHECK(strlen(to) == 64);
}

/* However a buffer is divided, the edge gets the same bytes. */
static void pieces(void)
{
    static const char text[] = "a buffer in pieces of every length, so that base64's groups of three meet every seam";
    char whole[128], divided[128];
    edge_input input = {"input.txt", text, sizeof text};
    edge_source source = {"job", &input, 1};
    char *results = inspected(&source, NULL);

    CASE("a buffer in pieces");
    digest_of(results, whole, sizeof whole);
    edge_string_free(results);
    for (size_t step = 0; step < 9; step++) {
        edge_piece parts[sizeof text + 2];
        size_t count = 0;

        for (size_t at = 0; at < sizeof text; count++) {
            size_t size = step == 0 ? count % 5 : step;

            size = size < sizeof text - at ? size : sizeof text - at;
            parts[count].data = size == 0 ? NULL : text + at;
            parts[count].size = size;
            at += size;
        }
        input.data = parts;
        input.size = EDGE_PIECES(count);
        results = inspected(&source, NULL);
        digest_of(results, divided, sizeof divided);
        CHECK_TEXT(divided, whole);
        edge_string_free(results);
    }
    CASE("no pieces");
    input.size = EDGE_PIECES(0);
    results = inspected(&source, NULL);
    has(results, "\"size\":0");
    edge_string_free(results);
}

static void pieces_that_are_wrong(void)
{
    edge_piece parts[] = {{"some ", 5}, {NULL, 5}};
    edge_input input = {"input.txt", parts, EDGE_PIECES(2)};
    edge_source source = {"job", &input, 1};
    edge_error *error = NULL;

    CASE("pieces that are wrong");
    CHECK_ERROR(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error),
                EDGE_INVALID_ARGUMENT,
                "sources[0].inputs[0].data[1].data is NULL, but sources[0].inputs[0].data[1].size is 5; give the bytes, or "
                "size 0.");
    input.data = NULL;
    CHECK_ERROR(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error),
                EDGE_INVALID_ARGUMENT,
                "sources[0].inputs[0].data is NULL, but sources[0].inputs[0].size is 2; give the array.");
    CASE("text with a character that two pieces divide");
    parts[0].data = "\xe2\x82";
    parts[0].size = 2;
    parts[1].data = "\xac!";
    parts[1].size = 2;
    input.data = parts;
    CHECK_OK(edge_jobs_submit_text(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error));
    parts[1].data = "!!";
    CHECK_STATUS(edge_jobs_submit_text(client, "inspector", "1.0.0", &source, 1, NULL, NULL, &error),
                 EDGE_INVALID_ARGUMENT);
}

static void pieces_elsewhere(void)
{
    edge_piece parts[] = {{"some ", 5}, {"bytes", 5}};
    edge_inference_input input = {"input.txt", parts, EDGE_PIECES(2), NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    edge_error *error = NULL;
    char *json = NULL, identifier[128];

    CASE("an inference of pieces");
    CHECK_OK(edge_inferences_run(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(PATIENCE_MS),
                                 &json, &error));
    has(json, "\"size_in_bytes\":10");
    edge_string_free(json);
    CASE("an open job of pieces");
    CHECK_OK(edge_jobs_open(client, "inspector", "1.0.0", NULL, &json, &error));
    json_string(json, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(json);
    CHECK_OK(edge_jobs_append(client, identifier, "job", INPUT("input.txt", parts, EDGE_PIECES(2)), NULL, &error));
    CHECK_OK(edge_jobs_close(client, identifier, NULL, NULL, &error));
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
    CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &json, &error));
    has(json, "\"size\":10");
    edge_string_free(json);
}

static void one_buffer(void)
{
    edge_error *error = NULL;
    char *job = NULL, *results = NULL, identifier[128];
    edge_call *call = NULL;

    CASE("one buffer");
    CHECK_OK(edge_jobs_submit_bytes(client, "inspector", "1.0.0", "input.txt", "some bytes", 10, &job, &error));
    has(job, "[\"" EDGE_SINGLE_SOURCE "\"]");
    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
    CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error));
    has(results, "\"" EDGE_SINGLE_SOURCE "\":{");
    edge_string_free(results);
    CHECK_OK(edge_jobs_submit_bytes_start(client, "inspector", "1.0.0", "input.txt", "some bytes", 10, &call, &error));
    json_contains(call, "[\"" EDGE_SINGLE_SOURCE "\"]");
    CHECK_STATUS(edge_jobs_submit_bytes(client, "inspector", "1.0.0", NULL, "some bytes", 10, NULL, &error),
                 EDGE_INVALID_ARGUMENT);
}

static void a_whole_job(void)
{
    edge_input fast = {"input.txt", "1ms", 3}, slow = {"input.txt", "30s", 3};
    edge_source source = {"job", &fast, 1};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_wait_options wait = EDGE_WAIT_OPTIONS_INIT;
    edge_progress progress = EDGE_PROGRESS_INIT;
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *results = NULL, identifier[128];

    CASE("a whole job in one call");
    options.explain = true;
    options.wait = &wait;
    CHECK_OK(edge_jobs_run_start(client, "sleeper", "1.0.0", &source, 1, &options, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_OK(edge_call_progress(call, &progress, &error));
    CHECK(progress.completed == 1 && progress.total == 1);
    results = json_of(call);
    has(results, "\"finished\":true");
    has(results, "\"explained\":true");
    edge_string_free(results);

    CASE("a whole job that takes too long");
    source.inputs = &slow;
    wait.timeout_ms = 3000;
    results = NULL;
    CHECK_NUMBER(edge_jobs_run(client, "sleeper", "1.0.0", &source, 1, &options, &results, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK(*json_string(edge_error_detail_json(error), "/job_identifier", identifier, sizeof identifier) != '\0');
    CHECK_CONTAINS(edge_error_message(error), identifier);
    edge_error_free(error);
    error = NULL;
    edge_string_free(results);

    CASE("a wait that takes too long gives the job as it is");
    results = NULL;
    CHECK_STATUS(edge_jobs_wait(client, identifier, WAIT_MS(2000), &results, &error), EDGE_DEADLINE_EXCEEDED);
    has(results, identifier);
    has(results, "\"status\":\"IN_PROGRESS\"");
    edge_string_free(results);
    results = NULL;
    CHECK_OK(edge_jobs_wait_start(client, identifier, WAIT_MS(2000), &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_STATUS(edge_call_take_json(call, &results, &error), EDGE_DEADLINE_EXCEEDED);
    has(results, identifier);
    edge_string_free(results);
    edge_call_destroy(call);

    CASE("a job that may not take as long");
    wait.timeout_ms = PATIENCE_MS;
    options.job_timeout_ms = 100;
    results = inspected_by("sleeper", &source, &options);
    has(results, "\"status_code\":4");
    has(results, "the job's timeout of 100 ms");
    edge_string_free(results);
    options.job_timeout_ms = 0;

    CASE("a whole job that somebody cancels");
    wait.timeout_ms = EDGE_NO_TIMEOUT;
    CHECK_OK(edge_jobs_run_start(client, "sleeper", "1.0.0", &source, 1, &options, &call, &error));
    do
        CHECK_OK(edge_call_progress(call, &progress, &error));
    while (progress.total < 0 && edge_call_wait(call, 10, NULL) == EDGE_DEADLINE_EXCEEDED);
    CHECK_OK(edge_jobs_cancel_all(client, NULL, NULL, &error));
    ends_with(call, EDGE_ABORTED, NULL);
}

static void is_it_alive(void)
{
    edge_error *error = NULL;
    edge_call *call = NULL;
    edge_client *nobody = NULL;
    uint64_t round_trip = 0;
    char *stats = NULL;

    CASE("ping");
    CHECK_OK(edge_client_ping(client, EDGE_DEFAULT_TIMEOUT, &round_trip, &error));
    CHECK(round_trip > 0 && round_trip < 30000000);
    CHECK_OK(edge_client_ping(client, 10000, NULL, &error));
    CHECK_OK(edge_client_ping_start(client, 10000, &call, &error));
    json_contains(call, "{\"round_trip_us\":");
    CHECK_STATUS(edge_client_ping(client, 0, NULL, &error), EDGE_INVALID_ARGUMENT);
    nobody = client_for(1);
    CHECK_STATUS(edge_client_ping(nobody, 10000, &round_trip, &error), EDGE_UNAVAILABLE);
    CASE("statistics");
    CHECK_OK(edge_client_stats(nobody, &stats, &error));
    has(stats, "{\"calls\":1,\"calls_in_flight\":0,\"succeeded\":0,\"retries\":3,\"failures\":{\"UNAVAILABLE\":1},"
               "\"bytes_sent\":0,\"bytes_received\":0,\"connections\":{\"opened\":0,\"open\":0,\"idle\":0,\"failed\":4},"
               "\"latency\":{\"p50\":0,\"p90\":0,\"p99\":0,\"max\":0}}");
    edge_string_free(stats);
    edge_client_destroy(nobody);
    CHECK_OK(edge_client_stats(client, NULL, &error));
    CHECK_STATUS(edge_client_stats(NULL, &stats, &error), EDGE_INVALID_HANDLE);
}

/* Elements with one member more, as a later version may have them. */
typedef struct later_source {
    edge_source known;
    const void *unknown;
} later_source;

typedef struct later_input {
    edge_input known;
    size_t unknown[3];
} later_input;

static void structures_of_later_versions(void)
{
    later_input inputs[] = {{{"input.txt", "some bytes", 10}, {0, 0, 0}}, {{"other.txt", "more", 4}, {0, 0, 0}}};
    later_source sources[] = {{{"job", &inputs[0].known, 2}, NULL}, {{"more", &inputs[1].known, 1}, NULL}};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_error *error = NULL;
    char *results = NULL;

    CASE("elements that have more members");
    options.source_size = sizeof(later_source);
    options.input_size = sizeof(later_input);
    CHECK_OK(edge_jobs_run(client, "inspector", "1.0.0", &sources[0].known, 2, &options, &results, &error));
    has(results, "\"other.txt\"");
    has(results, "\"more\":{");
    edge_string_free(results);
    inputs[1].unknown[2] = 1;
    CHECK_STATUS(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &sources[0].known, 2, &options, NULL, &error),
                 EDGE_INVALID_ARGUMENT);
    CASE("sizes and reserved members that are wrong");
    options.source_size = sizeof(later_source) + 1;
    CHECK_ERROR(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &sources[0].known, 2, &options, NULL, &error),
                EDGE_INVALID_ARGUMENT,
                "options.source_size is 33, which no version has; initialise it with the INIT macro of its structure.");
    options.reserved[0] = 1;
    CHECK_STATUS(edge_jobs_open(client, "inspector", "1.0.0", &options, NULL, &error), EDGE_INVALID_ARGUMENT);
    options.reserved[0] = 0;
    options.job_timeout_ms = 1000;
    CHECK_STATUS(edge_jobs_open(client, "inspector", "1.0.0", &options, NULL, &error), EDGE_INVALID_ARGUMENT);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "what requests are made of");
    client = client_for(port_of(argv[1]));
    pieces();
    pieces_that_are_wrong();
    pieces_elsewhere();
    one_buffer();
    a_whole_job();
    is_it_alive();
    structures_of_later_versions();
    edge_client_destroy(client);
    return check_end();
}
