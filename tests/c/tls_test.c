/* Options of TLS: those of a wrong caller, and calls to an edge that requires a certificate of the client. */
#include "edge.h"

static char text_of_file[16 * 1024];

static size_t read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size = file != NULL ? fread(text_of_file, 1, sizeof text_of_file, file) : 0;

    if (file != NULL)
        fclose(file);
    return size;
}

static edge_status create(uint32_t port, const edge_tls_options *tls, edge_client **out_client, edge_error **out_error)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;

    options.tls = tls;
    return edge_client_create("127.0.0.1", port, &options, out_client, out_error);
}

static void refused(const edge_tls_options *tls, const char *parameter, const char *part)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    CHECK_NUMBER(create(55000, tls, &client, &error), EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(edge_error_message(error), part);
    CHECK_CONTAINS(edge_error_detail_json(error), parameter);
    CHECK(strstr(edge_error_message(error), "hunter2") == NULL);
    CHECK(client == NULL);
    edge_error_free(error);
}

static void what_is_wrong(char **files)
{
    edge_tls_options tls = EDGE_TLS_OPTIONS_INIT;

    CASE("wrong options");
    tls.struct_size = 0;
    refused(&tls, "options.tls.struct_size", "initialise it with EDGE_TLS_OPTIONS_INIT");
    tls.struct_size = sizeof tls;
    tls.reserved = 1;
    refused(&tls, "options.tls.reserved", "is not 0");
    tls.reserved = 0;
    tls.ca_pem_size = 1;
    refused(&tls, "tls.ca_pem", "is NULL, but tls.ca_pem_size is 1");
    tls.ca_pem = "no certificate";
    tls.ca_pem_size = 14;
    refused(&tls, "tls.ca_pem", "contains no certificate");
    tls.ca_pem_size = SIZE_MAX;
    refused(&tls, "tls.ca_pem_size", "cannot be right");
    tls.ca_pem_size = 0;
    refused(&tls, "tls.ca_pem", "is empty");
    tls.ca_pem = NULL;
    tls.key_pem = "";
    refused(&tls, "tls.key_pem", "is empty");
    tls.key_pem = NULL;
    tls.ca_file = "/no/such/file.pem";
    refused(&tls, "tls.ca_file", "/no/such/file.pem: No such file or directory. Check the path.");
    tls.ca_file = "/tmp";
    refused(&tls, "tls.ca_file", "is /tmp, a directory; give a regular file");
    tls.ca_file = NULL;
    tls.certificate_file = files[1];
    tls.key_file = files[2];
    refused(&tls, "tls.key_password", "is encrypted");
    tls.key_password = "hunter2-hunter2";
    refused(&tls, "tls.key_password", "does not open the key");
}

static void submits(edge_client *client)
{
    edge_error *error = NULL;
    char *job = NULL;
    static char large[3 * 1024 * 1024];
    edge_input input = {"input", large, sizeof large};
    edge_source source = {"job", &input, 1};

    memset(large, 'x', sizeof large);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(submit_text(client, "model", "some text", &job, &error));
        edge_string_free(job);
        CHECK_OK(edge_jobs_submit_embedded(client, "model", "1.0.0", &source, 1, NULL, &job, &error));
        edge_string_free(job);
    }
}

static void calls(uint32_t port, char **files)
{
    edge_tls_options tls = EDGE_TLS_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;
    char *key;
    size_t size;

    CASE("files");
    tls.ca_file = files[0];
    tls.certificate_file = files[1];
    tls.key_file = files[2];
    tls.key_password = files[3];
    if (CHECK_OK(create(port, &tls, &client, &error)))
        submits(client);
    edge_client_destroy(client);

    CASE("memory, which is the caller's again");
    size = read_file(files[2]);
    key = (char *)malloc(size);
    memcpy(key, text_of_file, size);
    tls.key_file = NULL;
    tls.key_pem = key;
    tls.key_pem_size = size;
    client = NULL;
    CHECK_OK(create(port, &tls, &client, &error));
    memset(key, 0, size);
    free(key);
    submits(client);
    edge_client_destroy(client);

    CASE("another authority");
    tls.key_pem = NULL;
    tls.key_pem_size = 0;
    tls.key_file = files[2];
    tls.ca_file = files[1];
    client = NULL;
    CHECK_OK(create(port, &tls, &client, &error));
    CHECK_NUMBER(edge_client_ping(client, 10000, NULL, &error), EDGE_UNAUTHENTICATED);
    CHECK_CONTAINS(edge_error_message(error), "Set tls.ca_file to the certificate of the authority");
    CHECK(!edge_error_is_retriable(error));
    edge_error_free(error);
    edge_client_destroy(client);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT CA CERTIFICATE KEY PASSWORD", "TLS");
    what_is_wrong(argv + 2);
    calls(port_of(argv[1]), argv + 2);
    return check_end();
}
