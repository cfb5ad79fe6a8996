// Fp: integers modulo p in Montgomery form.
#include "base_field.h"

/// R^2 mod p: multiplying a plain integer by it gives its Montgomery form.
static const fp_t r_squared = {
    0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5, 0x67eb88a9939d83c0, 0x9a793e85b519952d, 0x11988fe592cae3aa};

/// R^3 mod p: multiplying the upper half of a wide integer by it gives its Montgomery form.
static const fp_t r_cubed = {
    0xed48ac6bd94ca1e0, 0x315f831e03a7adf8, 0x9a53352a615e29dd, 0x34c04e5e921e1761, 0x2512d43565724728, 0x0aa6346091755d4d};

/// (p + 1) / 4.
static const fp_t square_root_exponent = {
    0xee7fbfffffffeaab, 0x07aaffffac54ffff, 0xd9cc34a83dac3d89, 0xd91dd2e13ce144af, 0x92c6e9ed90d2eb35, 0x0680447a8e5ff9a6};

/// (p - 3) / 4.
static const fp_t quotient_root_exponent = {
    0xee7fbfffffffeaaa, 0x07aaffffac54ffff, 0xd9cc34a83dac3d89, 0xd91dd2e13ce144af, 0x92c6e9ed90d2eb35, 0x0680447a8e5ff9a6};

void medseal_fp_mul(fp_t *result, const fp_t *a, const fp_t *b) { base_multiply(result, a, b); }

void medseal_fp_sqr(fp_t *result, const fp_t *a) { base_square(result, a); }

/// Sliding windows of five bits; the exponent is public and steers the control flow, the base does not.
void medseal_fp_pow_public(fp_t *result, const fp_t *a, const fp_t *exponent) {
    const uint64_t *bits = limbs_in(exponent);
    // The odd powers 1, 3, …, 31.
    fp_t power[16], squared, product = base_one;
    base_square(&squared, a);
    power[0] = *a;
    for (int i = 1; i < 16; i++) base_multiply(&power[i], &power[i - 1], &squared);
    int bit = 383;
    while (bit >= 0) {
        if (!(bits[bit / 64] >> (bit % 64) & 1)) {
            base_square(&product, &product);
            bit--;
            continue;
        }
        // The longest window of at most five bits down from here that ends in a 1.
        int last = bit < 4 ? 0 : bit - 4;
        while (!(bits[last / 64] >> (last % 64) & 1)) last++;
        uint64_t window = 0;
        for (; bit >= last; bit--) {
            window = window << 1 | (bits[bit / 64] >> (bit % 64) & 1);
            base_square(&product, &product);
        }
        base_multiply(&product, &product, &power[window / 2]);
    }
    *result = product;
}

void medseal_fp_sqrt_candidate(fp_t *result, const fp_t *a) { medseal_fp_pow_public(result, a, &square_root_exponent); }

void medseal_fp_pow_p_minus_3_over_4(fp_t *result, const fp_t *a) { medseal_fp_pow_public(result, a, &quotient_root_exponent); }

void medseal_fp_from_wide(fp_t *result, const fp_t *high, const fp_t *low) {
    fp_t upper, lower;
    medseal_fp_mul(&upper, &r_cubed, high);
    medseal_fp_mul(&lower, &r_squared, low);
    *result = fp_add(upper, lower);
}

void medseal_fp_to_integer(fp_t *result, const fp_t *a) {
    static const fp_t plain_one = {1, 0, 0, 0, 0, 0};
    medseal_fp_mul(result, a, &plain_one);
}

uint64_t medseal_fp_is_canonical_integer(const fp_t *x) {
    uint64_t a[6], difference[6];
    memcpy(a, x, 48);
    return value_barrier(0 - limbs_subtract(difference, a, base_modulus, 6));
}

uint64_t medseal_fp_is_larger_half(const fp_t *x) {
    // 2 a > p exactly when a > (p - 1) / 2, p being odd.
    uint64_t a[6], difference[6];
    memcpy(a, x, 48);
    (void)limbs_add(a, a, a, 6);
    return value_barrier(limbs_subtract(difference, a, base_modulus, 6) - 1);
}
