// G1: y^2 = x^3 + 4 over Fp.
#include "wide_integer.h"

static inline void base_sum_of_products(fp_t *result, const fp_t *a, const fp_t *b, const fp_t *c, const fp_t *d) {
    wide_t first, second;
    kernel()->wide_multiply(&first, a, b);
    kernel()->wide_multiply(&second, c, d);
    wide_add(&first, &first, &second);
    kernel()->wide_reduce(result, &first);
}

static inline void base_difference_of_products(fp_t *result, const fp_t *a, const fp_t *b, const fp_t *c, const fp_t *d) {
    wide_t first, second;
    kernel()->wide_multiply(&first, a, b);
    kernel()->wide_multiply(&second, c, d);
    wide_subtract(&first, &first, &second);
    kernel()->wide_reduce(result, &first);
}

/// 12 a.
static inline void base_multiply_by_three_b(fp_t *result, const fp_t *a) {
    fp_t four;
    base_double(&four, a);
    base_double(&four, &four);
    base_double(result, &four);
    base_add(result, result, &four);
}

#define COORDINATE fp_t
#define POINT g1_t
#define AFFINE g1_affine_t
#define FIELD(name) base_##name
#define CURVE(name) medseal_g1_##name
#define DIGITS 2
#include "curve_formulas.h"

/// 2^((p-1)/3): the beta of |z|^2 (x, y) = (beta x, -y), for which see ``G1/endomorphism()``.
static const fp_t cube_root_of_unity = {
    0x30f1361b798a64e8, 0xf3b8ddab7ece5a2a, 0x16a8ca3ac61577f7, 0xc26a2ff874fd029b, 0x3636b76660701c6e, 0x051ba4ab241b6160};

/// The endomorphism is the same on every curve isomorphic to the curve.
static void medseal_g1_fill_table(g1_affine_t table[2][16], fp_t *z) {
    (void)z;
    for (int i = 0; i < 16; i++) {
        base_multiply(&table[1][i].x, &table[0][i].x, &cube_root_of_unity);
        base_negate(&table[1][i].y, &table[0][i].y);
    }
}

static void medseal_g1_endomorphism(g1_t *a) {
    base_multiply(&a->x, &a->x, &cube_root_of_unity);
    base_negate(&a->y, &a->y);
}
