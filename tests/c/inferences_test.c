#include "calls.h"

static edge_client *client;

static const unsigned char bytes[] = {0, 1, 2, 0xff, 0xfe, 0, 10};

static edge_inference_input bytes_input(const char *key, const void *data, size_t size)
{
    edge_inference_input it;

    memset(&it, 0, sizeof it);
    it.key = key;
    it.data = data;
    it.size = size;
    return it;
}

static edge_inference_input text_input(const char *key, const char *text)
{
    edge_inference_input it = bytes_input(key, text, strlen(text));

    it.type = EDGE_INPUT_TEXT;
    return it;
}

/* What the model said, as bytes that were not through JSON. */
static void output_contains(const char *inference, const char *const *parts, size_t count)
{
    edge_error *error = NULL;
    void *data = NULL;
    size_t size = 0;
    char *type = NULL, *text;

    if (!CHECK_OK(edge_inferences_get_output(client, inference, "results.json", NULL, &data, &size, &type, &error)))
        return;
    CHECK_TEXT(type, "application/json");
    text = (char *)calloc(1, size + 1);
    memcpy(text, data, size);
    for (size_t i = 0; i < count; i++)
        CHECK_CONTAINS(text, parts[i]);
    free(text);
    edge_bytes_free(data);
    edge_string_free(type);
    CHECK_OK(edge_inferences_get_output(client, inference, "results.json", NULL, &data, &size, NULL, &error));
    edge_bytes_free(data);
}

static const char *const said[] = {
    "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d",  /* of the text, "some bytes" */
    "aafaa42caca8abec3ffa533ce0cd63e60729ec2e1c0cb0e5c273fbe180499631",  /* of the bytes above */
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}; /* of nothing */

static void perform_wait_get(void)
{
    edge_inference_input inputs[] = {text_input("text", "some bytes"), bytes_input("bytes", bytes, sizeof bytes),
                                     bytes_input("empty", NULL, 0)};
    edge_tag tags[] = {{"camera", "door"}, {"z\xc3\xa4hler", "\"quoted\""}};
    edge_error *error = NULL;
    char *json = NULL, inference[128];

    CASE("perform, wait, get");
    if (!CHECK_OK(edge_inferences_perform(client, REQUEST("inspector", "1.0.0", inputs, 3, tags, 2, true), NULL, &json, &error)))
        return;
    CHECK(*json_string(json, "/identifier", inference, sizeof inference) != '\0');
    CHECK_CONTAINS(json, "\"explain\":true");
    CHECK_CONTAINS(json, "\"camera\":\"door\"");
    CHECK_CONTAINS(json, "\"z\xc3\xa4hler\":\"\\\"quoted\\\"\"");
    edge_string_free(json);
    if (CHECK_OK(edge_inferences_wait(client, inference, WAIT_POLL(PATIENCE_MS, 5), &json, &error))) {
        CHECK_CONTAINS(json, inference);
        CHECK_CONTAINS(json, "\"status\":\"COMPLETE\"");
        CHECK_CONTAINS(json, "\"content_type\":\"application/json\"");
        CHECK_CONTAINS(json, "\"size_in_bytes\":7");
        CHECK_CONTAINS(json, said[1]);
        edge_string_free(json);
    }
    if (CHECK_OK(edge_inferences_get(client, inference, NULL, &json, &error))) {
        CHECK_CONTAINS(json, "\"status\":\"COMPLETE\"");
        edge_string_free(json);
    }
    output_contains(inference, said, 3);
}

static void results_may_be_left_out(void)
{
    edge_inference_input input = text_input("text", "some bytes");
    edge_error *error = NULL;

    CASE("out parameters that are NULL");
    CHECK_OK(edge_inferences_perform(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), NULL, NULL, &error));
    CHECK_OK(edge_inferences_run(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error));
}

static void run(void)
{
    edge_inference_input input = text_input("text", "some bytes"), slow = text_input("text", "3600s");
    edge_error *error = NULL;
    char *json = NULL;

    CASE("run");
    if (CHECK_OK(edge_inferences_run(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(PATIENCE_MS), &json, &error))) {
        CHECK_CONTAINS(json, "\"status\":\"COMPLETE\"");
        CHECK_CONTAINS(json, "\"explain\":false");
        edge_string_free(json);
    }
    CHECK_STATUS(edge_inferences_run(client, REQUEST("sleeper", "1.0.0", &slow, 1, NULL, 0, false), WAIT_MS(2000), &json, &error),
                 EDGE_DEADLINE_EXCEEDED);
    CHECK_CONTAINS(json, "\"status\":\"IN_PROGRESS\""); /* as the edge described it last */
    edge_string_free(json);
    CHECK_OK(edge_inferences_perform(client, REQUEST("sleeper", "1.0.0", &slow, 1, NULL, 0, false), NULL, &json, &error));
    edge_string_free(json);
}

static void what_fails(void)
{
    edge_inference_input input = text_input("text", "the lens is dirty");
    edge_error *error = NULL;
    char *json = NULL, inference[128], untouched[] = "untouched", *out = untouched;
    void *data = NULL;
    size_t size = 0;

    CASE("an inference that fails");
    if (CHECK_OK(edge_inferences_run(client, REQUEST("faulty", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(PATIENCE_MS), &json, &error))) {
        CHECK_CONTAINS(json, "\"status\":\"FAILED\"");
        json_string(json, "/identifier", inference, sizeof inference);
        edge_string_free(json);
        if (CHECK_OK(edge_inferences_get_output(client, inference, "error", NULL, &data, &size, NULL, &error)))
            CHECK(size == strlen("the lens is dirty") && memcmp(data, "the lens is dirty", size) == 0);
        edge_bytes_free(data);
        data = NULL;
        CHECK_NUMBER(edge_inferences_get_output(client, inference, "results.json", NULL, &data, &size, &out, &error),
                     EDGE_NOT_FOUND);
        CHECK_CONTAINS(edge_error_message(error), "error"); /* lists those that there are */
        CHECK_CONTAINS(edge_error_message(error), "\"results.json\"");
        edge_error_free(error);
        error = NULL;
    }
    CASE("what is not there");
    CHECK_STATUS(edge_inferences_get(client, "no-such-inference", NULL, &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_inferences_wait(client, "no-such-inference", WAIT_MS(1000), &out, &error), EDGE_NOT_FOUND);
    CHECK_STATUS(edge_inferences_get_output(client, "no-such-inference", "o", NULL, &data, &size, &out, &error),
                 EDGE_NOT_FOUND);
    CHECK_NUMBER(edge_inferences_perform(client, REQUEST("no-such-model", "1.0.0", &input, 1, NULL, 0, false), NULL, &out, &error),
                 EDGE_NOT_FOUND);
    CHECK_CONTAINS(edge_error_message(error), "inspector");
    CHECK_CONTAINS(edge_error_detail_json(error), "/inferences.api.v1.InferenceService/PerformInference");
    edge_error_free(error);
    CHECK(out == untouched && data == NULL);
}

static void started(void)
{
    edge_inference_input input = text_input("text", "some bytes");
    edge_error *error = NULL;
    edge_call *call = NULL;
    char inference[128], *type = NULL;
    void *data = NULL;
    size_t size = 0;

    CASE("the async variants");
    CHECK_OK(edge_inferences_run_start(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), WAIT_MS(PATIENCE_MS), &call, &error));
    json_contains(call, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_inferences_perform_start(client, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), NULL, &call, &error));
    string_of(call, "/identifier", inference, sizeof inference);
    CHECK_OK(edge_inferences_wait_start(client, inference, WAIT_MS(PATIENCE_MS), &call, &error));
    json_contains(call, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_inferences_get_start(client, inference, NULL, &call, &error));
    json_contains(call, "\"status\":\"COMPLETE\"");
    CHECK_OK(edge_inferences_get_output_start(client, inference, "results.json", NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, PATIENCE_MS, &error));
    CHECK_OK(edge_call_take_bytes(call, &data, &size, &type, &error));
    CHECK(size > 2 && *(char *)data == '{');
    CHECK_TEXT(type, "application/json");
    edge_bytes_free(data);
    edge_string_free(type);
    CHECK_STATUS(edge_call_take_bytes(call, &data, &size, NULL, &error), EDGE_FAILED_PRECONDITION);
    edge_call_destroy(call);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "inferences, from the request to the output");
    client = client_for(port_of(argv[1]));
    perform_wait_get();
    results_may_be_left_out();
    run();
    what_fails();
    started();
    edge_client_destroy(client);
    return check_end();
}
