// Fp2 = Fp[u]/(u^2 + 1), for Swift.
#include "quadratic_field.h"

void medseal_fp2_mul(fp2_t *result, const fp2_t *a, const fp2_t *b) { quadratic_multiply(result, a, b); }

void medseal_fp2_sqr(fp2_t *result, const fp2_t *a) { quadratic_square(result, a); }

void medseal_fp2_mul_by_fp(fp2_t *result, const fp2_t *a, const fp_t *b) { quadratic_multiply_by_base(result, a, b); }

void medseal_fp2_inverse(fp2_t *result, const fp2_t *a) {
    // The conjugate over the norm c0^2 + c1^2.
    fp_t norm, square;
    base_square(&norm, &a->c0);
    base_square(&square, &a->c1);
    base_add(&norm, &norm, &square);
    medseal_fp_inverse(&norm, &norm);
    fp2_t conjugate;
    quadratic_conjugate(&conjugate, a);
    quadratic_multiply_by_base(result, &conjugate, &norm);
}
