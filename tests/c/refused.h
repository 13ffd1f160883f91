/* Arguments that are rejected before anything is sent, with the same error by a function and its async variant. */
#ifndef REFUSED_H
#define REFUSED_H

#include "edge.h"

static char refused_untouched[] = "untouched";

/* Expects one refusal, which names `parameter` also in its detail. */
static inline void check_refusal(const char *file, int line, const char *what, edge_status status, edge_error **error,
                                 const char *parameter, const char *text)
{
    char name[200], message[600];

    snprintf(name, sizeof name, "\"parameter\":\"%s\"", parameter);
    snprintf(message, sizeof message, "%s %s", parameter, text);
    check_contains(file, line, what, edge_error_detail_json(*error), name);
    check_true(file, line, "an argument that is wrong stays wrong", !edge_error_is_retriable(*error));
    check_status(file, line, what, status, error, EDGE_INVALID_ARGUMENT, message);
}

/* A function that ends with out_json and out_error; the arguments stand before them. `text` follows the parameter. */
#define REFUSED(parameter, text, function, ...)                                                                        \
    do {                                                                                                               \
        edge_error *refusal = NULL;                                                                                    \
        edge_call *refused_call = NULL;                                                                                \
        char *refused_out = refused_untouched;                                                                         \
        edge_status refused_as = function(__VA_ARGS__, &refused_out, &refusal);                                        \
                                                                                                                       \
        check_refusal(__FILE__, __LINE__, #function, refused_as, &refusal, parameter, text);                           \
        refused_as = function##_start(__VA_ARGS__, &refused_call, &refusal);                                           \
        check_refusal(__FILE__, __LINE__, #function "_start", refused_as, &refusal, parameter, text);                  \
        CHECK(refused_out == refused_untouched && refused_call == NULL);                                               \
    } while (0)

/* One that ends with out_error. */
#define REFUSED_VOID(parameter, text, function, ...)                                                                   \
    do {                                                                                                               \
        edge_error *refusal = NULL;                                                                                    \
        edge_call *refused_call = NULL;                                                                                \
        edge_status refused_as = function(__VA_ARGS__, &refusal);                                                      \
                                                                                                                       \
        check_refusal(__FILE__, __LINE__, #function, refused_as, &refusal, parameter, text);                           \
        refused_as = function##_start(__VA_ARGS__, &refused_call, &refusal);                                           \
        check_refusal(__FILE__, __LINE__, #function "_start", refused_as, &refusal, parameter, text);                  \
        CHECK(refused_call == NULL);                                                                                   \
    } while (0)

/* One that ends with other out parameters, blocking or started. */
#define REFUSED_ONCE(parameter, text, call)                                                                            \
    do {                                                                                                               \
        edge_error *refusal = NULL;                                                                                    \
        edge_status refused_as = (call);                                                                               \
                                                                                                                       \
        check_refusal(__FILE__, __LINE__, #call, refused_as, &refusal, parameter, text);                               \
    } while (0)

#define NO_STRING "is NULL; give a NUL-terminated string."
#define NO_UTF8 "is not UTF-8; convert it to UTF-8 first."
#define NO_ADDRESS "is NULL; give the address of a variable."
#define NO_MODEL "is empty; give the identifier of a model that the edge serves."
#define NO_VERSION "is empty; give the version of the model, such as 1.0.1."

#endif
