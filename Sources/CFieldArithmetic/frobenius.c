// The p-power map on Fp12 = Fp2[w]/(w^6 - xi), xi = 1 + u: (a w^i)^p = conjugate(a) xi^(i (p-1)/6) w^i.
#include "sextic_field.h"

// xi^(i (p-1)/6) for i = 1…5, each of one coordinate c: c (1 - u), c u, c (1 + u), c and c (1 - u).
static const fp_t first_factor = {
    0x07089552b319d465, 0xc6695f92b50a8313, 0x97e83cccd117228f, 0xa35baecab2dc29ee, 0x1ce393ea5daace4d, 0x08f2220fb0fb66eb};
static const fp_t second_factor = {
    0xcd03c9e48671f071, 0x5dab22461fcda5d2, 0x587042afd3851b95, 0x8eb60ebe01bacb9e, 0x03f97d6e83d050d2, 0x18f0206554638741};
static const fp_t third_factor = {
    0x7bcfa7a25aa30fda, 0xdc17dec12a927e7c, 0x2f088dd86b4ebef1, 0xd1ca2087da74d4a7, 0x2da2596696cebc1d, 0x0e2b7eedbbfd87d2};
static const fp_t fourth_factor = {
    0x890dc9e4867545c3, 0x2af322533285a5d5, 0x50880866309b7e2c, 0xa20d1b8c7e881024, 0x14e4f04fe2db9068, 0x14e56d3f1564853a};
static const fp_t fifth_factor = {
    0x82d83cf50dbce43f, 0xa2813e53df9d018f, 0xc6f0caa53c65e181, 0x7525cf528d50fe95, 0x4a85ed50f4798a6b, 0x171da0fd6cf8eebd};

/// conjugate(a) c (1 - u) = ((a0 - a1) - (a0 + a1) u) c.
static inline __attribute__((always_inline)) void conjugate_times_one_minus_u(fp2_t *result, const fp2_t *a, const fp_t *c) {
    fp2_t rotated;
    base_subtract(&rotated.c0, &a->c0, &a->c1);
    base_add(&rotated.c1, &a->c0, &a->c1);
    base_negate(&rotated.c1, &rotated.c1);
    quadratic_multiply_by_base(result, &rotated, c);
}

/// conjugate(a) c (1 + u) = ((a0 + a1) + (a0 - a1) u) c.
static inline __attribute__((always_inline)) void conjugate_times_one_plus_u(fp2_t *result, const fp2_t *a, const fp_t *c) {
    fp2_t rotated;
    base_add(&rotated.c0, &a->c0, &a->c1);
    base_subtract(&rotated.c1, &a->c0, &a->c1);
    quadratic_multiply_by_base(result, &rotated, c);
}

/// conjugate(a) c u = (a1 + a0 u) c.
static inline __attribute__((always_inline)) void conjugate_times_u(fp2_t *result, const fp2_t *a, const fp_t *c) {
    const fp2_t rotated = {a->c1, a->c0};
    quadratic_multiply_by_base(result, &rotated, c);
}

static inline __attribute__((always_inline)) void conjugate_times(fp2_t *result, const fp2_t *a, const fp_t *c) {
    fp2_t conjugate;
    quadratic_conjugate(&conjugate, a);
    quadratic_multiply_by_base(result, &conjugate, c);
}

void medseal_fp12_frobenius(fp12_t *result, const fp12_t *a) {
    quadratic_conjugate(&result->c0.b0, &a->c0.b0);
    conjugate_times_u(&result->c0.b1, &a->c0.b1, &second_factor);
    conjugate_times(&result->c0.b2, &a->c0.b2, &fourth_factor);
    conjugate_times_one_minus_u(&result->c1.b0, &a->c1.b0, &first_factor);
    conjugate_times_one_plus_u(&result->c1.b1, &a->c1.b1, &third_factor);
    conjugate_times_one_minus_u(&result->c1.b2, &a->c1.b2, &fifth_factor);
}
