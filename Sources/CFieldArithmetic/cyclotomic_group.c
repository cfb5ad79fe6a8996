// The subgroup of order p^4 - p^2 + 1 of Fp12*, in which the pairing's values lie.
#include "sextic_field.h"

/// (x + y s)^2 = (x^2 + xi y^2) + 2 x y s in Fp4 = Fp2[s]/(s^2 - xi), by three squares and two reductions.
static inline __attribute__((always_inline)) void quartic_square(fp2_t *c0, fp2_t *c1, const fp2_t *x, const fp2_t *y) {
    wide2_t xx, yy, cross, rotated;
    fp2_t sum;
    quadratic_wide_square(&xx, x);
    quadratic_wide_square(&yy, y);
    quadratic_add(&sum, x, y);
    quadratic_wide_square(&cross, &sum);
    wide2_subtract(&cross, &cross, &xx);
    wide2_subtract(&cross, &cross, &yy);
    quadratic_reduce(c1, &cross);
    wide2_multiply_by_nonresidue(&rotated, &yy);
    wide2_add(&xx, &xx, &rotated);
    quadratic_reduce(c0, &xx);
}

/// 3 a - 2 b.
static inline __attribute__((always_inline)) void three_minus_two(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    fp2_t difference;
    quadratic_subtract(&difference, a, b);
    quadratic_double(&difference, &difference);
    quadratic_add(result, &difference, a);
}

/// 3 a + 2 b.
static inline __attribute__((always_inline)) void three_plus_two(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    fp2_t sum;
    quadratic_add(&sum, a, b);
    quadratic_double(&sum, &sum);
    quadratic_add(result, &sum, a);
}

/// Granger, Scott: "Faster squaring in the cyclotomic subgroup of sixth degree extensions" (2010), §3.2: nine squares in Fp2.
void medseal_fp12_cyclotomic_sqr(fp12_t *result, const fp12_t *a) {
    fp2_t a0, a1, b0, b1, d0, d1;
    quartic_square(&a0, &a1, &a->c0.b0, &a->c1.b1);
    quartic_square(&b0, &b1, &a->c1.b0, &a->c0.b2);
    quartic_square(&d0, &d1, &a->c0.b1, &a->c1.b2);
    quadratic_multiply_by_nonresidue(&d1, &d1);
    three_minus_two(&result->c0.b0, &a0, &a->c0.b0);
    three_minus_two(&result->c0.b1, &b0, &a->c0.b1);
    three_minus_two(&result->c0.b2, &d0, &a->c0.b2);
    three_plus_two(&result->c1.b0, &d1, &a->c1.b0);
    three_plus_two(&result->c1.b1, &a1, &a->c1.b1);
    three_plus_two(&result->c1.b2, &b1, &a->c1.b2);
}
