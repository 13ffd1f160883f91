#include "calls.h"

#include <pthread.h>

/* The emulator has no cloud access, so inputs in object storage fail. Secrets appear in no log and no error. */
static edge_client *client;

static const char SECRET[] = "s3cr3t-8d1f";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int messages, leaks;

static void look_for_secrets(edge_log_level level, const char *message, void *user_data)
{
    (void)level;
    (void)user_data;
    pthread_mutex_lock(&lock);
    messages++;
    leaks += strstr(message, SECRET) != NULL;
    pthread_mutex_unlock(&lock);
}

static void has_no_secret(const char *text)
{
    CHECK(text != NULL && strstr(text, SECRET) == NULL);
}

/* The results of a finished job contain the reason of the failure. */
static void input_failed(char *job)
{
    edge_error *error = NULL;
    char identifier[128], *json = NULL;

    has_no_secret(job);
    json_string(job, "/job_identifier", identifier, sizeof identifier);
    edge_string_free(job);
    CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(PATIENCE_MS), &json, &error));
    CHECK_CONTAINS(json, "\"status\":\"FAILED\"");
    edge_string_free(json);
    CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &json, &error));
    CHECK_CONTAINS(json, "\"failures\":{\"job\":");
    CHECK_CONTAINS(json, "no cloud access");
    has_no_secret(json);
    edge_string_free(json);
}

static void jobs(const char *region, const char *endpoint)
{
    edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", SECRET, region, endpoint};
    edge_azure_access azure = {sizeof(edge_azure_access), 0, "account", SECRET};
    edge_object object = {"input.txt", "container", "path/to/object"};
    edge_object_source source = {"job", &object, 1};
    edge_error *error = NULL;
    edge_call *call = NULL;
    char *job = NULL;

    if (CHECK_OK(edge_jobs_submit_s3(client, "inspector", "1.0.0", OBJECTS(&source, 1), &s3, NULL, &job, &error)))
        input_failed(job);
    CHECK_OK(edge_jobs_submit_s3_start(client, "inspector", "1.0.0", OBJECTS(&source, 1), &s3, EXPLAIN, &call, &error));
    input_failed(json_of(call));
    if (CHECK_OK(edge_jobs_submit_azure(client, "inspector", "1.0.0", OBJECTS(&source, 1), &azure, NULL, &job, &error)))
        input_failed(job);
    CHECK_OK(edge_jobs_submit_azure_start(client, "inspector", "1.0.0", OBJECTS(&source, 1), &azure, EXPLAIN, &call, &error));
    input_failed(json_of(call));
}

static void inference_failed(edge_inference_input input)
{
    edge_error *error = NULL;
    char *json = NULL, identifier[128];
    void *data = NULL;
    size_t size = 0;

    if (!CHECK_OK(edge_inferences_run(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(PATIENCE_MS), &json, &error)))
        return;
    CHECK_CONTAINS(json, "\"status\":\"FAILED\"");
    CHECK_CONTAINS(json, "path/to/object");
    has_no_secret(json);
    json_string(json, "/identifier", identifier, sizeof identifier);
    edge_string_free(json);
    if (CHECK_OK(edge_inferences_get_output(client, identifier, "error", NULL, &data, &size, NULL, &error)))
        CHECK(memmem(data, size, "no cloud access", strlen("no cloud access")) != NULL);
    edge_bytes_free(data);
}

static void inferences(void)
{
    edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", SECRET, NULL, "http://minio.example"};
    edge_azure_access azure = {sizeof(edge_azure_access), 0, "account", SECRET};
    edge_inference_input input = {"input.txt", NULL, 0, "container", "path/to/object", &s3, NULL, EDGE_INPUT_S3, 0};

    CASE("inferences");
    inference_failed(input);
    input.s3 = NULL;
    input.azure = &azure;
    input.type = EDGE_INPUT_AZURE;
    inference_failed(input);
}

/* Errors of each kind: local, of the edge, and of an unavailable edge. */
static void errors(void)
{
    edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", SECRET, "us-east-1", "http://minio.example"};
    edge_object object = {"input.txt", "container", "path/to/object"};
    edge_object_source source = {"job", &object, 1};
    edge_client *nobody = client_for(1);
    edge_error *error[3] = {NULL, NULL, NULL};

    CASE("errors");
    CHECK_NUMBER(edge_jobs_submit_s3(client, "m", "1.0.0", OBJECTS(&source, 1), &s3, NULL, NULL, &error[0]), EDGE_INVALID_ARGUMENT);
    s3.region = NULL;
    CHECK_NUMBER(edge_jobs_submit_s3(client, "m", "1.0.0", OBJECTS(&source, 1), &s3, NULL, NULL, &error[1]), EDGE_NOT_FOUND);
    CHECK_NUMBER(edge_jobs_submit_s3(nobody, "m", "1.0.0", OBJECTS(&source, 1), &s3, NULL, NULL, &error[2]), EDGE_UNAVAILABLE);
    for (int i = 0; i < 3; i++) {
        has_no_secret(edge_error_message(error[i]));
        has_no_secret(edge_error_detail_json(error[i]));
        edge_error_free(error[i]);
    }
    edge_client_destroy(nobody);
}

int main(int argc, char **argv)
{
    edge_error *error = NULL;
    edge_log *log = NULL;

    check_begin(argc, argv, "PORT", "data that lies in a store, and that secrets stay secret");
    CHECK_OK(edge_log_create(look_for_secrets, EDGE_LOG_TRACE, NULL, &log, &error));
    client = client_for(port_of(argv[1]));
    CASE("jobs, of AWS and Azure");
    jobs("us-east-1", NULL);
    CASE("jobs, of S3-compatible storage");
    jobs(NULL, "http://minio.example");
    inferences();
    errors();
    edge_client_destroy(client);
    edge_log_destroy(log);
    CASE("logs");
    CHECK(messages > 0);
    CHECK_NUMBER(leaks, 0);
    return check_end();
}
