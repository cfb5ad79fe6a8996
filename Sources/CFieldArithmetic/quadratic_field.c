// Fp2 = Fp[u]/(u^2 + 1).
#include "base_field.h"

void medseal_fp2_add(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    medseal_fp_add(&result->c0, &a->c0, &b->c0);
    medseal_fp_add(&result->c1, &a->c1, &b->c1);
}

void medseal_fp2_sub(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    medseal_fp_sub(&result->c0, &a->c0, &b->c0);
    medseal_fp_sub(&result->c1, &a->c1, &b->c1);
}

void medseal_fp2_mul(fp2_t *result, const fp2_t *a, const fp2_t *b) { kernel()->quadratic_multiply(result, a, b); }

void medseal_fp2_sqr(fp2_t *result, const fp2_t *a) { kernel()->quadratic_square(result, a); }

void medseal_fp2_mul_by_fp(fp2_t *result, const fp2_t *a, const fp_t *b) {
    fp_t factor = *b;
    medseal_fp_mul(&result->c0, &a->c0, &factor);
    medseal_fp_mul(&result->c1, &a->c1, &factor);
}

void medseal_fp2_mul_by_nonresidue(fp2_t *result, const fp2_t *a) {
    // (c0 + c1 u)(1 + u) = (c0 - c1) + (c0 + c1) u.
    fp_t difference;
    medseal_fp_sub(&difference, &a->c0, &a->c1);
    medseal_fp_add(&result->c1, &a->c0, &a->c1);
    result->c0 = difference;
}
