// The products in Fp2 of a kernel, over its own `multiply`, `wide_multiply` and `wide_reduce`, which stand before this file is
// included:
//
//   multiply(fp_t *, const fp_t *, const fp_t *)            a b / R mod p, of a b < p R
//   wide_multiply(wide_t *, const fp_t *, const fp_t *)     a b, of any integers below R
//   wide_reduce(fp_t *, const wide_t *)                     a / R mod p, of |a| < p R
//   wide_reduce_large(fp_t *, const wide_t *)               a / R mod p, of |a| < 2 p R
#include "wide_integer.h"

/// Karatsuba's three products (Aranha, Karabina, Longa, Gebotys, López 2011, Algorithm 2).
///
/// Of coordinates below 2 p, the sums a0 + a1 and b0 + b1 are below 4 p < R.
#ifndef quadratic_wide_multiply
static void quadratic_wide_multiply(wide2_t *result, const fp2_t *a, const fp2_t *b) {
    fp_t sum_a, sum_b;
    wide_t high;
    base_add_unreduced(&sum_a, &a->c0, &a->c1);
    base_add_unreduced(&sum_b, &b->c0, &b->c1);
    wide_multiply(&result->c1, &sum_a, &sum_b);
    wide_multiply(&result->c0, &a->c0, &b->c0);
    wide_multiply(&high, &a->c1, &b->c1);
    wide_subtract(&result->c1, &result->c1, &result->c0);
    wide_subtract(&result->c1, &result->c1, &high);
    wide_subtract(&result->c0, &result->c0, &high);
}
#endif

static void quadratic_reduce(fp2_t *result, const wide2_t *a) {
    wide_reduce(&result->c0, &a->c0);
    wide_reduce(&result->c1, &a->c1);
}

static void quadratic_reduce_large(fp2_t *result, const wide2_t *a) {
    wide_reduce_large(&result->c0, &a->c0);
    wide_reduce_large(&result->c1, &a->c1);
}

static void quadratic_multiply(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    wide2_t product;
    quadratic_wide_multiply(&product, a, b);
    quadratic_reduce(result, &product);
}

/// The factors of (a0 + a1)(a0 - a1) + 2 a0 a1 u: the sum and 2 a0 below 2 p, the difference below p.
static inline __attribute__((always_inline)) void factor_square(fp_t *sum, fp_t *difference, fp_t *twice, const fp2_t *a) {
    base_add_unreduced(sum, &a->c0, &a->c1);
    base_subtract(difference, &a->c0, &a->c1);
    base_add_unreduced(twice, &a->c0, &a->c0);
}

static void quadratic_wide_square(wide2_t *result, const fp2_t *a) {
    fp_t sum, difference, twice;
    factor_square(&sum, &difference, &twice, a);
    wide_multiply(&result->c0, &difference, &sum);
    wide_multiply(&result->c1, &a->c1, &twice);
}

static void quadratic_square(fp2_t *result, const fp2_t *a) {
    fp_t sum, difference, twice, a1 = a->c1;
    factor_square(&sum, &difference, &twice, a);
    multiply(&result->c0, &difference, &sum);
    multiply(&result->c1, &a1, &twice);
}
