// Multiplication in Fp and Fp2 in C alone, for any 64-bit processor.
#include "base_field.h"

static void multiply(fp_t *result, const fp_t *x, const fp_t *y) {
    uint64_t a[6], b[6];
    memcpy(a, x, sizeof a);
    memcpy(b, y, sizeof b);
    limbs_montgomery_multiply(a, a, b, base_modulus, base_negative_inverse, 6);
    memcpy(result, a, sizeof a);
}

static void square(fp_t *result, const fp_t *x) { multiply(result, x, x); }

/// a b as 768 bits.
static inline __attribute__((always_inline)) void wide_multiply(wide_t *result, const uint64_t *a, const uint64_t *b) {
    uint64_t t[12] = {0};
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
        uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (int j = 0; j < 6; j++) t[i + j] = multiply_add(t[i + j], a[j], b[i], &carry);
        t[i + 6] = carry;
    }
    memcpy(result->limb, t, sizeof t);
}

/// t / R mod p, of t < p R: the sum before the last subtraction is below (p R + R p) / R = 2 p.
static inline __attribute__((always_inline)) void wide_reduce(uint64_t *result, const wide_t *wide) {
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
    limbs_reduce_once(t + 6, base_modulus, 6);
    memcpy(result, t + 6, 48);
}

/// Karatsuba's three products with two reductions (Aranha, Karabina, Longa, Gebotys, López: "Faster explicit formulas
/// for computing pairings over ordinary curves", Algorithm 2). Bounds: (a0 + a1)(b0 + b1) < 4 p^2 < p R, as R > 9 p.
static void quadratic_multiply(fp2_t *result, const fp2_t *x, const fp2_t *y) {
    uint64_t a0[6], a1[6], b0[6], b1[6], a[6], b[6];
    memcpy(a0, &x->c0, 48);
    memcpy(a1, &x->c1, 48);
    memcpy(b0, &y->c0, 48);
    memcpy(b1, &y->c1, 48);
    wide_t low, high, cross;
    (void)limbs_add(a, a0, a1, 6);
    (void)limbs_add(b, b0, b1, 6);
    wide_multiply(&low, a0, b0);
    wide_multiply(&high, a1, b1);
    wide_multiply(&cross, a, b);
    // a0 b1 + a1 b0, not negative.
    (void)limbs_subtract(cross.limb, cross.limb, low.limb, 12);
    (void)limbs_subtract(cross.limb, cross.limb, high.limb, 12);
    // a0 b0 - a1 b1, made positive by p R.
    uint64_t mask = value_barrier(0 - limbs_subtract(low.limb, low.limb, high.limb, 12));
    uint64_t carry = 0;
    for (int i = 0; i < 6; i++) low.limb[i + 6] = add_with_carry(low.limb[i + 6], base_modulus[i] & mask, &carry);
    wide_reduce(a0, &low);
    wide_reduce(a1, &cross);
    memcpy(&result->c0, a0, 48);
    memcpy(&result->c1, a1, 48);
}

/// (a0 + a1)(a0 - a1) + 2 a0 a1 u.
static void quadratic_square(fp2_t *result, const fp2_t *x) {
    uint64_t a0[6], a1[6], sum[6], difference[6];
    memcpy(a0, &x->c0, 48);
    memcpy(a1, &x->c1, 48);
    limbs_modular_subtract(difference, a0, a1, base_modulus, 6);
    // Below 2 p, which the second operand of the product may be.
    (void)limbs_add(sum, a0, a1, 6);
    limbs_montgomery_multiply(sum, difference, sum, base_modulus, base_negative_inverse, 6);
    limbs_montgomery_multiply(a0, a0, a1, base_modulus, base_negative_inverse, 6);
    limbs_modular_add(a0, a0, a0, base_modulus, 6);
    memcpy(&result->c0, sum, 48);
    memcpy(&result->c1, a0, 48);
}

const multiplication_kernel portable_kernel = {multiply, square, quadratic_multiply, quadratic_square};
