// Fp6 = Fp2[v]/(v^3 - xi), xi = 1 + u: sums, and products before and after their reduction.
#ifndef MEDSEAL_SEXTIC_FIELD_H
#define MEDSEAL_SEXTIC_FIELD_H

#include "quadratic_field.h"

/// b0 + b1 v + b2 v^2 before its reduction.
typedef struct {
    wide2_t b0, b1, b2;
} wide6_t;

static inline __attribute__((always_inline)) void sextic_add(fp6_t *result, const fp6_t *a, const fp6_t *b) {
    quadratic_add(&result->b0, &a->b0, &b->b0);
    quadratic_add(&result->b1, &a->b1, &b->b1);
    quadratic_add(&result->b2, &a->b2, &b->b2);
}

static inline __attribute__((always_inline)) void sextic_subtract(fp6_t *result, const fp6_t *a, const fp6_t *b) {
    quadratic_subtract(&result->b0, &a->b0, &b->b0);
    quadratic_subtract(&result->b1, &a->b1, &b->b1);
    quadratic_subtract(&result->b2, &a->b2, &b->b2);
}

static inline __attribute__((always_inline)) void sextic_negate(fp6_t *result, const fp6_t *a) {
    quadratic_negate(&result->b0, &a->b0);
    quadratic_negate(&result->b1, &a->b1);
    quadratic_negate(&result->b2, &a->b2);
}

/// a v = xi a2 + a0 v + a1 v^2.
static inline __attribute__((always_inline)) void sextic_multiply_by_v(fp6_t *result, const fp6_t *a) {
    fp6_t product;
    quadratic_multiply_by_nonresidue(&product.b0, &a->b2);
    product.b1 = a->b0;
    product.b2 = a->b1;
    *result = product;
}

/// a + b v before the reduction.
static inline __attribute__((always_inline)) void wide6_add_times_v(wide6_t *result, const wide6_t *a, const wide6_t *b) {
    wide2_t rotated;
    wide2_multiply_by_nonresidue(&rotated, &b->b2);
    wide2_add(&result->b0, &a->b0, &rotated);
    wide2_add(&result->b1, &a->b1, &b->b0);
    wide2_add(&result->b2, &a->b2, &b->b1);
}

static inline __attribute__((always_inline)) void wide6_subtract(wide6_t *result, const wide6_t *a, const wide6_t *b) {
    wide2_subtract(&result->b0, &a->b0, &b->b0);
    wide2_subtract(&result->b1, &a->b1, &b->b1);
    wide2_subtract(&result->b2, &a->b2, &b->b2);
}

/// a b before the reduction: six products in Fp2. Of reduced operands, the coordinates are between -7 p^2 and 8 p^2:
/// -7…3 and -2…8 in b0, -5…3 and -1…7 in b1, -3…3 and 0…6 in b2.
void sextic_wide_multiply(wide6_t *result, const fp6_t *a, const fp6_t *b);

/// a (c0 + c1 v) before the reduction: five products.
void sextic_wide_multiply_by_two_terms(wide6_t *result, const fp6_t *a, const fp2_t *c0, const fp2_t *c1);

/// a c1 v before the reduction: three products.
void sextic_wide_multiply_by_one_term(wide6_t *result, const fp6_t *a, const fp2_t *c1);

/// Absolute values below 2 p R.
void sextic_reduce_large(fp6_t *result, const wide6_t *a);

#endif
