// G2: y^2 = x^3 + 4 (1 + u) over Fp2.
#include "quadratic_field.h"

/// 12 (1 + u) a.
static inline void quadratic_multiply_by_three_b(fp2_t *result, const fp2_t *a) {
    fp2_t four;
    quadratic_double(&four, a);
    quadratic_double(&four, &four);
    quadratic_double(result, &four);
    quadratic_add(result, result, &four);
    quadratic_multiply_by_nonresidue(result, result);
}

#define COORDINATE fp2_t
#define POINT g2_t
#define AFFINE g2_affine_t
#define FIELD(name) quadratic_##name
#define CURVE(name) medseal_g2_##name
#define DIGITS 4
#include "curve_formulas.h"

/// xi^(-(p-1)/3) = c u: the factor of x in psi, for which see ``G2/frobenius()``.
static const fp_t frobenius_x_factor = {
    0x890dc9e4867545c3, 0x2af322533285a5d5, 0x50880866309b7e2c, 0xa20d1b8c7e881024, 0x14e4f04fe2db9068, 0x14e56d3f1564853a};

/// xi^(-(p-1)/2) = c (1 - u): the factor of y.
static const fp_t frobenius_y_factor = {
    0x3e2f585da55c9ad1, 0x4294213d86c18183, 0x382844c88b623732, 0x92ad2afd19103e18, 0x1d794e4fac7cf0b9, 0x0bd592fc7d825ec8};

/// -psi(x, y) of coordinates in Fp2, (conjugate(x) c u, -conjugate(y) c' (1 - u)).
static void negated_frobenius(fp2_t *result_x, fp2_t *result_y, const fp2_t *x, const fp2_t *y) {
    // conjugate(x) u = x1 + x0 u; conjugate(y)(1 - u) = (y0 - y1) - (y0 + y1) u.
    const fp2_t rotated_x = {x->c1, x->c0};
    fp2_t rotated_y;
    base_subtract(&rotated_y.c0, &y->c1, &y->c0);
    base_add(&rotated_y.c1, &y->c0, &y->c1);
    quadratic_multiply_by_base(result_x, &rotated_x, &frobenius_x_factor);
    quadratic_multiply_by_base(result_y, &rotated_y, &frobenius_y_factor);
}

/// psi belongs to the curve itself and not to those isomorphic to it: the multiples are brought back to z = 1 first.
static void medseal_g2_fill_table(g2_affine_t table[4][16], fp2_t *z) {
    fp2_t reciprocal, squared, cubed;
    medseal_fp2_inverse(&reciprocal, z);
    quadratic_square(&squared, &reciprocal);
    quadratic_multiply(&cubed, &squared, &reciprocal);
    for (int i = 0; i < 16; i++) {
        quadratic_multiply(&table[0][i].x, &table[0][i].x, &squared);
        quadratic_multiply(&table[0][i].y, &table[0][i].y, &cubed);
    }
    for (int position = 1; position < 4; position++)
        for (int i = 0; i < 16; i++) {
            const g2_affine_t *last = &table[position - 1][i];
            negated_frobenius(&table[position][i].x, &table[position][i].y, &last->x, &last->y);
        }
    *z = (fp2_t)quadratic_one;
}

static void medseal_g2_endomorphism(g2_t *a) {
    negated_frobenius(&a->x, &a->y, &a->x, &a->y);
    quadratic_conjugate(&a->z, &a->z);
}
