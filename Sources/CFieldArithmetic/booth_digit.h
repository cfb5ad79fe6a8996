// Booth's signed digits of five bits, and windows of them.
#ifndef MEDSEAL_BOOTH_DIGIT_H
#define MEDSEAL_BOOTH_DIGIT_H

#include "field_arithmetic.h"

/// Bits b-1 b0 … b(n-1) stand for b-1 + b0 + 2 b1 + … - 2^(n-1) b(n-1): a magnitude of at most 2^(n-1), and all ones for the sign of a
/// negative one.
typedef struct {
    uint64_t magnitude, sign;
} booth_digit;

/// Of a window of `width` + 1 bits.
static inline booth_digit booth_digit_of(uint64_t bits, int width) {
    const uint64_t sign = value_barrier(0 - (bits >> width));
    const uint64_t value = (bits >> 1) + (bits & 1) - (bits >> width << width);
    booth_digit digit = {(value ^ sign) - sign, sign};
    return digit;
}

/// Bits `width` w - 1 to `width` (w + 1) - 1 of an integer of little-endian limbs; 0 beyond its ends. The position is public.
static inline uint64_t booth_window(const uint64_t *integer, int limbs, int w, int width) {
    const int low = width * w - 1;
    const uint64_t mask = ((uint64_t)2 << width) - 1;
    if (w == 0) return integer[0] << 1 & mask;
    uint64_t bits = integer[low / 64] >> (low % 64);
    if (low % 64 + width >= 64 && low / 64 + 1 < limbs) bits |= integer[low / 64 + 1] << (64 - low % 64);
    return bits & mask;
}

#endif
