// The modulus p and the kernels of its multiplication.
#ifndef MEDSEAL_BASE_FIELD_H
#define MEDSEAL_BASE_FIELD_H

#include <stdatomic.h>

#include "limbs.h"

/// p = (z - 1)^2 (z^4 - z^2 + 1) / 3 + z.
static const uint64_t base_modulus[6] = {
    BASE_MODULUS_0, BASE_MODULUS_1, BASE_MODULUS_2, BASE_MODULUS_3, BASE_MODULUS_4, BASE_MODULUS_5,
};

/// -1/p mod 2^64.
static const uint64_t base_negative_inverse = 0x89f3fffcfffcfffd;

/// A 768-bit product before its reduction.
typedef struct { uint64_t limb[12]; } wide_t;

/// The multiplications of one kernel.
typedef struct {
    /// a b / R mod p, of a < p and any b < R.
    void (*multiply)(fp_t *result, const fp_t *a, const fp_t *b);
    /// a^2 / R mod p, of a < p.
    void (*square)(fp_t *result, const fp_t *a);
    /// (a0 + a1 u)(b0 + b1 u), of reduced operands.
    void (*quadratic_multiply)(fp2_t *result, const fp2_t *a, const fp2_t *b);
    /// (a0 + a1 u)^2, of a reduced operand.
    void (*quadratic_square)(fp2_t *result, const fp2_t *a);
} multiplication_kernel;

extern const multiplication_kernel portable_kernel;

#if defined(__x86_64__) && defined(__linux__)
extern const multiplication_kernel adx_kernel;
#endif

/// The kernel in use. Atomic, so that a test may change it while other tests compute: any kernel gives the same results.
extern const multiplication_kernel *_Atomic current_kernel;

static inline const multiplication_kernel *kernel(void) {
    return atomic_load_explicit(&current_kernel, memory_order_relaxed);
}

#endif
