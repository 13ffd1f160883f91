#include "refused.h"

static edge_client *client; /* nothing listens on its port: nothing is sent */
static edge_file files[2];

static void right(void)
{
    files[0].source_key = files[1].source_key = "job";
    files[0].input_key = "first";
    files[1].input_key = "second";
    files[0].path = files[1].path = "/proc/self/exe";
}

static void refused_of(const char *model, const char *version, const edge_file *given, size_t count, const char *parameter,
                       const char *text)
{
    REFUSED(parameter, text, edge_jobs_submit_files, client, model, version, given, count, NULL);
    right();
}

static void text_that_is_not_utf8(void)
{
    edge_input input = {"input.txt", "\xff\xfe", 2};
    edge_source source = {"job", &input, 1};

    CASE("text that is not UTF-8");
    REFUSED("sources[0].inputs[0].data", "is not UTF-8; convert it to UTF-8, or submit it as an embedded job, which takes any bytes.", edge_jobs_submit_text, client, "m", "1.0.0", &source, 1, NULL);
}

static void filters(void)
{
    edge_job_filter filter = EDGE_JOB_FILTER_INIT;
    edge_job_history_filter history = EDGE_JOB_HISTORY_FILTER_INIT;

    CASE("filters");
    filter.status = "\xff";
    REFUSED("filter.status", NO_UTF8, edge_jobs_list, client, &filter, NULL);
    filter.reserved = 1;
    REFUSED("filter.reserved", "is not 0; initialise it with EDGE_JOB_FILTER_INIT.", edge_jobs_list, client, &filter, NULL);
    filter.struct_size = 0;
    REFUSED("filter.struct_size", "is 0, which no version has; initialise it with EDGE_JOB_FILTER_INIT.", edge_jobs_list,
            client, &filter, NULL);
    history.model_version = "\xff";
    REFUSED("filter.model_version", NO_UTF8, edge_jobs_list_history, client, &history, NULL);
    history.struct_size = UINT32_MAX;
    REFUSED("filter.struct_size",
            "is 4294967295, which no version has; initialise it with EDGE_JOB_HISTORY_FILTER_INIT.", edge_jobs_list_history,
            client, &history, NULL);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "wrong arguments of uploads, texts and filters");
    client = client_for(1);
    CASE("open");
    REFUSED("model_identifier", NO_STRING, edge_jobs_open, client, NULL, "1.0.0", NULL);
    REFUSED("model_version", NO_VERSION, edge_jobs_open, client, "m", "", NULL);
    CASE("files");
    right();
    refused_of(NULL, "1.0.0", files, 2, "model_identifier", NO_STRING);
    refused_of("m", "", files, 2, "model_version", NO_VERSION);
    refused_of("m", "1.0.0", NULL, 1, "files", "is NULL, but file_count is 1; give the array.");
    refused_of("m", "1.0.0", files, 0, "files", "is empty; a job needs at least one data input.");
    refused_of("m", "1.0.0", files, SIZE_MAX, "file_count",
               "is 18446744073709551615, which cannot be right; check what was passed.");
    files[1].source_key = NULL;
    refused_of("m", "1.0.0", files, 2, "files[1].source_key", NO_STRING);
    files[1].input_key = "\xff";
    refused_of("m", "1.0.0", files, 2, "files[1].input_key", NO_UTF8);
    files[1].path = NULL;
    refused_of("m", "1.0.0", files, 2, "files[1].path", NO_STRING);
    text_that_is_not_utf8();
    filters();
    edge_client_destroy(client);
    return check_end();
}
