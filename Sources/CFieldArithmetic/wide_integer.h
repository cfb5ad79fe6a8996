// Sums of 768-bit products, which one reduction has yet to divide by R (lazy reduction: Aranha, Karabina, Longa, Gebotys,
// López: "Faster explicit formulas for computing pairings over ordinary curves", 2011, §3).
//
// A wide integer is signed, in two's complement, and the integer itself, not a residue: sums and differences need no
// correction as long as the absolute value stays below 2 p R = 19.6 p^2, which is what a reduction takes; 2^767 is more than
// twice that. Bounds below are in multiples of p^2.
#ifndef MEDSEAL_WIDE_INTEGER_H
#define MEDSEAL_WIDE_INTEGER_H

#include "base_field.h"

static inline __attribute__((always_inline)) void wide_add(wide_t *result, const wide_t *a, const wide_t *b) {
    (void)limbs_add(result->limb, a->limb, b->limb, 12);
}

static inline __attribute__((always_inline)) void wide_subtract(wide_t *result, const wide_t *a, const wide_t *b) {
    (void)limbs_subtract(result->limb, a->limb, b->limb, 12);
}

static inline __attribute__((always_inline)) void wide2_add(wide2_t *result, const wide2_t *a, const wide2_t *b) {
    wide_add(&result->c0, &a->c0, &b->c0);
    wide_add(&result->c1, &a->c1, &b->c1);
}

static inline __attribute__((always_inline)) void wide2_subtract(wide2_t *result, const wide2_t *a, const wide2_t *b) {
    wide_subtract(&result->c0, &a->c0, &b->c0);
    wide_subtract(&result->c1, &a->c1, &b->c1);
}

/// a (1 + u) = (a0 - a1) + (a0 + a1) u; the result is not a.
static inline __attribute__((always_inline)) void wide2_multiply_by_nonresidue(wide2_t *result, const wide2_t *a) {
    wide_subtract(&result->c0, &a->c0, &a->c1);
    wide_add(&result->c1, &a->c0, &a->c1);
}

#endif
