/* The calls that submit jobs. */
#include "calling.h"

#define MODEL text(&it->arguments, "identifier"), text(&it->arguments, "version")
#define OPTIONS options_of(&it->arguments)
#define JOB text(&it->arguments, "job_identifier")

static const edge_submit_options *options_of(argument *of)
{
    static edge_submit_options options;

    options = EDGE_SUBMIT_OPTIONS_INIT;
    options.explain = flag(of, "explain");
    return &options;
}

static edge_source *data_sources(argument *of)
{
    edge_source *sources = (edge_source *)zeroed(of->count, sizeof *sources);

    for (size_t i = 0; i < of->count; i++) {
        argument *source = member_at(of, i);
        edge_input *inputs = (edge_input *)zeroed(source->count, sizeof *inputs);

        for (size_t j = 0; j < source->count; j++) {
            const argument *data = member_at(source, j);
            edge_input input = {data->name, data->data, data->size};

            inputs[j] = input;
        }
        sources[i].key = source->name;
        sources[i].inputs = inputs;
        sources[i].input_count = source->count;
    }
    return sources;
}

static const edge_object_sources *object_sources(argument *of, const char *container, const char *path)
{
    edge_object_source *sources = (edge_object_source *)zeroed(of->count, sizeof *sources);

    for (size_t i = 0; i < of->count; i++) {
        argument *source = member_at(of, i);
        edge_object *objects = (edge_object *)zeroed(source->count, sizeof *objects);

        for (size_t j = 0; j < source->count; j++) {
            argument *place = member_at(source, j);
            edge_object object = {place->name, text(place, container), text(place, path)};

            objects[j] = object;
        }
        sources[i].key = source->name;
        sources[i].objects = objects;
        sources[i].object_count = source->count;
    }
    return OBJECTS(sources, of->count);
}

static edge_status submit_embedded(calling *it)
{
    argument *sources = member(&it->arguments, "sources");

    return CALL(edge_jobs_submit_embedded, (MODEL, data_sources(sources), sources->count, OPTIONS), JSON);
}

static edge_status submit_text(calling *it)
{
    argument *sources = member(&it->arguments, "sources");

    return CALL(edge_jobs_submit_text, (MODEL, data_sources(sources), sources->count, OPTIONS), JSON);
}

static edge_status submit_aws_s3(calling *it)
{
    argument *sources = member(&it->arguments, "sources");
    const edge_object_sources *objects = object_sources(sources, "bucket", "key");
    static edge_s3_access access;

    access = EDGE_S3_ACCESS_INIT;
    access.access_key_id = text(&it->arguments, "access_key_id");
    access.secret_access_key = text(&it->arguments, "secret_access_key");
    access.region = text(&it->arguments, "region");
    access.endpoint = text(&it->arguments, "endpoint");
    return CALL(edge_jobs_submit_s3, (MODEL, objects, &access, OPTIONS), JSON);
}

static edge_status submit_azure(calling *it)
{
    argument *sources = member(&it->arguments, "sources");
    const edge_object_sources *objects = object_sources(sources, "container", "path");
    static edge_azure_access access;

    access = EDGE_AZURE_ACCESS_INIT;
    access.storage_account = text(&it->arguments, "storage_account");
    access.storage_account_key = text(&it->arguments, "storage_account_key");
    return CALL(edge_jobs_submit_azure, (MODEL, objects, &access, OPTIONS), JSON);
}

static edge_status submit_file(calling *it)
{
    argument *sources = member(&it->arguments, "sources");
    static edge_file files[16];
    size_t count = 0;

    for (size_t i = 0; i < sources->count; i++) {
        argument *source = member_at(sources, i);

        for (size_t j = 0; j < source->count && count < 16; j++) {
            const argument *path = member_at(source, j);
            edge_file file = {source->name, path->name, path->data};

            files[count++] = file;
        }
    }
    return CALL(edge_jobs_submit_files, (MODEL, files, count, OPTIONS), JSON);
}

static edge_status open_job(calling *it)
{
    return CALL(edge_jobs_open, (MODEL, OPTIONS), JSON);
}

static edge_status append(calling *it)
{
    const argument *data = member(&it->arguments, "data");

    return CALL(edge_jobs_append, (JOB, text(&it->arguments, "source_key"),
                                   INPUT(text(&it->arguments, "input_key"), data->data, data->size), NULL), NOTHING);
}

const call_case submit_cases[] = {
    {"jobs.submit_embedded", submit_embedded},
    {"jobs.submit_text", submit_text},
    {"jobs.submit_aws_s3", submit_aws_s3},
    {"jobs.submit_azure", submit_azure},
    {"jobs.submit_file", submit_file},
    {"jobs.open", open_job},
    {"jobs.append", append},
    {NULL, NULL}};
