#include "raw_frames.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>

const uint8_t preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                          "\0\0\6\4\0\0\0\0\0\0\4\177\377\377\377"
                          "\0\0\4\10\0\0\0\0\0\177\376\0\0";
const size_t preface_size = sizeof preface - 1;
const uint8_t settings_ack[FRAME_HEADER] = {0, 0, 0, FRAME_SETTINGS, FLAG_ACK};

uint32_t read_32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint8_t *write_32(uint8_t *out, size_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = (uint8_t)(value >> shift);
    return out;
}

struct frame read_frame(const uint8_t *bytes)
{
    struct frame frame = {read_32(bytes) >> 8, bytes[3], bytes[4], read_32(bytes + 5) & 0x7fffffff};

    return frame;
}

void write_frame(uint8_t *out, size_t size, uint8_t type, uint8_t flags, uint32_t stream)
{
    write_32(out, size << 8 | type);
    out[4] = flags;
    write_32(out + 5, stream);
}

/* A literal without indexing and without Huffman code: RFC 7541, section 6.2.2. */
static uint8_t *write_text(uint8_t *out, const char *text)
{
    size_t size = strlen(text);

    *out++ = (uint8_t)size; /* all are shorter than 127 */
    memcpy(out, text, size);
    return out + size;
}

static void write_headers(struct message *message, const char *method)
{
    uint8_t *out = message->headers = malloc(256);

    out += FRAME_HEADER;
    *out++ = 0x83; /* :method POST */
    *out++ = 0x86; /* :scheme http */
    *out++ = 0x04;
    out = write_text(out, method);
    *out++ = 0x01; /* :authority */
    out = write_text(out, "localhost");
    *out++ = 0x0f; /* content-type, 31 of the static table */
    *out++ = 31 - 15;
    out = write_text(out, "application/grpc");
    *out++ = 0x00;
    out = write_text(out, "te");
    out = write_text(out, "trailers");
    message->headers_size = (size_t)(out - message->headers);
}

static size_t base64_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

static uint8_t *write_base64(uint8_t *out, const uint8_t *data, size_t size)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t second = left > 1 ? data[i + 1] : 0, third = left > 2 ? data[i + 2] : 0;
        uint32_t group = (uint32_t)data[i] << 16 | second << 8 | third;

        *out++ = (uint8_t)alphabet[group >> 18];
        *out++ = (uint8_t)alphabet[group >> 12 & 63];
        *out++ = left > 1 ? (uint8_t)alphabet[group >> 6 & 63] : '=';
        *out++ = left > 2 ? (uint8_t)alphabet[group & 63] : '=';
    }
    return out;
}

static size_t varint_size(size_t value)
{
    return value < 0x80 ? 1 : 1 + varint_size(value >> 7);
}

static size_t field_size(size_t length)
{
    return 1 + varint_size(length) + length;
}

static uint8_t *begin_field(uint8_t *out, int field, size_t length)
{
    *out++ = (uint8_t)(field << 3 | 2);
    for (; length >= 0x80; length >>= 7)
        *out++ = (uint8_t)(length | 0x80);
    *out++ = (uint8_t)length;
    return out;
}

static uint8_t *write_string(uint8_t *out, int field, const char *text)
{
    size_t size = strlen(text);

    out = begin_field(out, field, size);
    memcpy(out, text, size);
    return out + size;
}

/* A message that begins with the model, and `size` bytes for the other fields, which are to be written to `rest`. */
static struct message new_message(const char *method, size_t size, uint8_t **rest)
{
    size_t model = field_size(strlen(JOB_MODEL)) + field_size(strlen(JOB_VERSION));
    size_t length = field_size(model) + size;
    uint8_t *out = malloc(5 + length);
    struct message message = {.bytes = out, .size = 5 + length};

    if (out == NULL)
        fail("no memory for a message of %zu bytes", length);
    *out++ = 0; /* not compressed */
    out = write_32(out, length);
    out = begin_field(out, 1, model);
    out = write_string(out, 1, JOB_MODEL);
    *rest = write_string(out, 2, JOB_VERSION);
    write_headers(&message, method);
    return message;
}

static void require_end(const struct message *message, const uint8_t *end)
{
    if (end != message->bytes + message->size)
        fail("the message was measured wrongly");
}

struct message make_inference(const char *method, const uint8_t *data, size_t size)
{
    size_t input = field_size(strlen(JOB_INPUT)) + field_size(size);
    uint8_t *out;
    struct message message = new_message(method, field_size(input), &out);

    out = begin_field(out, 2, input);
    out = write_string(out, 1, JOB_INPUT);
    out = begin_field(out, 3, size);
    memcpy(out, data, size);
    require_end(&message, out + size);
    return message;
}

struct message make_job(const uint8_t *data, size_t size)
{
    size_t uri = strlen(JOB_PREFIX) + base64_size(size);
    size_t value = field_size(uri);
    size_t entry = field_size(strlen(JOB_INPUT)) + field_size(value);
    size_t fields = field_size(entry);
    size_t source = field_size(strlen(JOB_SOURCE)) + field_size(fields);
    size_t input = field_size(strlen(JOB_TYPE)) + field_size(source);
    uint8_t *out;
    struct message message = new_message(JOB_METHOD, field_size(input), &out);

    out = begin_field(out, 2, input);
    out = write_string(out, 1, JOB_TYPE);
    out = begin_field(out, 2, source);
    out = write_string(out, 1, JOB_SOURCE);
    out = begin_field(out, 2, fields);
    out = begin_field(out, 1, entry);
    out = write_string(out, 1, JOB_INPUT);
    out = begin_field(out, 2, value);
    out = begin_field(out, 3, uri);
    memcpy(out, JOB_PREFIX, strlen(JOB_PREFIX));
    require_end(&message, write_base64(out + strlen(JOB_PREFIX), data, size));
    return message;
}

struct message copy_headers(const struct message *message)
{
    struct message copy = *message;

    copy.headers = malloc(message->headers_size);
    memcpy(copy.headers, message->headers, message->headers_size);
    return copy;
}
