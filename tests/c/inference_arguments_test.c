#include "refused.h"

static edge_client *client; /* nothing listens on its port: nothing is sent */

static edge_s3_access s3;
static edge_azure_access azure;

/* One input of each type. */
static edge_inference_input inputs[4];
static edge_tag tags[2];

static void right(void)
{
    static const char *const keys[] = {"a", "b", "c", "d"};

    memset(inputs, 0, sizeof inputs);
    for (int i = 0; i < 4; i++) {
        inputs[i].key = keys[i];
        inputs[i].type = i;
        inputs[i].data = i < 2 ? "text" : NULL;
        inputs[i].size = i < 2 ? 4 : 0;
        inputs[i].container = i < 2 ? NULL : "container";
        inputs[i].path = i < 2 ? NULL : "path";
    }
    inputs[2].s3 = &s3;
    inputs[3].azure = &azure;
    s3.struct_size = sizeof s3;
    azure.struct_size = sizeof azure;
    s3.access_key_id = "id";
    s3.secret_access_key = "secret";
    s3.region = "us-east-1";
    s3.endpoint = NULL;
    azure.storage_account = "account";
    azure.storage_account_key = "key";
    tags[0].key = "one";
    tags[1].key = "two";
    tags[0].value = tags[1].value = "value";
}

static void refused_of(const char *model, const char *version, const edge_inference_input *given, size_t count,
                       const edge_tag *tagged, size_t tag_count, const char *parameter, const char *text)
{
    REFUSED(parameter, text, edge_inferences_perform, client, REQUEST(model, version, given, count, tagged, tag_count, false), NULL);
    REFUSED(parameter, text, edge_inferences_run, client, REQUEST(model, version, given, count, tagged, tag_count, false), WAIT_MS(0));
    right();
}

static void refused(const char *parameter, const char *text)
{
    refused_of("m", "1.0.0", inputs, 4, tags, 2, parameter, text);
}

static void models_and_arrays(void)
{
    CASE("models and arrays");
    refused_of(NULL, "1.0.0", inputs, 4, NULL, 0, "model_identifier", NO_STRING);
    refused_of("", "1.0.0", inputs, 4, NULL, 0, "model_identifier", NO_MODEL);
    refused_of("m", NULL, inputs, 4, NULL, 0, "model_version", NO_STRING);
    refused_of("m", "", inputs, 4, NULL, 0, "model_version", NO_VERSION);
    refused_of("m", "1.0.0", NULL, 1, NULL, 0, "inputs", "is NULL, but input_count is 1; give the array.");
    refused_of("m", "1.0.0", inputs, 0, NULL, 0, "inputs", "is empty; an inference needs at least one data input.");
    refused_of("m", "1.0.0", inputs, SIZE_MAX, NULL, 0, "input_count",
               "is 18446744073709551615, which cannot be right; check what was passed.");
    refused_of("m", "1.0.0", inputs, 4, NULL, 1, "tags", "is NULL, but tag_count is 1; give the array.");
    refused_of("m", "1.0.0", inputs, 4, tags, SIZE_MAX, "tag_count",
               "is 18446744073709551615, which cannot be right; check what was passed.");
}

static void tags_and_keys(void)
{
    CASE("tags");
    tags[1].key = NULL;
    refused("tags[1].key", NO_STRING);
    tags[1].value = NULL;
    refused("tags[1].value", NO_STRING);
    tags[1].value = "\xff";
    refused("tags[1].value", NO_UTF8);
    tags[1].key = "one";
    refused("tags[1].key", "is \"one\", as is that of another tag; each tag needs a key of its own.");
    CASE("keys");
    inputs[3].key = NULL;
    refused("inputs[3].key", NO_STRING);
    inputs[3].key = "\xc3";
    refused("inputs[3].key", NO_UTF8);
    inputs[3].key = "a";
    refused("inputs[3].key", "is \"a\", as is inputs[0].key; each data input needs a key of its own.");
}

static void types_and_data(void)
{
    CASE("types");
    inputs[1].type = 4;
    refused("inputs[1].type", "is 4; use one of the EDGE_INPUT_ types.");
    inputs[1].type = -1;
    refused("inputs[1].type", "is -1; use one of the EDGE_INPUT_ types.");
    inputs[1].reserved = 1;
    refused("inputs[1].reserved", "is not 0; set all members of the structure.");
    CASE("data");
    inputs[0].data = NULL;
    refused("inputs[0].data", "is NULL, but inputs[0].size is 4; give the bytes, or size 0.");
    CASE("object storage");
    inputs[2].container = NULL;
    refused("inputs[2].container", NO_STRING);
    inputs[3].path = "\xff";
    refused("inputs[3].path", NO_UTF8);
    inputs[2].s3 = NULL;
    refused("inputs[2].s3", "is NULL; give the structure.");
    inputs[3].azure = NULL;
    refused("inputs[3].azure", "is NULL; give the structure.");
    s3.struct_size = 0;
    refused("inputs[2].s3.struct_size", "is 0, which no version has; initialise it with EDGE_S3_ACCESS_INIT.");
    azure.reserved = 1;
    refused("inputs[3].azure.reserved", "is not 0; initialise it with EDGE_AZURE_ACCESS_INIT.");
    azure.reserved = 0;
    s3.secret_access_key = NULL;
    refused("inputs[2].s3.secret_access_key", NO_STRING);
    azure.storage_account_key = "\xff";
    refused("inputs[3].azure.storage_account_key", NO_UTF8);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "wrong arguments of edge_inferences_perform and edge_inferences_run");
    client = client_for(1);
    right();
    models_and_arrays();
    tags_and_keys();
    types_and_data();
    edge_client_destroy(client);
    return check_end();
}
