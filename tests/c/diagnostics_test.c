#include "edge.h"

#include <unistd.h>

/* What is open is counted; what was baked into the library is in force. */
int main(int argc, char **argv)
{
    edge_client *clients[2];
    edge_error *errors[3] = {NULL, NULL, NULL}, *error = NULL;
    char *json = NULL, *kept = NULL, expected[64];

    check_begin(argc, argv, "", "edge_diagnostics (VERBOSE=1 shows it)");
    if (CHECK_OK(edge_diagnostics(&json, &error))) {
        CHECK_CONTAINS(json, "\"open_clients\":0");
        CHECK_CONTAINS(json, "\"open_errors\":0"); /* before there was any */
        CHECK_CONTAINS(json, "\"open_strings\":0");
        kept = json;
    }
    clients[0] = client_for(55000);
    clients[1] = client_for(55000);
    for (int i = 0; i < 3; i++)
        CHECK_NUMBER(edge_client_wait_ready(NULL, 1, &errors[i]), EDGE_INVALID_HANDLE);
    if (!CHECK_OK(edge_diagnostics(&json, &error)))
        return check_end();
    if (getenv("VERBOSE") != NULL)
        puts(json);
    CHECK_CONTAINS(json, "\"version\":\"" EDGE_VERSION "\"");
    CHECK_CONTAINS(json, "\"abi_version\":1");
    CHECK_CONTAINS(json, "\"runtime\":\"");
    CHECK_CONTAINS(json, "\"architecture\":\"");
    snprintf(expected, sizeof expected, "\"process_id\":%ld,", (long)getpid());
    CHECK_CONTAINS(json, expected);
    CHECK_CONTAINS(json, "\"open_clients\":2");
    CHECK_CONTAINS(json, "\"open_errors\":3");
    CHECK_CONTAINS(json, "\"open_strings\":1"); /* what was asked before and is not freed */
    CHECK_CONTAINS(json, "\"open_bytes\":0");
    CHECK_CONTAINS(json, "\"heap_bytes\":");
    CHECK_CONTAINS(json, "\"ServerGC\":\"False\""); /* these five are set in GarbageCollector.props */
    CHECK_CONTAINS(json, "\"ConcurrentGC\":\"False\"");
    CHECK_CONTAINS(json, "\"RetainVM\":\"False\"");
    CHECK_CONTAINS(json, "\"GCConserveMem\":\"5\"");
    CHECK_CONTAINS(json, "\"GCGen0MaxBudget\":\"4194304\"");
    edge_string_free(json);

    edge_string_free(kept);
    for (int i = 0; i < 3; i++)
        edge_error_free(errors[i]);
    for (int i = 0; i < 2; i++)
        edge_client_destroy(clients[i]);
    if (CHECK_OK(edge_diagnostics(&json, &error))) {
        CHECK_CONTAINS(json, "\"open_clients\":0");
        CHECK_CONTAINS(json, "\"open_errors\":0");
        CHECK_CONTAINS(json, "\"open_strings\":0");
        edge_string_free(json);
    }
    return check_end();
}
