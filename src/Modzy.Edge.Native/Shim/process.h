/*
 * Checks whether managed code can run in this process. Every exported function checks in C, before it enters managed
 * code:
 * - If the process lacks a resource that the runtime needs to start, the runtime would abort the process.
 * - The child of a fork has a copy of the runtime's memory but none of its threads, so that a garbage collection, or
 *   a lock that another thread held, would block for ever.
 */
#ifndef SHIM_PROCESS_H
#define SHIM_PROCESS_H

#include <modzy_edge.h>

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

#pragma GCC visibility push(hidden)

typedef enum shim_startup_failure {
    SHIM_STARTUP_OK,
    SHIM_FORKED,
    SHIM_NO_ADDRESS_SPACE,
    SHIM_NO_DATA,
    SHIM_NO_THREAD,
    SHIM_NO_SYSTEM_CALL
} shim_startup_failure;

/* Whether the runtime was used in this process. False before the first call and in the child of a fork. */
extern bool *shim_runtime_used;

static inline bool shim_is_runtime_used(void)
{
    return __builtin_expect(__atomic_load_n(shim_runtime_used, __ATOMIC_RELAXED), true);
}

/* Whether this process is the child of a process that has used the runtime. */
bool shim_is_forked(void);
edge_status shim_first_use(edge_error **out_error);

/* Call before entering managed code. Returns EDGE_OK, or the status to return to the caller instead. */
static inline edge_status shim_enter(edge_error **out_error)
{
    return shim_is_runtime_used() ? EDGE_OK : shim_first_use(out_error);
}

/* Defers a cancellation of the thread (pthread_cancel) until the call has returned. */
static inline int shim_disable_cancellation(void)
{
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void shim_restore_cancellation(int before)
{
    if (before != PTHREAD_CANCEL_DISABLE)
        pthread_setcancelstate(before, NULL);
}

/* Creates a thread of the library, as pthread_create does; its argument is NULL. See threads.c. */
int shim_create_thread(const pthread_attr_t *attributes, void *(*function)(void *));

/* Creates up to wanted threads for the runtime and returns their number; ends the unused ones; assigns one. */
int32_t shim_begin_standby(int32_t wanted);
void shim_end_standby(void);
bool shim_use_standby(void *(*function)(void *), void *argument);

/* Allocates memory for the caller, as realloc does; counts the memory that the caller owns. See memory.c. */
void *shim_allocate(void *memory, size_t size);
void shim_count_owned(int32_t strings, int32_t bytes);
void shim_owned_counts(int64_t *strings, int64_t *bytes);

/* Checks whether the runtime can start, and reserves address space for it. */
shim_startup_failure shim_check_startup(void);
/* Releases a part of that reservation after a request of this size failed; false if nothing is left. See start.c. */
bool shim_yield_reservation(size_t size);
/* Releases a part if no other address space is left. Call before the runtime may enter the C library. */
void shim_keep_slack(void);
/* Releases all that is left. Call when the runtime and its threads run. */
void shim_release_reservation(void);

/* Returns the status of a startup failure, and its error. */
edge_status shim_fail(shim_startup_failure failure, edge_error **out_error);
void shim_forked_from(pid_t parent);

/* Whether an error is one of errors.c. In the child of a fork, the parent's errors are treated as such too. */
bool shim_owns_error(const edge_error *error);
edge_status shim_error_code(const edge_error *error);
const char *shim_error_message(const edge_error *error);
const char *shim_error_detail_json(const edge_error *error);
bool shim_error_is_retriable(const edge_error *error);
void shim_error_free(edge_error *error);

/*
 * Managed code needs more stack than the 16 KB that a thread may have. If too little is left, or the stack is a fiber's
 * and not that of the thread, the call runs on a new thread while its caller waits.
 */
typedef struct shim_stack {
    uintptr_t enough; /* the lowest address at which enough stack is left */
    uintptr_t size;   /* the size of the stack above it */
} shim_stack;

extern __thread shim_stack shim_own_stack;
bool shim_measure_stack(uintptr_t here);

static inline bool shim_has_stack(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return __builtin_expect(here - shim_own_stack.enough < shim_own_stack.size, true) || shim_measure_stack(here);
}

/* Runs a function on a new thread with enough stack. False if the thread cannot be created; then nothing was run. */
bool shim_run_on_thread(void (*run)(void *arguments), void *arguments);

#pragma GCC visibility pop

#endif
