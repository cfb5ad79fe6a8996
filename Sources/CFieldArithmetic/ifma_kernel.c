// Eight Montgomery products modulo p at a time, with AVX-512 IFMA.
//
// vpmadd52luq and vpmadd52huq add the low and the high 52 bits of a product of two 52-bit limbs to an accumulator of 64
// bits, so that some 2^11 halves can be added before any carry has to move. Straight-line code but for loops whose
// counts are public.
#include "field_lanes.h"

#if defined(__x86_64__) && defined(__linux__)

#include <immintrin.h>

#include "base_field.h"

#define IFMA __attribute__((target("avx512f,avx512dq,avx512ifma")))
#define INLINE_IFMA static inline __attribute__((always_inline, target("avx512f,avx512dq,avx512ifma")))
#define UNROLL _Pragma("clang loop unroll(full)")

#define LIMBS 8

/// p.
static const uint64_t modulus52[LIMBS] = {0xeffffffffaaab, 0xfeb153ffffb9f, 0x6b0f6241eabff, 0x12bf6730d2a0f, 0x764774b84f385,
    0x1ba7b6434bacd, 0x1ea397fe69a4b, 0x000000001a011};

/// -1/p mod 2^52.
static const uint64_t negative_inverse52 = 0x3fffcfffcfffd;

/// (p negative_inverse52 + 1) / 2^52, below 2^379: m (2^52 q - 1) is a multiple of p, and adding it clears a limb m.
static const uint64_t friendly_quotient[LIMBS] = {0x04be07d2027cb, 0xd7786e39002d4, 0xf51047083c4dd, 0x96079a7670223,
    0x04ca513044b79, 0x6615d3780ea11, 0xf9a5623d6a279, 0x0000000006803};

/// 1024 p.
static const uint64_t modulus_times_1024[LIMBS] = {0xffffffeaaac00, 0xc54ffffee7fbf, 0x3d8907aaffffa, 0xfd9cc34a83dac,
    0x1dd2e13ce144a, 0x9ed90d2eb35d9, 0x8e5ff9a692c6e, 0x000000680447a};

/// R mod p, R = 2^416: the Montgomery form of 1.
static const uint64_t one52[LIMBS] = {0x6480ea8e9b9af, 0x65766c8fe444f, 0x8b540fea96f7d, 0x3b2ee82efd422, 0xa6723e5f0ade5,
    0xff6eb6fdd4230, 0xe06ef23c24a25, 0x0000000014c8e};

/// 2^448 mod p: a product with it goes from the Montgomery form of R = 2^384 to that of 2^416.
static const uint64_t from_384[LIMBS] = {0x7fde37dba9366, 0x4e27525bc342b, 0x1f5b1e9778489, 0xb872b2b91b9dc, 0xb206f497dfcaf,
    0x4137cc89a9b0b, 0xd9d20d7e39959, 0x000000000411c};

/// 2^384 mod p: a product with it goes back.
static const uint64_t to_384[LIMBS] = {0x900000002fffd, 0x0bc40c0002760, 0x3c758baebf400, 0x57455f4898575, 0xd77ce58537052,
    0x071a97a256ec6, 0xec3fa80e4935c, 0x0000000015f65};

typedef struct {
    __m512i l[LIMBS];
} lanes_t;

INLINE_IFMA __m512i low_bits(__m512i x) { return _mm512_and_si512(x, _mm512_set1_epi64(0xfffffffffffff)); }

INLINE_IFMA lanes_t load(const fp8_t *a) {
    lanes_t x;
    UNROLL
    for (int i = 0; i < LIMBS; i++) x.l[i] = _mm512_load_si512(a->limb[i]);
    return x;
}

INLINE_IFMA void store(fp8_t *result, const lanes_t *x) {
    UNROLL
    for (int i = 0; i < LIMBS; i++) _mm512_store_si512(result->limb[i], x->l[i]);
}

INLINE_IFMA lanes_t broadcast(const uint64_t *limbs) {
    lanes_t x;
    UNROLL
    for (int i = 0; i < LIMBS; i++) x.l[i] = _mm512_set1_epi64((long long)limbs[i]);
    return x;
}

/// Limbs below 2^52 of the same value, which is not negative and below 2^416; limbs may be negative.
INLINE_IFMA void carry(lanes_t *x) {
    __m512i over = _mm512_setzero_si512();
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        __m512i limb = _mm512_add_epi64(x->l[i], over);
        over = _mm512_srai_epi64(limb, 52);
        x->l[i] = low_bits(limb);
    }
}

/// t / 2^416 modulo p, below t / 2^416 + 1.3 p: limbs of t below 2^62.
///
/// Seven limbs are cleared by multiples of 2^52 q - 1, whose lowest limb is all ones, so that the factor is the limb
/// itself (Gueron, Krasnov: "Fast prime field elliptic-curve cryptography with 256-bit primes", 2015, call such a modulus
/// Montgomery-friendly); the last by a multiple of p, which adds less: the sum of what is added is below
/// 2^364 2^52 q + 2^416 p, and 2^364 2^52 q / 2^416 = q < 0.26 p.
INLINE_IFMA void reduce(lanes_t *result, __m512i t[2 * LIMBS]) {
    UNROLL
    for (int i = 0; i < LIMBS - 1; i++) {
        __m512i factor = low_bits(t[i]);
        t[i + 1] = _mm512_add_epi64(t[i + 1], _mm512_srli_epi64(t[i], 52));
        UNROLL
        for (int j = 0; j < LIMBS; j++)
            t[i + 1 + j] = _mm512_madd52lo_epu64(t[i + 1 + j], factor, _mm512_set1_epi64((long long)friendly_quotient[j]));
        UNROLL
        for (int j = 0; j < LIMBS; j++)
            t[i + 2 + j] = _mm512_madd52hi_epu64(t[i + 2 + j], factor, _mm512_set1_epi64((long long)friendly_quotient[j]));
    }
    __m512i factor =
        low_bits(_mm512_madd52lo_epu64(_mm512_setzero_si512(), t[LIMBS - 1], _mm512_set1_epi64((long long)negative_inverse52)));
    UNROLL
    for (int j = 0; j < LIMBS; j++) {
        __m512i limb = _mm512_set1_epi64((long long)modulus52[j]);
        t[LIMBS - 1 + j] = _mm512_madd52lo_epu64(t[LIMBS - 1 + j], factor, limb);
        t[LIMBS + j] = _mm512_madd52hi_epu64(t[LIMBS + j], factor, limb);
    }
    __m512i over = _mm512_srli_epi64(t[LIMBS - 1], 52);
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        __m512i limb = _mm512_add_epi64(t[LIMBS + i], over);
        over = _mm512_srli_epi64(limb, 52);
        result->l[i] = low_bits(limb);
    }
}

/// t += a b.
INLINE_IFMA void add_product(__m512i t[2 * LIMBS], const lanes_t *a, const lanes_t *b) {
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        UNROLL
        for (int j = 0; j < LIMBS; j++) t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->l[j], b->l[i]);
        UNROLL
        for (int j = 0; j < LIMBS; j++) t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->l[j], b->l[i]);
    }
}

INLINE_IFMA void multiply(lanes_t *result, const lanes_t *a, const lanes_t *b) {
    __m512i t[2 * LIMBS];
    UNROLL
    for (int i = 0; i < 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
    add_product(t, a, b);
    reduce(result, t);
}

/// Longa: "Efficient algorithms for large prime characteristic fields and their application to bilinear pairings", 2022.
INLINE_IFMA void multiply_two(lanes_t *result, const lanes_t *a, const lanes_t *b, const lanes_t *c, const lanes_t *d) {
    __m512i t[2 * LIMBS];
    UNROLL
    for (int i = 0; i < 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
    add_product(t, a, b);
    add_product(t, c, d);
    reduce(result, t);
}

/// a - b + 1024 p.
INLINE_IFMA void subtract(lanes_t *result, const lanes_t *a, const lanes_t *b) {
    lanes_t multiple = broadcast(modulus_times_1024);
    UNROLL
    for (int i = 0; i < LIMBS; i++) result->l[i] = _mm512_add_epi64(_mm512_sub_epi64(a->l[i], b->l[i]), multiple.l[i]);
    carry(result);
}

INLINE_IFMA void square(lanes_t *result, const lanes_t *a) {
    __m512i t[2 * LIMBS];
    UNROLL
    for (int i = 0; i < 2 * LIMBS; i++) t[i] = _mm512_setzero_si512();
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        UNROLL
        for (int j = i + 1; j < LIMBS; j++) {
            t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->l[i], a->l[j]);
            t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->l[i], a->l[j]);
        }
    }
    UNROLL
    for (int i = 1; i < 2 * LIMBS; i++) t[i] = _mm512_add_epi64(t[i], t[i]);
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        t[2 * i] = _mm512_madd52lo_epu64(t[2 * i], a->l[i], a->l[i]);
        t[2 * i + 1] = _mm512_madd52hi_epu64(t[2 * i + 1], a->l[i], a->l[i]);
    }
    reduce(result, t);
}

IFMA void medseal_fp8_mul(fp8_t *result, const fp8_t *a, const fp8_t *b) {
    lanes_t x = load(a), y = load(b);
    multiply(&x, &x, &y);
    store(result, &x);
}

IFMA void medseal_fp8_sqr(fp8_t *result, const fp8_t *a) {
    lanes_t x = load(a);
    square(&x, &x);
    store(result, &x);
}

IFMA void medseal_fp8_sum_of_products(fp8_t *result, const fp8_t *a, const fp8_t *b, const fp8_t *c, const fp8_t *d) {
    lanes_t w = load(a), x = load(b), y = load(c), z = load(d);
    multiply_two(&w, &w, &x, &y, &z);
    store(result, &w);
}

IFMA void medseal_fp8_difference_of_products(fp8_t *result, const fp8_t *a, const fp8_t *b, const fp8_t *c, const fp8_t *d) {
    lanes_t w = load(a), x = load(b), y = load(c), z = load(d), zero = {{0}};
    subtract(&y, &zero, &y);
    multiply_two(&w, &w, &x, &y, &z);
    store(result, &w);
}

IFMA void medseal_fp8_add(fp8_t *result, const fp8_t *a, const fp8_t *b) {
    lanes_t x = load(a), y = load(b);
    UNROLL
    for (int i = 0; i < LIMBS; i++) x.l[i] = _mm512_add_epi64(x.l[i], y.l[i]);
    carry(&x);
    store(result, &x);
}

IFMA void medseal_fp8_sub(fp8_t *result, const fp8_t *a, const fp8_t *b) {
    lanes_t x = load(a), y = load(b);
    subtract(&x, &x, &y);
    store(result, &x);
}

IFMA void medseal_fp8_scale(fp8_t *result, const fp8_t *a, uint64_t factor) {
    lanes_t x = load(a);
    __m512i k = _mm512_set1_epi64((long long)factor);
    // Both are below 2^52, and the low half of the product is the whole of it: 32-bit multiplications would not do.
    __m512i over = _mm512_setzero_si512();
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        __m512i low = _mm512_madd52lo_epu64(over, x.l[i], k);
        over = _mm512_add_epi64(_mm512_srli_epi64(low, 52), _mm512_madd52hi_epu64(_mm512_setzero_si512(), x.l[i], k));
        x.l[i] = low_bits(low);
    }
    store(result, &x);
}

/// Fixed odd windows of up to five bits; the exponent floor(p / 4) is public and steers the control flow.
IFMA void medseal_fp8_pow_p_minus_3_over_4(fp8_t *result, const fp8_t *a) {
    // p = 3 mod 4, so (p - 3) / 4 is p without its two lowest bits.
    _Alignas(64) fp8_t power[16], squared, product;
    power[0] = *a;
    medseal_fp8_sqr(&squared, a);
    for (int i = 1; i < 16; i++) medseal_fp8_mul(&power[i], &power[i - 1], &squared);
    product = *a;
    int started = 0;
    for (int bit = 380; bit >= 2;) {
        if (!(base_modulus[bit / 64] >> (bit % 64) & 1)) {
            medseal_fp8_sqr(&product, &product);
            bit--;
            continue;
        }
        int low = bit > 6 ? bit - 4 : 2;
        while (!(base_modulus[low / 64] >> (low % 64) & 1)) low++;
        int window = 0;
        for (int i = bit; i >= low; i--) window = 2 * window + (int)(base_modulus[i / 64] >> (i % 64) & 1);
        if (started) {
            for (int i = bit; i >= low; i--) medseal_fp8_sqr(&product, &product);
            medseal_fp8_mul(&product, &product, &power[window / 2]);
        } else {
            product = power[window / 2];
            started = 1;
        }
        bit = low - 1;
    }
    *result = product;
}

IFMA void medseal_fp8_select(fp8_t *result, const fp8_t *a, const fp8_t *b, uint8_t mask) {
    lanes_t x = load(a), y = load(b);
    UNROLL
    for (int i = 0; i < LIMBS; i++) x.l[i] = _mm512_mask_mov_epi64(x.l[i], mask, y.l[i]);
    store(result, &x);
}

IFMA void medseal_fp8_look_up(fp8_t *result, const fp8_t *table, size_t stride, size_t count, const uint64_t index[8]) {
    __m512i wanted = _mm512_loadu_si512(index);
    lanes_t chosen;
    UNROLL
    for (int i = 0; i < LIMBS; i++) chosen.l[i] = _mm512_setzero_si512();
    for (size_t entry = 0; entry < count; entry++) {
        __mmask8 mask = _mm512_cmpeq_epi64_mask(wanted, _mm512_set1_epi64((long long)entry));
        const fp8_t *candidate = table + stride * entry;
        UNROLL
        for (int i = 0; i < LIMBS; i++) {
            // The barrier keeps the whole limb loaded: a load under a mask may take longer where the mask is 0.
            __m512i limb = _mm512_load_si512(candidate->limb[i]);
            __asm__("" : "+v"(limb));
            chosen.l[i] = _mm512_mask_mov_epi64(chosen.l[i], mask, limb);
        }
    }
    store(result, &chosen);
}

/// a b reduced below p.
INLINE_IFMA lanes_t reduced_product(const fp8_t *a, const uint64_t *b) {
    lanes_t x = load(a), y = broadcast(b), modulus = broadcast(modulus52), difference;
    multiply(&x, &x, &y);
    __m512i over = _mm512_setzero_si512();
    UNROLL
    for (int i = 0; i < LIMBS; i++) {
        __m512i limb = _mm512_add_epi64(_mm512_sub_epi64(x.l[i], modulus.l[i]), over);
        over = _mm512_srai_epi64(limb, 52);
        difference.l[i] = low_bits(limb);
    }
    __mmask8 is_below = _mm512_movepi64_mask(over);
    UNROLL
    for (int i = 0; i < LIMBS; i++) x.l[i] = _mm512_mask_mov_epi64(difference.l[i], is_below, x.l[i]);
    return x;
}

IFMA uint8_t medseal_fp8_is_zero(const fp8_t *a) {
    lanes_t x = reduced_product(a, one52);
    __m512i bits = x.l[0];
    UNROLL
    for (int i = 1; i < LIMBS; i++) bits = _mm512_or_si512(bits, x.l[i]);
    return _mm512_testn_epi64_mask(bits, bits);
}

IFMA uint8_t medseal_fp8_is_odd(const fp8_t *a) {
    static const uint64_t plain_one[LIMBS] = {1};
    lanes_t x = reduced_product(a, plain_one);
    return _mm512_test_epi64_mask(x.l[0], _mm512_set1_epi64(1));
}

IFMA void medseal_fp8_load(fp8_t *result, const fp_t elements[8]) {
    const uint64_t low = 0xfffffffffffff;
    for (int k = 0; k < 8; k++) {
        fp_t x = elements[k];
        result->limb[0][k] = x.l0 & low;
        result->limb[1][k] = (x.l0 >> 52 | x.l1 << 12) & low;
        result->limb[2][k] = (x.l1 >> 40 | x.l2 << 24) & low;
        result->limb[3][k] = (x.l2 >> 28 | x.l3 << 36) & low;
        result->limb[4][k] = (x.l3 >> 16 | x.l4 << 48) & low;
        result->limb[5][k] = x.l4 >> 4 & low;
        result->limb[6][k] = (x.l4 >> 56 | x.l5 << 8) & low;
        result->limb[7][k] = x.l5 >> 44;
    }
    lanes_t x = load(result), factor = broadcast(from_384);
    multiply(&x, &x, &factor);
    store(result, &x);
}

IFMA void medseal_fp8_broadcast(fp8_t *result, const fp_t *element) {
    fp_t elements[8];
    for (int k = 0; k < 8; k++) elements[k] = *element;
    medseal_fp8_load(result, elements);
}

IFMA void medseal_fp8_store(fp_t elements[8], const fp8_t *a) {
    lanes_t x = reduced_product(a, to_384);
    _Alignas(64) fp8_t reduced;
    store(&reduced, &x);
    for (int k = 0; k < 8; k++) {
        uint64_t l[LIMBS];
        UNROLL
        for (int i = 0; i < LIMBS; i++) l[i] = reduced.limb[i][k];
        elements[k].l0 = l[0] | l[1] << 52;
        elements[k].l1 = l[1] >> 12 | l[2] << 40;
        elements[k].l2 = l[2] >> 24 | l[3] << 28;
        elements[k].l3 = l[3] >> 36 | l[4] << 16;
        elements[k].l4 = l[4] >> 48 | l[5] << 4 | l[6] << 56;
        elements[k].l5 = l[6] >> 8 | l[7] << 44;
    }
    wipe_memory(&reduced, sizeof reduced);
}

#endif
