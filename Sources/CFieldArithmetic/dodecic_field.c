// Fp12 = Fp6[w]/(w^2 - v).
#include "sextic_field.h"

/// Karatsuba: three products in Fp6, two reductions.
void medseal_fp12_mul(fp12_t *result, const fp12_t *a, const fp12_t *b) {
    wide6_t low, high, cross;
    fp6_t sum_a, sum_b;
    sextic_add(&sum_a, &a->c0, &a->c1);
    sextic_add(&sum_b, &b->c0, &b->c1);
    sextic_wide_multiply(&low, &a->c0, &b->c0);
    sextic_wide_multiply(&high, &a->c1, &b->c1);
    sextic_wide_multiply(&cross, &sum_a, &sum_b);
    wide6_subtract(&cross, &cross, &low);
    wide6_subtract(&cross, &cross, &high);
    sextic_reduce_large(&result->c1, &cross);
    wide6_add_times_v(&low, &low, &high);
    sextic_reduce_large(&result->c0, &low);
}

/// The complex method: (a0 + a1)(a0 + v a1) - (1 + v) a0 a1 and 2 a0 a1, two products in Fp6.
void medseal_fp12_sqr(fp12_t *result, const fp12_t *a) {
    fp6_t cross, sum, other;
    medseal_fp6_mul(&cross, &a->c0, &a->c1);
    sextic_add(&sum, &a->c0, &a->c1);
    sextic_multiply_by_v(&other, &a->c1);
    sextic_add(&other, &other, &a->c0);
    medseal_fp6_mul(&result->c0, &sum, &other);
    sextic_subtract(&result->c0, &result->c0, &cross);
    sextic_add(&result->c1, &cross, &cross);
    sextic_multiply_by_v(&cross, &cross);
    sextic_subtract(&result->c0, &result->c0, &cross);
}

/// The conjugate over the norm a0^2 - v a1^2; 0 for 0.
void medseal_fp12_inverse(fp12_t *result, const fp12_t *a) {
    fp6_t norm, square;
    medseal_fp6_sqr(&norm, &a->c0);
    medseal_fp6_sqr(&square, &a->c1);
    sextic_multiply_by_v(&square, &square);
    sextic_subtract(&norm, &norm, &square);
    medseal_fp6_inverse(&norm, &norm);
    medseal_fp6_mul(&result->c0, &a->c0, &norm);
    medseal_fp6_mul(&square, &a->c1, &norm);
    sextic_negate(&result->c1, &square);
}

/// The p^6-th power: the inverse, of an element of the cyclotomic subgroup.
void medseal_fp12_conjugate(fp12_t *result, const fp12_t *a) {
    result->c0 = a->c0;
    sextic_negate(&result->c1, &a->c1);
}

void medseal_fp12_assign(fp12_t *restrict a, const fp12_t *restrict b, uint64_t mask) {
    uint64_t *limb = (uint64_t *)a;
    mask = value_barrier(mask);
    for (unsigned i = 0; i < sizeof *a / 8; i++) limb[i] = limb_select(limb[i], ((const uint64_t *)b)[i], mask);
}
