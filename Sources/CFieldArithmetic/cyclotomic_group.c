// The subgroup of order p^4 - p^2 + 1 of Fp12*, in which the pairing's values lie.
#include "booth_digit.h"
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

/// Of the pairs (x, y) = (c1.b0, c0.b2) and (s, t) = (c0.b1, c1.b2), their part of the square, which may overwrite them.
static inline __attribute__((always_inline)) void square_compressed(
    fp2_t *x, fp2_t *y, fp2_t *s, fp2_t *t, const fp2_t *old_x, const fp2_t *old_y, const fp2_t *old_s, const fp2_t *old_t) {
    fp2_t b0, b1, d0, d1;
    quartic_square(&b0, &b1, old_x, old_y);
    quartic_square(&d0, &d1, old_s, old_t);
    quadratic_multiply_by_nonresidue(&d1, &d1);
    three_minus_two(s, &b0, old_s);
    three_minus_two(y, &d0, old_y);
    three_plus_two(x, &d1, old_x);
    three_plus_two(t, &b1, old_t);
}

/// Granger, Scott: "Faster squaring in the cyclotomic subgroup of sixth degree extensions" (2010), §3.2: nine squares in Fp2.
void medseal_fp12_cyclotomic_sqr(fp12_t *result, const fp12_t *a) {
    fp2_t a0, a1;
    quartic_square(&a0, &a1, &a->c0.b0, &a->c1.b1);
    square_compressed(&result->c1.b0, &result->c0.b2, &result->c0.b1, &result->c1.b2, &a->c1.b0, &a->c0.b2, &a->c0.b1, &a->c1.b2);
    three_minus_two(&result->c0.b0, &a0, &a->c0.b0);
    three_plus_two(&result->c1.b1, &a1, &a->c1.b1);
}

/// An element without its coefficients of 1 and w^3, which the others determine: g2 w + g3 w^4 + g4 w^2 + g5 w^5 (Karabina:
/// "Squaring in cyclotomic subgroups", 2013; in the coordinates of Aranha, Karabina, Longa, Gebotys, López 2011, §5.2).
typedef struct {
    fp2_t g2, g3, g4, g5;
} compressed_t;

/// The numerator and the denominator of g1: xi g5^2 + 3 g4^2 - 2 g3 and 4 g2, or, if g2 = 0, 2 g4 g5 and g3. Both are 0 for 1 only:
/// with g2 = g3 = 0, x^(p^4) x = x^(p^2) makes g4 and g5 vanish, and 1 is the one element of the subgroup in Fp4.
static void decompression_quotient(fp2_t *numerator, fp2_t *denominator, const compressed_t *a) {
    fp2_t term;
    quadratic_square(numerator, &a->g5);
    quadratic_multiply_by_nonresidue(numerator, numerator);
    quadratic_square(&term, &a->g4);
    quadratic_subtract(&term, &term, &a->g3);
    quadratic_add(numerator, numerator, &term);
    quadratic_add(numerator, numerator, &term);
    quadratic_add(&term, &term, &a->g3);
    quadratic_add(numerator, numerator, &term);
    quadratic_double(denominator, &a->g2);
    quadratic_double(denominator, denominator);
    quadratic_multiply(&term, &a->g4, &a->g5);
    quadratic_double(&term, &term);
    const uint64_t is_zero = quadratic_zero_mask(&a->g2);
    quadratic_assign(numerator, &term, is_zero);
    quadratic_assign(denominator, &a->g3, is_zero);
}

/// g0 = xi (2 g1^2 + g2 g5 - 3 g3 g4) + 1, in which g2 = 0 takes no exception.
static void decompress(fp12_t *result, const compressed_t *a, const fp2_t *g1) {
    static const fp2_t one = quadratic_one;
    fp2_t sum, term;
    quadratic_square(&sum, g1);
    quadratic_multiply(&term, &a->g3, &a->g4);
    quadratic_subtract(&sum, &sum, &term);
    quadratic_double(&sum, &sum);
    quadratic_subtract(&sum, &sum, &term);
    quadratic_multiply(&term, &a->g2, &a->g5);
    quadratic_add(&sum, &sum, &term);
    quadratic_multiply_by_nonresidue(&sum, &sum);
    quadratic_add(&result->c0.b0, &sum, &one);
    result->c0.b1 = a->g4;
    result->c0.b2 = a->g3;
    result->c1.b0 = a->g2;
    result->c1.b1 = *g1;
    result->c1.b2 = a->g5;
}

/// 63 compressed squares, of which the six that |z| = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16 consists of are decompressed with one
/// inversion for all (Montgomery's trick), and five products.
void medseal_fp12_cyclotomic_power_z(fp12_t *result, const fp12_t *a) {
    static const int place[6] = {16, 48, 57, 60, 62, 63};
    static const fp2_t one = quadratic_one;
    compressed_t power = {a->c1.b0, a->c0.b2, a->c0.b1, a->c1.b2}, kept[6];
    int squares = 0;
    for (int i = 0; i < 6; i++) {
        for (; squares < place[i]; squares++) {
            square_compressed(&power.g2, &power.g3, &power.g4, &power.g5, &power.g2, &power.g3, &power.g4, &power.g5);
        }
        kept[i] = power;
    }
    // A denominator is 0 in all six or in none, as it is for 1 only: no power of another element, whose order is odd, is 1.
    fp2_t numerator[6], denominator[6], product[6], inverse, g1;
    product[0] = one;
    for (int i = 0; i < 6; i++) {
        decompression_quotient(&numerator[i], &denominator[i], &kept[i]);
        if (i > 0) quadratic_multiply(&product[i], &product[i - 1], &denominator[i - 1]);
    }
    quadratic_multiply(&inverse, &product[5], &denominator[5]);
    medseal_fp2_inverse(&inverse, &inverse);
    fp12_t factor, sum;
    for (int i = 5; i >= 0; i--) {
        quadratic_multiply(&g1, &inverse, &product[i]);
        quadratic_multiply(&g1, &g1, &numerator[i]);
        quadratic_multiply(&inverse, &inverse, &denominator[i]);
        decompress(i == 5 ? &sum : &factor, &kept[i], &g1);
        if (i < 5) medseal_fp12_mul(&sum, &sum, &factor);
    }
    *result = sum;
}

/// The power `digit` of an element from a table of its powers 1 to `count`; 1 for 0. Reads all entries.
static __attribute__((noinline)) void select_power(fp12_t *result, const fp12_t *power, int count, booth_digit digit) {
    static const fp12_t one = {{quadratic_one, {{0}, {0}}, {{0}, {0}}}, {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}}};
    fp12_t chosen;
    uint64_t *limb = (uint64_t *)&chosen, mask = mask_if_equal(0, digit.magnitude);
    for (unsigned j = 0; j < sizeof chosen / 8; j++) limb[j] = ((const uint64_t *)&one)[j] & mask;
    for (int i = 0; i < count; i++) {
        const uint64_t *entry = (const uint64_t *)&power[i];
        mask = mask_if_equal((uint64_t)i + 1, digit.magnitude);
        for (unsigned j = 0; j < sizeof chosen / 8; j++) limb[j] |= entry[j] & mask;
    }
    fp6_t negated;
    sextic_negate(&negated, &chosen.c1);
    quadratic_assign(&chosen.c1.b0, &negated.b0, digit.sign);
    quadratic_assign(&chosen.c1.b1, &negated.b1, digit.sign);
    quadratic_assign(&chosen.c1.b2, &negated.b2, digit.sign);
    *result = chosen;
}

/// x^|z| = 1/x^p of an element of order r, as p = z mod r and z < 0.
static void power_by_frobenius(fp12_t *a) {
    medseal_fp12_frobenius(a, a);
    medseal_fp12_conjugate(a, a);
}

/// Interleaved windows of five bits (Straus 1964), and in each Horner's rule over the digits, whose base is a Frobenius power
/// (Galbraith, Scott: "Exponentiation in pairing-friendly groups using homomorphisms", 2008).
void medseal_gt_power(fp12_t *result, const fp12_t *a, const fr_t *digits) {
    fp12_t power[16], factor, chosen, product;
    uint64_t digit[4];
    memcpy(digit, digits, sizeof digit);
    power[0] = *a;
    for (int i = 1; i < 16; i++) {
        if (i % 2 == 1)
            medseal_fp12_cyclotomic_sqr(&power[i], &power[i / 2]);
        else
            medseal_fp12_mul(&power[i], &power[i - 1], a);
    }
    for (int w = 12; w >= 0; w--) {
        select_power(&factor, power, 16, booth_digit_of(booth_window(digit + 3, 1, w, 5), 5));
        for (int position = 2; position >= 0; position--) {
            power_by_frobenius(&factor);
            select_power(&chosen, power, 16, booth_digit_of(booth_window(digit + position, 1, w, 5), 5));
            medseal_fp12_mul(&factor, &factor, &chosen);
        }
        if (w == 12) {
            product = factor;
            continue;
        }
        for (int i = 0; i < 5; i++) medseal_fp12_cyclotomic_sqr(&product, &product);
        medseal_fp12_mul(&product, &product, &factor);
    }
    *result = product;
    wipe_memory(power, sizeof power);
    wipe_memory(digit, sizeof digit);
    wipe_memory(&chosen, sizeof chosen);
    wipe_memory(&factor, sizeof factor);
}

void medseal_gt_power_fixed_base(fp12_t *result, const fp12_t *table, const fr_t *digits) {
    fp12_t product, chosen;
    uint64_t digit[4];
    memcpy(digit, digits, sizeof digit);
    for (int position = 3; position >= 0; position--) {
        if (position < 3) power_by_frobenius(&product);
        for (int w = 0; w < 11; w++) {
            select_power(&chosen, table + 32 * w, 32, booth_digit_of(booth_window(digit + position, 1, w, 6), 6));
            if (position == 3 && w == 0)
                product = chosen;
            else
                medseal_fp12_mul(&product, &product, &chosen);
        }
    }
    *result = product;
    wipe_memory(digit, sizeof digit);
    wipe_memory(&chosen, sizeof chosen);
}
