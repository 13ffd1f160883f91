/* Functions that never need managed code: versions and status names. */
#include <modzy_edge.h>

const char *edge_version(void)
{
    return EDGE_VERSION;
}

uint32_t edge_abi_version(void)
{
    return EDGE_ABI_VERSION;
}

const char *edge_status_name(edge_status status)
{
#define NAME(name)    \
    case EDGE_##name: \
        return #name
    switch (status) {
        NAME(OK);
        NAME(CANCELLED);
        NAME(UNKNOWN);
        NAME(INVALID_ARGUMENT);
        NAME(DEADLINE_EXCEEDED);
        NAME(NOT_FOUND);
        NAME(ALREADY_EXISTS);
        NAME(PERMISSION_DENIED);
        NAME(RESOURCE_EXHAUSTED);
        NAME(FAILED_PRECONDITION);
        NAME(ABORTED);
        NAME(OUT_OF_RANGE);
        NAME(UNIMPLEMENTED);
        NAME(INTERNAL);
        NAME(UNAVAILABLE);
        NAME(DATA_LOSS);
        NAME(UNAUTHENTICATED);
        NAME(INVALID_HANDLE);
        NAME(FORKED_PROCESS);
        NAME(OUT_OF_MEMORY);
    default:
        return "UNRECOGNIZED";
    }
#undef NAME
}
