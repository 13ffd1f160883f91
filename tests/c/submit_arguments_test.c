#include "edge.h"
#include "peer.h"

#include <sys/mman.h>

/* One input item with one data input, each of which may be wrong. */
typedef struct submission {
    const char *model, *version;
    edge_input inputs[3];
    edge_source sources[3];
    size_t source_count;
} submission;

static edge_client *client;

static submission right(void)
{
    submission it = {"inspector", "1.0.0", {{NULL, NULL, 0}}, {{NULL, NULL, 0}}, 1};

    for (int i = 0; i < 3; i++) {
        static const char *const keys[] = {"a", "b", "c"};

        it.inputs[i].key = it.sources[i].key = keys[i];
        it.inputs[i].data = "text";
        it.inputs[i].size = 4;
        it.sources[i].input_count = 1;
    }
    return it;
}

/* `inputs` of the sources point into the submission itself, so that they are set where it has come to stay. */
static void refused_with(submission *it, const edge_source *sources, const char *parameter, const char *text)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *out = untouched, expected[100];
    edge_status status = edge_jobs_submit_embedded(client, it->model, it->version, sources, it->source_count, false,
                                                   NULL, &out, &error);

    snprintf(expected, sizeof expected, "\"parameter\":\"%s\"", parameter);
    CHECK_CONTAINS(edge_error_detail_json(error), expected);
    CHECK(!edge_error_is_retriable(error));
    CHECK_ERROR(status, EDGE_INVALID_ARGUMENT, text);
    CHECK(out == untouched);
}

static void refused(submission it, const char *parameter, const char *text)
{
    for (int i = 0; i < 3; i++)
        it.sources[i].inputs = it.inputs;
    refused_with(&it, it.sources, parameter, text);
}

static void models_and_versions(void)
{
    submission it = right();

    CASE("model_identifier and model_version");
    it.model = NULL;
    refused(it, "model_identifier", "model_identifier is NULL; X");
    it.model = "";
    refused(it, "model_identifier", "model_identifier is empty; give the identifier of a model that the edge serves.");
    it.model = "\xff";
    refused(it, "model_identifier", "X");
    it = right();
    it.version = NULL;
    refused(it, "model_version", "X");
    it.version = "";
    refused(it, "model_version", "model_version is empty; give the version of the model, such as 1.0.1.");
    it.version = "1.0.0\xc3";
    refused(it, "model_version", "X");
}

static void sources(void)
{
    submission it = right();

    CASE("sources");
    refused_with(&it, NULL, "sources", "X");
    it.source_count = 0;
    refused(it, "sources", "sources is empty; a job needs at least one input item.");
    refused_with(&it, NULL, "sources", "sources is empty; a job needs at least one input item.");
    it.source_count = SIZE_MAX; /* more than there can be: nothing of it may be read */
    refused(it, "source_count", "X");
    it = right();
    it.source_count = 2; /* inputs are NULL */
    refused_with(&it, it.sources, "sources[0].inputs", "X");
    it = right();
    it.sources[0].input_count = 0;
    refused(it, "sources[0].inputs", "sources[0].inputs is empty; an input item needs at least one data input.");
    it.sources[0].input_count = SIZE_MAX;
    refused(it, "sources[0].input_count", "X");
}

static void keys(void)
{
    submission it = right();

    CASE("keys");
    it.source_count = 3;
    it.sources[2].key = NULL;
    refused(it, "sources[2].key", "X");
    it.sources[2].key = it.sources[0].key;
    refused(it, "sources[2].key",
            "sources[2].key is \"a\", as is sources[0].key; each input item of the job needs a key of its own.");
    it = right();
    it.sources[0].input_count = 3;
    it.inputs[2].key = NULL;
    refused(it, "sources[0].inputs[2].key", "X");
    it.inputs[2].key = "b";
    refused(it, "sources[0].inputs[2].key",
            "sources[0].inputs[2].key is \"b\", as is sources[0].inputs[1].key; each data input of the item needs a key "
            "of its own.");
}

static void keys_that_are_not_utf8(void)
{
    /* a lone continuation, a cut sequence, an overlong one, half of a surrogate pair, beyond U+10FFFF, an impossible byte */
    static const char *const malformed[] = {"\x80", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"};

    CASE("keys that are not UTF-8");
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        submission it = right();

        it.source_count = 3;
        it.sources[2].key = malformed[i];
        refused(it, "sources[2].key", "X");
        it = right();
        it.inputs[0].key = malformed[i];
        refused(it, "sources[0].inputs[0].key", "X");
    }
}

static void data(void)
{
    submission it = right();

    CASE("data");
    it.inputs[0].data = NULL;
    refused(it, "sources[0].inputs[0].data", "X");
}

/* Sizes that no message can have: not a byte of the data is read (its pages cannot be), none is sent. */
static void sizes_beyond_the_limit(void)
{
    void *unreadable = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    submission it = right();

    CASE("sizes beyond the limit");
    it.inputs[0].data = it.inputs[1].data = unreadable;
    it.inputs[0].size = 1610612690;
    refused(it, "sources", "X");
    it.inputs[0].size = (size_t)1 << 40;
    refused(it, "sources", "X");
    it.inputs[0].size = SIZE_MAX;
    refused(it, "sources[0].inputs[0].size", "X");
    it.sources[0].input_count = 2; /* a sum that wraps around to something small */
    it.inputs[0].size = it.inputs[1].size = SIZE_MAX / 2 + 2;
    refused(it, "sources[0].inputs[0].size", "X");
    munmap(unreadable, 4096);
}

int main(int argc, char **argv)
{
    peer nobody;

    check_begin(argc, argv, "", "wrong arguments of edge_jobs_submit_embedded");
    peer_start(&nobody, PEER_SILENT);
    client = client_for(nobody.port);
    models_and_versions();
    sources();
    keys();
    keys_that_are_not_utf8();
    data();
    sizes_beyond_the_limit();
    CASE("all of these");
    CHECK_NUMBER(peer_connections(&nobody), 0);
    edge_client_destroy(client);
    peer_stop(&nobody);
    return check_end();
}
