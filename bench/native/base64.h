/* Base64 (RFC 4648, section 4) for the C++ clients. */
#ifndef BENCH_BASE64_H
#define BENCH_BASE64_H

#include <cstddef>
#include <cstdint>

constexpr size_t base64_size(size_t size) { return (size + 2) / 3 * 4; }

/// Writes base64_size(size) characters: one group of three bytes after the other, by a table.
void base64_plain(const uint8_t *data, size_t size, char *out);

/// The same with AVX2, 24 bytes at a time; as base64_plain on a processor without it.
void base64_avx2(const uint8_t *data, size_t size, char *out);

#endif
