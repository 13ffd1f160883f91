/* The async variant in place of its function, for the examples in the comments of modzy_edge.h: it is given &begun;
 * the function around it waits for that call, and takes its result. */
#ifndef EXAMPLES_ASYNC_H
#define EXAMPLES_ASYNC_H

#include <modzy_edge.h>

#include <string.h>

#pragma GCC diagnostic ignored "-Wunused-function" /* which of them are used, the header decides */

static edge_call *begun;

static edge_status finished(edge_status started, edge_error **out_error)
{
    if (started == EDGE_OK)
        started = edge_call_wait(begun, EDGE_NO_TIMEOUT, out_error);
    return started == EDGE_OK ? edge_call_result(begun, out_error) : started;
}

static edge_status freed(edge_status status)
{
    edge_call_destroy(begun);
    begun = NULL;
    return status;
}

static edge_status finish_none(edge_status started, edge_error **out_error)
{
    return freed(finished(started, out_error));
}

static edge_status finish_json(edge_status started, char **out_json, edge_error **out_error)
{
    edge_status status = finished(started, out_error);
    char *json = NULL;

    if (status == EDGE_OK)
        status = edge_call_take_json(begun, &json, out_error);
    if (json != NULL && strcmp(json, "null") == 0) { /* the end of a stream */
        edge_string_free(json);
        json = NULL;
    }
    if (status == EDGE_OK && out_json != NULL)
        *out_json = json;
    else
        edge_string_free(json);
    return freed(status);
}

static edge_status finish_ping(edge_status started, uint64_t *out_round_trip, edge_error **out_error)
{
    char *json = NULL;
    int64_t number = 0;
    edge_status status = finish_json(started, &json, out_error);

    if (status == EDGE_OK)
        status = edge_json_get_integer(json, "/round_trip_us", &number, out_error);
    if (status == EDGE_OK)
        *out_round_trip = (uint64_t)number;
    edge_string_free(json);
    return status;
}

static edge_status finish_vote(edge_status started, edge_vote *out_vote, edge_error **out_error)
{
    char *json = NULL, *vote = NULL;
    edge_status status = finish_json(started, &json, out_error);

    if (status == EDGE_OK)
        status = edge_json_get_string(json, "/vote", &vote, out_error);
    if (status == EDGE_OK)
        *out_vote = strcmp(vote, "UP") == 0 ? EDGE_VOTE_UP : strcmp(vote, "DOWN") == 0 ? EDGE_VOTE_DOWN : EDGE_VOTE_NONE;
    edge_string_free(vote);
    edge_string_free(json);
    return status;
}

static edge_status finish_bytes(edge_status started, void **out_data, size_t *out_size, char **out_content_type,
                                edge_error **out_error)
{
    edge_status status = finished(started, out_error);

    return freed(status == EDGE_OK ? edge_call_take_bytes(begun, out_data, out_size, out_content_type, out_error) : status);
}

static edge_status finish_stream(edge_status started, edge_stream **out_stream, edge_error **out_error)
{
    edge_status status = finished(started, out_error);

    return freed(status == EDGE_OK ? edge_call_take_stream(begun, out_stream, out_error) : status);
}

#endif
