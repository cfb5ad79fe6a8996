#include "hash_lanes.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <string.h>

int medseal_sha256_pair_is_available(void) {
    // Leaf 7, EBX bit 29 (Intel SDM, volume 2A); the compiler's own check knows no "sha" everywhere.
    unsigned eax, ebx, ecx, edx;
    __builtin_cpu_init();
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx >> 29 & 1) && __builtin_cpu_supports("sse4.1") &&
           __builtin_cpu_supports("ssse3");
}

// The 64 round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes
// (FIPS 180-4 section 4.2.2).
static const uint32_t round_constants[64] __attribute__((aligned(16))) = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
    0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138,
    0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The state of one message as sha256rnds2 wants it: words (f, e, b, a) and (h, g, d, c), the first the lowest.
typedef struct {
    __m128i abef, cdgh;
} state;

// H(0): the first 32 bits of the fractional parts of the square roots of the first 8 primes (section 5.3.3).
static const uint32_t initial_abef[4] __attribute__((aligned(16))) = {0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667};
static const uint32_t initial_cdgh[4] __attribute__((aligned(16))) = {0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372};

// Four words of the message schedule from the sixteen before them (section 6.2.2, step 1).
__attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline __m128i next_words(
    __m128i w0, __m128i w1, __m128i w2, __m128i w3) {
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
    return _mm_sha256msg2_epu32(sum, w3);
}

// Four rounds.
__attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline void four_rounds(
    state *s, __m128i words, __m128i constants) {
    __m128i sums = _mm_add_epi32(words, constants);
    s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, sums);
    s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(sums, 0x0e));
}

// So many blocks of 64 bytes of each message.
__attribute__((target("sha,sse4.1,ssse3"))) static void compress(
    state *first, state *second, const uint8_t *a, const uint8_t *b, size_t blocks) {
    const __m128i big_endian = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    state s = *first, t = *second;
    for (; blocks > 0; blocks--, a += 64, b += 64) {
        const state s0 = s, t0 = t;
        __m128i v[4], w[4];
        for (int i = 0; i < 4; i++) {
            v[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(a + 16 * i)), big_endian);
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(b + 16 * i)), big_endian);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            __m128i constants = _mm_load_si128((const __m128i *)(round_constants + 4 * i));
            four_rounds(&s, v[i & 3], constants);
            four_rounds(&t, w[i & 3], constants);
            if (i < 12) {
                v[i & 3] = next_words(v[i & 3], v[(i + 1) & 3], v[(i + 2) & 3], v[(i + 3) & 3]);
                w[i & 3] = next_words(w[i & 3], w[(i + 1) & 3], w[(i + 2) & 3], w[(i + 3) & 3]);
            }
        }
        s.abef = _mm_add_epi32(s.abef, s0.abef);
        s.cdgh = _mm_add_epi32(s.cdgh, s0.cdgh);
        t.abef = _mm_add_epi32(t.abef, t0.abef);
        t.cdgh = _mm_add_epi32(t.cdgh, t0.cdgh);
    }
    *first = s;
    *second = t;
}

static void write_digest(uint8_t *digest, const state *s) {
    uint32_t abef[4], cdgh[4];
    memcpy(abef, &s->abef, sizeof abef);
    memcpy(cdgh, &s->cdgh, sizeof cdgh);
    const uint32_t words[8] = {abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0]};
    for (int i = 0; i < 8; i++) {
        uint32_t big_endian = __builtin_bswap32(words[i]);
        memcpy(digest + 4 * i, &big_endian, 4);
    }
}

void medseal_sha256_pair(uint8_t digests[64], uint8_t prefix, const uint8_t *a, const uint8_t *b, size_t count) {
    state first, second;
    memcpy(&first.abef, initial_abef, 16);
    memcpy(&first.cdgh, initial_cdgh, 16);
    second = first;
    // The prefix moves everything by one byte: the first block takes 63 bytes, the last what is left, 0x80, zeros and the
    // length in bits (section 5.1.1), in one block or two.
    uint8_t x[128], y[128];
    size_t offset = 0;
    size_t filled = 1;
    x[0] = y[0] = prefix;
    if (count >= 63) {
        memcpy(x + 1, a, 63);
        memcpy(y + 1, b, 63);
        compress(&first, &second, x, y, 1);
        size_t blocks = (count - 63) / 64;
        compress(&first, &second, a + 63, b + 63, blocks);
        offset = 63 + 64 * blocks;
        filled = 0;
    }
    size_t rest = count - offset;
    memset(x + filled, 0, sizeof x - filled);
    memset(y + filled, 0, sizeof y - filled);
    if (rest > 0) {
        memcpy(x + filled, a + offset, rest);
        memcpy(y + filled, b + offset, rest);
    }
    filled += rest;
    x[filled] = y[filled] = 0x80;
    size_t end = filled < 56 ? 64 : 128;
    uint64_t bits = __builtin_bswap64(8 * ((uint64_t)count + 1));
    memcpy(x + end - 8, &bits, 8);
    memcpy(y + end - 8, &bits, 8);
    compress(&first, &second, x, y, end / 64);
    write_digest(digests, &first);
    write_digest(digests + 32, &second);
}

#else

int medseal_sha256_pair_is_available(void) { return 0; }

void medseal_sha256_pair(uint8_t digests[64], uint8_t prefix, const uint8_t *a, const uint8_t *b, size_t count) {
    (void)digests;
    (void)prefix;
    (void)a;
    (void)b;
    (void)count;
    __builtin_trap();
}

#endif
