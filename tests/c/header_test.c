/* Compiled as C99, C11, C++11 and C++17, with every warning an error. The header comes first, alone, and twice. */
#include <modzy_edge.h>
#include <modzy_edge.h>

#include "check.h"

/* Without the macros' help, so that a forgotten member shows. */
static void init_macros_set_the_size_and_nothing_else(void)
{
    edge_client_options client_options = EDGE_CLIENT_OPTIONS_INIT;
    edge_tls_options tls_options = EDGE_TLS_OPTIONS_INIT;
    edge_call_options call_options = EDGE_CALL_OPTIONS_INIT;
    edge_job_filter filter = EDGE_JOB_FILTER_INIT;
    edge_job_history_filter history = EDGE_JOB_HISTORY_FILTER_INIT;
    edge_client_options client_expected;
    edge_tls_options tls_expected;
    edge_call_options call_expected;
    edge_job_filter filter_expected;
    edge_job_history_filter history_expected;

    memset(&client_expected, 0, sizeof client_expected);
    client_expected.struct_size = sizeof client_expected;
    CHECK(memcmp(&client_options, &client_expected, sizeof client_expected) == 0);

    memset(&tls_expected, 0, sizeof tls_expected);
    tls_expected.struct_size = sizeof tls_expected;
    CHECK(memcmp(&tls_options, &tls_expected, sizeof tls_expected) == 0);

    memset(&call_expected, 0, sizeof call_expected);
    call_expected.struct_size = sizeof call_expected;
    CHECK(memcmp(&call_options, &call_expected, sizeof call_expected) == 0);

    memset(&filter_expected, 0, sizeof filter_expected);
    filter_expected.struct_size = sizeof filter_expected;
    CHECK(memcmp(&filter, &filter_expected, sizeof filter_expected) == 0);

    memset(&history_expected, 0, sizeof history_expected);
    history_expected.struct_size = sizeof history_expected;
    CHECK(memcmp(&history, &history_expected, sizeof history_expected) == 0);
}

/* A program compiled with this header has these layouts; they may only grow at their end. */
static void layouts_of_0_1_0(void)
{
    CHECK_NUMBER(sizeof(edge_client_options), 96);
    CHECK_NUMBER(offsetof(edge_client_options, deadline_ms), 4);
    CHECK_NUMBER(offsetof(edge_client_options, connect_timeout_ms), 8);
    CHECK_NUMBER(offsetof(edge_client_options, transport), 12);
    CHECK_NUMBER(offsetof(edge_client_options, max_connections), 16);
    CHECK_NUMBER(offsetof(edge_client_options, idle_timeout_ms), 20);
    CHECK_NUMBER(offsetof(edge_client_options, max_receive_bytes), 24);
    CHECK_NUMBER(offsetof(edge_client_options, busy_poll_us), 32);
    CHECK_NUMBER(offsetof(edge_client_options, max_long_calls), 36);
    CHECK_NUMBER(offsetof(edge_client_options, api_key), 40);
    CHECK_NUMBER(offsetof(edge_client_options, allow_plaintext_credentials), 48);
    CHECK_NUMBER(offsetof(edge_client_options, cancel_on_timeout), 49);
    CHECK_NUMBER(offsetof(edge_client_options, retry), 64);
    CHECK_NUMBER(offsetof(edge_client_options, tls), 56);
    CHECK_NUMBER(offsetof(edge_client_options, proxy), 72);
    CHECK_NUMBER(offsetof(edge_client_options, keepalive_ms), 80);
    CHECK_NUMBER(offsetof(edge_client_options, keepalive_timeout_ms), 84);
    CHECK_NUMBER(offsetof(edge_client_options, keepalive_when_idle), 88);
    CHECK_NUMBER(offsetof(edge_client_options, balancing), 92);
    CHECK_NUMBER(sizeof(edge_retry_options), 20);
    CHECK_NUMBER(offsetof(edge_retry_options, max_attempts), 4);
    CHECK_NUMBER(offsetof(edge_retry_options, initial_backoff_ms), 8);
    CHECK_NUMBER(offsetof(edge_retry_options, max_backoff_ms), 12);
    CHECK_NUMBER(offsetof(edge_retry_options, retry_submissions), 16);
    CHECK_NUMBER(sizeof(edge_tls_options), 96);
    CHECK_NUMBER(offsetof(edge_tls_options, ca_file), 8);
    CHECK_NUMBER(offsetof(edge_tls_options, ca_pem), 16);
    CHECK_NUMBER(offsetof(edge_tls_options, certificate_file), 32);
    CHECK_NUMBER(offsetof(edge_tls_options, key_file), 56);
    CHECK_NUMBER(offsetof(edge_tls_options, key_password), 80);
    CHECK_NUMBER(offsetof(edge_tls_options, server_name), 88);
    CHECK_NUMBER(sizeof(edge_metadata), 24);
    CHECK_NUMBER(sizeof(edge_call_options), 24);
    CHECK_NUMBER(offsetof(edge_call_options, deadline_ms), 4);
    CHECK_NUMBER(offsetof(edge_call_options, metadata), 8);
    CHECK_NUMBER(sizeof(edge_input), 24);
    CHECK_NUMBER(sizeof(edge_source), 24);
    CHECK_NUMBER(sizeof(edge_object), 24);
    CHECK_NUMBER(sizeof(edge_object_source), 24);
    CHECK_NUMBER(sizeof(edge_object_sources), 24);
    CHECK_NUMBER(sizeof(edge_s3_access), 40);
    CHECK_NUMBER(sizeof(edge_azure_access), 24);
    CHECK_NUMBER(sizeof(edge_piece), 16);
    CHECK_NUMBER(sizeof(edge_wait_options), 32);
    CHECK_NUMBER(sizeof(edge_submit_options), 48);
    CHECK_NUMBER(offsetof(edge_submit_options, wait), 24);
    CHECK_NUMBER(sizeof(edge_inference_request), 64);
    CHECK_NUMBER(offsetof(edge_inference_request, explain), 56);
    CHECK_NUMBER(sizeof(edge_progress), 48);
    CHECK_NUMBER(sizeof(edge_file), 24);
    CHECK_NUMBER(sizeof(edge_job_filter), 56);
    CHECK_NUMBER(offsetof(edge_job_filter, start_date), 8);
    CHECK_NUMBER(offsetof(edge_job_filter, access_key), 48);
    CHECK_NUMBER(sizeof(edge_job_history_filter), 80);
    CHECK_NUMBER(offsetof(edge_job_history_filter, search), 8);
    CHECK_NUMBER(offsetof(edge_job_history_filter, model_version), 72);
    CHECK_NUMBER(sizeof(edge_inference_input), 64);
    CHECK_NUMBER(offsetof(edge_inference_input, type), 56);
    CHECK_NUMBER(sizeof(edge_tag), 16);
    CHECK_NUMBER(sizeof(edge_status), 4);
    CHECK_NUMBER(sizeof(edge_log_level), 4);
    CHECK_NUMBER(sizeof(edge_vote), 4);
    CHECK_NUMBER(sizeof(edge_input_type), 4);
    CHECK_NUMBER(sizeof(edge_transport), 4);
}

static void the_version_is_the_same_in_words_and_in_numbers(void)
{
    char version[32];

    snprintf(version, sizeof version, "%d.%d.%d", EDGE_VERSION_MAJOR, EDGE_VERSION_MINOR, EDGE_VERSION_PATCH);
    CHECK_TEXT(version, EDGE_VERSION);
    CHECK(EDGE_ABI_VERSION >= 1);
    CHECK_NUMBER(EDGE_NO_TIMEOUT, 4294967295);
    CHECK_NUMBER(EDGE_DEFAULT_TIMEOUT, 4294967294);
}

static void macros_of_the_header_are_usable_at_compile_time(void)
{
#if EDGE_VERSION_MAJOR > 1000 || EDGE_ABI_VERSION < 1
#error "the versions must be usable by the preprocessor"
#endif
    const edge_client_options options = EDGE_CLIENT_OPTIONS_INIT;

    switch ((edge_status)options.deadline_ms) {
    case EDGE_OK:
        break;
    case EDGE_CANCELLED:
    case EDGE_INVALID_HANDLE:
    default:
        CHECK(!"deadline_ms of the options must be 0");
    }
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "that modzy_edge.h is usable from C and C++, and its macros and layouts");
    init_macros_set_the_size_and_nothing_else();
    layouts_of_0_1_0();
    the_version_is_the_same_in_words_and_in_numbers();
    macros_of_the_header_are_usable_at_compile_time();
    return check_end();
}
