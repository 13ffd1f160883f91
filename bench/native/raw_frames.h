/* As much of HTTP/2 and of protobuf as the raw client needs. */
#ifndef BENCH_RAW_FRAMES_H
#define BENCH_RAW_FRAMES_H

#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_HEADER = 9,
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FRAME_RESET = 3,
    FRAME_SETTINGS = 4,
    FRAME_PING = 6,
    FRAME_GOAWAY = 7,
    FRAME_WINDOW_UPDATE = 8,
    FLAG_ACK = 1,
    FLAG_END_STREAM = 1,
    FLAG_END_HEADERS = 4,
    SETTING_INITIAL_WINDOW = 4,
    SETTING_MAX_FRAME = 5
};

struct frame {
    size_t size;
    uint8_t type, flags;
    uint32_t stream;
};

/** What a call sends: the HEADERS frame, whose stream is to be filled in, and the message with its prefix. */
struct message {
    uint8_t *headers;
    size_t headers_size;
    const uint8_t *bytes;
    size_t size;
};

/** What a connection begins with: the preface, SETTINGS, and windows that no responses will ever fill. */
extern const uint8_t preface[];
extern const size_t preface_size;
extern const uint8_t settings_ack[FRAME_HEADER];

uint32_t read_32(const uint8_t *bytes);
struct frame read_frame(const uint8_t *bytes);
void write_frame(uint8_t *out, size_t size, uint8_t type, uint8_t flags, uint32_t stream);

/** Encodes the job with these bytes. */
struct message make_job(const uint8_t *data, size_t size);

/** Encodes the request of an inference with these bytes, for this method. */
struct message make_inference(const char *method, const uint8_t *data, size_t size);

/** The same message with headers of its own, for another thread. */
struct message copy_headers(const struct message *message);

#endif
