// Sums in Fp2 = Fp[u]/(u^2 + 1), and its products by the kernel in use.
#ifndef MEDSEAL_QUADRATIC_FIELD_H
#define MEDSEAL_QUADRATIC_FIELD_H

#include "wide_integer.h"

static inline __attribute__((always_inline)) void quadratic_add(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    base_add(&result->c0, &a->c0, &b->c0);
    base_add(&result->c1, &a->c1, &b->c1);
}

static inline __attribute__((always_inline)) void quadratic_subtract(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    base_subtract(&result->c0, &a->c0, &b->c0);
    base_subtract(&result->c1, &a->c1, &b->c1);
}

/// a + b as integers: of reduced operands, coordinates below 2 p.
static inline __attribute__((always_inline)) void quadratic_add_unreduced(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    base_add_unreduced(&result->c0, &a->c0, &b->c0);
    base_add_unreduced(&result->c1, &a->c1, &b->c1);
}

static inline __attribute__((always_inline)) void quadratic_double(fp2_t *result, const fp2_t *a) { quadratic_add(result, a, a); }

/// a = b where the mask is all ones.
static inline __attribute__((always_inline)) void quadratic_assign(fp2_t *a, const fp2_t *b, uint64_t mask) {
    base_assign(&a->c0, &b->c0, mask);
    base_assign(&a->c1, &b->c1, mask);
}

/// All ones if a = 0, else 0.
static inline __attribute__((always_inline)) uint64_t quadratic_zero_mask(const fp2_t *a) {
    return base_zero_mask(&a->c0) & base_zero_mask(&a->c1);
}

/// 1, for constants.
#define quadratic_one \
    { \
        base_one, { 0 } \
    }

static inline __attribute__((always_inline)) void quadratic_negate(fp2_t *result, const fp2_t *a) {
    base_negate(&result->c0, &a->c0);
    base_negate(&result->c1, &a->c1);
}

/// a0 - a1 u, which is the p-th power.
static inline __attribute__((always_inline)) void quadratic_conjugate(fp2_t *result, const fp2_t *a) {
    result->c0 = a->c0;
    base_negate(&result->c1, &a->c1);
}

/// a (1 + u) = (a0 - a1) + (a0 + a1) u.
static inline __attribute__((always_inline)) void quadratic_multiply_by_nonresidue(fp2_t *result, const fp2_t *a) {
    fp2_t product;
    base_subtract(&product.c0, &a->c0, &a->c1);
    base_add(&product.c1, &a->c0, &a->c1);
    *result = product;
}

/// Coordinates below 2 p.
static inline void quadratic_multiply(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    kernel()->quadratic_multiply(result, a, b);
}

static inline void quadratic_square(fp2_t *result, const fp2_t *a) { kernel()->quadratic_square(result, a); }

/// Coordinates below 2 p; for the bounds of the result see multiplication_kernel.
static inline void quadratic_wide_multiply(wide2_t *result, const fp2_t *a, const fp2_t *b) {
    kernel()->quadratic_wide_multiply(result, a, b);
}

static inline void quadratic_wide_square(wide2_t *result, const fp2_t *a) { kernel()->quadratic_wide_square(result, a); }

/// Absolute values below p R.
static inline void quadratic_reduce(fp2_t *result, const wide2_t *a) { kernel()->quadratic_reduce(result, a); }

/// Absolute values below 2 p R.
static inline void quadratic_reduce_large(fp2_t *result, const wide2_t *a) { kernel()->quadratic_reduce_large(result, a); }

/// a b + c d with one reduction, of reduced coordinates.
static inline void quadratic_sum_of_products(fp2_t *result, const fp2_t *a, const fp2_t *b, const fp2_t *c, const fp2_t *d) {
    wide2_t first, second;
    quadratic_wide_multiply(&first, a, b);
    quadratic_wide_multiply(&second, c, d);
    wide2_add(&first, &first, &second);
    quadratic_reduce(result, &first);
}

/// a b - c d with one reduction, of reduced coordinates.
static inline void quadratic_difference_of_products(
    fp2_t *result, const fp2_t *a, const fp2_t *b, const fp2_t *c, const fp2_t *d) {
    wide2_t first, second;
    quadratic_wide_multiply(&first, a, b);
    quadratic_wide_multiply(&second, c, d);
    wide2_subtract(&first, &first, &second);
    quadratic_reduce(result, &first);
}

/// A factor b in Fp.
static inline void quadratic_multiply_by_base(fp2_t *result, const fp2_t *a, const fp_t *b) {
    const fp_t factor = *b;
    kernel()->multiply(&result->c0, &a->c0, &factor);
    kernel()->multiply(&result->c1, &a->c1, &factor);
}

#endif
