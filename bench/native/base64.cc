#include "base64.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace {
constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

void base64_plain(const uint8_t *data, size_t size, char *out)
{
    for (; size >= 3; data += 3, size -= 3, out += 4) {
        uint32_t group = uint32_t(data[0]) << 16 | uint32_t(data[1]) << 8 | data[2];
        out[0] = alphabet[group >> 18];
        out[1] = alphabet[group >> 12 & 63];
        out[2] = alphabet[group >> 6 & 63];
        out[3] = alphabet[group & 63];
    }
    if (size > 0) {
        uint32_t group = uint32_t(data[0]) << 16 | (size > 1 ? uint32_t(data[1]) << 8 : 0);
        out[0] = alphabet[group >> 18];
        out[1] = alphabet[group >> 12 & 63];
        out[2] = size > 1 ? alphabet[group >> 6 & 63] : '=';
        out[3] = '=';
    }
}

#ifdef __x86_64__

namespace {

// How Wojciech Muła and Daniel Lemire do it ("Faster Base64 Encoding and Decoding using AVX2 Instructions").
__attribute__((target("avx2"))) size_t encode_blocks(const uint8_t *data, size_t size, char *out)
{
    const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,
                                            1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    // What to add to a value of six bits, by the range that it lies in.
    const __m256i offsets = _mm256_setr_epi8(
        'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
        '+' - 62, '/' - 63, 'A', 0, 0,
        'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
        '+' - 62, '/' - 63, 'A', 0, 0);
    size_t done = 0;

    for (; size - done >= 28; done += 24, out += 32) { // 24 bytes are used, and 28 read
        __m256i bytes = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(data + done))),
            _mm_loadu_si128(reinterpret_cast<const __m128i *>(data + done + 12)), 1);
        bytes = _mm256_shuffle_epi8(bytes, spread);
        __m256i high = _mm256_mulhi_epu16(_mm256_and_si256(bytes, _mm256_set1_epi32(0x0fc0fc00)),
                                          _mm256_set1_epi32(0x04000040));
        __m256i low = _mm256_mullo_epi16(_mm256_and_si256(bytes, _mm256_set1_epi32(0x003f03f0)),
                                         _mm256_set1_epi32(0x01000010));
        __m256i values = _mm256_or_si256(high, low);
        __m256i ranges = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
        __m256i capitals = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
        ranges = _mm256_or_si256(ranges, _mm256_and_si256(capitals, _mm256_set1_epi8(13)));
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(out),
                            _mm256_add_epi8(_mm256_shuffle_epi8(offsets, ranges), values));
    }
    return done;
}

} // namespace

void base64_avx2(const uint8_t *data, size_t size, char *out)
{
    static const bool supported = __builtin_cpu_supports("avx2");
    size_t done = supported && size >= 28 ? encode_blocks(data, size, out) : 0;
    base64_plain(data + done, size - done, out + done / 3 * 4);
}

#else

void base64_avx2(const uint8_t *data, size_t size, char *out) { base64_plain(data, size, out); }

#endif
