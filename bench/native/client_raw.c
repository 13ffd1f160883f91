/*
 * The limit: what the same bytes cost with nothing but a socket. The message and the headers are made in advance; a job
 * is a send and a receive on the calling thread, with as much of HTTP/2 as it takes that the server plays along. A
 * connection belongs to one thread.
 */
#define _GNU_SOURCE

#include "harness.h"
#include "raw_frames.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { BATCH = 32, RECEIVE = 16384 };

struct connection {
    int socket;
    uint32_t stream;
    int64_t window;         /* of the connection */
    int64_t stream_window;  /* of the call that runs */
    int64_t initial_window; /* of each call */
    size_t max_frame;
    size_t start, end; /* what of input is not yet read */
    uint8_t input[RECEIVE];
};

static const char *target;
static _Thread_local struct connection *connection;
static _Thread_local struct message message;
static const void *prepared_data;
static struct message prepared, inference, frame_message;

static int connect_to(const char *address)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in remote = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool is_local = strncmp(address, "unix:", 5) == 0;
    int yes = 1, result, descriptor = socket(is_local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (is_local) {
        snprintf(local.sun_path, sizeof local.sun_path, "%s", address + 5);
        result = connect(descriptor, (struct sockaddr *)&local, sizeof local);
    } else {
        remote.sin_port = htons((uint16_t)atoi(strrchr(address, ':') + 1));
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        result = connect(descriptor, (struct sockaddr *)&remote, sizeof remote);
    }
    if (descriptor < 0 || result < 0)
        fail("cannot connect to %s", address);
    return descriptor;
}

static void send_all(struct iovec *parts, int count)
{
    while (count > 0) {
        ssize_t sent = writev(connection->socket, parts, count);

        if (sent < 0)
            fail("the connection was lost while sending");
        for (; count > 0 && (size_t)sent >= parts->iov_len; parts++, count--)
            sent -= (ssize_t)parts->iov_len;
        if (count > 0) {
            parts->iov_base = (uint8_t *)parts->iov_base + sent;
            parts->iov_len -= (size_t)sent;
        }
    }
}

static void send_bytes(const void *bytes, size_t size)
{
    struct iovec part = {(void *)bytes, size};

    send_all(&part, 1);
}

/* The next `size` bytes of input, which are good until the next call. */
static const uint8_t *receive(size_t size)
{
    struct connection *it = connection;

    if (size > sizeof it->input)
        fail("the server sent a frame of %zu bytes", size);
    if (it->start + size > sizeof it->input) {
        memmove(it->input, it->input + it->start, it->end - it->start);
        it->end -= it->start;
        it->start = 0;
    }
    while (it->end - it->start < size) {
        ssize_t received = recv(it->socket, it->input + it->end, sizeof it->input - it->end, 0);

        if (received <= 0)
            fail("the connection was lost while receiving");
        it->end += (size_t)received;
    }
    it->start += size;
    if (it->start == it->end) {
        const uint8_t *bytes = it->input + it->start - size;

        it->start = it->end = 0;
        return bytes;
    }
    return it->input + it->start - size;
}

static void take_settings(const uint8_t *settings, size_t size)
{
    for (; size >= 6; settings += 6, size -= 6) {
        uint32_t value = read_32(settings + 2);

        if (settings[1] == SETTING_INITIAL_WINDOW) {
            connection->stream_window += (int64_t)value - connection->initial_window;
            connection->initial_window = value;
        } else if (settings[1] == SETTING_MAX_FRAME) {
            connection->max_frame = value;
        }
    }
    send_bytes(settings_ack, sizeof settings_ack);
}

/* Reads a frame and does what it asks for. True if it ends the call. */
static bool take_frame(void)
{
    struct frame frame = read_frame(receive(FRAME_HEADER));
    const uint8_t *payload = receive(frame.size);
    uint8_t pong[FRAME_HEADER + 8];

    switch (frame.type) {
    case FRAME_SETTINGS:
        if ((frame.flags & FLAG_ACK) == 0)
            take_settings(payload, frame.size);
        return false;
    case FRAME_PING:
        if ((frame.flags & FLAG_ACK) == 0) {
            write_frame(pong, 8, FRAME_PING, FLAG_ACK, 0);
            memcpy(pong + FRAME_HEADER, payload, 8);
            send_bytes(pong, sizeof pong);
        }
        return false;
    case FRAME_WINDOW_UPDATE:
        if (frame.stream == 0)
            connection->window += read_32(payload);
        else if (frame.stream == connection->stream)
            connection->stream_window += read_32(payload);
        return false;
    case FRAME_RESET:
    case FRAME_GOAWAY:
        fail("the server ended the call or the connection");
    default:
        return frame.stream == connection->stream && (frame.flags & FLAG_END_STREAM) != 0;
    }
}

static void open_connection(void)
{
    connection = calloc(1, sizeof *connection);
    connection->socket = connect_to(target);
    connection->stream = (uint32_t)-1;
    connection->window = connection->initial_window = 65535;
    connection->max_frame = 16384;
    send_bytes(preface, preface_size);
}

/* As many DATA frames as the windows allow, the first after what is already in parts. */
static size_t send_data(struct iovec *parts, int count, const uint8_t *bytes, size_t size, bool is_last)
{
    static _Thread_local uint8_t headers[BATCH][FRAME_HEADER];
    size_t sent = 0;

    for (int i = 0; i < BATCH && sent < size; i++) {
        int64_t window = connection->window < connection->stream_window ? connection->window
                                                                         : connection->stream_window;
        size_t part = size - sent < connection->max_frame ? size - sent : connection->max_frame;

        if (window <= 0)
            break;
        part = (int64_t)part < window ? part : (size_t)window;
        write_frame(headers[i], part, FRAME_DATA, is_last && sent + part == size ? FLAG_END_STREAM : 0,
                    connection->stream);
        parts[count++] = (struct iovec){headers[i], FRAME_HEADER};
        parts[count++] = (struct iovec){(void *)(bytes + sent), part};
        connection->window -= (int64_t)part;
        connection->stream_window -= (int64_t)part;
        sent += part;
    }
    send_all(parts, count);
    return sent;
}

/* Sends a message `count` times, the first after the headers, and waits for the end of the response. */
static void call(const struct message *it, long count)
{
    struct iovec parts[2 * BATCH + 1];

    if (connection == NULL)
        open_connection();
    connection->stream += 2;
    connection->stream_window = connection->initial_window;
    write_frame(it->headers, it->headers_size - FRAME_HEADER, FRAME_HEADERS, FLAG_END_HEADERS, connection->stream);
    parts[0] = (struct iovec){it->headers, it->headers_size};
    for (long i = 0; i < count; i++) {
        bool is_last = i == count - 1;
        size_t sent = send_data(parts, i == 0, it->bytes, it->size, is_last);

        while (sent < it->size) {
            while (connection->window <= 0 || connection->stream_window <= 0)
                take_frame();
            sent += send_data(parts, 0, it->bytes + sent, it->size - sent, is_last);
        }
    }
    while (!take_frame())
        ;
}

static void submit(const void *data, size_t size)
{
    (void)size;
    if (data != prepared_data)
        fail("these bytes were not prepared");
    if (message.bytes != prepared.bytes)
        message = copy_headers(&prepared);
    call(&message, 1);
}

static void infer(const void *data, size_t size)
{
    if (inference.bytes == NULL)
        inference = make_inference(INFERENCE_METHOD, data, size);
    call(&inference, 1);
}

static void frames(const void *data, size_t size, long count)
{
    if (frame_message.bytes == NULL)
        frame_message = make_inference(STREAM_METHOD, data, size);
    call(&frame_message, count);
}

static void prepare(const void *data, size_t size)
{
    prepared = make_job(data, size);
    prepared_data = data;
}

static void open_client(const char *where)
{
    target = where;
}

static void close_client(void)
{
}

int main(int argc, char **argv)
{
    static const struct client functions = {open_client, prepare, submit, close_client, NULL, NULL, NULL,
                                            infer,       NULL,    frames};

    return bench_main(argc, argv, &functions);
}
