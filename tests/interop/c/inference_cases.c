/* The calls on inferences. */
#include "calling.h"

#define IDENTIFIER text(&it->arguments, "inference_identifier")

/* What perform and run ask for. */
#define INFERENCE                                                                                               \
    REQUEST(text(&it->arguments, "model_identifier"), text(&it->arguments, "model_version"), inputs_of(inputs), \
            inputs->count, tags_of(tags), tags == NULL ? 0 : tags->count, flag(&it->arguments, "explain"))

static const edge_s3_access *s3_of(argument *source)
{
    edge_s3_access *access = (edge_s3_access *)zeroed(1, sizeof *access);

    access->struct_size = sizeof *access;
    access->access_key_id = text(source, "access_key_id");
    access->secret_access_key = text(source, "access_key_secret");
    access->region = text(source, "region");
    access->endpoint = text(source, "endpoint");
    return access;
}

static const edge_azure_access *azure_of(argument *source)
{
    edge_azure_access *access = (edge_azure_access *)zeroed(1, sizeof *access);

    access->struct_size = sizeof *access;
    access->storage_account = text(source, "storage_account");
    access->storage_account_key = text(source, "storage_account_key");
    return access;
}

static edge_inference_input input_of(argument *given)
{
    argument *s3 = member(given, "s3"), *azure = member(given, "azure"), *data = member(given, "data");
    edge_inference_input input = {text(given, "key"), NULL, 0, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};

    if (s3 != NULL) {
        input.type = EDGE_INPUT_S3;
        input.container = text(s3, "bucket");
        input.path = text(s3, "path");
        input.s3 = s3_of(s3);
    } else if (azure != NULL) {
        input.type = EDGE_INPUT_AZURE;
        input.container = text(azure, "container");
        input.path = text(azure, "path");
        input.azure = azure_of(azure);
    } else {
        if (data == NULL) {
            input.type = EDGE_INPUT_TEXT;
            data = member(given, "text");
        }
        input.data = data->data;
        input.size = data->size;
    }
    return input;
}

static edge_inference_input *inputs_of(argument *given)
{
    edge_inference_input *inputs = (edge_inference_input *)zeroed(given->count, sizeof *inputs);

    for (size_t i = 0; i < given->count; i++)
        inputs[i] = input_of(member_at(given, i));
    return inputs;
}

static edge_tag *tags_of(argument *given)
{
    edge_tag *tags = (edge_tag *)zeroed(given == NULL ? 0 : given->count, sizeof *tags);

    for (size_t i = 0; given != NULL && i < given->count; i++) {
        tags[i].key = member_at(given, i)->name;
        tags[i].value = given->members[i].data;
    }
    return tags;
}

static edge_status perform(calling *it)
{
    argument *inputs = member(&it->arguments, "inputs"), *tags = member(&it->arguments, "tags");

    return CALL(edge_inferences_perform, (INFERENCE, NULL), JSON);
}

static edge_status run(calling *it)
{
    argument *inputs = member(&it->arguments, "inputs"), *tags = member(&it->arguments, "tags");

    return CALL(edge_inferences_run, (INFERENCE, NULL), JSON);
}

static edge_status get(calling *it)
{
    return CALL(edge_inferences_get, (IDENTIFIER, NULL), JSON);
}

static edge_status wait_for(calling *it)
{
    return CALL(edge_inferences_wait, (IDENTIFIER, NULL), JSON);
}

static edge_status get_output(calling *it)
{
    return CALL(edge_inferences_get_output, (IDENTIFIER, text(&it->arguments, "output_key"), NULL), TYPED_BYTES);
}

const call_case inference_cases[] = {
    {"inferences.perform_inference", perform},
    {"inferences.run", run},
    {"inferences.get_inference_details", get},
    {"inferences.block_until_complete", wait_for},
    {"inferences.get_output", get_output},
    {NULL, NULL}};
