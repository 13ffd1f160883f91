/*
 * Whether managed code may run in this process. Every function of the library asks here first, in C, because it ends badly
 * - in a process that lacks what the runtime needs to start: it would abort.
 * - in the child of a fork. It has a copy of the runtime's memory but none of its threads, so that the first thing to wait
 *   for, a collection or a lock that another thread held, never comes.
 */
#ifndef ENTRY_PROCESS_H
#define ENTRY_PROCESS_H

#include <modzy_edge.h>

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

#pragma GCC visibility push(hidden)

typedef enum entry_obstacle {
    ENTRY_NO_OBSTACLE,
    ENTRY_FORK,
    ENTRY_NO_ROOM,
    ENTRY_NO_DATA,
    ENTRY_NO_THREAD,
    ENTRY_NO_SYSTEM_CALL
} entry_obstacle;

/* Whether managed code runs in this process. Before that, and in the child of a fork, it does not. */
extern bool *entry_used;

static inline bool entry_is_used(void)
{
    return __builtin_expect(__atomic_load_n(entry_used, __ATOMIC_RELAXED), true);
}

/* Whether this is the child of a process in which managed code runs. */
bool entry_is_forked(void);
edge_status entry_first_use(edge_error **out_error);

/* Where managed code begins. EDGE_OK, or what the caller is to be answered without it. */
static inline edge_status entry_enter(edge_error **out_error)
{
    return entry_is_used() ? EDGE_OK : entry_first_use(out_error);
}

/* A cancellation of the thread (pthread_cancel) waits until the call has returned. */
static inline int entry_hold_cancellation(void)
{
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void entry_restore_cancellation(int before)
{
    if (before != PTHREAD_CANCEL_DISABLE)
        pthread_setcancelstate(before, NULL);
}

/* Creates a thread of the library, as pthread_create does; its argument is NULL. See threads.c. */
int entry_create_thread(const pthread_attr_t *attributes, void *(*function)(void *));

/* Creates up to so many threads for the runtime to use, says how many there are, and ends those that were not used. See standby.c. */
int32_t entry_begin_standby(int32_t wanted);
void entry_end_standby(void);
bool entry_use_standby(void *(*function)(void *), void *argument);

/* Memory for the caller: as realloc. What is handed out of it is counted. See memory.c. */
void *entry_allocate(void *memory, size_t size);
void entry_count(int32_t strings, int32_t bytes);
void entry_counts(int64_t *strings, int64_t *bytes);

/* What keeps the runtime from starting. */
entry_obstacle entry_find_obstacle(void);

/* Gives out the error and the status of an obstacle. */
edge_status entry_refuse(entry_obstacle obstacle, edge_error **out_error);
void entry_forked_from(pid_t parent);

/* Whether an error was given out here. What the child of a fork takes for an error is its parent's, and answered like these. */
bool entry_has_made(const edge_error *error);
edge_status entry_error_code(const edge_error *error);
const char *entry_error_message(const edge_error *error);
const char *entry_error_detail_json(const edge_error *error);
bool entry_error_is_retriable(const edge_error *error);
void entry_error_free(edge_error *error);

/*
 * Managed code needs more stack than the 16 KB that a thread may have. Where too little is left, or the stack is not that of the
 * thread but a fiber's, a call runs on a thread of its own while its caller waits for it.
 */
typedef struct entry_stack {
    uintptr_t enough; /* from here on enough is left */
    uintptr_t size;   /* above that */
} entry_stack;

extern __thread entry_stack entry_own_stack;
bool entry_measure_stack(uintptr_t here);

static inline bool entry_has_stack(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return __builtin_expect(here - entry_own_stack.enough < entry_own_stack.size, true) || entry_measure_stack(here);
}

/* Runs a function on a thread with enough stack. False if there is no such thread to be had, and nothing was run. */
bool entry_run(void (*run)(void *arguments), void *arguments);

#pragma GCC visibility pop

#endif
