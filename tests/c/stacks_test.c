#include "child.h"
#include "edge.h"
#include "peer.h"

#include <limits.h>
#include <ucontext.h>

/*
 * Threads with the smallest stacks that there can be, and fibers, where calls fail and replies are as deep as the
 * parser takes them and deeper. Each in a process of its own: what goes wrong here ends it.
 */
enum { ANSWER_SIZE = 32768, FIBER_STACK = 16384 };

typedef struct answer {
    unsigned char bytes[ANSWER_SIZE];
    size_t size; /* the message is the end of the array, as it is built from its inside */
} answer;

static peer deep, silent, refusing;
static answer reply;
static size_t stack_size;
static void (*task)(void);
static edge_status expected;

static void put(const void *bytes, size_t size)
{
    reply.size += size;
    memcpy(reply.bytes + sizeof reply.bytes - reply.size, bytes, size);
}

/* What there is becomes a field of what will be. */
static void wrap(unsigned field)
{
    unsigned char head[8] = {(unsigned char)((field << 3 | 2) & 127), (unsigned char)(field >> 4)};
    size_t used = field < 16 ? 1 : 2, rest = reply.size;

    head[0] |= (unsigned char)(field < 16 ? 0 : 128);

    do
        head[used++] = (unsigned char)((rest & 127) | (rest > 127 ? 128 : 0));
    while ((rest >>= 7) > 0);
    put(head, used);
}

/* Results whose Result.result is a Struct that holds a Struct that holds one, and so on. */
static void nest_structs(unsigned count)
{
    reply.size = 0;
    while (count-- > 0) {
        wrap(5);                /* Value.struct_value */
        wrap(2);                /* FieldsEntry.value */
        put("\x0a\x01" "k", 3); /* FieldsEntry.key */
        wrap(1);                /* Struct.fields */
    }
    wrap(18); /* Result.result */
}

static void nest_groups(unsigned count)
{
    reply.size = 0;
    for (unsigned i = 0; i < count; i++)
        put("\x9c\x06", 2);
    for (unsigned i = 0; i < count; i++)
        put("\x9b\x06", 2);
}

/* The message with all that gRPC and HTTP/2 have around it. */
static void frame_reply(unsigned char *to, size_t *size)
{
    static const unsigned char headers[] = "\x00\x00\x14\x01\x04\x00\x00\x00\x01\x88\x0f\x10\x10" "application/grpc";
    static const unsigned char trailers[] = "\x00\x00\x0f\x01\x05\x00\x00\x00\x01\x00\x0bgrpc-status\x01" "0";
    size_t length = 5 + reply.size;
    unsigned char head[] = {0, (unsigned char)(length >> 8), (unsigned char)length, 0, 0, 0, 0, 0, 1,
                            0, 0, 0, (unsigned char)(reply.size >> 8), (unsigned char)reply.size};

    memcpy(to, headers, sizeof headers - 1);
    to += sizeof headers - 1;
    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, reply.bytes + sizeof reply.bytes - reply.size, reply.size);
    memcpy(to + sizeof head + reply.size, trailers, sizeof trailers - 1);
    *size = sizeof headers - 1 + sizeof head + reply.size + sizeof trailers - 1;
}

static void ends_as_expected(edge_status status, edge_error **error)
{
    if (status != expected)
        check_failed(__FILE__, __LINE__, "%s: %s", edge_status_name(status), edge_error_message(*error));
    CHECK_NUMBER(edge_error_code(*error), expected);
    CHECK(edge_error_detail_json(*error) != NULL);
    edge_error_free(*error);
    *error = NULL;
}

static void get_deep_result(void)
{
    edge_client *client = client_for(deep.port);
    edge_error *error = NULL;
    char *json = NULL;

    ends_as_expected(edge_jobs_get_result(client, "job", "key", NULL, &json, &error), &error);
    CHECK((json != NULL) == (expected == EDGE_OK));
    edge_string_free(json);
    edge_client_destroy(client);
}

static void submit_large_job(uint32_t port)
{
    static char data[1000000];
    edge_client *client = client_for(port);
    edge_input input = {"input.bin", data, sizeof data};
    edge_source source = {"job", &input, 1};
    edge_submit_options options = EDGE_SUBMIT_OPTIONS_INIT;
    edge_error *error = NULL;
    char *job = NULL;

    options.deadline_ms = expected == EDGE_DEADLINE_EXCEEDED ? 300 : 15000;
    ends_as_expected(edge_jobs_submit_embedded(client, "model", "1.0.0", &source, 1, &options, &job, &error), &error);
    edge_client_destroy(client);
}

static void submit_to_silent(void)
{
    submit_large_job(silent.port);
}

static void submit_to_refusing(void)
{
    submit_large_job(refusing.port);
}

static void *run_task(void *nothing)
{
    task();
    return nothing;
}

static int child_with_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    alarm(60);
    pthread_attr_init(&attributes);
    CHECK(pthread_attr_setstacksize(&attributes, stack_size) == 0);
    if (CHECK(pthread_create(&thread, &attributes, run_task, NULL) == 0))
        pthread_join(thread, NULL);
    return check_end();
}

static int child_with_fiber(void)
{
    static char stack[FIBER_STACK];
    static ucontext_t own, fiber;

    getcontext(&fiber);
    fiber.uc_stack.ss_sp = stack;
    fiber.uc_stack.ss_size = sizeof stack;
    fiber.uc_link = &own;
    makecontext(&fiber, task, 0);
    CHECK(swapcontext(&own, &fiber) == 0);
    return check_end();
}

static void on_small_stacks(const char *name, void (*function)(void), edge_status status)
{
    static const size_t more[] = {0, 8192, 16384, 32768, 49152, 81920, 114688};
    char text[120];

    task = function;
    expected = status;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        stack_size = (size_t)sysconf(_SC_THREAD_STACK_MIN) + more[i];
        snprintf(text, sizeof text, "%s, with %zu KB of stack", name, stack_size / 1024);
        check_child(text, child_with_thread, 0);
    }
    snprintf(text, sizeof text, "%s, on a fiber", name);
    check_child(text, child_with_fiber, 0);
}

static void with_reply(const char *name, edge_status status)
{
    static unsigned char bytes[ANSWER_SIZE + 100];
    size_t size;

    frame_reply(bytes, &size);
    deep.answer = bytes;
    deep.answer_size = size;
    peer_start(&deep, PEER_ANSWERS);
    on_small_stacks(name, get_deep_result, status);
    peer_stop(&deep);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "calls on small stacks");
    nest_structs(14);
    with_reply("14 structs deep", EDGE_OK);
    nest_structs(31);
    with_reply("31 structs deep", EDGE_OK);
    nest_structs(60);
    with_reply("60 structs deep", EDGE_INTERNAL);
    nest_groups(99);
    with_reply("99 unknown groups", EDGE_OK);
    nest_groups(500);
    with_reply("500 unknown groups", EDGE_INTERNAL);
    peer_start(&silent, PEER_SENDS_SETTINGS);
    on_small_stacks("a submission that stalls", submit_to_silent, EDGE_DEADLINE_EXCEEDED);
    peer_stop(&silent);
    peer_start(&refusing, PEER_REFUSES);
    on_small_stacks("a submission that is refused", submit_to_refusing, EDGE_RESOURCE_EXHAUSTED);
    peer_stop(&refusing);
    return check_end();
}
