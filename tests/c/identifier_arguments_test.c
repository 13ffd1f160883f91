#include "refused.h"

#define NO_JOB "is empty; give the job_identifier of a job that was submitted."
#define NO_OPEN_JOB "is empty; give the job_identifier of a job that was opened."

static edge_client *client; /* nothing listens on its port: nothing is sent */

/* The functions that take the identifier of a job treat it alike. */
static void jobs(const char *job, const char *text, const char *text_of_append)
{
    void *data = NULL;
    size_t size = 0;
    edge_vote vote = EDGE_VOTE_NONE;
    edge_call *call = NULL;

    REFUSED("job_identifier", text, edge_jobs_get, client, job, NULL);
    REFUSED("job_identifier", text, edge_jobs_wait, client, job, WAIT_MS(0));
    REFUSED("job_identifier", text, edge_jobs_cancel, client, job, NULL);
    REFUSED("job_identifier", text, edge_jobs_close, client, job, NULL);
    REFUSED("job_identifier", text, edge_jobs_get_history, client, job, NULL);
    REFUSED("job_identifier", text, edge_jobs_get_results, client, job, NULL);
    REFUSED("job_identifier", text, edge_jobs_get_result, client, job, "source", NULL);
    REFUSED_VOID("job_identifier", text, edge_jobs_vote, client, job, "source", EDGE_VOTE_UP, NULL);
    REFUSED_VOID("job_identifier", text_of_append, edge_jobs_append, client, job, "source", INPUT("input", "data", 4), NULL);
    REFUSED_ONCE("job_identifier", text, edge_jobs_get_vote(client, job, "source", NULL, &vote, &refusal));
    REFUSED_ONCE("job_identifier", text, edge_jobs_get_vote_start(client, job, "source", NULL, &call, &refusal));
    REFUSED_ONCE("job_identifier", text, edge_jobs_get_output(client, job, "s", "o", NULL, &data, &size, &refusal));
    REFUSED_ONCE("job_identifier", text, edge_jobs_get_output_start(client, job, "s", "o", NULL, &call, &refusal));
    CHECK(data == NULL && call == NULL);
}

static void inferences(const char *inference, const char *text)
{
    void *data = NULL;
    size_t size = 0;
    edge_call *call = NULL;

    REFUSED("inference_identifier", text, edge_inferences_get, client, inference, NULL);
    REFUSED("inference_identifier", text, edge_inferences_wait, client, inference, WAIT_MS(0));
    REFUSED_ONCE("inference_identifier", text,
                 edge_inferences_get_output(client, inference, "o", NULL, &data, &size, NULL, &refusal));
    REFUSED_ONCE("inference_identifier", text,
                 edge_inferences_get_output_start(client, inference, "o", NULL, &call, &refusal));
    CHECK(data == NULL && call == NULL);
}

static void keys(const char *key, const char *text)
{
    void *data = NULL;
    size_t size = 0;
    edge_vote vote = EDGE_VOTE_NONE;
    edge_call *call = NULL;

    REFUSED("source_key", text, edge_jobs_get_result, client, "job", key, NULL);
    REFUSED_VOID("source_key", text, edge_jobs_vote, client, "job", key, EDGE_VOTE_UP, NULL);
    REFUSED_VOID("source_key", text, edge_jobs_append, client, "job", key, INPUT("input", "data", 4), NULL);
    REFUSED_VOID("input.key", text, edge_jobs_append, client, "job", "source", INPUT(key, "data", 4), NULL);
    REFUSED_ONCE("source_key", text, edge_jobs_get_vote(client, "job", key, NULL, &vote, &refusal));
    REFUSED_ONCE("source_key", text, edge_jobs_get_output(client, "job", key, "o", NULL, &data, &size, &refusal));
    REFUSED_ONCE("output_key", text, edge_jobs_get_output(client, "job", "s", key, NULL, &data, &size, &refusal));
    REFUSED_ONCE("output_key", text, edge_jobs_get_output_start(client, "job", "s", key, NULL, &call, &refusal));
    REFUSED_ONCE("output_key", text,
                 edge_inferences_get_output(client, "inference", key, NULL, &data, &size, NULL, &refusal));
    REFUSED_ONCE("output_key", text,
                 edge_inferences_get_output_start(client, "inference", key, NULL, &call, &refusal));
    REFUSED("access_key_prefix", text, edge_jobs_get_statistics, client, key, NULL);
}

static void what_must_not_be_empty(void)
{
    void *data = NULL;
    size_t size = 0;

    CASE("empty keys");
    REFUSED_ONCE("output_key", "is empty; give the name of an output, such as results.json.",
                 edge_jobs_get_output(client, "job", "s", "", NULL, &data, &size, &refusal));
    REFUSED("access_key_prefix", "is empty; give the prefix of an access key.", edge_jobs_get_statistics, client, "", NULL);
}

static void results_that_must_go_somewhere(void)
{
    void *data = NULL;
    size_t size = 99;

    CASE("out parameters that must not be NULL");
    REFUSED_ONCE("out_data", NO_ADDRESS, edge_jobs_get_output(client, "j", "s", "o", NULL, NULL, &size, &refusal));
    REFUSED_ONCE("out_size", NO_ADDRESS, edge_jobs_get_output(client, "j", "s", "o", NULL, &data, NULL, &refusal));
    REFUSED_ONCE("out_vote", NO_ADDRESS, edge_jobs_get_vote(client, "j", "s", NULL, NULL, &refusal));
    REFUSED_ONCE("out_data", NO_ADDRESS,
                 edge_inferences_get_output(client, "i", "o", NULL, NULL, &size, NULL, &refusal));
    REFUSED_ONCE("out_size", NO_ADDRESS,
                 edge_inferences_get_output(client, "i", "o", NULL, &data, NULL, NULL, &refusal));
    REFUSED_ONCE("out_call", NO_ADDRESS, edge_jobs_get_start(client, "j", NULL, NULL, &refusal));
    REFUSED_ONCE("out_call", NO_ADDRESS, edge_jobs_append_start(client, "j", "s", INPUT("i", "d", 1), NULL, NULL, &refusal));
    REFUSED_ONCE("out_call", NO_ADDRESS, edge_client_wait_ready_start(client, 0, NULL, &refusal));
    REFUSED_ONCE("out_call", NO_ADDRESS, edge_stream_open_start(client, NULL, NULL, &refusal));
    REFUSED_ONCE("out_stream", NO_ADDRESS, edge_stream_open(client, NULL, NULL, &refusal));
    CHECK(data == NULL && size == 99);
}

static void numbers(void)
{
    CASE("numbers");
    REFUSED_VOID("vote", "is 3; it must be up, down or none.", edge_jobs_vote, client, "job", "source", 3, NULL);
    REFUSED_VOID("vote", "is -1; it must be up, down or none.", edge_jobs_vote, client, "job", "source", -1, NULL);
    REFUSED_VOID("input.data", "is NULL, but input.size is 4; give the bytes, or size 0.", edge_jobs_append, client, "job", "source", INPUT("input", NULL, 4), NULL);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "wrong identifiers, keys, numbers and out parameters");
    client = client_for(1);
    CASE("identifiers that are NULL");
    jobs(NULL, NO_STRING, NO_STRING);
    inferences(NULL, NO_STRING);
    keys(NULL, NO_STRING);
    CASE("identifiers that are empty");
    jobs("", NO_JOB, NO_OPEN_JOB);
    inferences("", "is empty; give the identifier of an inference that was asked for.");
    CASE("identifiers that are not UTF-8");
    jobs("job\xc3", NO_UTF8, NO_UTF8);
    inferences("\xff", NO_UTF8);
    keys("\xed\xa0\x80", NO_UTF8);
    what_must_not_be_empty();
    results_that_must_go_somewhere();
    numbers();
    edge_client_destroy(client);
    return check_end();
}
