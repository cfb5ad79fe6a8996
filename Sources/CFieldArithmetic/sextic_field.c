// Fp6 = Fp2[v]/(v^3 - xi), xi = 1 + u.
//
// Products are summed before they are reduced, so that each coefficient costs one reduction (Aranha, Karabina, Longa,
// Gebotys, López: "Faster explicit formulas for computing pairings over ordinary curves", 2011, §3.1). Every operand is
// reduced, so that the sums of two that enter a product are below 2 p, as quadratic_wide_multiply wants.
#include "sextic_field.h"

/// (x + y)(s + t) - low - high, the cross terms of Karatsuba's method.
static inline __attribute__((always_inline)) void cross_terms(
    wide2_t *result, const fp2_t *x, const fp2_t *y, const fp2_t *s, const fp2_t *t, const wide2_t *low, const wide2_t *high) {
    fp2_t left, right;
    quadratic_add_unreduced(&left, x, y);
    quadratic_add_unreduced(&right, s, t);
    quadratic_wide_multiply(result, &left, &right);
    wide2_subtract(result, result, low);
    wide2_subtract(result, result, high);
}

/// Karatsuba (Devegili, Ó hÉigeartaigh, Scott, Dahab: "Multiplication and squaring on pairing-friendly fields", 2006, §3.1).
void sextic_wide_multiply(wide6_t *result, const fp6_t *a, const fp6_t *b) {
    wide2_t v0, v1, v2, cross, rotated;
    quadratic_wide_multiply(&v0, &a->b0, &b->b0);
    quadratic_wide_multiply(&v1, &a->b1, &b->b1);
    quadratic_wide_multiply(&v2, &a->b2, &b->b2);
    cross_terms(&cross, &a->b1, &a->b2, &b->b1, &b->b2, &v1, &v2);
    cross_terms(&result->b1, &a->b0, &a->b1, &b->b0, &b->b1, &v0, &v1);
    cross_terms(&result->b2, &a->b0, &a->b2, &b->b0, &b->b2, &v0, &v2);
    wide2_multiply_by_nonresidue(&rotated, &cross);
    wide2_add(&result->b0, &rotated, &v0);
    wide2_multiply_by_nonresidue(&rotated, &v2);
    wide2_add(&result->b1, &result->b1, &rotated);
    wide2_add(&result->b2, &result->b2, &v1);
}

void sextic_wide_multiply_by_two_terms(wide6_t *result, const fp6_t *a, const fp2_t *c0, const fp2_t *c1) {
    // (a0 + a1 v + a2 v^2)(c0 + c1 v) = a0 c0 + xi a2 c1 + (a0 c1 + a1 c0) v + (a1 c1 + a2 c0) v^2.
    wide2_t v0, v1, term, rotated;
    quadratic_wide_multiply(&v0, &a->b0, c0);
    quadratic_wide_multiply(&v1, &a->b1, c1);
    cross_terms(&result->b1, &a->b0, &a->b1, c0, c1, &v0, &v1);
    quadratic_wide_multiply(&term, &a->b2, c1);
    wide2_multiply_by_nonresidue(&rotated, &term);
    wide2_add(&result->b0, &v0, &rotated);
    quadratic_wide_multiply(&term, &a->b2, c0);
    wide2_add(&result->b2, &v1, &term);
}

void sextic_wide_multiply_by_one_term(wide6_t *result, const fp6_t *a, const fp2_t *c1) {
    wide2_t term;
    quadratic_wide_multiply(&term, &a->b2, c1);
    wide2_multiply_by_nonresidue(&result->b0, &term);
    quadratic_wide_multiply(&result->b1, &a->b0, c1);
    quadratic_wide_multiply(&result->b2, &a->b1, c1);
}

void sextic_reduce_large(fp6_t *result, const wide6_t *a) {
    quadratic_reduce_large(&result->b0, &a->b0);
    quadratic_reduce_large(&result->b1, &a->b1);
    quadratic_reduce_large(&result->b2, &a->b2);
}

void medseal_fp6_mul(fp6_t *result, const fp6_t *a, const fp6_t *b) {
    wide6_t product;
    sextic_wide_multiply(&product, a, b);
    quadratic_reduce(&result->b0, &product.b0);
    quadratic_reduce(&result->b1, &product.b1);
    quadratic_reduce(&result->b2, &product.b2);
}

/// The same source, §3.2: CH-SQR2, two products and three squares.
void medseal_fp6_sqr(fp6_t *result, const fp6_t *a) {
    wide2_t s0, s1, s2, s3, s4;
    fp2_t sum;
    wide6_t square;
    quadratic_wide_square(&s0, &a->b0);
    quadratic_wide_multiply(&s1, &a->b0, &a->b1);
    wide2_add(&s1, &s1, &s1);
    quadratic_subtract(&sum, &a->b0, &a->b1);
    quadratic_add(&sum, &sum, &a->b2);
    quadratic_wide_square(&s2, &sum);
    quadratic_wide_multiply(&s3, &a->b1, &a->b2);
    wide2_add(&s3, &s3, &s3);
    quadratic_wide_square(&s4, &a->b2);
    wide2_multiply_by_nonresidue(&square.b0, &s3);
    wide2_add(&square.b0, &square.b0, &s0);
    wide2_multiply_by_nonresidue(&square.b1, &s4);
    wide2_add(&square.b1, &square.b1, &s1);
    wide2_add(&square.b2, &s1, &s2);
    wide2_add(&square.b2, &square.b2, &s3);
    wide2_subtract(&square.b2, &square.b2, &s0);
    wide2_subtract(&square.b2, &square.b2, &s4);
    sextic_reduce_large(result, &square);
}

/// 1/a, 0 for 0 (Scott: "Implementing cryptographic pairings", 2007, §3.2: the conjugates over the norm).
void medseal_fp6_inverse(fp6_t *result, const fp6_t *a) {
    fp2_t t0, t1, t2, term, norm;
    // a0^2 - xi a1 a2, xi a2^2 - a0 a1, a1^2 - a0 a2.
    quadratic_square(&t0, &a->b0);
    quadratic_multiply(&term, &a->b1, &a->b2);
    quadratic_multiply_by_nonresidue(&term, &term);
    quadratic_subtract(&t0, &t0, &term);
    quadratic_square(&t1, &a->b2);
    quadratic_multiply_by_nonresidue(&t1, &t1);
    quadratic_multiply(&term, &a->b0, &a->b1);
    quadratic_subtract(&t1, &t1, &term);
    quadratic_square(&t2, &a->b1);
    quadratic_multiply(&term, &a->b0, &a->b2);
    quadratic_subtract(&t2, &t2, &term);
    // a0 t0 + xi (a2 t1 + a1 t2).
    quadratic_multiply(&norm, &a->b2, &t1);
    quadratic_multiply(&term, &a->b1, &t2);
    quadratic_add(&norm, &norm, &term);
    quadratic_multiply_by_nonresidue(&norm, &norm);
    quadratic_multiply(&term, &a->b0, &t0);
    quadratic_add(&norm, &norm, &term);
    medseal_fp2_inverse(&norm, &norm);
    quadratic_multiply(&result->b0, &t0, &norm);
    quadratic_multiply(&result->b1, &t1, &norm);
    quadratic_multiply(&result->b2, &t2, &norm);
}
