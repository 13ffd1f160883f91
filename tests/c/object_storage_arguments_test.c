#include "refused.h"

static edge_client *client; /* nothing listens on its port: nothing is sent */

static const edge_s3_access s3 = {sizeof(edge_s3_access), 0, "id", "secret", "us-east-1", NULL};
static const edge_azure_access azure = {sizeof(edge_azure_access), 0, "account", "key"};

static edge_object object;
static edge_object_source source;

static void right(void)
{
    object.key = "input.txt";
    object.container = "container";
    object.path = "path";
    source.key = "job";
    source.objects = &object;
    source.object_count = 1;
}

/* Arguments that both kinds of object storage reject. */
static void refused_by_both(const char *model, const char *version, const edge_object_source *sources, size_t count,
                            const char *parameter, const char *text)
{
    REFUSED(parameter, text, edge_jobs_submit_s3, client, model, version, OBJECTS(sources, count), &s3, NULL);
    REFUSED(parameter, text, edge_jobs_submit_azure, client, model, version, OBJECTS(sources, count), &azure, NULL);
    right();
}

static void sources(void)
{
    edge_object_source two[2];

    CASE("input items in object storage");
    right();
    refused_by_both(NULL, "1.0.0", &source, 1, "model_identifier", NO_STRING);
    refused_by_both("", "1.0.0", &source, 1, "model_identifier", NO_MODEL);
    refused_by_both("m", NULL, &source, 1, "model_version", NO_STRING);
    refused_by_both("m", "", &source, 1, "model_version", NO_VERSION);
    refused_by_both("m", "1.0.0", NULL, 1, "sources", "is NULL, but source_count is 1; give the array.");
    refused_by_both("m", "1.0.0", &source, 0, "sources", "is empty; a job needs at least one input item.");
    refused_by_both("m", "1.0.0", &source, SIZE_MAX, "source_count",
                    "is 18446744073709551615, which cannot be right; check what was passed.");
    source.objects = NULL;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects",
                    "is NULL, but sources[0].object_count is 1; give the array.");
    source.object_count = SIZE_MAX;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].object_count",
                    "is 18446744073709551615, which cannot be right; check what was passed.");
    source.key = NULL;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].key", NO_STRING);
    two[0] = two[1] = source;
    refused_by_both("m", "1.0.0", two, 2, "sources[1].key",
                    "is \"job\", as is sources[0].key; each input item of the job needs a key of its own.");
}

static void objects(void)
{
    CASE("objects");
    object.key = NULL;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects[0].key", NO_STRING);
    object.key = "\xff";
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects[0].key", NO_UTF8);
    object.container = NULL;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects[0].container", NO_STRING);
    object.container = "\xc0\x80";
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects[0].container", NO_UTF8);
    object.path = NULL;
    refused_by_both("m", "1.0.0", &source, 1, "sources[0].objects[0].path", NO_STRING);
}

static void s3_refuses(const char *id, const char *secret, const char *region, const char *endpoint,
                       const char *parameter, const char *text)
{
    edge_s3_access access = {sizeof(edge_s3_access), 0, id, secret, region, endpoint};

    REFUSED(parameter, text, edge_jobs_submit_s3, client, "m", "1.0.0", OBJECTS(&source, 1), &access, NULL);
}

static void azure_refuses(const char *account, const char *key, const char *parameter, const char *text)
{
    edge_azure_access access = {sizeof(edge_azure_access), 0, account, key};

    REFUSED(parameter, text, edge_jobs_submit_azure, client, "m", "1.0.0", OBJECTS(&source, 1), &access, NULL);
}

static void access(void)
{
    CASE("access to S3");
    REFUSED("access", "is NULL; give the structure.", edge_jobs_submit_s3, client, "m", "1.0.0", OBJECTS(&source, 1), NULL, NULL);
    s3_refuses(NULL, "secret", "region", NULL, "access.access_key_id", NO_STRING);
    s3_refuses("id", NULL, "region", NULL, "access.secret_access_key", NO_STRING);
    s3_refuses("id", "\xff", "region", NULL, "access.secret_access_key", NO_UTF8);
    s3_refuses("id", "secret", "\xff", NULL, "access.region", NO_UTF8);
    s3_refuses("id", "secret", NULL, "\xff", "access.endpoint", NO_UTF8);
    CASE("access to Azure");
    REFUSED("access", "is NULL; give the structure.", edge_jobs_submit_azure, client, "m", "1.0.0", OBJECTS(&source, 1), NULL, NULL);
    azure_refuses(NULL, "key", "access.storage_account", NO_STRING);
    azure_refuses("account", NULL, "access.storage_account_key", NO_STRING);
    azure_refuses("account", "\xff", "access.storage_account_key", NO_UTF8);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "wrong arguments of jobs whose data lies in a store");
    client = client_for(1);
    sources();
    objects();
    access();
    edge_client_destroy(client);
    return check_end();
}
