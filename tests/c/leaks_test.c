#include "edge.h"

/* Leaks on purpose: what LeakSanitizer reports must be the caller's strings, bytes and errors, and nothing of the
 * library's own. */

static void *bytes_of_a_job(edge_client *client)
{
    edge_error *error = NULL;
    char *json = NULL, job[128];
    void *data = NULL;
    size_t size = 0;

    CHECK_OK(submit_text(client, "inspector", "some bytes", &json, &error));
    json_string(json, "/job_identifier", job, sizeof job);
    edge_string_free(json);
    CHECK_OK(edge_jobs_wait(client, job, WAIT_MS(60000), NULL, &error));
    CHECK_OK(edge_jobs_get_output(client, job, "job", "results.json", NULL, &data, &size, &error));
    return data;
}

int main(int argc, char **argv)
{
    edge_client *client;
    edge_call *call = NULL;
    edge_error *error = NULL;
    char *json = NULL;
    void *bytes;
    int leaked;

    check_begin(argc, argv, "PORT COUNT", "leaks of so many strings and blocks of bytes");
    leaked = atoi(argv[2]);
    client = client_for(port_of(argv[1]));
    for (int i = 0; i < leaked + 1; i++) {
        CHECK_OK(edge_jobs_get_features(client, NULL, &json, &error));
        if (i >= leaked)
            edge_string_free(json);
        json = NULL;
        bytes = bytes_of_a_job(client);
        if (i >= leaked)
            edge_bytes_free(bytes);
        bytes = NULL;
    }
    CHECK_OK(edge_jobs_get_features_start(client, NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, 60000, &error));
    edge_call_destroy(call);
    edge_client_destroy(client);
    return check_end();
}
