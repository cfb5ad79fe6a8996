// Multiplication in Fp and Fp2 in C alone, for any 64-bit processor.
#include "wide_integer.h"

static void multiply(fp_t *result, const fp_t *a, const fp_t *b) {
    limbs_montgomery_multiply(limbs_of(result), limbs_in(a), limbs_in(b), base_modulus, base_negative_inverse, 6);
}

static void wide_multiply(wide_t *result, const fp_t *a, const fp_t *b) {
    uint64_t t[12] = {0};
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (int j = 0; j < 6; j++) t[i + j] = multiply_add(t[i + j], limbs_in(a)[j], limbs_in(b)[i], &carry);
        t[i + 6] = carry;
    }
    memcpy(result->limb, t, sizeof t);
}

/// Montgomery's reduction of |a| < k p R, by adding k p to a negative result: it is then between 0 and (k + 1) p.
static inline __attribute__((always_inline)) void partially_reduce(uint64_t *result, const wide_t *wide, const uint64_t *k_p) {
    uint64_t t[12];
    memcpy(t, wide->limb, sizeof t);
    uint64_t top = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        uint64_t carry = 0, factor = t[i] * base_negative_inverse;
#pragma clang loop unroll(full)
        for (int j = 0; j < 6; j++) t[i + j] = multiply_add(t[i + j], factor, base_modulus[j], &carry);
        t[i + 6] = add_with_carry(t[i + 6], carry, &top);
    }
    uint64_t negative = value_barrier(0 - (t[11] >> 63)), carry = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) result[i] = add_with_carry(t[i + 6], k_p[i] & negative, &carry);
}

static void wide_reduce(fp_t *result, const wide_t *wide) {
    uint64_t t[6];
    partially_reduce(t, wide, base_modulus);
    limbs_reduce_once(t, base_modulus, 6);
    memcpy(limbs_of(result), t, sizeof t);
}

static void wide_reduce_large(fp_t *result, const wide_t *wide) {
    static const uint64_t twice_modulus[6] = {BASE_MODULUS_0 << 1, BASE_MODULUS_1 << 1 | BASE_MODULUS_0 >> 63,
        BASE_MODULUS_2 << 1 | BASE_MODULUS_1 >> 63, BASE_MODULUS_3 << 1 | BASE_MODULUS_2 >> 63,
        BASE_MODULUS_4 << 1 | BASE_MODULUS_3 >> 63, BASE_MODULUS_5 << 1 | BASE_MODULUS_4 >> 63};
    uint64_t t[6];
    partially_reduce(t, wide, twice_modulus);
    limbs_reduce_once(t, base_modulus, 6);
    limbs_reduce_once(t, base_modulus, 6);
    memcpy(limbs_of(result), t, sizeof t);
}

#include "quadratic_kernel.h"

const multiplication_kernel portable_kernel = {multiply, wide_multiply, wide_reduce, quadratic_multiply, quadratic_square,
    quadratic_wide_multiply, quadratic_wide_square, quadratic_reduce, quadratic_reduce_large};
