// Multiplication in Fp and Fp2 on x86-64 processors with BMI2 and ADX.
#include "base_field.h"

#if defined(__x86_64__) && defined(__linux__)

void medseal_adx_multiply(fp_t *result, const fp_t *a, const fp_t *b);
void medseal_adx_sum_of_products(fp_t *result, const fp2_t *a, const fp_t *b0, const fp_t *b1);

static void square(fp_t *result, const fp_t *a) { medseal_adx_multiply(result, a, a); }

/// Each coordinate is one sum of two products with one reduction: 216 word products without any intermediate in memory
/// beat Karatsuba's 192 with it.
static void quadratic_multiply(fp2_t *result, const fp2_t *a, const fp2_t *b) {
    uint64_t b1[6], negated[6];
    memcpy(b1, &b->c1, 48);
    (void)limbs_subtract(negated, base_modulus, b1, 6);
    fp_t minus_b1;
    memcpy(&minus_b1, negated, 48);
    fp2_t product;
    medseal_adx_sum_of_products(&product.c0, a, &b->c0, &minus_b1);
    medseal_adx_sum_of_products(&product.c1, a, &b->c1, &b->c0);
    *result = product;
}

/// (a0 + a1)(a0 - a1) + 2 a0 a1 u.
static void quadratic_square(fp2_t *result, const fp2_t *x) {
    uint64_t a0[6], a1[6], sum[6], difference[6], twice[6];
    memcpy(a0, &x->c0, 48);
    memcpy(a1, &x->c1, 48);
    limbs_modular_subtract(difference, a0, a1, base_modulus, 6);
    // Both below 2 p, which the second operand of a product may be.
    (void)limbs_add(sum, a0, a1, 6);
    (void)limbs_add(twice, a0, a0, 6);
    fp_t first, second, third, fourth;
    memcpy(&first, difference, 48);
    memcpy(&second, sum, 48);
    memcpy(&third, a1, 48);
    memcpy(&fourth, twice, 48);
    medseal_adx_multiply(&result->c0, &first, &second);
    medseal_adx_multiply(&result->c1, &third, &fourth);
}

const multiplication_kernel adx_kernel = {medseal_adx_multiply, square, quadratic_multiply, quadratic_square};

#endif
