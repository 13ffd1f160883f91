#include "edge.h"

/* Options as a later version of the header may declare them. */
typedef struct later_client_options {
    edge_client_options known;
    uint32_t unknown[4];
} later_client_options;

typedef struct later_call_options {
    edge_call_options known;
    unsigned char unknown[8];
} later_call_options;

#define UNKNOWN_MEMBER                                                                                         \
    "options set a member that this version of the library (" EDGE_VERSION ") does not have; install the version "   \
    "that the program was compiled for, or leave the member zero."

static edge_status create(const edge_client_options *options, edge_error **out_error)
{
    edge_client *client = NULL;
    edge_status status = edge_client_create("localhost", 55000, options, &client, out_error);

    edge_client_destroy(client);
    return status;
}

static void sizes_of_client_options(void)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    later_client_options later;
    edge_error *error = NULL;

    CASE("struct_size of edge_client_options");
    CHECK_OK(create(&options, &error));
    options.struct_size = 0;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.struct_size is 0, which no version has; initialise it with EDGE_CLIENT_OPTIONS_INIT.");
    options.struct_size = 3;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.struct_size is 3, which no version has; initialise it with EDGE_CLIENT_OPTIONS_INIT.");
    options.struct_size = UINT32_MAX;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.struct_size is 4294967295, which no version has; initialise it with EDGE_CLIENT_OPTIONS_INIT.");

    memset(&later, 0, sizeof later);
    later.known.struct_size = sizeof later;
    CHECK_OK(create(&later.known, &error));
    for (int i = 0; i < 4; i++) {
        later.unknown[i] = 1u << (8 * i);
        CHECK_ERROR(create(&later.known, &error), EDGE_INVALID_ARGUMENT, UNKNOWN_MEMBER);
        later.unknown[i] = 0;
    }
}

/* Of a structure whose size no version has nothing is read: its pointers lead nowhere. */
static void sizes_inside_of_structures(void)
{
    edge_client_options options;
    edge_error *error = NULL;

    CASE("sizes that end inside of the structure");
    memset(&options, 0xa5, sizeof options);
    for (options.struct_size = 0; options.struct_size < sizeof options; options.struct_size++)
        CHECK_STATUS(create(&options, &error), EDGE_INVALID_ARGUMENT);
}

static void values_of_client_options(void)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_error *error = NULL;

    CASE("values of edge_client_options");
    options.deadline_ms = options.connect_timeout_ms = EDGE_NO_TIMEOUT;
    options.max_receive_bytes = UINT64_MAX;
    CHECK_OK(create(&options, &error));
    options.deadline_ms = options.connect_timeout_ms = EDGE_NO_TIMEOUT - 1;
    options.max_receive_bytes = 1;
    CHECK_OK(create(&options, &error));
    options.max_connections = options.idle_timeout_ms = UINT32_MAX;
    CHECK_OK(create(&options, &error));
    options.busy_poll_us = 1000000;
    CHECK_OK(create(&options, &error));
    options.busy_poll_us = 1000001;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "busy_poll_us is 1000001 microseconds; give 1000000 (a second) at most, or 0 to sleep at once.");
    options.busy_poll_us = 0;
    options.max_long_calls = 1;
    CHECK_OK(create(&options, &error));
    options.max_long_calls = UINT32_MAX;
    CHECK_OK(create(&options, &error));
    options.reserved[0] = 1;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.reserved is not 0; initialise it with EDGE_CLIENT_OPTIONS_INIT.");
    options.reserved[0] = 0;
    options.keepalive_ms = 9999;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "keepalive_ms is 9999 ms; give 10 s at least, because servers close connections with more frequent PINGs, "
                "or 0 for none.");
    options.keepalive_ms = options.keepalive_timeout_ms = UINT32_MAX;
    options.keepalive_when_idle = true;
    CHECK_OK(create(&options, &error));
    options.keepalive_ms = options.keepalive_timeout_ms = 0;
    options.proxy = "http://user:secret@proxy.example:port";
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "proxy (the option proxy) has no valid port; give http://host:port, or http://user:password@host:port.");
    options.proxy = NULL;
    options.balancing = EDGE_BALANCING_ROUND_ROBIN + 1;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT, "balancing is 2; give pick first or round robin.");
    options.balancing = EDGE_BALANCING_ROUND_ROBIN;
    options.proxy = "";
    CHECK_OK(create(&options, &error));
    options.proxy = NULL;
    options.balancing = EDGE_BALANCING_PICK_FIRST;
    for (edge_transport transport = EDGE_TRANSPORT_AUTO; transport <= EDGE_TRANSPORT_CHANNEL; transport++) {
        options.transport = transport;
        CHECK_OK(create(&options, &error));
    }
    options.transport = EDGE_TRANSPORT_CHANNEL + 1;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.transport is 3; use one of the EDGE_TRANSPORT_ values.");
}

static void retry_options(void)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_retry_options retry = EDGE_RETRY_OPTIONS_INIT;
    edge_error *error = NULL;

    CASE("edge_retry_options");
    options.retry = &retry;
    options.cancel_on_timeout = true;
    CHECK_OK(create(&options, &error));
    retry.max_attempts = 1;
    retry.retry_submissions = true;
    CHECK_OK(create(&options, &error));
    retry.max_attempts = UINT32_MAX;
    retry.initial_backoff_ms = 5000; /* and so max_backoff_ms */
    CHECK_OK(create(&options, &error));
    retry.max_backoff_ms = 4999;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "retry.max_backoff_ms is 4999 ms, less than retry.initial_backoff_ms, which is 5000 ms; give one that is not shorter.");
    retry.max_backoff_ms = EDGE_NO_TIMEOUT;
    CHECK_STATUS(create(&options, &error), EDGE_INVALID_ARGUMENT);
    retry.max_backoff_ms = 0;
    retry.reserved[2] = 1;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.retry.reserved is not 0; initialise it with EDGE_RETRY_OPTIONS_INIT.");
    retry.reserved[2] = 0;
    retry.struct_size = 0;
    CHECK_ERROR(create(&options, &error), EDGE_INVALID_ARGUMENT,
                "options.retry.struct_size is 0, which no version has; initialise it with EDGE_RETRY_OPTIONS_INIT.");
}

static void sizes_of_call_options(edge_client *client)
{
    static const char size_0[] = "options.struct_size is 0, which no version has; initialise it with EDGE_CALL_OPTIONS_INIT.";
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    later_call_options later;
    edge_error *error = NULL;

    CASE("struct_size of edge_call_options");
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", &options, NULL, &error), EDGE_NOT_FOUND);
    options.struct_size = 0;
    CHECK_ERROR(edge_jobs_get(client, "no-such-job", &options, NULL, &error), EDGE_INVALID_ARGUMENT, size_0);
    CHECK_ERROR(edge_jobs_get_results(client, "no-such-job", &options, NULL, &error), EDGE_INVALID_ARGUMENT, size_0);

    memset(&later, 0, sizeof later);
    later.known.struct_size = sizeof later;
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", &later.known, NULL, &error), EDGE_NOT_FOUND);
    later.unknown[7] = 1;
    CHECK_ERROR(edge_jobs_get(client, "no-such-job", &later.known, NULL, &error), EDGE_INVALID_ARGUMENT, UNKNOWN_MEMBER);
}

static void sizes_of_wait_options(edge_client *client)
{
    edge_wait_options options = EDGE_WAIT_OPTIONS_INIT;
    edge_error *error = NULL;

    CASE("struct_size of edge_wait_options");
    CHECK_STATUS(edge_jobs_wait(client, "no-such-job", &options, NULL, &error), EDGE_NOT_FOUND);
    options.struct_size = 0;
    CHECK_ERROR(edge_jobs_wait(client, "no-such-job", &options, NULL, &error), EDGE_INVALID_ARGUMENT,
                "options.struct_size is 0, which no version has; initialise it with EDGE_WAIT_OPTIONS_INIT.");
    options.struct_size = sizeof options;
    options.poll_interval_ms = 20;
    options.max_poll_interval_ms = 10;
    CHECK_ERROR(edge_jobs_wait(client, "no-such-job", &options, NULL, &error), EDGE_INVALID_ARGUMENT,
                "max_poll_interval_ms is 10 ms, less than poll_interval_ms, which is 20 ms; give one that is not shorter.");
    options.max_poll_interval_ms = 40;
    CHECK_STATUS(edge_jobs_wait(client, "no-such-job", &options, NULL, &error), EDGE_NOT_FOUND);
}

static void options_have_effect(uint32_t port)
{
    edge_client_options client_options = EDGE_CLIENT_OPTIONS_INIT;
    edge_call_options call_options = EDGE_CALL_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;
    char *job = NULL;

    CASE("effect of options");
    client_options.max_receive_bytes = 16;
    CHECK_OK(edge_client_create("127.0.0.1", port, &client_options, &client, &error));
    CHECK_NUMBER(submit_text(client, "inspector", "text", &job, &error), EDGE_RESOURCE_EXHAUSTED);
    CHECK_CONTAINS(edge_error_message(error), "max_receive_bytes");
    CHECK(job == NULL);
    edge_error_free(error);
    error = NULL;
    call_options.deadline_ms = EDGE_NO_TIMEOUT;
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", &call_options, NULL, &error), EDGE_NOT_FOUND);
    edge_client_destroy(client);

    client_options.max_receive_bytes = 0;
    client_options.busy_poll_us = 1000000;
    CHECK_OK(edge_client_create("127.0.0.1", port, &client_options, &client, &error));
    for (int i = 0; i < 100; i++) {
        CHECK_NUMBER(submit_text(client, "inspector", "text", &job, &error), EDGE_OK);
        edge_string_free(job);
    }
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    edge_client *client;

    check_begin(argc, argv, "PORT", "edge_client_options and edge_call_options, of this and of other versions");
    client = client_for(port_of(argv[1]));
    sizes_of_client_options();
    sizes_inside_of_structures();
    values_of_client_options();
    retry_options();
    sizes_of_call_options(client);
    sizes_of_wait_options(client);
    options_have_effect(port_of(argv[1]));
    edge_client_destroy(client);
    return check_end();
}
