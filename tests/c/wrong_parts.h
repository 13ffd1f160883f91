/* What wrong_arguments_table.h, which wrong_arguments.py writes, consists of: functions, their parameters, members of structures. */
#ifndef WRONG_PARTS_H
#define WRONG_PARTS_H

#include "edge.h"

typedef enum kind {
    KIND_HANDLE,       /* every other pointer: an error */
    KIND_STRING,       /* what is not UTF-8: an error; empty, long, NULL */
    KIND_PATH,         /* a string in any encoding */
    KIND_POINTER,      /* NULL */
    KIND_OUT,          /* NULL: an error where the header says so */
    KIND_CALLBACK,     /* NULL */
    KIND_STRUCT_SIZE,  /* none that a structure had: an error */
    KIND_ELEMENT_SIZE, /* the same of the elements of an array */
    KIND_RESERVED,     /* anything but 0: an error */
    KIND_ENUMERATION,  /* none of its constants: an error */
    KIND_COUNT,        /* more than can be: an error; 0 */
    KIND_DURATION,     /* 0 and 1; what is infinite would wait */
    KIND_NUMBER        /* the limits of the type */
} kind;

typedef struct part {
    const char *name;
    kind is;
    void *record;  /* NULL for a parameter */
    size_t offset; /* in the structure; of a parameter, its index */
    size_t size;
    bool required; /* NULL is an error */
    const char *of;
} part;

typedef struct function {
    const char *name;
    edge_status (*call)(const uint64_t *arguments);
    int parameter, count;                /* in parameters */
    struct { int first, count, variants; } reached[24]; /* in parts */
    int spans;
    bool reports; /* returns a status, and has out_error */
    bool ends;    /* destroys or cancels what it is given */
} function;

typedef struct wrong {
    uint64_t value;
    bool refused; /* surely */
    bool is_null;
} wrong;

enum { WRONG_MOST = 12, SLOTS = 12, UNTOUCHED = 0x5a };

#endif
