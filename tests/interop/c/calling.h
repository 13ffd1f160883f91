/* A call that is made through the C interface: by the blocking function, or by its asynchronous form. */
#ifndef CALLING_H
#define CALLING_H

#include "arguments.h"
#include "requests.h"

#include <modzy_edge.h>

typedef struct calling {
    edge_client *client;
    argument arguments;
    bool starts;     /* by the asynchronous form */
    edge_call *call; /* of the asynchronous form */
    char *json;      /* what the call answered: JSON, */
    void *data;      /* bytes, */
    size_t size;
    edge_vote vote;  /* or a vote */
    edge_error *error;
} calling;

/* Makes the call that a case is about. */
typedef edge_status call_function(calling *it);

typedef struct call_case {
    const char *name; /* as in the vectors: "jobs.submit_embedded" */
    call_function *make;
} call_case;

/* Each ends with a case without a name. */
extern const call_case submit_cases[], job_cases[], result_cases[], inference_cases[];

/* Calls a function or its asynchronous form. `arguments` are those that both have; the options are the last of them.
 * What they point to must live until the call is done. */
#define CALL(function, arguments, result)                                                \
    (it->starts ? function##_start(it->client, EACH_OF arguments, &it->call, &it->error) \
                : function(it->client, EACH_OF arguments, EACH_OF result &it->error))
#define EACH_OF(...) __VA_ARGS__

/* What the function that blocks writes its result to. */
#define NOTHING ()
#define JSON (&it->json, )
#define BYTES (&it->data, &it->size, )
#define TYPED_BYTES (&it->data, &it->size, NULL, )
#define VOTE (&it->vote, )

#endif
