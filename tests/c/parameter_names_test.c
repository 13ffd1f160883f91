#include "refused.h"

/*
 * Errors name a parameter as the header does, down to the member that is wrong, also where what is wrong is found deep
 * inside of the library; and the async variants report it before they start.
 */
static edge_client *client; /* nothing listens on its port: nothing is sent */

#define EMPTY "is empty; give the credentials that the object storage issued."
#define NOWHERE "is empty; say where in the store the object lies."
#define NO_ORIGIN "is empty, and so is endpoint; give the region of AWS, or the endpoint of another store."
#define TWO_ORIGINS "is given, and endpoint too; give the region of AWS or the endpoint of another store, not both."
#define ONCE "is without limit, so that the edge would be asked only once; give a duration."

static void objects(const char *container, const char *path, size_t count, const char *parameter, const char *text)
{
    edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", "secret", "us-east-1", NULL};
    edge_azure_access azure = {sizeof(edge_azure_access), 0, "account", "key"};
    edge_object object = {"input.txt", container, path};
    edge_object_source source = {"job", &object, count};

    REFUSED(parameter, text, edge_jobs_submit_s3, client, "m", "1.0.0", OBJECTS(&source, 1), &s3, NULL);
    REFUSED(parameter, text, edge_jobs_submit_azure, client, "m", "1.0.0", OBJECTS(&source, 1), &azure, NULL);
}

static void s3(const char *id, const char *secret, const char *region, const char *endpoint, const char *member,
               const char *text)
{
    edge_s3_access access = {sizeof(edge_s3_access), 0, id, secret, region, endpoint};
    edge_object object = {"input.txt", "bucket", "path"};
    edge_object_source source = {"job", &object, 1};
    edge_inference_input input = {"input.txt", NULL, 0, "bucket", "path", &access, NULL, EDGE_INPUT_S3, 0};
    char parameter[64];

    snprintf(parameter, sizeof parameter, "access.%s", member);
    REFUSED(parameter, text, edge_jobs_submit_s3, client, "m", "1.0.0", OBJECTS(&source, 1), &access, NULL);
    snprintf(parameter, sizeof parameter, "inputs[0].s3.%s", member);
    REFUSED(parameter, text, edge_inferences_perform, client, REQUEST("m", "1.0.0", &input, 1, NULL, 0, false), NULL);
}

static void azure(const char *account, const char *key, const char *member)
{
    edge_azure_access access = {sizeof(edge_azure_access), 0, account, key};
    edge_object object = {"input.txt", "container", "path"};
    edge_object_source source = {"job", &object, 1};
    edge_inference_input input = {"input.txt", NULL, 0, "container", "path", NULL, &access, EDGE_INPUT_AZURE, 0};
    char parameter[64];

    snprintf(parameter, sizeof parameter, "access.%s", member);
    REFUSED(parameter, EMPTY, edge_jobs_submit_azure, client, "m", "1.0.0", OBJECTS(&source, 1), &access, NULL);
    snprintf(parameter, sizeof parameter, "inputs[0].azure.%s", member);
    REFUSED(parameter, EMPTY, edge_inferences_perform, client, REQUEST("m", "1.0.0", &input, 1, NULL, 0, false), NULL);
}

static void inferences(void)
{
    edge_azure_access access = {sizeof(edge_azure_access), 0, "account", "key"};
    edge_inference_input text = {"input.txt", "\xff", 1, NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};
    edge_inference_input object = {"input.txt", NULL, 0, "", "path", NULL, &access, EDGE_INPUT_AZURE, 0};

    CASE("inputs of inferences");
    REFUSED("inputs[0].data", "is not UTF-8; convert it to UTF-8, or give it as bytes, which may be any.", edge_inferences_perform, client, REQUEST("m", "1.0.0", &text, 1, NULL, 0, false), NULL);
    REFUSED("inputs[0].container", NOWHERE, edge_inferences_perform, client, REQUEST("m", "1.0.0", &object, 1, NULL, 0, false), NULL);
    object.container = "container";
    object.path = "";
    REFUSED("inputs[0].path", NOWHERE, edge_inferences_perform, client, REQUEST("m", "1.0.0", &object, 1, NULL, 0, false), NULL);
}

static void files(void)
{
    edge_file two[] = {{"job", "first", "/proc/self/exe"}, {"job", "first", "/proc/self/exe"}};

    CASE("files");
    REFUSED("files[1].input_key", "is \"first\", as is files[0].input_key; each data input of the item needs a key of its own.", edge_jobs_submit_files, client, "m", "1.0.0", two, 2, NULL);
    two[0].path = "";
    REFUSED("files[0].path", "is empty; give the path of a file.", edge_jobs_submit_files, client, "m", "1.0.0", two, 1, NULL);
}

static void durations(void)
{
    edge_inference_input input = {"input.txt", "text", 4, NULL, NULL, NULL, NULL, EDGE_INPUT_TEXT, 0};

    CASE("poll_interval_ms");
    REFUSED("poll_interval_ms", ONCE, edge_jobs_wait, client, "job", WAIT_POLL(0, EDGE_NO_TIMEOUT));
    REFUSED("poll_interval_ms", ONCE, edge_inferences_wait, client, "inference", WAIT_POLL(0, EDGE_NO_TIMEOUT));
    REFUSED("poll_interval_ms", ONCE, edge_inferences_run, client, REQUEST("m", "1.0.0", &input, 1, NULL, 0, false), WAIT_POLL(0, EDGE_NO_TIMEOUT));
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "that errors name parameters as the header does");
    client = client_for(1);
    CASE("objects");
    objects("bucket", "path", 0, "sources[0].objects", "is empty; an input item needs at least one data input.");
    objects("", "path", 1, "sources[0].objects[0].container", NOWHERE);
    objects("bucket", "", 1, "sources[0].objects[0].path", NOWHERE);
    CASE("access");
    s3("", "secret", "region", NULL, "access_key_id", EMPTY);
    s3("id", "", "region", NULL, "secret_access_key", EMPTY);
    s3("id", "secret", NULL, NULL, "region", NO_ORIGIN);
    s3("id", "secret", "region", "endpoint", "region", TWO_ORIGINS);
    azure("", "key", "storage_account");
    azure("account", "", "storage_account_key");
    inferences();
    files();
    durations();
    edge_client_destroy(client);
    return check_end();
}
