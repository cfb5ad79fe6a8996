// The modulus p, sums modulo p, and the kernels of the multiplication.
#ifndef MEDSEAL_BASE_FIELD_H
#define MEDSEAL_BASE_FIELD_H

#include <stdatomic.h>

#include "limbs.h"

/// p = (z - 1)^2 (z^4 - z^2 + 1) / 3 + z.
static const uint64_t base_modulus[6] = {
    BASE_MODULUS_0, BASE_MODULUS_1, BASE_MODULUS_2, BASE_MODULUS_3, BASE_MODULUS_4, BASE_MODULUS_5};

/// -1/p mod 2^64.
static const uint64_t base_negative_inverse = 0x89f3fffcfffcfffd;

/// R mod p: the Montgomery form of 1. A macro, so that constants can be made with it.
#define base_one \
    { 0x760900000002fffd, 0xebf4000bc40c0002, 0x5f48985753c758ba, 0x77ce585370525745, 0x5c071a97a256ec6d, 0x15f65ec3fa80e493 }

static inline uint64_t *limbs_of(fp_t *x) { return &x->l0; }
static inline const uint64_t *limbs_in(const fp_t *x) { return &x->l0; }

// Sums and differences. An operand or result is below p unless a bound is given; R = 2^384 > 9 p leaves room for sums that
// are not reduced, and a product takes any operands whose own product is below p R > 9 p^2.

static inline __attribute__((always_inline)) void base_add(fp_t *result, const fp_t *a, const fp_t *b) {
    limbs_modular_add(limbs_of(result), limbs_in(a), limbs_in(b), base_modulus, 6);
}

static inline __attribute__((always_inline)) void base_subtract(fp_t *result, const fp_t *a, const fp_t *b) {
    limbs_modular_subtract(limbs_of(result), limbs_in(a), limbs_in(b), base_modulus, 6);
}

static inline __attribute__((always_inline)) void base_double(fp_t *result, const fp_t *a) { base_add(result, a, a); }

static inline __attribute__((always_inline)) void base_negate(fp_t *result, const fp_t *a) {
    static const fp_t zero;
    base_subtract(result, &zero, a);
}

/// a + b as integers: the bounds of a and b add up to at most 9 p.
static inline __attribute__((always_inline)) void base_add_unreduced(fp_t *result, const fp_t *a, const fp_t *b) {
    (void)limbs_add(limbs_of(result), limbs_in(a), limbs_in(b), 6);
}

/// a = b where the mask is all ones.
static inline __attribute__((always_inline)) void base_assign(fp_t *a, const fp_t *b, uint64_t mask) {
    for (int i = 0; i < 6; i += 2) limbs_replace_pair(limbs_of(a) + i, limbs_in(b) + i, mask);
}

/// All ones if a = 0, else 0.
static inline __attribute__((always_inline)) uint64_t base_zero_mask(const fp_t *a) {
    return mask_if_equal(a->l0 | a->l1 | a->l2 | a->l3 | a->l4 | a->l5, 0);
}

/// The kernel in use. Atomic, so that a test may change it while other tests compute: any kernel gives the same results.
typedef struct multiplication_kernel multiplication_kernel;
extern const multiplication_kernel *_Atomic current_kernel;

static inline const multiplication_kernel *kernel(void) { return atomic_load_explicit(&current_kernel, memory_order_relaxed); }

/// A product, or a sum of products, before its reduction: a signed integer of 768 bits in two's complement.
typedef struct {
    uint64_t limb[12];
} wide_t;

/// c0 + c1 u before its reduction.
typedef struct {
    wide_t c0, c1;
} wide2_t;

/// The multiplications of one kernel.
struct multiplication_kernel {
    /// a b / R mod p, of a b < p R.
    void (*multiply)(fp_t *result, const fp_t *a, const fp_t *b);
    /// a b as an integer, of any a, b < R.
    void (*wide_multiply)(wide_t *result, const fp_t *a, const fp_t *b);
    /// a / R mod p, of |a| < p R.
    void (*wide_reduce)(fp_t *result, const wide_t *a);
    /// (a0 + a1 u)(b0 + b1 u), of coordinates below 2 p.
    void (*quadratic_multiply)(fp2_t *result, const fp2_t *a, const fp2_t *b);
    /// (a0 + a1 u)^2, of coordinates below p.
    void (*quadratic_square)(fp2_t *result, const fp2_t *a);
    /// (a0 + a1 u)(b0 + b1 u) as integers. Of coordinates below k p and l p, k, l <= 2: c0 is between -k l p^2 and k l p^2, c1
    /// between 0 and 2 k l p^2.
    void (*quadratic_wide_multiply)(wide2_t *result, const fp2_t *a, const fp2_t *b);
    /// (a0 + a1 u)^2, of coordinates below p: c0 mod p and between 0 and 2 p^2, c1 as an integer, between 0 and 2 p^2.
    void (*quadratic_wide_square)(wide2_t *result, const fp2_t *a);
    /// a / R mod p in both coordinates, of absolute values below p R.
    void (*quadratic_reduce)(fp2_t *result, const wide2_t *a);
    /// The same, of absolute values below 2 p R.
    void (*quadratic_reduce_large)(fp2_t *result, const wide2_t *a);
};

/// a b / R mod p, of a b < p R.
static inline void base_multiply(fp_t *result, const fp_t *a, const fp_t *b) { kernel()->multiply(result, a, b); }

/// A squaring of its own, with 21 products of limbs instead of 36, was measured and was no faster.
static inline void base_square(fp_t *result, const fp_t *a) { kernel()->multiply(result, a, a); }

extern const multiplication_kernel portable_kernel;

#if defined(__x86_64__) && defined(__linux__)
extern const multiplication_kernel adx_kernel;
#endif

#endif
