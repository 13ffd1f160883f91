#include "edge.h"

#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/modzy-edge-contexts-XXXXXX";
static char path[128];

/* Writes the configuration file: %u stands for the port. */
static void configure(const char *format, uint32_t port)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fprintf(file, format, port) < 0 || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* A client of the context answers. */
static void answers(const char *name, const edge_client_options *options)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    CASE(name == NULL ? "the current context" : name);
    CHECK_OK(edge_client_create_from_context(name, options, &client, &error));
    CHECK_OK(edge_client_ping(client, EDGE_DEFAULT_TIMEOUT, NULL, &error));
    edge_client_destroy(client);
}

/* There is no client, and the error names the file, what is wrong with it, and what to do. */
static void refused(const char *name, edge_status status, const char *problem)
{
    edge_error *error = NULL;
    edge_client *const untouched = (edge_client *)(void *)&error;
    edge_client *client = untouched;
    edge_status got = edge_client_create_from_context(name, NULL, &client, &error);

    CASE(problem);
    CHECK_NUMBER(got, status);
    CHECK(client == untouched);
    CHECK(strstr(edge_error_message(error), path) != NULL);
    CHECK(strstr(edge_error_message(error), problem) != NULL);
    edge_error_free(error);
}

static void found(uint32_t port)
{
    configure("{\"current\": \"here\", \"contexts\": {\"away\": {\"host\": \"unix:/nonexistent\"},"
              " \"here\": {\"host\": \"127.0.0.1\", \"port\": %u, \"transport\": \"direct\"}}}", port);
    answers("here", NULL);
    answers(NULL, NULL);
}

/* The size of an answer is bounded by the file, unless the caller says otherwise. */
static void options_before_those_of_the_file(uint32_t port)
{
    edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;
    edge_client *client = NULL;
    edge_error *error = NULL;

    CASE("options");
    configure("{\"current\": \"here\", \"contexts\": {\"here\": {\"host\": \"127.0.0.1\", \"port\": %u, \"max_receive_bytes\": 1}}}",
              port);
    CHECK_OK(edge_client_create_from_context(NULL, NULL, &client, &error));
    CHECK_STATUS(edge_client_ping(client, EDGE_DEFAULT_TIMEOUT, NULL, &error), EDGE_RESOURCE_EXHAUSTED);
    edge_client_destroy(client);
    options.max_receive_bytes = 1 << 20;
    answers(NULL, &options);
}

static void what_is_wrong(uint32_t port)
{
    configure("{\"contexts\": {\"here\": {\"host\": \"127.0.0.1\", \"port\": %u}}}", port);
    refused("there", EDGE_NOT_FOUND, "There is no context \"there\"");
    refused(NULL, EDGE_NOT_FOUND, "There is no current context");
    configure("{\"contexts\": {\"here\": {\"host\": \"127.0.0.1\", \"port\": %u0000}}}", port);
    refused("here", EDGE_INVALID_ARGUMENT, "contexts.here.port is ");
    configure("{\"contexts\": %u", port);
    refused("here", EDGE_INVALID_ARGUMENT, "is not valid JSON at line 1");
    remove(path);
    refused("here", EDGE_NOT_FOUND, "does not exist");
}

static void no_place_for_the_client(void)
{
    edge_error *error = NULL;

    CASE("out_client");
    CHECK_ERROR(edge_client_create_from_context(NULL, NULL, NULL, &error), EDGE_INVALID_ARGUMENT,
                "out_client is NULL; give the address of a variable.");
}

int main(int argc, char **argv)
{
    uint32_t port;

    check_begin(argc, argv, "PORT", "edges by name");
    port = port_of(argv[1]);
    if (mkdtemp(directory) == NULL) {
        perror(directory);
        return 1;
    }
    snprintf(path, sizeof path, "%s/modzy-edge", directory);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/modzy-edge/config.json", directory);
    setenv("XDG_CONFIG_HOME", directory, 1);
    unsetenv("MODZY_EDGE_CONTEXT");

    found(port);
    options_before_those_of_the_file(port);
    what_is_wrong(port);
    no_place_for_the_client();
    path[strlen(path) - strlen("/config.json")] = '\0';
    rmdir(path);
    rmdir(directory);
    return check_end();
}
