// Eight elements of Fp side by side, for AVX-512 IFMA: one instruction works on one limb of all eight.
//
// An element is eight limbs of 52 bits in Montgomery form with R = 2^416; limb[i][k] is limb i of lane k. Between
// operations every limb is below 2^52, and the value is *loose*: below a small multiple of p, which each routine states,
// and of which 2^416 leaves room for 2^35. A multiplication brings it below 1.5 p. Only what is stored as fp_t is reduced below p.
//
// Nothing here branches on a value or uses one as an address. None of it may be called unless
// medseal_field_kernel() is medseal_kernel_ifma. A result may be one of the operands.
#ifndef MEDSEAL_FIELD_LANES_H
#define MEDSEAL_FIELD_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "field_arithmetic.h"

/// To be kept at an address that is a multiple of 64, which the type does not say because Swift could not import it then.
typedef struct {
    uint64_t limb[8][8];
} fp8_t;

/// a b, below 1.5 p, of operands below 2^16 p.
void medseal_fp8_mul(fp8_t *result, const fp8_t *a, const fp8_t *b);
/// a^2, below 1.5 p, of an operand below 2^16 p.
void medseal_fp8_sqr(fp8_t *result, const fp8_t *a);
/// a b + c d with one reduction, below 1.5 p, of operands below 2^15 p.
void medseal_fp8_sum_of_products(fp8_t *result, const fp8_t *a, const fp8_t *b, const fp8_t *c, const fp8_t *d);
/// a b - c d with one reduction, below 1.5 p, of operands below 2^15 p, c below 1024 p.
void medseal_fp8_difference_of_products(fp8_t *result, const fp8_t *a, const fp8_t *b, const fp8_t *c, const fp8_t *d);
/// a + b: the bounds add up.
void medseal_fp8_add(fp8_t *result, const fp8_t *a, const fp8_t *b);
/// a - b + 1024 p, of a subtrahend below 1024 p: the bound of a grows by 1024 p.
void medseal_fp8_sub(fp8_t *result, const fp8_t *a, const fp8_t *b);
/// factor a, of a public factor below 2^11: the bound is multiplied.
void medseal_fp8_scale(fp8_t *result, const fp8_t *a, uint64_t factor);
/// a^((p-3)/4), below 1.5 p, of an operand below 2^16 p.
void medseal_fp8_pow_p_minus_3_over_4(fp8_t *result, const fp8_t *a);

/// Lane k is b's where bit k of the mask is 1, else a's; constant time in the mask.
void medseal_fp8_select(fp8_t *result, const fp8_t *a, const fp8_t *b, uint8_t mask);
/// Lane k is lane k of table[stride index[k]]; 0 for an index not below count. Reads all count entries.
void medseal_fp8_look_up(fp8_t *result, const fp8_t *table, size_t stride, size_t count, const uint64_t index[8]);

/// Bit k is 1 where lane k is 0 modulo p, of an operand below 2^16 p.
uint8_t medseal_fp8_is_zero(const fp8_t *a);
/// Bit k is the parity of the integer below p that lane k is, of an operand below 2^16 p.
uint8_t medseal_fp8_is_odd(const fp8_t *a);

/// Lane k is elements[k]; below 1.5 p.
void medseal_fp8_load(fp8_t *result, const fp_t elements[8]);
/// Every lane is the element; below 1.5 p.
void medseal_fp8_broadcast(fp8_t *result, const fp_t *element);
/// elements[k] is lane k reduced, of an operand below 2^16 p.
void medseal_fp8_store(fp_t elements[8], const fp8_t *a);

#endif
