// The steps of the Miller loop of the optimal ate pairing.
//
// The twist's (x, y) is (x/w^2, y/w^3) on the curve over Fp12, so the line of slope lambda/w through T, at P and times w^3, is
// (lambda xT - yT) - lambda xP w^2 + yP w^3. w^3 lies in Fp4, whose elements the final exponentiation sends to 1, and so do
// the denominators of lambda, which lie in Fp2.
//
// Formulas: Costello, Lange, Naehrig: "Faster pairing computations on curves with high-degree twists" (2010), in the form of
// Aranha, Karabina, Longa, Gebotys, López (2011), §4, here without their divisions by 2: the new T is four times theirs.
#include "sextic_field.h"

/// l0 + l2 w^2 + l3 w^3, up to factors that the final exponentiation removes.
typedef struct {
    fp2_t l0, l2, l3;
} line_t;

/// f times a line: 13 products in Fp2, by Karatsuba's method over f.c0 + f.c1 w.
static void multiply_by_line(fp12_t *f, const line_t *line) {
    wide6_t low, high, cross;
    fp6_t sum;
    fp2_t l23;
    sextic_add(&sum, &f->c0, &f->c1);
    quadratic_add(&l23, &line->l2, &line->l3);
    sextic_wide_multiply_by_two_terms(&low, &f->c0, &line->l0, &line->l2);
    sextic_wide_multiply_by_one_term(&high, &f->c1, &line->l3);
    sextic_wide_multiply_by_two_terms(&cross, &sum, &line->l0, &l23);
    wide6_subtract(&cross, &cross, &low);
    wide6_subtract(&cross, &cross, &high);
    sextic_reduce_large(&f->c1, &cross);
    wide6_add_times_v(&low, &low, &high);
    sextic_reduce_large(&f->c0, &low);
}

void medseal_miller_double(fp12_t *f, g2_t *t, const line_argument_t *p) {
    fp2_t xx, yy, zz, bzz, three_bzz, two_xy, two_yz, sum, difference, term;
    line_t line;
    quadratic_square(&xx, &t->x);
    quadratic_square(&yy, &t->y);
    quadratic_square(&zz, &t->z);
    quadratic_add(&sum, &t->x, &t->y);
    quadratic_square(&two_xy, &sum);
    quadratic_subtract(&two_xy, &two_xy, &xx);
    quadratic_subtract(&two_xy, &two_xy, &yy);
    quadratic_add(&sum, &t->y, &t->z);
    quadratic_square(&two_yz, &sum);
    quadratic_subtract(&two_yz, &two_yz, &yy);
    quadratic_subtract(&two_yz, &two_yz, &zz);
    // 3 b z^2 = 12 (1 + u) z^2.
    quadratic_multiply_by_nonresidue(&bzz, &zz);
    quadratic_double(&bzz, &bzz);
    quadratic_double(&bzz, &bzz);
    quadratic_double(&term, &bzz);
    quadratic_add(&bzz, &bzz, &term);
    quadratic_double(&three_bzz, &bzz);
    quadratic_add(&three_bzz, &three_bzz, &bzz);

    // The tangent, times 2 y z of the old T: (y^2 - 3 b z^2) - 3 x^2 xP w^2 + 2 y z yP w^3.
    quadratic_subtract(&line.l0, &yy, &bzz);
    quadratic_multiply_by_base(&line.l2, &xx, &p->minus_three_x);
    quadratic_multiply_by_base(&line.l3, &two_yz, &p->y);

    // x = 2 x y (y^2 - 9 b z^2), y = (y^2 + 9 b z^2)^2 - 12 (3 b z^2)^2, z = 4 y^2 * 2 y z.
    quadratic_subtract(&difference, &yy, &three_bzz);
    quadratic_multiply(&t->x, &two_xy, &difference);
    quadratic_multiply(&t->z, &yy, &two_yz);
    quadratic_double(&t->z, &t->z);
    quadratic_double(&t->z, &t->z);
    quadratic_add(&sum, &yy, &three_bzz);
    quadratic_square(&t->y, &sum);
    quadratic_square(&term, &bzz);
    quadratic_double(&sum, &term);
    quadratic_add(&term, &sum, &term);
    quadratic_double(&term, &term);
    quadratic_double(&term, &term);
    quadratic_subtract(&t->y, &t->y, &term);

    multiply_by_line(f, &line);
}

void medseal_miller_add(fp12_t *f, g2_t *t, const g2_affine_t *q, const line_argument_t *p) {
    fp2_t theta, lambda, squared_lambda, cubed_lambda, g, h, term;
    line_t line;
    quadratic_multiply(&term, &q->y, &t->z);
    quadratic_subtract(&theta, &t->y, &term);
    quadratic_multiply(&term, &q->x, &t->z);
    quadratic_subtract(&lambda, &t->x, &term);

    // The chord, times the denominator of its slope.
    quadratic_multiply(&line.l0, &theta, &q->x);
    quadratic_multiply(&term, &lambda, &q->y);
    quadratic_subtract(&line.l0, &line.l0, &term);
    quadratic_multiply_by_base(&line.l2, &theta, &p->minus_x);
    quadratic_multiply_by_base(&line.l3, &lambda, &p->y);

    quadratic_square(&squared_lambda, &lambda);
    quadratic_multiply(&cubed_lambda, &squared_lambda, &lambda);
    quadratic_multiply(&g, &t->x, &squared_lambda);
    quadratic_square(&h, &theta);
    quadratic_multiply(&h, &h, &t->z);
    quadratic_add(&h, &h, &cubed_lambda);
    quadratic_subtract(&h, &h, &g);
    quadratic_subtract(&h, &h, &g);
    quadratic_multiply(&t->x, &lambda, &h);
    quadratic_subtract(&g, &g, &h);
    quadratic_multiply(&g, &theta, &g);
    quadratic_multiply(&term, &cubed_lambda, &t->y);
    quadratic_subtract(&t->y, &g, &term);
    quadratic_multiply(&t->z, &t->z, &cubed_lambda);

    multiply_by_line(f, &line);
}
