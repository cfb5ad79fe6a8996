// The group law of y^2 = x^3 + b over Fp or Fp2, and multiplication. Included with these macros defined:
//
//   COORDINATE     fp_t or fp2_t
//   POINT          the struct of x, y, z: homogeneous coordinates, x/z and y/z; the identity is (0 : 1 : 0)
//   AFFINE         the struct of x, y
//   FIELD(name)    base_name or quadratic_name
//   CURVE(name)    the name of the group's function
//   DIGITS         how many digits a scalar has in the base of the endomorphism: 2 of 128 bits or 4 of 64
//
// Two kinds of coordinates. What leaves a function here is homogeneous, by the complete formulas of Renes, Costello, Batina:
// "Complete addition formulas for prime order elliptic curves" (2016), for a = 0, which hold for every two points as long as
// the curve has no point of order 2; the orders of both curves, cofactors included, are odd. Chains of doublings run in
// Jacobian coordinates, x/z^2 and y/z^3, whose formulas (Bernstein, Lange: Explicit-Formulas Database) are cheaper, but not
// complete: each user says why no exception can meet it. Neither kind needs b but in FIELD(multiply_by_three_b), and Jacobian
// formulas need no b at all: they hold on every curve y^2 = x^3 + b', in particular on those isomorphic to the curve.

#include "booth_digit.h"

typedef struct {
    COORDINATE x, y, z;
} CURVE(jacobian_t);

static const POINT CURVE(identity) = {{0}, FIELD(one), {0}};

/// The multiples of the images of the point under the powers of the endomorphism, from those of the point in table[0], and the z of
/// ``multiples`` that goes with all of them then.
static void CURVE(fill_table)(AFFINE table[DIGITS][16], COORDINATE *z);

/// The product with the base of the digits: |z|^2 or |z|.
static void CURVE(endomorphism)(POINT *a);

static inline __attribute__((always_inline)) void CURVE(assign)(POINT *a, const POINT *b, uint64_t mask) {
    FIELD(assign)(&a->x, &b->x, mask);
    FIELD(assign)(&a->y, &b->y, mask);
    FIELD(assign)(&a->z, &b->z, mask);
}

/// The common end of Algorithms 7 and 8: bzz = 3 b z1 z2, xy = x1 y2 + x2 y1, and so on.
static void CURVE(complete_sum)(POINT *result, const COORDINATE *xx, const COORDINATE *yy, const COORDINATE *bzz,
    const COORDINATE *xy, const COORDINATE *yz, const COORDINATE *xz) {
    COORDINATE three_xx, plus, minus, bxz, term;
    FIELD(add)(&three_xx, xx, xx);
    FIELD(add)(&three_xx, &three_xx, xx);
    FIELD(add)(&plus, yy, bzz);
    FIELD(subtract)(&minus, yy, bzz);
    FIELD(multiply_by_three_b)(&bxz, xz);
    FIELD(difference_of_products)(&result->x, xy, &minus, yz, &bxz);
    FIELD(sum_of_products)(&term, &minus, &plus, &bxz, &three_xx);
    FIELD(sum_of_products)(&result->z, &plus, yz, &three_xx, xy);
    result->y = term;
}

/// (x1 + y1)(x2 + y2) - x1 x2 - y1 y2.
static inline __attribute__((always_inline)) void CURVE(cross_terms)(COORDINATE *result, const COORDINATE *x1,
    const COORDINATE *y1, const COORDINATE *x2, const COORDINATE *y2, const COORDINATE *xx, const COORDINATE *yy) {
    COORDINATE left, right;
    FIELD(add_unreduced)(&left, x1, y1);
    FIELD(add_unreduced)(&right, x2, y2);
    FIELD(multiply)(result, &left, &right);
    FIELD(subtract)(result, result, xx);
    FIELD(subtract)(result, result, yy);
}

/// Algorithm 7.
void CURVE(add)(POINT *result, const POINT *a, const POINT *b) {
    COORDINATE xx, yy, zz, xy, yz, xz;
    FIELD(multiply)(&xx, &a->x, &b->x);
    FIELD(multiply)(&yy, &a->y, &b->y);
    FIELD(multiply)(&zz, &a->z, &b->z);
    CURVE(cross_terms)(&xy, &a->x, &a->y, &b->x, &b->y, &xx, &yy);
    CURVE(cross_terms)(&yz, &a->y, &a->z, &b->y, &b->z, &yy, &zz);
    CURVE(cross_terms)(&xz, &a->x, &a->z, &b->x, &b->z, &xx, &zz);
    FIELD(multiply_by_three_b)(&zz, &zz);
    CURVE(complete_sum)(result, &xx, &yy, &zz, &xy, &yz, &xz);
}

/// Algorithm 8, in which the identity, (0, 0), has no place: it is selected.
void CURVE(add_affine)(POINT *result, const POINT *a, const AFFINE *b) {
    COORDINATE xx, yy, bzz, xy, yz, xz;
    const POINT unchanged = *a;
    const uint64_t is_identity = FIELD(zero_mask)(&b->x) & FIELD(zero_mask)(&b->y);
    FIELD(multiply)(&xx, &a->x, &b->x);
    FIELD(multiply)(&yy, &a->y, &b->y);
    CURVE(cross_terms)(&xy, &a->x, &a->y, &b->x, &b->y, &xx, &yy);
    FIELD(multiply)(&yz, &b->y, &a->z);
    FIELD(add)(&yz, &yz, &a->y);
    FIELD(multiply)(&xz, &b->x, &a->z);
    FIELD(add)(&xz, &xz, &a->x);
    FIELD(multiply_by_three_b)(&bzz, &a->z);
    CURVE(complete_sum)(result, &xx, &yy, &bzz, &xy, &yz, &xz);
    CURVE(assign)(result, &unchanged, is_identity);
}

/// Algorithm 9.
void CURVE(double)(POINT *result, const POINT *a) {
    COORDINATE yy, bzz, eight_yy, difference, xy, yz, sum, term;
    FIELD(square)(&yy, &a->y);
    FIELD(square)(&bzz, &a->z);
    FIELD(multiply_by_three_b)(&bzz, &bzz);
    FIELD(add)(&eight_yy, &yy, &yy);
    FIELD(add)(&eight_yy, &eight_yy, &eight_yy);
    FIELD(add)(&eight_yy, &eight_yy, &eight_yy);
    FIELD(add)(&difference, &bzz, &bzz);
    FIELD(add)(&difference, &difference, &bzz);
    FIELD(subtract)(&difference, &yy, &difference);
    FIELD(multiply)(&xy, &a->x, &a->y);
    FIELD(multiply)(&yz, &a->y, &a->z);
    FIELD(multiply)(&term, &difference, &xy);
    FIELD(add)(&result->x, &term, &term);
    FIELD(add)(&sum, &yy, &bzz);
    FIELD(sum_of_products)(&result->y, &difference, &sum, &bzz, &eight_yy);
    FIELD(multiply)(&result->z, &eight_yy, &yz);
}

/// a = 2 a (dbl-2009-l, with 4 x y^2 as a product). Holds for every point.
static void CURVE(jacobian_double)(CURVE(jacobian_t) *a) {
    COORDINATE xx, yy, yyyy, d, e, term;
    FIELD(square)(&xx, &a->x);
    FIELD(square)(&yy, &a->y);
    FIELD(multiply)(&a->z, &a->y, &a->z);
    FIELD(add)(&a->z, &a->z, &a->z);
    FIELD(square)(&yyyy, &yy);
    FIELD(multiply)(&d, &a->x, &yy);
    FIELD(add)(&d, &d, &d);
    FIELD(add)(&d, &d, &d);
    FIELD(add)(&e, &xx, &xx);
    FIELD(add)(&e, &e, &xx);
    FIELD(square)(&term, &e);
    FIELD(subtract)(&term, &term, &d);
    FIELD(subtract)(&a->x, &term, &d);
    FIELD(subtract)(&d, &d, &a->x);
    FIELD(multiply)(&d, &e, &d);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(subtract)(&a->y, &d, &yyyy);
}

/// The rest of a sum a + b of which h = x2 z1^2 - x1 and r = y2 z1^3 - y1 are known: 8 products and 3 squares in all.
static inline __attribute__((always_inline)) void CURVE(jacobian_finish_sum)(
    CURVE(jacobian_t) *a, const COORDINATE *h, const COORDINATE *r) {
    COORDINATE hh, hhh, v, x;
    FIELD(square)(&hh, h);
    FIELD(multiply)(&hhh, h, &hh);
    FIELD(multiply)(&v, &a->x, &hh);
    FIELD(square)(&x, r);
    FIELD(subtract)(&x, &x, &hhh);
    FIELD(subtract)(&x, &x, &v);
    FIELD(subtract)(&x, &x, &v);
    FIELD(subtract)(&v, &v, &x);
    FIELD(difference_of_products)(&a->y, r, &v, &a->y, &hhh);
    FIELD(multiply)(&a->z, &a->z, h);
    a->x = x;
}

/// h = x2 z1^2 - x1 and r = y2 z1^3 - y1.
static inline __attribute__((always_inline)) void CURVE(jacobian_differences)(
    COORDINATE *h, COORDINATE *r, const CURVE(jacobian_t) *a, const AFFINE *b) {
    COORDINATE zz;
    FIELD(square)(&zz, &a->z);
    FIELD(multiply)(h, &b->x, &zz);
    FIELD(subtract)(h, h, &a->x);
    FIELD(multiply)(&zz, &zz, &a->z);
    FIELD(multiply)(r, &b->y, &zz);
    FIELD(subtract)(r, r, &a->y);
}

/// a = a + b where a or b, as (0, 0), may be the identity, but a is not b; constant time. a = -b gives the identity.
/// Never inlined, so that the check in Tests/ConstantTime finds it.
static __attribute__((noinline)) void CURVE(jacobian_add_distinct)(CURVE(jacobian_t) *a, const AFFINE *b) {
    COORDINATE h, r;
    const CURVE(jacobian_t) unchanged = *a;
    const CURVE(jacobian_t) other = {b->x, b->y, FIELD(one)};
    const uint64_t b_is_identity = FIELD(zero_mask)(&b->x) & FIELD(zero_mask)(&b->y);
    const uint64_t a_is_identity = FIELD(zero_mask)(&a->z);
    CURVE(jacobian_differences)(&h, &r, a, b);
    CURVE(jacobian_finish_sum)(a, &h, &r);
    FIELD(assign)(&a->x, &other.x, a_is_identity);
    FIELD(assign)(&a->y, &other.y, a_is_identity);
    FIELD(assign)(&a->z, &other.z, a_is_identity);
    FIELD(assign)(&a->x, &unchanged.x, b_is_identity);
    FIELD(assign)(&a->y, &unchanged.y, b_is_identity);
    FIELD(assign)(&a->z, &unchanged.z, b_is_identity);
}

/// a = a + b for any a and any b but the identity, in time that shows which case it was: public points only.
static void CURVE(jacobian_add_public)(CURVE(jacobian_t) *a, const AFFINE *b) {
    COORDINATE h, r;
    if (FIELD(zero_mask)(&a->z)) {
        a->x = b->x;
        a->y = b->y;
        a->z = (COORDINATE)FIELD(one);
        return;
    }
    CURVE(jacobian_differences)(&h, &r, a, b);
    if (FIELD(zero_mask)(&h) && FIELD(zero_mask)(&r))
        CURVE(jacobian_double)(a);
    else
        CURVE(jacobian_finish_sum)(a, &h, &r);
}

/// (x z, y z^2) of a homogeneous point: its affine image on the curve y^2 = x^3 + b z^6, isomorphic by z. (0, 0) for the
/// identity.
static void CURVE(isomorphic_affine)(AFFINE *result, const POINT *a) {
    COORDINATE zz;
    FIELD(square)(&zz, &a->z);
    FIELD(multiply)(&result->x, &a->x, &a->z);
    FIELD(multiply)(&result->y, &a->y, &zz);
}

/// The homogeneous point (x z : y : z^3) of a Jacobian one; (0 : y : 0) with y other than 0 for the identity.
static void CURVE(homogeneous)(POINT *result, const CURVE(jacobian_t) *a) {
    COORDINATE zz;
    FIELD(square)(&zz, &a->z);
    FIELD(multiply)(&result->x, &a->x, &a->z);
    result->y = a->y;
    FIELD(multiply)(&result->z, &zz, &a->z);
}

/// The same point in Jacobian coordinates: (x z, y z^2, z), and (1, 1, 0) for the identity.
static void CURVE(jacobian)(CURVE(jacobian_t) *result, const POINT *a) {
    static const COORDINATE one = FIELD(one);
    AFFINE isomorphic;
    const uint64_t is_identity = FIELD(zero_mask)(&a->z);
    CURVE(isomorphic_affine)(&isomorphic, a);
    result->x = isomorphic.x;
    result->y = isomorphic.y;
    result->z = a->z;
    FIELD(assign)(&result->x, &one, is_identity);
    FIELD(assign)(&result->y, &one, is_identity);
}

void CURVE(multiply_by_parameter_public)(POINT *result, const POINT *a) {
    const uint64_t parameter = 0xd201000000010000;
    if (FIELD(zero_mask)(&a->z)) {
        *result = *a;
        return;
    }
    // On the isomorphic curve, where the point is affine; its z comes back at the end.
    AFFINE base;
    CURVE(isomorphic_affine)(&base, a);
    CURVE(jacobian_t) sum = {base.x, base.y, FIELD(one)};
    for (int bit = 62; bit >= 0; bit--) {
        CURVE(jacobian_double)(&sum);
        if (parameter >> bit & 1) CURVE(jacobian_add_public)(&sum, &base);
    }
    FIELD(multiply)(&sum.z, &sum.z, &a->z);
    CURVE(homogeneous)(result, &sum);
}

/// The multiples 1 to 16 of a point (x, y), as affine points of the curve isomorphic by the factor z that is returned: the
/// multiple is (x/z^2, y/z^3). Wants a point of order above 17, or (0, 0).
///
/// Co-z additions of the point to its multiples (Goundar, Joye, Miyaji: "Co-Z addition formulae and binary ladders on elliptic
/// curves", 2010, Algorithms 1 and 3): each divides out a factor of z, and these factors then bring all multiples to the
/// last one's z.
static void CURVE(multiples)(AFFINE *multiple, COORDINATE *z, const AFFINE *point) {
    COORDINATE factor[16], xx, yy, yyyy, d, e, term;
    // 2 P and P with the z of 2 P, 2 y.
    FIELD(square)(&xx, &point->x);
    FIELD(square)(&yy, &point->y);
    FIELD(square)(&yyyy, &yy);
    FIELD(multiply)(&d, &point->x, &yy);
    FIELD(add)(&d, &d, &d);
    FIELD(add)(&d, &d, &d);
    FIELD(add)(&e, &xx, &xx);
    FIELD(add)(&e, &e, &xx);
    FIELD(square)(&term, &e);
    FIELD(subtract)(&term, &term, &d);
    FIELD(subtract)(&multiple[1].x, &term, &d);
    FIELD(subtract)(&term, &d, &multiple[1].x);
    FIELD(multiply)(&term, &e, &term);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(add)(&yyyy, &yyyy, &yyyy);
    FIELD(subtract)(&multiple[1].y, &term, &yyyy);
    AFFINE base = {d, yyyy};
    FIELD(add)(&factor[1], &point->y, &point->y);

    // i P + P, and P with the z of the sum: their old z times the difference of their x.
    for (int i = 2; i < 16; i++) {
        const AFFINE *last = &multiple[i - 1];
        COORDINATE squared, w1, w2, slope;
        FIELD(subtract)(&factor[i], &base.x, &last->x);
        FIELD(square)(&squared, &factor[i]);
        FIELD(multiply)(&w1, &base.x, &squared);
        FIELD(multiply)(&w2, &last->x, &squared);
        FIELD(subtract)(&slope, &base.y, &last->y);
        FIELD(subtract)(&term, &w1, &w2);
        FIELD(multiply)(&base.y, &base.y, &term);
        FIELD(square)(&term, &slope);
        FIELD(subtract)(&term, &term, &w1);
        FIELD(subtract)(&multiple[i].x, &term, &w2);
        FIELD(subtract)(&term, &w1, &multiple[i].x);
        FIELD(multiply)(&term, &slope, &term);
        FIELD(subtract)(&multiple[i].y, &term, &base.y);
        base.x = w1;
    }

    COORDINATE ratio = factor[15], squared, cubed;
    multiple[0] = *point;
    for (int i = 14; i >= 0; i--) {
        FIELD(square)(&squared, &ratio);
        FIELD(multiply)(&cubed, &squared, &ratio);
        FIELD(multiply)(&multiple[i].x, &multiple[i].x, &squared);
        FIELD(multiply)(&multiple[i].y, &multiple[i].y, &cubed);
        if (i > 0) FIELD(multiply)(&ratio, &ratio, &factor[i]);
    }
    *z = ratio;
}

/// digit times the point of a table of its multiples 1 to `count`; (0, 0) for 0. Reads all entries.
void CURVE(select_multiple)(AFFINE *result, const AFFINE *multiple, int count, booth_digit digit) {
    AFFINE chosen = {0};
    uint64_t *limb = (uint64_t *)&chosen;
    for (int i = 0; i < count; i++) {
        const uint64_t mask = mask_if_equal((uint64_t)i + 1, digit.magnitude), *entry = (const uint64_t *)&multiple[i];
        for (unsigned j = 0; j < sizeof chosen / 8; j++) limb[j] |= entry[j] & mask;
    }
    COORDINATE negated;
    FIELD(negate)(&negated, &chosen.y);
    FIELD(assign)(&chosen.y, &negated, digit.sign);
    *result = chosen;
}

/// Interleaved windows of five bits over the digits (Straus 1964; Gallant, Lambert, Vanstone 2001; Galbraith, Lin, Scott
/// 2009). Windows but the last are added in Jacobian coordinates.
///
/// No exception meets these: the sum before an addition of d e^j P is (Σ a_i e^i) P with |a_i| <= m / 32 + 16, m being the
/// base of the digits and e the endomorphism. If it were d e^j P without all a_i being those of d e^j, the difference
/// would be a vector (c_i) other than 0 with Σ c_i m^i = 0 mod r. Read as c_0 + c_1 e + …, it lies in a prime ideal over r of the
/// ring of sixth (two digits) or twelfth roots of unity (four), so its norm is at least r, which by the inequality
/// of the means bounds max |c_i| from below by m / sqrt(3) and m / sqrt(6). And if all a_i are those of d e^j, then
/// 32 divides d, and d = 0 is selected. The last window takes the complete formulas.
void CURVE(multiply)(POINT *result, const POINT *a, const fr_t *digits) {
    const int windows = 256 / DIGITS / 5 + 1;
    AFFINE table[DIGITS][16], base, chosen;
    COORDINATE z, cubed_z;
    uint64_t digit[4];
    memcpy(digit, digits, sizeof digit);
    CURVE(isomorphic_affine)(&base, a);
    CURVE(multiples)(table[0], &z, &base);
    FIELD(multiply)(&z, &z, &a->z);
    CURVE(fill_table)(table, &z);
    CURVE(jacobian_t) sum = {FIELD(one), FIELD(one), {0}};
    for (int w = windows - 1; w > 0; w--) {
        for (int position = 0; position < DIGITS; position++) {
            const uint64_t bits = booth_window(digit + 4 / DIGITS * position, 4 / DIGITS, w, 5);
            CURVE(select_multiple)(&chosen, table[position], 16, booth_digit_of(bits, 5));
            CURVE(jacobian_add_distinct)(&sum, &chosen);
        }
        for (int i = 0; i < 5; i++) CURVE(jacobian_double)(&sum);
    }
    // Back on the curve itself, which (x, y) of the table enters as (x z : y : z^3).
    POINT point, term;
    FIELD(multiply)(&sum.z, &sum.z, &z);
    CURVE(homogeneous)(&point, &sum);
    FIELD(square)(&cubed_z, &z);
    FIELD(multiply)(&cubed_z, &cubed_z, &z);
    for (int position = 0; position < DIGITS; position++) {
        const uint64_t bits = booth_window(digit + 4 / DIGITS * position, 4 / DIGITS, 0, 5);
        CURVE(select_multiple)(&chosen, table[position], 16, booth_digit_of(bits, 5));
        FIELD(multiply)(&term.x, &chosen.x, &z);
        term.y = chosen.y;
        term.z = cubed_z;
        CURVE(assign)(&term, &CURVE(identity), FIELD(zero_mask)(&chosen.x) & FIELD(zero_mask)(&chosen.y));
        CURVE(add)(&point, &point, &term);
    }
    CURVE(assign)(&point, &CURVE(identity), FIELD(zero_mask)(&a->z));
    *result = point;
    wipe_memory(table, sizeof table);
    wipe_memory(digit, sizeof digit);
}

/// The multiples d 64^w P for d = 1…32 and every window w of a digit: a product takes additions only, and by Horner's rule over the
/// digits one table serves all of them.
///
/// As in the multiplication above, an exception is a vector other than 0 in the lattice of Σ c_i m^i = 0 mod r, here with
/// c_i between 0 and m for i > 0 and |c_0| <= 33 * 64^w. Below the last window that is less than m / 4, so the sum is 0, which
/// makes every c_i 0, or r = 1 - m^2 + m^4 (r = 1 - m + m^2 for two digits), which makes c_0 = 1 and all of the scalar but its
/// lowest digit r - 1: the lowest digit is then 0 and so is everything selected for it. The last window of each digit
/// takes the complete formulas.
void CURVE(multiply_fixed_base)(POINT *result, const AFFINE *table, const fr_t *digits) {
    const int windows = 256 / DIGITS / 6 + 1;
    POINT sum = CURVE(identity);
    CURVE(jacobian_t) jacobian;
    AFFINE chosen;
    uint64_t digit[4];
    memcpy(digit, digits, sizeof digit);
    for (int position = DIGITS - 1; position >= 0; position--) {
        if (position < DIGITS - 1) CURVE(endomorphism)(&sum);
        CURVE(jacobian)(&jacobian, &sum);
        for (int w = 0; w < windows; w++) {
            const uint64_t bits = booth_window(digit + 4 / DIGITS * position, 4 / DIGITS, w, 6);
            CURVE(select_multiple)(&chosen, table + 32 * w, 32, booth_digit_of(bits, 6));
            if (w < windows - 1) CURVE(jacobian_add_distinct)(&jacobian, &chosen);
        }
        CURVE(homogeneous)(&sum, &jacobian);
        CURVE(add_affine)(&sum, &sum, &chosen);
    }
    *result = sum;
    wipe_memory(digit, sizeof digit);
    wipe_memory(&chosen, sizeof chosen);
    wipe_memory(&jacobian, sizeof jacobian);
}
