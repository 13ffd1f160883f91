#include "edge.h"

/* The API key, metadata of a client and of a call. The emulator tells the public part of the key that a job came with. */

static edge_client *client_with_key(uint32_t port, const char *key)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;

    options.api_key = key;
    if (!CHECK_OK(edge_client_create("127.0.0.1", port, &options, &client, &error)))
        exit(check_end());
    return client;
}

/* A job arrives with this key. */
static void sends(edge_client *client, const edge_submit_options *options, const char *key)
{
    edge_input input = {"input.txt", "some text", 9};
    edge_source source = {"job", &input, 1};
    edge_error *error = NULL;
    char *job = NULL, got[64];

    CHECK_OK(edge_jobs_submit_embedded(client, "inspector", "1.0.0", &source, 1, options, &job, &error));
    CHECK_TEXT(json_string(job, "/access_key", got, sizeof got), key);
    edge_string_free(job);
}

static edge_metadata bytes(const char *name, const void *value, size_t size)
{
    edge_metadata made = {name, value, size};

    return made;
}

static edge_metadata entry(const char *name, const char *value)
{
    return bytes(name, value, strlen(value));
}

static void replaced(edge_client *client)
{
    edge_metadata entries[] = {entry("x-tenant", "line-4"), entry("authorization", "ApiKey second.hunter2-hunter2"),
                               {"x-bytes-bin", "\0\1\2", 3}, {"x-empty", NULL, 0}};
    edge_error *error = NULL;

    CASE("metadata of the client");
    CHECK_OK(edge_client_set_metadata(client, entries, 4, &error));
    sends(client, NULL, "second");
    CHECK_OK(edge_client_set_metadata(client, NULL, 0, &error));
    sends(client, NULL, "emulator");
}

static void of_a_call(edge_client *client)
{
    edge_metadata own = entry("authorization", "ApiKey third.hunter2-hunter2");
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_call_options asking = EDGE_CALL_OPTIONS_INIT;
    edge_error *error = NULL;

    CASE("metadata of a call");
    options.metadata = asking.metadata = &own;
    options.metadata_count = asking.metadata_count = 1;
    sends(client, &options, "third");
    sends(client, NULL, "first");
    CHECK_OK(edge_jobs_list(client, NULL, &asking, NULL, &error));
}

static void of_a_wait(edge_client *client)
{
    edge_metadata own = entry("te", "trailers");
    edge_input input = {"input.txt", "some text", 9};
    edge_source source = {"job", &input, 1};
    edge_submit_options submission = EDGE_SUBMIT_OPTIONS_INIT;
    edge_wait_options options = EDGE_WAIT_OPTIONS_INIT;
    edge_error *error = NULL;

    CASE("metadata of a wait");
    options.metadata = &own;
    options.metadata_count = 1;
    CHECK_ERROR(edge_jobs_wait(client, "job", &options, NULL, &error), EDGE_INVALID_ARGUMENT,
                "metadata[0].name is \"te\", which gRPC or HTTP reserves; use another name.");
    own.name = NULL;
    CHECK_ERROR(edge_inferences_wait(client, "inference", &options, NULL, &error), EDGE_INVALID_ARGUMENT,
                "options.metadata[0].name is NULL; give a NUL-terminated string.");
    own.name = "x-tenant";
    CHECK_STATUS(edge_jobs_wait(client, "no-such-job", &options, NULL, &error), EDGE_NOT_FOUND);
    submission.wait = &options;
    CHECK_ERROR(edge_jobs_run(client, "inspector", "1.0.0", &source, 1, &submission, NULL, &error), EDGE_INVALID_ARGUMENT,
                "wait.metadata is given, but all calls of a run send the metadata of its submission; move the entries there.");
}

static void refused(edge_client *client, edge_metadata wrong, const char *text)
{
    edge_error *error = NULL;

    CASE(text);
    CHECK_ERROR(edge_client_set_metadata(client, &wrong, 1, &error), EDGE_INVALID_ARGUMENT, text);
    sends(client, NULL, "first");
}

static void what_is_wrong(edge_client *client)
{
    static char large[16384];
    edge_error *error = NULL;

    memset(large, 'x', sizeof large);
    refused(client, entry("X-Tenant", "a"),
            "metadata[0].name is \"X-Tenant\"; a name has lower-case letters, digits, '-', '_' and '.'.");
    refused(client, entry("", "a"), "metadata[0].name is \"\"; a name has lower-case letters, digits, '-', '_' and '.'.");
    refused(client, entry("grpc-timeout", "1S"),
            "metadata[0].name is \"grpc-timeout\", which gRPC or HTTP reserves; use another name.");
    refused(client, entry("te", "a"), "metadata[0].name is \"te\", which gRPC or HTTP reserves; use another name.");
    refused(client, entry("x-tenant", "line\n4"),
            "metadata[0].value (of \"x-tenant\") holds a character that is not printable ASCII, or a space at an end; encode it, "
            "or use a name that ends with -bin, whose value may be any bytes.");
    refused(client, bytes(NULL, "a", 1), "metadata[0].name is NULL; give a NUL-terminated string.");
    refused(client, bytes("x-tenant", NULL, 1), "metadata[0].value is NULL, but metadata[0].size is 1; give the bytes, or size 0.");
    refused(client, bytes("x-tenant", "a", SIZE_MAX),
            "metadata[0].size is 18446744073709551615, which cannot be right; check what was passed.");
    refused(client, bytes("x-large", large, sizeof large),
            "metadata has 16,423 bytes, with 32 for each entry; 16,384 are the limit, and 8,192 what most servers accept.");
    CASE("no array");
    CHECK_STATUS(edge_client_set_metadata(client, NULL, 1, &error), EDGE_INVALID_ARGUMENT);
    CHECK_STATUS(edge_client_set_metadata(NULL, NULL, 0, &error), EDGE_INVALID_HANDLE);
}

/* A key does not leave this machine in plaintext, unless that is allowed; and no error shows it. */
static void plaintext(void)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;

    CASE("another machine");
    options.api_key = "first.hunter2-hunter2";
    CHECK_NUMBER(edge_client_create("192.0.2.1", 55000, &options, &client, &error), EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), "api_key is a credential that would travel to 192.0.2.1:55000 in plaintext");
    CHECK_CONTAINS(edge_error_message(error), "allow_plaintext_credentials");
    CHECK(strstr(edge_error_detail_json(error), "hunter2") == NULL);
    edge_error_free(error);
    error = NULL;
    options.allow_plaintext_credentials = true;
    CHECK_OK(edge_client_create("192.0.2.1", 55000, &options, &client, &error));
    edge_client_destroy(client);
    CASE("a key that is none");
    options.api_key = "a key";
    CHECK_ERROR(edge_client_create("localhost", 55000, &options, &client, &error), EDGE_INVALID_ARGUMENT,
                "api_key holds a space, a control character, or one that is not ASCII; give the key as the platform shows it.");
}

int main(int argc, char **argv)
{
    edge_client *client;
    edge_error *error = NULL;
    edge_metadata first = entry("authorization", "ApiKey first.hunter2-hunter2");

    check_begin(argc, argv, "PORT", "keys and metadata of calls");
    client = client_with_key(port_of(argv[1]), "first.hunter2-hunter2");
    CASE("api_key");
    sends(client, NULL, "first");
    replaced(client);
    CHECK_OK(edge_client_set_metadata(client, &first, 1, &error));
    of_a_call(client);
    of_a_wait(client);
    what_is_wrong(client);
    plaintext();
    edge_client_destroy(client);
    return check_end();
}
