#include "calls.h"
#include "peer.h"

#include <sys/mman.h>

static edge_client *client;

enum { REQUESTS = 200, SIZE = 1024 * 1024 };

static edge_stream *opened(edge_client *of)
{
    edge_error *error = NULL;
    edge_stream *stream = NULL;

    if (!CHECK_OK(edge_stream_open(of, NULL, &stream, &error)))
        exit(check_end());
    return stream;
}

static edge_status send_bytes(edge_stream *stream, const char *model, const void *data, size_t size, const char *number,
                              edge_error **out_error)
{
    edge_inference_input input = {"input.txt", data, size, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    edge_tag tag = {"number", number};

    return edge_stream_send(stream, REQUEST(model, "1.0.0", &input, 1, &tag, 1, false), PATIENCE_MS, out_error);
}

static void *send_all(void *argument)
{
    edge_error *error = NULL;

    for (int i = 0; i < REQUESTS; i++) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        CHECK_OK(send_bytes((edge_stream *)argument, "inspector", number, strlen(number), number, &error));
        memset(number, 'x', sizeof number); /* it was borrowed, and is the sender's again */
    }
    CHECK_OK(edge_stream_half_close((edge_stream *)argument, &error));
    return NULL;
}

/* All of them, in their order, while they are sent. */
static void sent_and_received_at_once(void)
{
    edge_stream *stream = opened(client);
    edge_error *error = NULL;
    pthread_t sender;
    int received = 0;

    CASE("sent in one thread, received in another");
    CHECK(pthread_create(&sender, NULL, send_all, stream) == 0);
    for (;;) {
        char *json = NULL, number[32], size[32];

        if (!CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &json, &error)) || json == NULL)
            break;
        snprintf(number, sizeof number, "\"number\":\"%d\"", received++);
        snprintf(size, sizeof size, "\"size_in_bytes\":%d", (int)strlen(number) - 11);
        CHECK_CONTAINS(json, number);
        CHECK_CONTAINS(json, size);
        edge_string_free(json);
    }
    pthread_join(sender, NULL);
    CHECK_NUMBER(received, REQUESTS);
    edge_stream_destroy(stream);
}

typedef struct waiter {
    edge_stream *stream;
    edge_status status;
    edge_error *error;
    pthread_t thread;
} waiter;

static void *receive(void *argument)
{
    waiter *it = (waiter *)argument;
    char *json = NULL;

    it->status = edge_stream_receive(it->stream, EDGE_NO_TIMEOUT, &json, &it->error);
    edge_string_free(json);
    return NULL;
}

static void start_receiving(waiter *it, edge_stream *stream)
{
    it->stream = stream;
    it->error = NULL;
    CHECK(pthread_create(&it->thread, NULL, receive, it) == 0);
    usleep(100000); /* it has begun to wait; where it has not, it finds the stream as it is then */
}

static void ends(waiter *it, edge_status status, edge_status or_else)
{
    pthread_join(it->thread, NULL);
    if (it->status != status && it->status != or_else)
        check_failed(__FILE__, __LINE__, "came %s: %s", edge_status_name(it->status), edge_error_message(it->error));
    edge_error_free(it->error);
}

static void two_at_once(void)
{
    edge_stream *stream = opened(client);
    edge_error *error = NULL;
    edge_call *call = NULL;
    char untouched[] = "untouched", *json = untouched;

    CASE("two receivers");
    CHECK_OK(edge_stream_receive_start(stream, PATIENCE_MS, &call, &error));
    usleep(500000); /* until it has begun */
    CHECK_ERROR(edge_stream_receive(stream, 1000, &json, &error), EDGE_FAILED_PRECONDITION,
                "Another thread is receiving on this stream; one thread must receive at a time.");
    CHECK(json == untouched);
    CHECK_OK(send_bytes(stream, "inspector", "text", 4, "1", &error));
    json_contains(call, "\"number\":\"1\"");
    edge_stream_destroy(stream);
}

/* Sends so much behind a request that takes long that the edge takes no more: answers come in the order of requests,
 * and the emulator takes up to 16 ahead. Returns the number of calls, of which the last one is not done. */
static int send_until_it_waits(edge_stream *stream, const void *data, edge_call **calls, int size)
{
    edge_inference_input input = {"data", data, SIZE, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    edge_error *error = NULL;
    int count = 0;

    CHECK_OK(send_bytes(stream, "sleeper", "3600s", 5, "0", &error));
    do
        CHECK_OK(edge_stream_send_start(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), PATIENCE_MS, &calls[count], &error));
    while (edge_call_wait(calls[count++], 300, NULL) == EDGE_OK && count < size);
    CHECK(!edge_call_is_done(calls[count - 1]));
    return count;
}

static void two_senders(void)
{
    static char data[SIZE];
    edge_stream *stream = opened(client);
    edge_error *error = NULL;
    edge_call *calls[64];
    int count;

    CASE("two senders");
    count = send_until_it_waits(stream, data, calls, 64);
    CHECK_ERROR(send_bytes(stream, "inspector", "text", 4, "1", &error), EDGE_FAILED_PRECONDITION,
                "Another thread is sending on this stream; one thread must send at a time.");
    edge_stream_destroy(stream);
    CHECK(edge_call_is_done(calls[count - 1]));
    while (count-- > 0)
        edge_call_destroy(calls[count]);
}

static void ended_from_another_thread(uint32_t port)
{
    edge_client *other = client_for(port);
    edge_error *error = NULL;
    edge_stream *stream;
    char *json = NULL;
    waiter it;

    CASE("cancelled while another thread receives");
    stream = opened(client);
    start_receiving(&it, stream);
    edge_stream_cancel(stream);
    ends(&it, EDGE_CANCELLED, EDGE_CANCELLED);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_CANCELLED);
    CHECK_STATUS(send_bytes(stream, "inspector", "text", 4, "1", &error), EDGE_CANCELLED);
    edge_stream_cancel(stream);
    edge_stream_destroy(stream);

    CASE("freed while another thread receives");
    stream = opened(client);
    start_receiving(&it, stream);
    edge_stream_destroy(stream);
    ends(&it, EDGE_CANCELLED, EDGE_INVALID_HANDLE);

    CASE("the client destroyed while another thread receives");
    stream = opened(other);
    start_receiving(&it, stream);
    edge_client_destroy(other);
    ends(&it, EDGE_CANCELLED, EDGE_CANCELLED);
    CHECK_STATUS(edge_stream_receive(stream, PATIENCE_MS, &json, &error), EDGE_CANCELLED);
    CHECK_STATUS(send_bytes(stream, "inspector", "text", 4, "1", &error), EDGE_CANCELLED);
    CHECK_STATUS(edge_stream_half_close(stream, &error), EDGE_CANCELLED);
    edge_stream_destroy(stream);
    CHECK(json == NULL);
}

/* A sender's buffer is free when the stream was. */
static void freed_while_data_is_sent(void)
{
    void *data = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    edge_stream *stream = opened(client);
    edge_call *calls[64];
    int count;

    CASE("freed while data is sent");
    count = send_until_it_waits(stream, data, calls, 64);
    edge_stream_destroy(stream);
    CHECK(mprotect(data, SIZE, PROT_NONE) == 0);
    usleep(20000);
    while (count-- > 0) {
        CHECK(edge_call_is_done(calls[count]));
        edge_call_destroy(calls[count]);
    }
    munmap(data, SIZE);
}

/* What was not sent in time may be sent again. */
static void sent_too_late(void)
{
    static char data[SIZE];
    edge_inference_input input = {"data", data, SIZE, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    edge_stream *stream = opened(client);
    edge_error *error = NULL;
    edge_status status = EDGE_OK;

    CASE("a request that the edge does not take in time");
    CHECK_OK(send_bytes(stream, "sleeper", "3600s", 5, "0", &error));
    for (int i = 0; i < 64 && status == EDGE_OK; i++)
        status = edge_stream_send(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), 3000, &error);
    CHECK_ERROR(status, EDGE_DEADLINE_EXCEEDED,
                "The edge takes requests more slowly than they are sent; receive results, or wait and send again. "
                "(3000 ms passed.)");
    CHECK_STATUS(edge_stream_send(stream, REQUEST("inspector", "1.0.0", &input, 1, NULL, 0, false), 20, &error),
                 EDGE_DEADLINE_EXCEEDED);
    edge_stream_destroy(stream);
}

static edge_status offer(edge_stream *stream, const void *data, int number, uint32_t *dropped, edge_error **out_error)
{
    edge_inference_input input = {"data", data, SIZE, NULL, NULL, NULL, NULL, EDGE_INPUT_BYTES, 0};
    char text[16];
    edge_tag tag = {"number", text};

    snprintf(text, sizeof text, "%d", number);
    return edge_stream_offer(stream, REQUEST("inspector", "1.0.0", &input, 1, &tag, 1, false), dropped, out_error);
}

/* An edge that takes nothing for a while: the newest request comes after it, and those that were sent. */
static void the_newest_wins(void)
{
    static char data[SIZE];
    edge_stream *stream = opened(client);
    edge_error *error = NULL;
    char *json = NULL, newest[32], last[32] = "";
    int offered = 0, received = 0;
    uint32_t dropped, total = 0;

    CASE("offered requests, of which the newest wins");
    CHECK_OK(send_bytes(stream, "sleeper", "3s", 2, "0", &error));
    do {
        dropped = 99;
        CHECK_OK(offer(stream, data, ++offered, &dropped, &error));
        CHECK(dropped <= 1);
        total += dropped;
    } while (total < 100 && offered < 10000);
    CHECK_NUMBER(total, 100);
    CHECK_OK(edge_stream_half_close(stream, &error));
    snprintf(newest, sizeof newest, "\"number\":\"%d\"", offered);
    while (CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &json, &error)) && json != NULL) {
        received++;
        snprintf(last, sizeof last, "%.31s", strstr(json, "\"number\"") != NULL ? strstr(json, "\"number\"") : "");
        edge_string_free(json);
        json = NULL;
    }
    CHECK_CONTAINS(last, newest);
    CHECK_NUMBER(received, 1 + offered - (int)total);
    edge_stream_destroy(stream);

    CASE("a stream that is destroyed with an offered request");
    stream = opened(client);
    CHECK_OK(send_bytes(stream, "sleeper", "3600s", 5, "0", &error));
    for (total = 0, offered = 0; total < 10 && offered < 10000; total += dropped)
        CHECK_OK(offer(stream, data, ++offered, &dropped, &error));
    edge_stream_destroy(stream);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "streams of inferences, in several threads");
    client = client_for(port_of(argv[1]));
    sent_and_received_at_once();
    two_at_once();
    two_senders();
    ended_from_another_thread(port_of(argv[1]));
    freed_while_data_is_sent();
    sent_too_late();
    the_newest_wins();
    CHECK_NUMBER(open_of("open_streams"), 0);
    CHECK_NUMBER(open_of("open_calls"), 0);
    edge_client_destroy(client);
    return check_end();
}
