// modzy_edge.h in C++11 and later: what initialises its structures is a value, anywhere, under the strictest warnings.
#include <modzy_edge.h>

#include "check.h"

template <class T> static uint32_t size_of(T value)
{
    return value.struct_size;
}

// As the member of a class, and where no declaration is.
struct settings {
    edge_client_options client = EDGE_CLIENT_OPTIONS_INIT;
    edge_wait_options wait{EDGE_WAIT_OPTIONS_INIT};
};

static const edge_submit_options common = EDGE_SUBMIT_OPTIONS_INIT;

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "the values that modzy_edge.h has for structures");
    settings mine;

    CHECK_NUMBER(size_of(EDGE_CLIENT_OPTIONS_INIT), sizeof(edge_client_options));
    CHECK_NUMBER(size_of(EDGE_CALL_OPTIONS_INIT), sizeof(edge_call_options));
    CHECK_NUMBER(size_of(EDGE_WAIT_OPTIONS_INIT), sizeof(edge_wait_options));
    CHECK_NUMBER(size_of(EDGE_SUBMIT_OPTIONS_INIT), sizeof(edge_submit_options));
    CHECK_NUMBER(size_of(EDGE_OBJECT_SOURCES_INIT), sizeof(edge_object_sources));
    CHECK_NUMBER(size_of(EDGE_S3_ACCESS_INIT), sizeof(edge_s3_access));
    CHECK_NUMBER(size_of(EDGE_AZURE_ACCESS_INIT), sizeof(edge_azure_access));
    CHECK_NUMBER(size_of(EDGE_JOB_FILTER_INIT), sizeof(edge_job_filter));
    CHECK_NUMBER(size_of(EDGE_JOB_HISTORY_FILTER_INIT), sizeof(edge_job_history_filter));
    CHECK_NUMBER(size_of(EDGE_INFERENCE_REQUEST_INIT), sizeof(edge_inference_request));
    CHECK_NUMBER(size_of(EDGE_PROGRESS_INIT), sizeof(edge_progress));
    CHECK_NUMBER(common.source_size, sizeof(edge_source));
    mine.wait.timeout_ms = 5;
    mine = settings();
    CHECK(mine.wait.timeout_ms == EDGE_DEFAULT_TIMEOUT && mine.client.struct_size == sizeof(edge_client_options));
    mine.wait = EDGE_WAIT_OPTIONS_INIT;
    CHECK(mine.wait.timeout_ms == EDGE_DEFAULT_TIMEOUT && mine.wait.timeout_ms != EDGE_NO_TIMEOUT);
    CHECK(EDGE_PIECES(3) != 3 && EDGE_PIECES(mine.wait.struct_size) > EDGE_PIECES(3));
    return check_end();
}
