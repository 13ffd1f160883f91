/* Calls that were started: how they end, as a test expects it. Each of these frees the call. */
#ifndef CALLS_H
#define CALLS_H

#include "edge.h"

enum { PATIENCE_MS = 30000 };

/* The JSON of a call, which the caller frees; NULL and a failed check if there is none. */
static inline char *json_of(edge_call *call)
{
    edge_error *error = NULL;
    char *json = NULL;

    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK(edge_call_is_done(call));
    CHECK_OK(edge_call_result(call, &error));
    CHECK_OK(edge_call_take_json(call, &json, &error));
    edge_call_destroy(call);
    return json;
}

/* Expects that the JSON of a call contains something. */
static inline void json_contains(edge_call *call, const char *part)
{
    char *json = json_of(call);

    CHECK_CONTAINS(json, part);
    edge_string_free(json);
}

/* Expects how a call ends; `text` is that of its error, NULL if it does not matter. */
static inline void ends_with(edge_call *call, edge_status status, const char *text)
{
    edge_error *error = NULL;

    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_ERROR(edge_call_result(call, &error), status, text);
    edge_call_destroy(call);
}

/* A string member of the JSON of a call, such as an identifier. */
static inline void string_of(edge_call *call, const char *key, char *to, size_t size)
{
    char *json = json_of(call);

    CHECK(*json_string(json, key, to, size) != '\0');
    edge_string_free(json);
}

/* A number of edge_diagnostics, such as how many calls are open. */
static inline long open_of(const char *key)
{
    edge_error *error = NULL;
    char *json = NULL, pointer[64];
    int64_t number = -1;

    snprintf(pointer, sizeof pointer, "/%s", key);
    CHECK_OK(edge_diagnostics(&json, &error));
    CHECK_OK(edge_json_get_integer(json, pointer, &number, &error));
    edge_string_free(json);
    return (long)number;
}

#endif
