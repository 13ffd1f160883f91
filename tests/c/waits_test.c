#include "calls.h"

/* The timeouts of waits: none, the default, and what is left of a budget; and how far a job is that is waited for. */
static edge_client *client;

static void a_job_without_time(void)
{
    edge_error *error = NULL;
    char running[128], done[128], *job = NULL;

    CASE("a job, with a timeout of 0");
    submit_long_job(client, running, sizeof running);
    CHECK_NUMBER(edge_jobs_wait(client, running, WAIT_MS(0), NULL, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_CONTAINS(edge_error_message(error), "was not at its end when the edge was asked. It was last seen ");
    CHECK_CONTAINS(edge_error_detail_json(error), "\"job_identifier\":\"");
    CHECK_CONTAINS(edge_error_detail_json(error), running);
    edge_error_free(error);
    error = NULL;
    CHECK_OK(submit_text(client, "inspector", "some bytes", &job, &error));
    json_string(job, "/job_identifier", done, sizeof done);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, done, WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error));
    if (CHECK_OK(edge_jobs_wait(client, done, WAIT_MS(0), &job, &error)))
        CHECK_CONTAINS(job, "\"COMPLETE\"");
    edge_string_free(job);
    CHECK_OK(edge_jobs_cancel(client, running, NULL, NULL, &error));
}

static void an_inference_without_time(void)
{
    edge_inference_input input = {"input.txt", "3600s", 5, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    edge_error *error = NULL;
    char identifier[128];

    CASE("an inference that is asked for, with a timeout of 0 and a short one: its identifier is not lost");
    for (uint32_t timeout_ms = 0; timeout_ms <= 2000; timeout_ms += 2000) {
        CHECK_NUMBER(edge_inferences_run(client, REQUEST("sleeper", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(timeout_ms), NULL, &error),
                     EDGE_DEADLINE_EXCEEDED);
        json_string(edge_error_detail_json(error), "/inference_identifier", identifier, sizeof identifier);
        CHECK(identifier[0] != '\0');
        CHECK_CONTAINS(edge_error_message(error), identifier);
        edge_error_free(error);
        error = NULL;
        CHECK_OK(edge_inferences_get(client, identifier, NULL, NULL, &error));
    }
}

static void calls_and_streams_without_time(void)
{
    edge_stream *stream = NULL;
    edge_error *error = NULL;
    edge_call *call = NULL;
    char running[128], *none = NULL;

    CASE("calls, streams and the edge itself, with a timeout of 0");
    submit_long_job(client, running, sizeof running);
    CHECK_OK(edge_client_wait_ready(client, 0, &error));
    CHECK_OK(edge_jobs_wait_start(client, running, WAIT_MS(EDGE_NO_TIMEOUT), &call, &error));
    CHECK_STATUS(edge_call_wait(call, 0, &error), EDGE_DEADLINE_EXCEEDED);
    edge_call_cancel(call);
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_OK(edge_call_wait(call, 0, &error));
    edge_call_destroy(call);
    CHECK_OK(edge_stream_open(client, NULL, &stream, &error));
    CHECK_STATUS(edge_stream_receive(stream, 0, &none, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_OK(edge_stream_half_close(stream, &error));
    CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &none, &error));
    CHECK_OK(edge_stream_receive(stream, 0, &none, &error));
    CHECK(none == NULL);
    edge_stream_destroy(stream);
    CHECK_OK(edge_jobs_cancel(client, running, NULL, NULL, &error));
}

static void progress_of_a_wait(void)
{
    edge_input fast = {"input.txt", "1ms", 3}, slow = {"input.txt", "300ms", 5};
    edge_source sources[] = {{"fast", &fast, 1}, {"slow", &slow, 1}};
    edge_error *error = NULL;
    edge_call *call = NULL, *other = NULL;
    char identifier[128], *job = NULL;
    edge_progress it = EDGE_PROGRESS_INIT;
    struct {
        edge_progress known;
        uint64_t unknown;
    } later = {EDGE_PROGRESS_INIT, 1};

    CASE("how far a job is that is waited for");
    CHECK_OK(edge_jobs_submit_embedded(client, "sleeper", "1.0.0", sources, 2, NULL, &job, &error));
    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait_start(client, identifier, WAIT_MS(PATIENCE_MS), &call, &error));
    do {
        CHECK_OK(edge_call_progress(call, &it, &error));
        CHECK(it.total == -1 ? it.completed == -1 && it.failed == -1 : it.total == 2 && it.completed >= 0 && it.completed <= 2);
    } while (edge_call_wait(call, 10, NULL) == EDGE_DEADLINE_EXCEEDED);
    CHECK_OK(edge_call_progress(call, &it, &error));
    CHECK_NUMBER(it.completed, 2);
    CHECK_NUMBER(it.failed, 0);
    CHECK_NUMBER(it.total, 2);
    CHECK_NUMBER(it.sent_bytes, 0);
    CASE("a program of another version asks how far a job is");
    it.struct_size = (uint32_t)offsetof(edge_progress, failed);
    it.total = 99;
    CHECK_ERROR(edge_call_progress(call, &it, &error), EDGE_INVALID_ARGUMENT,
                "out_progress.struct_size is 32, which no version has; initialise it with EDGE_PROGRESS_INIT.");
    CHECK_NUMBER(it.total, 99);
    later.known.struct_size = sizeof later;
    CHECK_OK(edge_call_progress(call, &later.known, &error));
    CHECK(later.known.total == 2 && later.unknown == 0);
    CHECK_ERROR(edge_call_progress(call, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_progress is NULL; give the address of a variable.");
    edge_call_destroy(call);
    CHECK_OK(edge_jobs_get_features_start(client, NULL, &other, &error));
    CHECK_ERROR(edge_call_progress(other, &it, &error), EDGE_FAILED_PRECONDITION,
                "Only calls of edge_jobs_submit_files_start, edge_jobs_wait_start and edge_jobs_run_start report progress.");
    edge_call_destroy(other);
    CHECK_STATUS(edge_call_progress(other, &it, &error), EDGE_INVALID_HANDLE);
}

/* How late an end is noticed must not depend on how busy this machine is: one wait of twenty has to be in time. */
static void an_end_is_noticed_soon(void)
{
    edge_error *error = NULL;
    char identifier[128], *job = NULL;
    double begin, least = 1e9;

    CASE("an end is noticed soon");
    for (int i = 0; i < 20 && least >= 0.8; i++) {
        CHECK_OK(submit_text(client, "sleeper", "700ms", &job, &error));
        begin = seconds_now();
        json_string(job, "/job_identifier", identifier, sizeof identifier);
        edge_string_free(job);
        CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), NULL, &error));
        least = seconds_now() - begin < least ? seconds_now() - begin : least;
    }
    CHECK(least < 0.8);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "the timeouts of waits, and how far a job is that is waited for");
    client = client_for(port_of(argv[1]));
    a_job_without_time();
    an_inference_without_time();
    calls_and_streams_without_time();
    progress_of_a_wait();
    an_end_is_noticed_soon();
    edge_client_destroy(client);
    return check_end();
}
