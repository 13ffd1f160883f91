#include "edge.h"

/* Every function that takes a client answers to something that is none in the same way. */
static void is_no_client(const char *what, edge_client *client)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *out = untouched;
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};

    CASE(what);
    CHECK_STATUS(edge_client_wait_ready(client, 1, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_jobs_submit_embedded(client, "m", "1.0.0", &source, 1, NULL, &out, &error),
                 EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_jobs_get(client, "job", NULL, &out, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_jobs_wait(client, "job", WAIT_MS(1), &out, &error), EDGE_INVALID_HANDLE);
    CHECK_STATUS(edge_jobs_get_results(client, "job", NULL, &out, &error), EDGE_INVALID_HANDLE);
    CHECK(out == untouched);
    edge_client_destroy(client);
}

/* The same of what is no error. */
static void is_no_error(const char *what, edge_error *error)
{
    CASE(what);
    CHECK_NUMBER(edge_error_code(error), EDGE_INVALID_HANDLE);
    CHECK(edge_error_message(error) != NULL);
    CHECK(*edge_error_message(error) != '\0');
    CHECK(edge_error_detail_json(error) != NULL);
    CHECK(!edge_error_is_retriable(error));
    edge_error_free(error);
}

static edge_error *some_error(void)
{
    edge_error *error = NULL;

    CHECK_NUMBER(edge_client_wait_ready(NULL, 1, &error), EDGE_INVALID_HANDLE);
    CHECK(error != NULL);
    return error;
}

static void foreign_pointers(uint32_t port)
{
    static int global;
    uint64_t local[8] = {1, 2, 3, 4, 5, 6, 7, 8}, before[8], number = 88172645463325252u;
    uint64_t *heap = (uint64_t *)malloc(sizeof before);
    edge_client *client = client_for(port);
    edge_error *error = some_error();

    memcpy(before, local, sizeof before);
    memcpy(heap, local, sizeof before);
    is_no_client("NULL as a client", NULL);
    is_no_client("a local as a client", (edge_client *)(void *)local);
    is_no_client("a global as a client", (edge_client *)(void *)&global);
    is_no_client("heap memory as a client", (edge_client *)(void *)heap);
    is_no_client("an error as a client", (edge_client *)(void *)error);
    is_no_error("a local as an error", (edge_error *)(void *)local);
    is_no_error("heap memory as an error", (edge_error *)(void *)heap);
    is_no_error("a client as an error", (edge_error *)(void *)client);
    CHECK(memcmp(before, local, sizeof before) == 0 && memcmp(before, heap, sizeof before) == 0);

    for (int i = 0; i < 200; i++) { /* xorshift, and small numbers, which are most like handles */
        uintptr_t value;

        number ^= number << 13, number ^= number >> 7, number ^= number << 17;
        value = (uintptr_t)(i % 2 == 0 ? number : number % 64);
        if (value == 0 || value == (uintptr_t)client || value == (uintptr_t)error)
            continue;
        is_no_client("a random number as a client", (edge_client *)value);
        is_no_error("a random number as an error", (edge_error *)value);
    }

    CASE("handles that were not meant");
    CHECK_NUMBER(edge_error_code(error), EDGE_INVALID_HANDLE);
    edge_error_free(error);
    error = NULL;
    CHECK_OK(edge_client_wait_ready(client, EDGE_DEFAULT_TIMEOUT, &error));
    edge_client_destroy(client);
    free(heap);
}

static void used_up_handles(uint32_t port)
{
    edge_client *first = client_for(port), *second;
    edge_error *error = some_error(), *other;

    edge_client_destroy(first);
    is_no_client("a client that was destroyed", first);
    second = client_for(port);
    CASE("a client in the place of one that was destroyed");
    CHECK(second != first);
    is_no_client("a client that was destroyed, with another in its place", first);
    edge_error_free(error);
    is_no_error("an error that was freed", error);
    other = some_error();
    CHECK(other != error);
    is_no_error("an error that was freed, with another in its place", error);
    edge_error_free(other);
    error = NULL;
    CASE("the second client");
    CHECK_OK(edge_client_wait_ready(second, EDGE_DEFAULT_TIMEOUT, &error));
    edge_client_destroy(second);
    edge_client_destroy(second);
}

static void handles_are_not_used_again_soon(uint32_t port)
{
    enum { COUNT = 5000 };
    static edge_error *errors[COUNT];
    edge_client *client, *before = NULL;

    CASE("handles that come again");
    for (int i = 0; i < COUNT; i++) {
        errors[i] = some_error();
        edge_error_free(errors[i]);
        CHECK(i == 0 || errors[i] != errors[0]);
    }
    for (int i = 0; i < 100; i++) {
        client = client_for(port);
        CHECK(client != before);
        before = client;
        edge_client_destroy(client);
    }
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "handles that are NULL, stale, foreign or used up");
    foreign_pointers(port_of(argv[1]));
    used_up_handles(port_of(argv[1]));
    handles_are_not_used_again_soon(port_of(argv[1]));
    return check_end();
}
