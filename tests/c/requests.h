/* Options and requests in one expression, for tests that need them once. Each stays as it is until the thread has made
 * 16 more. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <modzy_edge.h>

#define REQUESTS_KEPT(type, value)                     \
    static __thread type kept[16];                     \
    static __thread unsigned next;                     \
    type *it = &kept[next++ % 16];                     \
                                                       \
    *it = (value)

static inline const edge_wait_options *WAIT_POLL(uint32_t timeout_ms, uint32_t interval_ms)
{
    edge_wait_options options = EDGE_WAIT_OPTIONS_INIT;
    REQUESTS_KEPT(edge_wait_options, options);

    it->timeout_ms = timeout_ms;
    it->poll_interval_ms = interval_ms;
    return it;
}

static inline const edge_wait_options *WAIT_MS(uint32_t timeout_ms)
{
    return WAIT_POLL(timeout_ms, 0);
}

static inline const edge_submit_options *SUBMIT_WITHIN(uint32_t deadline_ms)
{
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    REQUESTS_KEPT(edge_submit_options, options);

    it->deadline_ms = deadline_ms;
    it->explain = deadline_ms == 0;
    return it;
}

#define EXPLAIN SUBMIT_WITHIN(0)

static inline const edge_input *INPUT(const char *key, const void *data, size_t size)
{
    edge_input input = {key, data, size};
    REQUESTS_KEPT(edge_input, input);

    return it;
}

static inline const edge_object_sources *OBJECTS(const edge_object_source *sources, size_t count)
{
    edge_object_sources objects = EDGE_OBJECT_SOURCES_INIT;
    REQUESTS_KEPT(edge_object_sources, objects);

    it->sources = sources;
    it->source_count = count;
    return it;
}

static inline const edge_inference_request *REQUEST(const char *model, const char *version,
                                                    const edge_inference_input *inputs, size_t input_count,
                                                    const edge_tag *tags, size_t tag_count, bool explain)
{
    edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;
    REQUESTS_KEPT(edge_inference_request, request);

    it->model_identifier = model;
    it->model_version = version;
    it->inputs = inputs;
    it->input_count = input_count;
    it->tags = tags;
    it->tag_count = tag_count;
    it->explain = explain;
    return it;
}

#endif
