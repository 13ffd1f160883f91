/*
 * A peer whose answers are large. It listens on a free port of 127.0.0.1, in a process of its own, and keeps to the
 * windows of HTTP/2. What a request says, anywhere in its message, decides its answer:
 *
 *     "announce:N"   the prefix of a message of N bytes, and then nothing more
 *     "bytes:N:C"    a message of N bytes: field 1, of bytes with the number C
 *     else           the empty message
 *
 * A peer for streams announces a message as soon as the stream's first message begins.
 */
#ifndef LARGE_PEER_H
#define LARGE_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct large_peer {
    uint32_t port;
    uint32_t stream_announces; /* what a stream announces when its first message comes */
    int listener;
    pid_t process;
} large_peer;

enum { LARGE_FRAME = 16384, LARGE_PENDING = 256 };

typedef struct large_request {
    uint32_t stream;
    char text[256]; /* the beginning of its message */
    size_t size;
    bool complete;
} large_request;

typedef struct large_connection {
    const large_peer *peer;
    int socket;
    long long window, initial, stream_window;
    uint32_t stream; /* the one that is being answered */
    large_request requests[LARGE_PENDING];
    size_t count;
} large_connection;

static inline bool large_read(int socket, void *to, size_t size)
{
    return size == 0 || recv(socket, to, size, MSG_WAITALL) == (ssize_t)size;
}

static inline bool large_frame(large_connection *it, int type, int flags, uint32_t stream, const void *payload, size_t size)
{
    unsigned char frame[9 + LARGE_FRAME] = {(unsigned char)(size >> 16), (unsigned char)(size >> 8), (unsigned char)size,
                                            (unsigned char)type, (unsigned char)flags, (unsigned char)(stream >> 24),
                                            (unsigned char)(stream >> 16), (unsigned char)(stream >> 8), (unsigned char)stream};

    if (size > 0)
        memcpy(frame + 9, payload, size);
    return send(it->socket, frame, 9 + size, MSG_NOSIGNAL) == (ssize_t)(9 + size);
}

static inline uint32_t large_number(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline large_request *large_find(large_connection *it, uint32_t stream)
{
    for (size_t i = 0; i < it->count; i++)
        if (it->requests[i].stream == stream)
            return &it->requests[i];
    memset(&it->requests[it->count % LARGE_PENDING], 0, sizeof *it->requests);
    it->requests[it->count % LARGE_PENDING].stream = stream;
    return &it->requests[it->count++ % LARGE_PENDING];
}

static inline void large_take_data(large_connection *it, uint32_t stream, int flags, const unsigned char *data, size_t size)
{
    large_request *request = large_find(it, stream);
    unsigned char credit[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16), (unsigned char)(size >> 8),
                               (unsigned char)size};
    size_t kept = sizeof request->text - 1 - request->size;

    kept = kept < size ? kept : size;
    for (size_t i = 0; i < kept; i++)
        request->text[request->size + i] = data[i] == 0 ? ' ' : (char)data[i];
    request->size += kept;
    request->complete = request->complete || (flags & 1) != 0 || it->peer->stream_announces != 0;
    if (size > 0) {
        large_frame(it, 8, 0, 0, credit, 4);
        if ((flags & 1) == 0)
            large_frame(it, 8, 0, stream, credit, 4);
    }
}

/* Reads one frame, and does what it asks for. False where the connection is at its end. */
static inline bool large_hear(large_connection *it)
{
    unsigned char head[9], *payload = NULL;
    size_t size;
    uint32_t stream;
    bool good;

    if (!large_read(it->socket, head, sizeof head))
        return false;
    size = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
    stream = large_number(head + 5);
    payload = (unsigned char *)malloc(size + 1);
    good = large_read(it->socket, payload, size);
    if (good && head[3] == 4 && (head[4] & 1) == 0) {
        for (size_t i = 0; i + 6 <= size; i += 6)
            if (payload[i] == 0 && payload[i + 1] == 4)
                it->initial = it->stream_window = large_number(payload + i + 2);
        good = large_frame(it, 4, 1, 0, NULL, 0);
    } else if (good && head[3] == 6 && (head[4] & 1) == 0) {
        good = large_frame(it, 6, 1, 0, payload, size);
    } else if (good && head[3] == 8 && stream == 0) {
        it->window += large_number(payload);
    } else if (good && head[3] == 8 && stream == it->stream) {
        it->stream_window += large_number(payload);
    } else if (good && head[3] == 3) {
        large_find(it, stream)->stream = 0;
        it->stream_window = stream == it->stream ? -1 : it->stream_window;
    } else if (good && head[3] == 0) {
        large_take_data(it, stream, head[4], payload, size);
    } else if (good && head[3] == 1 && (head[4] & 1) != 0) {
        large_find(it, stream)->complete = true;
    }
    free(payload);
    return good;
}

/* Sends a message; `body` of its bytes, which begin with `head`. False where the connection or the stream is at its
 * end. */
static inline bool large_send(large_connection *it, uint32_t announced, size_t body, const unsigned char *head,
                              size_t head_size, int fill)
{
    unsigned char data[LARGE_FRAME] = {0, (unsigned char)(announced >> 24), (unsigned char)(announced >> 16),
                                       (unsigned char)(announced >> 8), (unsigned char)announced};
    size_t left = 5 + body, used = 5 + head_size;

    if (head_size > 0)
        memcpy(data + 5, head, head_size);
    it->stream_window = it->initial;
    memset(data + used, fill, sizeof data - used);
    while (left > 0) {
        size_t count = left < sizeof data ? left : sizeof data;

        while (it->window < (long long)count || it->stream_window < (long long)count)
            if (it->stream_window < 0 || !large_hear(it) || it->stream_window < 0)
                return it->stream_window < 0;
        if (!large_frame(it, 0, 0, it->stream, data, count))
            return false;
        it->window -= (long long)count;
        it->stream_window -= (long long)count;
        left -= count;
        memset(data, fill, 5 + head_size);
    }
    return true;
}

static inline bool large_answer(large_connection *it, const char *text)
{
    static const unsigned char headers[] = "\x88\x0f\x10\x10" "application/grpc";
    static const unsigned char trailers[] = "\x00\x0bgrpc-status\x01" "0";
    const char *announce = strstr(text, "announce:"), *bytes = strstr(text, "bytes:");
    unsigned char head[8] = {0x0a};
    size_t head_size = 1, size = bytes == NULL ? 0 : strtoul(bytes + 6, NULL, 10);
    bool good = large_frame(it, 1, 4, it->stream, headers, sizeof headers - 1);

    if (it->peer->stream_announces != 0)
        return good && large_send(it, it->peer->stream_announces, 0, NULL, 0, 0);
    if (announce != NULL)
        return good && large_send(it, (uint32_t)strtoul(announce + 9, NULL, 10), 0, NULL, 0, 0);
    if (bytes == NULL)
        return good && large_send(it, 0, 0, NULL, 0, 0) && large_frame(it, 1, 5, it->stream, trailers, sizeof trailers - 1);
    /* The length of field 1 as a varint of five bytes, whatever it is. */
    for (size_t rest = size - 6; head_size < 6; rest >>= 7, head_size++)
        head[head_size] = (unsigned char)((rest & 127) | (head_size < 5 ? 128 : 0));
    good = good && large_send(it, (uint32_t)size, size, head, head_size, atoi(strchr(bytes + 6, ':') + 1));
    return good && (it->stream_window < 0 || large_frame(it, 1, 5, it->stream, trailers, sizeof trailers - 1));
}

static inline void *large_serve(void *argument)
{
    large_connection *it = (large_connection *)argument;
    unsigned char preface[24];
    int at_once = 1;
    bool good = setsockopt(it->socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once) == 0 &&
        large_read(it->socket, preface, sizeof preface) && large_frame(it, 4, 0, 0, NULL, 0);

    while (good) {
        size_t i = 0;

        while (i < it->count && !it->requests[i].complete)
            i++;
        if (i == it->count) {
            good = large_hear(it);
        } else {
            large_request request = it->requests[i];

            it->requests[i] = it->requests[--it->count];
            it->stream = request.stream;
            good = request.stream == 0 || large_answer(it, request.text);
        }
    }
    close(it->socket);
    free(it);
    return NULL;
}

static inline void large_listen(const large_peer *it)
{
    pthread_t thread;

    for (;;) {
        large_connection *connection = (large_connection *)calloc(1, sizeof *connection);

        connection->socket = accept(it->listener, NULL, NULL);
        connection->peer = it;
        connection->window = connection->initial = connection->stream_window = 65535;
        if (connection->socket < 0 || pthread_create(&thread, NULL, large_serve, connection) != 0)
            _exit(2);
        pthread_detach(thread);
    }
}

/* Starts a peer. Ends the program if that fails. */
static inline void large_peer_start(large_peer *it)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    it->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (it->listener < 0 || bind(it->listener, (struct sockaddr *)&address, size) != 0 || listen(it->listener, 64) != 0 ||
        getsockname(it->listener, (struct sockaddr *)&address, &size) != 0 ||
        (it->process = fork()) < 0) {
        perror("large_peer");
        exit(2);
    }
    if (it->process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        large_listen(it);
    }
    close(it->listener);
    it->port = ntohs(address.sin_port);
}

static inline void large_peer_stop(large_peer *it)
{
    kill(it->process, SIGKILL);
    waitpid(it->process, NULL, 0);
}

#endif
