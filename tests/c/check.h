/*
 * Checks with readable failures. A failed check says where, what was expected and what came, and the program goes on;
 * check_end makes it the exit status. Compiles as C99 and as C++11, and may be used from several threads.
 */
#ifndef CHECK_H
#define CHECK_H

#include "requests.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_failures;
static const char *check_case = "";
static const char *check_program = "";

/* Begins a test program. `arguments` is the usage line after the program's name, `subject` what it tests. Ends the
 * program when asked for help or when there are fewer arguments than the usage line names. */
static inline void check_begin(int argc, char **argv, const char *arguments, const char *subject)
{
    int wanted = *arguments != '\0';

    for (const char *at = arguments; *at != '\0'; at++)
        wanted += *at == ' ';
    check_program = strrchr(argv[0], '/') != NULL ? strrchr(argv[0], '/') + 1 : argv[0];
    if (argc != wanted + 1 || strcmp(argv[1 < argc ? 1 : 0], "--help") == 0) {
        fprintf(stderr, "usage: %s %s\nTests %s.\n", check_program, arguments, subject);
        exit(2);
    }
}

/* Ends a test program: its exit status. */
static inline int check_end(void)
{
    int failures = __atomic_load_n(&check_failures, __ATOMIC_SEQ_CST);

    if (failures != 0)
        fprintf(stderr, "%s: %d failed\n", check_program, failures);
    return failures == 0 ? 0 : 1;
}

/* Says what the checks that follow are about. */
#define CASE(name) (check_case = (name))

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static inline void check_failed(const char *file, int line, const char *format, ...)
{
    char text[2000];
    va_list arguments;

    __atomic_fetch_add(&check_failures, 1, __ATOMIC_SEQ_CST);
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s:%d: %s%s%s\n", file, line, check_case, *check_case != '\0' ? ": " : "", text);
}

static inline bool check_true(const char *file, int line, const char *what, bool right)
{
    if (!right)
        check_failed(file, line, "not so: %s", what);
    return right;
}

static inline bool check_number(const char *file, int line, const char *what, long long came, long long expected)
{
    if (came != expected)
        check_failed(file, line, "%s\n  expected: %lld\n  came:     %lld", what, expected, came);
    return came == expected;
}

static inline bool check_text(const char *file, int line, const char *what, const char *came, const char *expected)
{
    bool right = came != NULL && strcmp(came, expected) == 0;

    if (!right)
        check_failed(file, line, "%s\n  expected: %s\n  came:     %s", what, expected, came == NULL ? "(NULL)" : came);
    return right;
}

static inline bool check_contains(const char *file, int line, const char *what, const char *came, const char *part)
{
    bool right = came != NULL && strstr(came, part) != NULL;

    if (!right)
        check_failed(file, line, "%s\n  expected: ...%s...\n  came:     %s", what, part, came == NULL ? "(NULL)" : came);
    return right;
}

/* Checks the status of a call and, unless `text` is NULL, the whole text of its error; frees the error. */
static inline bool check_status(const char *file, int line, const char *what, edge_status came, edge_error **error,
                                edge_status expected, const char *text)
{
    const char *message = edge_error_message(*error);
    bool right = came == expected && (text == NULL || strcmp(message, text) == 0) &&
                 edge_error_code(*error) == came && (came == EDGE_OK) == (*error == NULL);

    if (!right)
        check_failed(file, line, "%s\n  expected: %s %s\n  came:     %s %s\n  error:    %s", what,
                     edge_status_name(expected), text == NULL ? "" : text, edge_status_name(came), message,
                     edge_error_detail_json(*error));
    edge_error_free(*error);
    *error = NULL;
    return right;
}

#ifdef __cplusplus
#define CHECK_INTEGER(value) static_cast<long long>(value)
#else
#define CHECK_INTEGER(value) ((long long)(value))
#endif

#define CHECK(condition) check_true(__FILE__, __LINE__, #condition, (condition))
#define CHECK_NUMBER(came, expected) \
    check_number(__FILE__, __LINE__, #came, CHECK_INTEGER(came), CHECK_INTEGER(expected))
#define CHECK_TEXT(came, expected) check_text(__FILE__, __LINE__, #came, (came), (expected))
#define CHECK_CONTAINS(came, part) check_contains(__FILE__, __LINE__, #came, (came), (part))

/* These expect a variable `edge_error *error`, NULL before, that `call` is given the address of. */
#define CHECK_OK(call) check_status(__FILE__, __LINE__, #call, (call), &error, EDGE_OK, NULL)
#define CHECK_STATUS(call, status) check_status(__FILE__, __LINE__, #call, (call), &error, (status), NULL)
#define CHECK_ERROR(call, status, text) check_status(__FILE__, __LINE__, #call, (call), &error, (status), (text))

#endif
