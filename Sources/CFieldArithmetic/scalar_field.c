// Fr: integers modulo r in Montgomery form.
#include "limbs.h"

/// r = z^4 - z^2 + 1.
static const uint64_t modulus[4] = {0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48};

/// -1/r mod 2^64.
static const uint64_t negative_inverse = 0xfffffffeffffffff;

/// R mod r: the Montgomery form of 1.
static const fr_t one = {0x00000001fffffffe, 0x5884b7fa00034802, 0x998c4fefecbc4ff5, 0x1824b159acc5056f};

/// R^2 mod r: multiplying a plain integer by it gives its Montgomery form.
static const fr_t r_squared = {0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11};

/// R^3 mod r: multiplying the upper half of a wide integer by it gives its Montgomery form.
static const fr_t r_cubed = {0xc62c1807439b73af, 0x1b3e0d188cf06990, 0x73d13c71c7b5f418, 0x6e2a5bb9c8db33e9};

void medseal_fr_add(fr_t *result, const fr_t *x, const fr_t *y) {
    uint64_t a[4], b[4];
    memcpy(a, x, 32);
    memcpy(b, y, 32);
    limbs_modular_add(a, a, b, modulus, 4);
    memcpy(result, a, 32);
}

void medseal_fr_sub(fr_t *result, const fr_t *x, const fr_t *y) {
    uint64_t a[4], b[4];
    memcpy(a, x, 32);
    memcpy(b, y, 32);
    limbs_modular_subtract(a, a, b, modulus, 4);
    memcpy(result, a, 32);
}

void medseal_fr_mul(fr_t *result, const fr_t *x, const fr_t *y) {
    uint64_t a[4], b[4];
    memcpy(a, x, 32);
    memcpy(b, y, 32);
    limbs_montgomery_multiply(a, a, b, modulus, negative_inverse, 4);
    memcpy(result, a, 32);
}

/// a^(r-2) in fixed windows of four bits of the public exponent.
void medseal_fr_inverse(fr_t *result, const fr_t *a) {
    static const uint64_t exponent[4] = {0xfffffffeffffffff, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48};
    fr_t power[16];
    power[0] = one;
    for (int i = 1; i < 16; i++) medseal_fr_mul(&power[i], &power[i - 1], a);
    fr_t sum = one;
    for (int window = 63; window >= 0; window--) {
        for (int i = 0; i < 4; i++) medseal_fr_mul(&sum, &sum, &sum);
        medseal_fr_mul(&sum, &sum, &power[exponent[window / 16] >> (4 * (window % 16)) & 15]);
    }
    *result = sum;
}

void medseal_fr_from_wide(fr_t *result, const fr_t *high, const fr_t *low) {
    fr_t upper, lower;
    medseal_fr_mul(&upper, &r_cubed, high);
    medseal_fr_mul(&lower, &r_squared, low);
    medseal_fr_add(result, &upper, &lower);
}

void medseal_fr_to_integer(fr_t *result, const fr_t *a) {
    static const fr_t plain_one = {1, 0, 0, 0};
    medseal_fr_mul(result, a, &plain_one);
}

uint64_t medseal_fr_is_canonical_integer(const fr_t *x) {
    uint64_t a[4], difference[4];
    memcpy(a, x, 32);
    return value_barrier(0 - limbs_subtract(difference, a, modulus, 4));
}

/// The quotient of high 2^64 + low by |z|, for high < |z|, and the remainder: Möller, Granlund: "Improved division by
/// invariant integers", 2011, Algorithm 4, with masks for its two corrections. A division instruction would take a time
/// that depends on its operands.
static inline __attribute__((always_inline)) uint64_t divide_by_z(uint64_t high, uint64_t low, uint64_t *remainder) {
    const uint64_t divisor = 0xd201000000010000;
    // floor((2^128 - 1) / |z|) - 2^64.
    const uint64_t reciprocal = 0x381204ca56cd56b5;
    uint128_t estimate = (uint128_t)reciprocal * high + ((uint128_t)high << 64 | low);
    uint64_t quotient = (uint64_t)(estimate >> 64) + 1;
    uint64_t rest = low - quotient * divisor;
    uint64_t borrow = 0;
    (void)subtract_with_borrow((uint64_t)estimate, rest, &borrow);
    uint64_t mask = value_barrier(0 - borrow);
    quotient += mask;
    rest += divisor & mask;
    borrow = 0;
    (void)subtract_with_borrow(rest, divisor, &borrow);
    mask = value_barrier(borrow - 1);
    quotient -= mask;
    rest -= divisor & mask;
    *remainder = rest;
    return quotient;
}

/// Three long divisions by |z|.
void medseal_fr_digits_base_z(fr_t *digits, const fr_t *a) {
    fr_t integer;
    uint64_t value[4], digit[4];
    medseal_fr_to_integer(&integer, a);
    memcpy(value, &integer, 32);
#pragma clang loop unroll(full)
    for (int position = 0; position < 3; position++) {
        uint64_t remainder = 0;
        // The quotient of the k-th division is below |z|^(3-k), so limb 3-k is 0 from then on.
#pragma clang loop unroll(full)
        for (int i = 3 - position; i >= 0; i--) value[i] = divide_by_z(remainder, value[i], &remainder);
        digit[position] = remainder;
    }
    digit[3] = value[0];
    memcpy(digits, digit, 32);
}
