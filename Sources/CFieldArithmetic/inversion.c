// Inversion in Fp in constant time: the binary extended gcd of Pornin: "Optimized binary GCD for modular inversion" (2020,
// ePrint 2020/972), Algorithm 2.
//
// a and b start as the element and p, u and v as 1 and 0. A step halves an even a; of an odd a and b, it takes the lesser from
// the greater and halves. 31 steps at a time run on approximations of 64 bits, the lowest 31 bits and the highest 33, and
// give factors f, g with |f| + |g| <= 2^31, which are then applied to a, b, u and v. 2 * 381 - 1 steps are always enough for b to
// be 1 (the source, §3), and 25 * 31 = 775 are made.
#include "base_field.h"

__extension__ typedef __int128 int128_t;

/// f0, g0 of the new a = (a f0 + b g0) / 2^31, and f1, g1 of the new b.
typedef struct {
    int64_t f0, g0, f1, g1;
} step_factors;

/// The lowest 31 bits and the 33 highest of a and of b, counted from the top of the longer one; all of them if both have 64 bits
/// at most.
static inline __attribute__((always_inline)) void approximate(
    uint64_t *approximate_a, uint64_t *approximate_b, const uint64_t *a, const uint64_t *b) {
    uint64_t high_a = 0, high_b = 0, low_a = 0, low_b = 0, found = 0;
#pragma clang loop unroll(full)
    for (int i = 5; i > 0; i--) {
        uint64_t is_top = ~mask_if_equal(a[i] | b[i], 0) & ~found;
        high_a |= a[i] & is_top;
        high_b |= b[i] & is_top;
        low_a |= a[i - 1] & is_top;
        low_b |= b[i - 1] & is_top;
        found |= is_top;
    }
    // Not of 0, and so without a test for it; the processor's instruction takes the same time for every value.
    int shift = __builtin_clzll(high_a | high_b | (~found & 1));
    uint64_t top_a = high_a << shift | low_a >> 1 >> (63 - shift), top_b = high_b << shift | low_b >> 1 >> (63 - shift);
    const uint64_t low = 0x7fffffff;
    *approximate_a = limb_select(a[0], (top_a & ~low) | (a[0] & low), found);
    *approximate_b = limb_select(b[0], (top_b & ~low) | (b[0] & low), found);
}

/// 31 steps on the approximations. f and g share a word, f + 2^32 g, as only sums and doublings are made of them.
static inline __attribute__((always_inline)) step_factors run_steps(uint64_t a, uint64_t b) {
    uint64_t factors_a = 1, factors_b = (uint64_t)1 << 32;
    for (int i = 0; i < 31; i++) {
        uint64_t less = 0;
        (void)subtract_with_borrow(a, b, &less);
        uint64_t is_odd = value_barrier(0 - (a & 1));
        uint64_t swaps = value_barrier(is_odd & (0 - less));
        uint64_t difference = (a ^ b) & swaps;
        a ^= difference;
        b ^= difference;
        difference = (factors_a ^ factors_b) & swaps;
        factors_a ^= difference;
        factors_b ^= difference;
        a = (a - (b & is_odd)) >> 1;
        factors_a -= factors_b & is_odd;
        factors_b <<= 1;
    }
    // Both halves are above -2^31 and at most 2^31: with 2^31 - 1 added to each, none borrows from the other.
    const uint64_t bias = 0x7fffffff7fffffff;
    const int64_t half_bias = 0x7fffffff;
    factors_a += bias;
    factors_b += bias;
    step_factors factors = {(int64_t)(factors_a & 0xffffffff) - half_bias, (int64_t)(factors_a >> 32) - half_bias,
        (int64_t)(factors_b & 0xffffffff) - half_bias, (int64_t)(factors_b >> 32) - half_bias};
    return factors;
}

/// a f + b g in two's complement: six limbs, and the seventh as the result.
static inline __attribute__((always_inline)) uint64_t combine(
    uint64_t *result, const uint64_t *a, int64_t f, const uint64_t *b, int64_t g) {
    int128_t sum = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        sum += (int128_t)a[i] * f + (int128_t)b[i] * g;
        result[i] = (uint64_t)sum;
        sum >>= 64;
    }
    return (uint64_t)sum;
}

/// |a f + b g| / 2^31, a multiple of 2^31 before the division. All ones if the sum was negative, else 0.
static inline __attribute__((always_inline)) uint64_t combine_exactly(
    uint64_t *result, const uint64_t *a, int64_t f, const uint64_t *b, int64_t g) {
    uint64_t t[7];
    t[6] = combine(t, a, f, b, g);
    uint64_t negative = value_barrier(0 - (t[6] >> 63)), carry = negative & 1;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        uint64_t limb = t[i] >> 31 | t[i + 1] << 33;
        result[i] = add_with_carry(limb ^ negative, 0, &carry);
    }
    return negative;
}

/// (u f + v g) / 2^64 mod p, by one step of Montgomery's reduction: before the corrections above -p and below 2 p.
static inline __attribute__((always_inline)) void combine_modulo(
    uint64_t *result, const uint64_t *u, int64_t f, const uint64_t *v, int64_t g) {
    uint64_t t[7], carry = 0;
    t[6] = combine(t, u, f, v, g);
    uint64_t factor = t[0] * base_negative_inverse;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) t[i] = multiply_add(t[i], factor, base_modulus[i], &carry);
    t[6] += carry;
    uint64_t negative = value_barrier(0 - (t[6] >> 63));
    carry = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) result[i] = add_with_carry(t[i + 1], base_modulus[i] & negative, &carry);
    limbs_reduce_once(result, base_modulus, 6);
}

void medseal_fp_inverse(fp_t *result, const fp_t *x) {
    // v ends as 1/x times 2^775 of the steps and 2^(-64 * 25) of the reductions. Of x = y R the Montgomery form of 1/y is R^2/x: the
    // product, which divides by R, with R^3 2^825.
    static const fp_t correction = {
        0xc75b87eae4c078ae, 0x5a053a5001d63318, 0x7afc9aa5647bc96a, 0x523ec3bd5b17b648, 0x5f8a543218152dc6, 0x03d6ad095ef691c4};
    uint64_t a[6], b[6], u[6] = {1}, v[6] = {0};
    memcpy(a, limbs_in(x), sizeof a);
    memcpy(b, base_modulus, sizeof b);
    for (int i = 0; i < 25; i++) {
        uint64_t approximate_a, approximate_b, next[6];
        approximate(&approximate_a, &approximate_b, a, b);
        step_factors factors = run_steps(approximate_a, approximate_b);
        int64_t negative = (int64_t)combine_exactly(next, a, factors.f0, b, factors.g0);
        factors.f0 = (factors.f0 ^ negative) - negative;
        factors.g0 = (factors.g0 ^ negative) - negative;
        negative = (int64_t)combine_exactly(b, a, factors.f1, b, factors.g1);
        factors.f1 = (factors.f1 ^ negative) - negative;
        factors.g1 = (factors.g1 ^ negative) - negative;
        memcpy(a, next, sizeof a);
        combine_modulo(next, u, factors.f0, v, factors.g0);
        combine_modulo(v, u, factors.f1, v, factors.g1);
        memcpy(u, next, sizeof u);
    }
    fp_t quotient;
    memcpy(limbs_of(&quotient), v, sizeof v);
    base_multiply(result, &quotient, &correction);
    wipe_memory(a, sizeof a);
    wipe_memory(b, sizeof b);
    wipe_memory(u, sizeof u);
    wipe_memory(v, sizeof v);
}
