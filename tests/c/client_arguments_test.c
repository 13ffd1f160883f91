#include "edge.h"

/* A client cannot be made of these, and out_client stays as it was. */
static void refused(const char *host, uint32_t port, const edge_client_options *options, const char *text)
{
    edge_error *error = NULL;
    edge_client *const untouched = (edge_client *)(void *)&error;
    edge_client *client = untouched;

    CHECK_ERROR(edge_client_create(host, port, options, &client, &error), EDGE_INVALID_ARGUMENT, text);
    CHECK(client == untouched);
}

static void accepted(const char *host, uint32_t port, const edge_client_options *options)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    CASE(host);
    CHECK_OK(edge_client_create(host, port, options, &client, &error));
    CHECK(client != NULL);
    edge_client_destroy(client);
}

static void hosts(void)
{
    CASE("hosts");
    accepted("localhost", 55000, NULL);
    accepted("edge_1.local", 1, NULL);
    accepted("127.0.0.1", 65535, NULL);
    accepted("::1", 55000, NULL);
    accepted("[::1]", 55000, NULL);
    refused(NULL, 55000, NULL, "host is NULL; give a NUL-terminated string.");
    refused("", 55000, NULL, "host is empty; give a name or an address, such as localhost.");
    refused("http://edge", 55000, NULL,
            "host is \"http://edge\", a URL; give the name or the address alone, without a scheme.");
    refused("edge:55000", 55000, NULL,
            "host is \"edge:55000\", which holds a port; give the name alone, and the port on its own.");
    refused("[127.0.0.1]", 55000, NULL, "host is \"[127.0.0.1]\"; only IPv6 addresses stand in brackets.");
    refused("two words", 55000, NULL, "host is \"two words\", which is neither a name nor an address.");
    refused("edge/path", 55000, NULL, "host is \"edge/path\", which is neither a name nor an address.");
    refused("edge\xff", 55000, NULL, "host is not UTF-8; convert it to UTF-8 first.");
}

static void ports(void)
{
    CASE("ports");
    refused("localhost", 0, NULL,
            "port is 0; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told otherwise).");
    refused("localhost", 65536, NULL,
            "port is 65536; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told otherwise).");
    refused("localhost", UINT32_MAX, NULL,
            "port is 4294967295; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told "
            "otherwise).");
}

static void no_place_for_the_client(void)
{
    edge_error *error = NULL;

    CASE("out_client");
    CHECK_ERROR(edge_client_create("localhost", 55000, NULL, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_client is NULL; give the address of a variable.");
}

static void wait_ready(void)
{
    edge_error *error = NULL;

    CASE("edge_client_wait_ready");
    CHECK_ERROR(edge_client_wait_ready(NULL, 1, &error), EDGE_INVALID_HANDLE,
                "client is NULL; create one with edge_client_create.");
}

static void ignore(edge_log_level level, const char *message, void *user_data)
{
    (void)level, (void)message, (void)user_data;
}

static void log_levels(void)
{
    edge_error *error = NULL;
    static const edge_log_level levels[] = {EDGE_LOG_TRACE, EDGE_LOG_DEBUG, EDGE_LOG_INFO,
                                            EDGE_LOG_WARNING, EDGE_LOG_ERROR, EDGE_LOG_OFF};

    edge_log *log = NULL;

    CASE("levels of edge_log_create");
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        CHECK_OK(edge_log_create(ignore, levels[i], NULL, &log, &error));
        edge_log_destroy(log);
        log = NULL;
    }
    CHECK_ERROR(edge_log_create(ignore, 5, NULL, &log, &error), EDGE_INVALID_ARGUMENT,
                "minimum is 5; use one of the EDGE_LOG_ levels.");
    CHECK_ERROR(edge_log_create(ignore, 7, NULL, &log, &error), EDGE_INVALID_ARGUMENT,
                "minimum is 7; use one of the EDGE_LOG_ levels.");
    CHECK_ERROR(edge_log_create(ignore, -1, NULL, &log, &error), EDGE_INVALID_ARGUMENT,
                "minimum is -1; use one of the EDGE_LOG_ levels.");
    CHECK_ERROR(edge_log_create(NULL, EDGE_LOG_INFO, NULL, &log, &error), EDGE_INVALID_ARGUMENT,
                "callback is NULL; give a function.");
    CHECK_ERROR(edge_log_create(ignore, EDGE_LOG_INFO, NULL, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_log is NULL; give the address of a variable.");
    CHECK(log == NULL);
    edge_log_destroy(NULL);
}

static void diagnostics(void)
{
    edge_error *error = NULL;

    CASE("edge_diagnostics");
    CHECK_ERROR(edge_diagnostics(NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_json is NULL; give the address of a variable.");
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "wrong arguments of the functions that need no edge");
    hosts();
    ports();
    no_place_for_the_client();
    wait_ready();
    log_levels();
    diagnostics();
    return check_end();
}
