// Multi-precision building blocks, without branches on values.
#ifndef MEDSEAL_LIMBS_H
#define MEDSEAL_LIMBS_H

#include <stdint.h>
#include <string.h>

#include "field_arithmetic.h"

__extension__ typedef unsigned __int128 uint128_t;

/// The low half of t + a b + carry, which never overflows 128 bits; the high half is the new carry.
static inline uint64_t multiply_add(uint64_t t, uint64_t a, uint64_t b, uint64_t *carry) {
    uint128_t sum = (uint128_t)a * b + t + *carry;
    *carry = (uint64_t)(sum >> 64);
    return (uint64_t)sum;
}

// The carry builtins, and not 128-bit sums, are what the compiler turns into chains of adc and sbb.

/// carry is 0 or 1, before and after.
static inline uint64_t add_with_carry(uint64_t a, uint64_t b, uint64_t *carry) {
    unsigned long long carry_out;
    uint64_t sum = __builtin_addcll(a, b, *carry, &carry_out);
    *carry = carry_out;
    return sum;
}

/// borrow is 0 or 1, before and after.
static inline uint64_t subtract_with_borrow(uint64_t a, uint64_t b, uint64_t *borrow) {
    unsigned long long borrow_out;
    uint64_t difference = __builtin_subcll(a, b, *borrow, &borrow_out);
    *borrow = borrow_out;
    return difference;
}

/// result = a + b over n limbs; gives the carry.
static inline __attribute__((always_inline)) uint64_t limbs_add(uint64_t *result, const uint64_t *a, const uint64_t *b, int n) {
    uint64_t carry = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) result[i] = add_with_carry(a[i], b[i], &carry);
    return carry;
}

/// result = a - b over n limbs; gives the borrow.
static inline __attribute__((always_inline)) uint64_t limbs_subtract(
    uint64_t *result, const uint64_t *a, const uint64_t *b, int n) {
    uint64_t borrow = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) result[i] = subtract_with_borrow(a[i], b[i], &borrow);
    return borrow;
}

/// a = kept where the mask is all ones, else as it is, for two limbs.
static inline __attribute__((always_inline)) void limbs_replace_pair(uint64_t *a, const uint64_t *kept, uint64_t mask) {
#if defined(__x86_64__)
    // Three instructions instead of six; a conditional move takes the same time either way.
    __asm__("testq %4, %4\n\tcmovneq %2, %0\n\tcmovneq %3, %1"
            : "+r"(a[0]), "+r"(a[1])
            : "rm"(kept[0]), "rm"(kept[1]), "r"(mask)
            : "cc");
#else
    a[0] = limb_select(a[0], kept[0], mask);
    a[1] = limb_select(a[1], kept[1], mask);
#endif
}

/// a -= modulus if a >= modulus. Wants a < 2 modulus < 2^(64 n), and n even.
static inline __attribute__((always_inline)) void limbs_reduce_once(uint64_t *a, const uint64_t *modulus, int n) {
    uint64_t reduced[12];
    uint64_t keep = value_barrier(0 - limbs_subtract(reduced, a, modulus, n));
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i += 2) {
        limbs_replace_pair(reduced + i, a + i, keep);
        a[i] = reduced[i];
        a[i + 1] = reduced[i + 1];
    }
}

// The next two compute in a local array, which the compiler keeps in registers: the result may be an operand.

/// result = a + b mod modulus, of reduced operands; wants 2 modulus < 2^(64 n).
static inline __attribute__((always_inline)) void limbs_modular_add(
    uint64_t *result, const uint64_t *a, const uint64_t *b, const uint64_t *modulus, int n) {
    uint64_t t[6];
    (void)limbs_add(t, a, b, n);
    limbs_reduce_once(t, modulus, n);
    memcpy(result, t, 8 * (unsigned)n);
}

/// result = a - b mod modulus, of reduced operands.
static inline __attribute__((always_inline)) void limbs_modular_subtract(
    uint64_t *result, const uint64_t *a, const uint64_t *b, const uint64_t *modulus, int n) {
    uint64_t t[6];
    uint64_t mask = value_barrier(0 - limbs_subtract(t, a, b, n));
    uint64_t carry = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) t[i] = add_with_carry(t[i], modulus[i] & mask, &carry);
    memcpy(result, t, 8 * (unsigned)n);
}

/// result = a b / 2^(64 n) mod modulus, by Montgomery's method, one limb of b at a time.
///
/// Wants a b < modulus 2^(64 n) and a + 2 modulus < 2^(64 n). With t the running sum, t < a + modulus + 1 after each step, so no
/// limb beyond the n-th is needed, and after the last t < 2 modulus.
static inline __attribute__((always_inline)) void limbs_montgomery_multiply(
    uint64_t *result, const uint64_t *a, const uint64_t *b, const uint64_t *modulus, uint64_t negative_inverse, int n) {
    uint64_t t[6] = {0};
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) {
        uint64_t product_carry = 0, reduction_carry = 0;
        uint64_t low = multiply_add(t[0], a[0], b[i], &product_carry);
        uint64_t factor = low * negative_inverse;
        (void)multiply_add(low, factor, modulus[0], &reduction_carry);
#pragma clang loop unroll(full)
        for (int j = 1; j < n; j++) {
            uint64_t limb = multiply_add(t[j], a[j], b[i], &product_carry);
            t[j - 1] = multiply_add(limb, factor, modulus[j], &reduction_carry);
        }
        t[n - 1] = product_carry + reduction_carry;
    }
    limbs_reduce_once(t, modulus, n);
    memcpy(result, t, 8 * (unsigned)n);
}

#endif
