// Fp2 = Fp[u]/(u^2 + 1).
#include "base_field.h"

void medseal_fp2_mul(fp2_t *result, const fp2_t *a, const fp2_t *b) { kernel()->quadratic_multiply(result, a, b); }

void medseal_fp2_sqr(fp2_t *result, const fp2_t *a) { kernel()->quadratic_square(result, a); }

void medseal_fp2_mul_by_fp(fp2_t *result, const fp2_t *a, const fp_t *b) {
    fp_t factor = *b;
    medseal_fp_mul(&result->c0, &a->c0, &factor);
    medseal_fp_mul(&result->c1, &a->c1, &factor);
}
