/*
 * A peer that behaves badly: it listens on a free port of 127.0.0.1, in a thread of its own, takes every connection
 * and treats it as its manner says. It reads what is sent up to PEER_READS bytes a connection and then no more, so that
 * a large request gets stuck half-way.
 */
#ifndef PEER_H
#define PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PEER_CONNECTIONS = 64, PEER_READS = 20000 };

typedef enum peer_manner {
    PEER_SILENT,         /* never says anything */
    PEER_CLOSES,         /* closes at once */
    PEER_RESETS,         /* resets when it has heard something */
    PEER_SPEAKS_HTTP1,   /* answers as a web server that does not know HTTP/2 */
    PEER_SPEAKS_SSH,     /* greets as something else altogether */
    PEER_SENDS_NOISE,    /* sends random bytes without end */
    PEER_SENDS_SETTINGS, /* speaks HTTP/2 so far that requests are sent, and never answers them */
    PEER_GOES_AWAY,      /* answers a request with GOAWAY */
    PEER_SENDS_GIANT,    /* announces a frame of 16 MB */
    PEER_REFUSES,        /* answers a request with RESOURCE_EXHAUSTED before it has come whole */
    PEER_ANSWERS         /* answers the first request with `answer`, then closes; an answer may be cut */
} peer_manner;

typedef struct peer {
    peer_manner manner;
    uint32_t port;
    const unsigned char *answer;
    size_t answer_size;
    long connections; /* so far; read with peer_connections */
    long received;    /* bytes so far; read with peer_received */
    int listener;
    int stop[2];
    pthread_t thread;
} peer;

static inline long peer_connections(peer *it)
{
    return __atomic_load_n(&it->connections, __ATOMIC_SEQ_CST);
}

static inline long peer_received(peer *it)
{
    return __atomic_load_n(&it->received, __ATOMIC_SEQ_CST);
}

static inline void peer_send(int connection, const void *bytes, size_t size)
{
    if (send(connection, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* the client is gone: that is its right */
}

static inline void peer_send_noise(int connection)
{
    static uint64_t number = 88172645463325252u;
    uint64_t noise[512];

    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
        number ^= number << 13, number ^= number >> 7, number ^= number << 17;
        noise[i] = number;
    }
    peer_send(connection, noise, sizeof noise);
}

typedef struct peer_connection {
    size_t heard;          /* bytes in all */
    size_t skip;           /* bytes until the next frame begins; the client's preface at first */
    unsigned char head[9]; /* the beginning of a frame */
    size_t head_size;
    bool asked; /* a whole request has come: a frame with END_STREAM */
    bool refused;          /* has been answered by PEER_REFUSES */
} peer_connection;

static inline void peer_hear(peer_connection *it, const unsigned char *bytes, size_t size)
{
    it->heard += size;
    for (size_t i = 0; i < size; i++) {
        if (it->skip > 0) {
            it->skip--;
            continue;
        }
        it->head[it->head_size++] = bytes[i];
        if (it->head_size == sizeof it->head) {
            it->head_size = 0;
            it->skip = (size_t)it->head[0] << 16 | (size_t)it->head[1] << 8 | it->head[2];
            it->asked = it->asked || (it->head[3] <= 1 && (it->head[4] & 1) != 0);
        }
    }
}

/* Reacts to a new connection, of which nothing was heard yet, or to what came on it. False closes the connection. */
static inline bool peer_react(peer *it, int connection, peer_connection *of)
{
    static const unsigned char settings[] = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    static const unsigned char go_away[] = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
    static const unsigned char giant[] = {255, 255, 255, 0, 0, 0, 0, 0, 1, 1, 2, 3};
    static const unsigned char refusal[] = "\x00\x00\x23\x01\x05\x00\x00\x00\x01\x88\x0f\x10\x10" "application/grpc"
                                           "\x00\x0bgrpc-status\x01" "8"
                                           "\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x00";
    static const char http1[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    static const char ssh[] = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";
    static const struct linger reset = {1, 0};

    switch (it->manner) {
    case PEER_CLOSES:
        return false;
    case PEER_RESETS:
        if (of->heard == 0)
            return true;
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        return false;
    case PEER_SPEAKS_HTTP1:
        if (of->heard == 0)
            return true;
        peer_send(connection, http1, sizeof http1 - 1);
        return false;
    case PEER_SPEAKS_SSH:
        if (of->heard == 0)
            peer_send(connection, ssh, sizeof ssh - 1);
        return true;
    case PEER_REFUSES:
        if (of->heard == 0)
            peer_send(connection, settings, sizeof settings);
        if (of->heard >= PEER_READS / 2 && !of->refused) {
            of->refused = true;
            peer_send(connection, refusal, sizeof refusal - 1);
        }
        return true;
    case PEER_SENDS_SETTINGS:
    case PEER_GOES_AWAY:
    case PEER_SENDS_GIANT:
    case PEER_ANSWERS:
        if (of->heard == 0)
            peer_send(connection, settings, sizeof settings);
        if (!of->asked)
            return true;
        if (it->manner == PEER_GOES_AWAY)
            peer_send(connection, go_away, sizeof go_away);
        else if (it->manner == PEER_SENDS_GIANT)
            peer_send(connection, giant, sizeof giant);
        else if (it->manner == PEER_ANSWERS)
            peer_send(connection, it->answer, it->answer_size);
        return it->manner != PEER_ANSWERS;
    default:
        return true;
    }
}

static inline void *peer_run(void *argument)
{
    peer *it = (peer *)argument;
    struct pollfd polled[2 + PEER_CONNECTIONS];
    peer_connection fresh = {0, 24, {0}, 0, false, false};
    peer_connection connections[2 + PEER_CONNECTIONS];
    nfds_t count = 2;
    unsigned char bytes[4096];

    polled[0].fd = it->stop[0];
    polled[1].fd = it->listener;
    polled[0].events = polled[1].events = POLLIN;
    while (poll(polled, count, -1) > 0 && polled[0].revents == 0) {
        if ((polled[1].revents & POLLIN) != 0 && count < 2 + PEER_CONNECTIONS) {
            int connection = accept(it->listener, NULL, NULL);

            __atomic_fetch_add(&it->connections, 1, __ATOMIC_SEQ_CST);
            if (!peer_react(it, connection, &fresh)) {
                close(connection);
            } else {
                polled[count].fd = connection;
                polled[count].events = it->manner == PEER_SENDS_NOISE ? POLLIN | POLLOUT : POLLIN;
                polled[count].revents = 0;
                connections[count++] = fresh;
            }
        }
        for (nfds_t i = 2; i < count; i++) {
            ssize_t size = 1;

            if ((polled[i].revents & POLLOUT) != 0)
                peer_send_noise(polled[i].fd);
            if ((polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0) {
                size = recv(polled[i].fd, bytes, sizeof bytes, 0);
                if (size > 0) {
                    peer_hear(&connections[i], bytes, (size_t)size);
                    __atomic_fetch_add(&it->received, size, __ATOMIC_SEQ_CST);
                    if (connections[i].heard >= PEER_READS)
                        polled[i].events = 0;
                    if (!peer_react(it, polled[i].fd, &connections[i]))
                        size = 0;
                }
            }
            if (size <= 0) {
                close(polled[i].fd);
                count--;
                polled[i] = polled[count];
                connections[i] = connections[count];
                i--;
            }
        }
    }
    while (count-- > 2)
        close(polled[count].fd);
    return NULL;
}

static inline void peer_listen(peer *it, peer_manner manner, struct sockaddr *address, socklen_t size)
{
    it->manner = manner;
    it->connections = it->received = 0;
    it->listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (it->listener < 0 || bind(it->listener, address, size) != 0 || listen(it->listener, 64) != 0 ||
        getsockname(it->listener, address, &size) != 0 || pipe(it->stop) != 0 ||
        pthread_create(&it->thread, NULL, peer_run, it) != 0) {
        perror("peer");
        exit(2);
    }
}

/* Starts a peer; `it` keeps its answer if it is to give one. Ends the program if that fails. */
static inline void peer_start(peer *it, peer_manner manner)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer_listen(it, manner, (struct sockaddr *)&address, sizeof address);
    it->port = ntohs(address.sin_port);
}

/* As peer_start, at a Unix domain socket whose file is replaced. */
static inline void peer_start_at(peer *it, peer_manner manner, const char *path)
{
    struct sockaddr_un address;

    unlink(path);
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    peer_listen(it, manner, (struct sockaddr *)&address, sizeof address);
    it->port = 0;
}

static inline void peer_stop(peer *it)
{
    close(it->stop[1]);
    pthread_join(it->thread, NULL);
    close(it->stop[0]);
    close(it->listener);
}

/* Waits until the peer has received so many bytes. */
static inline void peer_await(peer *it, long bytes)
{
    while (peer_received(it) < bytes)
        usleep(1000);
}

#endif
