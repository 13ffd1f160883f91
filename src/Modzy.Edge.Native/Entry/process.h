/*
 * Which process this is: the managed runtime does not survive a fork. The child has a copy of its memory but none of its
 * threads, so that the first thing to wait for, a collection or a lock that another thread held, never comes. That is why
 * every function of the library asks here first, in C, before anything managed runs.
 */
#ifndef ENTRY_PROCESS_H
#define ENTRY_PROCESS_H

#include <modzy_edge.h>

#pragma GCC visibility push(hidden)

typedef enum entry_state {
    ENTRY_UNUSED, /* the library is loaded; its runtime does not run, and a fork does no harm */
    ENTRY_USED,
    ENTRY_FORKED /* a fork of a process that used the library */
} entry_state;

extern entry_state entry_current;

bool entry_first_use(void);

/* Whether managed code may run. */
static inline bool entry_allowed(void)
{
    return __builtin_expect(__atomic_load_n(&entry_current, __ATOMIC_RELAXED) == ENTRY_USED, true) || entry_first_use();
}

/* What functions do where managed code may not run: they give out the one error that there is then, and its status. */
edge_status entry_refuse(edge_error **out_error);

/* That error's texts. Whatever else the child takes for an error is its parent's, and answered alike. */
const char *entry_refusal_message(const edge_error *error);
const char *entry_refusal_detail(const edge_error *error);

#pragma GCC visibility pop

#endif
