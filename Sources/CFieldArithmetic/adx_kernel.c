// Multiplication in Fp and Fp2 on x86-64 processors with BMI2 and ADX.
#include "base_field.h"

#if defined(__x86_64__) && defined(__linux__)

void medseal_adx_multiply(fp_t *result, const fp_t *a, const fp_t *b);
void medseal_adx_wide_multiply(wide_t *result, const fp_t *a, const fp_t *b);
void medseal_adx_wide_reduce(fp_t *result, const wide_t *a);
void medseal_adx_wide_reduce_large(fp_t *result, const wide_t *a);
void medseal_adx_quadratic_wide_multiply(wide2_t *result, const fp2_t *a, const fp2_t *b);

#define multiply medseal_adx_multiply
#define wide_multiply medseal_adx_wide_multiply
#define wide_reduce medseal_adx_wide_reduce
#define wide_reduce_large medseal_adx_wide_reduce_large
#define quadratic_wide_multiply medseal_adx_quadratic_wide_multiply

#include "quadratic_kernel.h"

const multiplication_kernel adx_kernel = {medseal_adx_multiply, medseal_adx_wide_multiply, medseal_adx_wide_reduce,
    quadratic_multiply, quadratic_square, quadratic_wide_multiply, quadratic_wide_square, quadratic_reduce,
    quadratic_reduce_large};

#endif
