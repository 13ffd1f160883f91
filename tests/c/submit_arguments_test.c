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

/* `inputs` of the sources point into the submission itself, so they are set at its final address. */
static void refused_with(submission *it, const edge_source *sources, const char *parameter, const char *text)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *out = untouched, expected[100];
    edge_status status = edge_jobs_submit_embedded(client, it->model, it->version, sources, it->source_count, NULL, &out, &error);

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
    refused(it, "model_identifier", "model_identifier is NULL; give a NUL-terminated string.");
    it.model = "";
    refused(it, "model_identifier", "model_identifier is empty; give the identifier of a model that the edge serves.");
    it.model = "\xff";
    refused(it, "model_identifier", "model_identifier is not UTF-8; convert it to UTF-8 first.");
    it = right();
    it.version = NULL;
    refused(it, "model_version", "model_version is NULL; give a NUL-terminated string.");
    it.version = "";
    refused(it, "model_version", "model_version is empty; give the version of the model, such as 1.0.1.");
    it.version = "1.0.0\xc3";
    refused(it, "model_version", "model_version is not UTF-8; convert it to UTF-8 first.");
}

static void sources(void)
{
    submission it = right();

    CASE("sources");
    refused_with(&it, NULL, "sources", "sources is NULL, but source_count is 1; give the array.");
    it.source_count = 0;
    refused(it, "sources", "sources is empty; a job needs at least one input item.");
    refused_with(&it, NULL, "sources", "sources is empty; a job needs at least one input item.");
    it.source_count = SIZE_MAX; /* more than there can be: nothing of it may be read */
    refused(it, "source_count", "source_count is 18446744073709551615, which cannot be right; check what was passed.");
    it = right();
    it.source_count = 2; /* inputs are NULL */
    refused_with(&it, it.sources, "sources[0].inputs",
                 "sources[0].inputs is NULL, but sources[0].input_count is 1; give the array.");
    it = right();
    it.sources[0].input_count = 0;
    refused(it, "sources[0].inputs", "sources[0].inputs is empty; an input item needs at least one data input.");
    it.sources[0].input_count = SIZE_MAX;
    refused(it, "sources[0].input_count",
            "sources[0].input_count is 18446744073709551615, which cannot be right; check what was passed.");
}

static void keys(void)
{
    submission it = right();

    CASE("keys");
    it.source_count = 3;
    it.sources[2].key = NULL;
    refused(it, "sources[2].key", "sources[2].key is NULL; give a NUL-terminated string.");
    it.sources[2].key = it.sources[0].key;
    refused(it, "sources[2].key",
            "sources[2].key is \"a\", as is sources[0].key; each input item of the job needs a key of its own.");
    it = right();
    it.sources[0].input_count = 3;
    it.inputs[2].key = NULL;
    refused(it, "sources[0].inputs[2].key", "sources[0].inputs[2].key is NULL; give a NUL-terminated string.");
    it.inputs[2].key = "b";
    refused(it, "sources[0].inputs[2].key",
            "sources[0].inputs[2].key is \"b\", as is sources[0].inputs[1].key; each data input of the item needs a key "
            "of its own.");
}

static void keys_that_are_not_utf8(void)
{
    /* a lone continuation, a cut sequence, an overlong one, half of a surrogate pair, beyond U+10FFFF, an impossible
     * byte */
    static const char *const malformed[] = {"\x80", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"};

    CASE("keys that are not UTF-8");
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        submission it = right();

        it.source_count = 3;
        it.sources[2].key = malformed[i];
        refused(it, "sources[2].key", "sources[2].key is not UTF-8; convert it to UTF-8 first.");
        it = right();
        it.inputs[0].key = malformed[i];
        refused(it, "sources[0].inputs[0].key", "sources[0].inputs[0].key is not UTF-8; convert it to UTF-8 first.");
    }
}

static void data(void)
{
    submission it = right();

    CASE("data");
    it.inputs[0].data = NULL;
    refused(it, "sources[0].inputs[0].data",
            "sources[0].inputs[0].data is NULL, but sources[0].inputs[0].size is 4; give the bytes, or size 0.");
}

#define LIMIT                                                                                                  \
    "; one gRPC message can be 2,147,483,586 bytes at most. Divide the input items among several jobs, or send the " \
    "data in chunks: open a job without input, append to it, close it."

/* Sizes that no message can have: not a byte of the data is read (its page cannot be), none is sent. */
static void sizes_beyond_the_limit(void)
{
    void *unreadable = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    submission it = right();

    CASE("sizes beyond the limit");
    it.inputs[0].data = it.inputs[1].data = unreadable;
    it.inputs[0].size = 1610612690;
    refused(it, "sources",
            "sources hold 1,610,612,690 bytes, which make a message of 2,147,483,697 bytes" LIMIT);
    it.sources[0].input_count = 2;
    it.inputs[0].size = it.inputs[1].size = 1610612690 / 2;
    refused(it, "sources",
            "sources hold 1,610,612,690 bytes, which make a message of 2,147,483,759 bytes" LIMIT);
    it.inputs[0].size = (size_t)1 << 40;
    refused(it, "sources[0].inputs[0].size",
            "sources[0].inputs[0].size is 1,099,511,627,776 bytes, which make a message of 1,466,015,503,704 bytes" LIMIT);
    it.inputs[0].size = SIZE_MAX;
    refused(it, "sources[0].inputs[0].size",
            "sources[0].inputs[0].size is EDGE_PIECES(9223372036854775807), which cannot be right; check what was passed.");
    it.inputs[0].size = it.inputs[1].size = SIZE_MAX / 2; /* a sum that wraps around to something small */
    refused(it, "sources[0].inputs[0].size",
            "sources[0].inputs[0].size is 9,223,372,036,854,775,807 bytes, which make a message of "
            "12,297,829,382,473,034,412 bytes" LIMIT);
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
