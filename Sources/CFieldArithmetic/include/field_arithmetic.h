// Arithmetic of the fields of BLS12-381: Fp (381 bits), Fp2 = Fp[u]/(u^2 + 1) and the scalar field Fr (255 bits).
//
//   z = -0xd201000000010000        the curve's parameter
//   r = z^4 - z^2 + 1              the order of G1, G2 and GT
//   p = (z - 1)^2 r / 3 + z        the field's characteristic
//
// Every element is in Montgomery form (x is kept as x R mod p, R = 2^384; for Fr R = 2^256), little-endian limbs,
// and always fully reduced: equal elements are equal limbs. Everything in this header takes time that does not depend on
// the values, except where a name says `public`: such an operand may show in the running time.
//
// The members have names because C arrays reach Swift as tuples, and the wrappers take and give values so that Swift
// needs no pointer.
#ifndef MEDSEAL_FIELD_ARITHMETIC_H
#define MEDSEAL_FIELD_ARITHMETIC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The limbs of p, the least significant first.
#define BASE_MODULUS_0 UINT64_C(0xb9feffffffffaaab)
#define BASE_MODULUS_1 UINT64_C(0x1eabfffeb153ffff)
#define BASE_MODULUS_2 UINT64_C(0x6730d2a0f6b0f624)
#define BASE_MODULUS_3 UINT64_C(0x64774b84f38512bf)
#define BASE_MODULUS_4 UINT64_C(0x4b1ba7b6434bacd7)
#define BASE_MODULUS_5 UINT64_C(0x1a0111ea397fe69a)

/// An element of Fp, below p, in Montgomery form; or, where said, a plain 384-bit integer.
typedef struct {
    uint64_t l0, l1, l2, l3, l4, l5;
} fp_t;

/// c0 + c1 u with u^2 = -1.
typedef struct {
    fp_t c0, c1;
} fp2_t;

/// b0 + b1 v + b2 v^2 with v^3 = 1 + u.
typedef struct {
    fp2_t b0, b1, b2;
} fp6_t;

/// c0 + c1 w with w^2 = v.
typedef struct {
    fp6_t c0, c1;
} fp12_t;

/// An element of Fr, below r, in Montgomery form; or, where said, a plain 256-bit integer.
typedef struct {
    uint64_t l0, l1, l2, l3;
} fr_t;

// Out-of-line routines. The result may be one of the operands.

void medseal_fp_mul(fp_t *result, const fp_t *a, const fp_t *b);
void medseal_fp_sqr(fp_t *result, const fp_t *a);
void medseal_fp_pow_public(fp_t *result, const fp_t *a, const fp_t *exponent);
void medseal_fp_inverse(fp_t *result, const fp_t *a);
void medseal_fp_sqrt_candidate(fp_t *result, const fp_t *a);
void medseal_fp_pow_p_minus_3_over_4(fp_t *result, const fp_t *a);
void medseal_fp_from_wide(fp_t *result, const fp_t *high, const fp_t *low);
void medseal_fp_to_integer(fp_t *result, const fp_t *a);
uint64_t medseal_fp_is_canonical_integer(const fp_t *a);
uint64_t medseal_fp_is_larger_half(const fp_t *a);

void medseal_fp2_mul(fp2_t *result, const fp2_t *a, const fp2_t *b);
void medseal_fp2_sqr(fp2_t *result, const fp2_t *a);
void medseal_fp2_mul_by_fp(fp2_t *result, const fp2_t *a, const fp_t *b);

void medseal_fp2_inverse(fp2_t *result, const fp2_t *a);

void medseal_fp6_mul(fp6_t *result, const fp6_t *a, const fp6_t *b);
void medseal_fp6_sqr(fp6_t *result, const fp6_t *a);
void medseal_fp6_inverse(fp6_t *result, const fp6_t *a);

void medseal_fp12_mul(fp12_t *result, const fp12_t *a, const fp12_t *b);
void medseal_fp12_sqr(fp12_t *result, const fp12_t *a);
void medseal_fp12_inverse(fp12_t *result, const fp12_t *a);
void medseal_fp12_conjugate(fp12_t *result, const fp12_t *a);
/// a = b where the mask is all ones.
void medseal_fp12_assign(fp12_t *restrict a, const fp12_t *restrict b, uint64_t mask);
void medseal_fp12_frobenius(fp12_t *result, const fp12_t *a);
/// The square of an element of the cyclotomic subgroup.
void medseal_fp12_cyclotomic_sqr(fp12_t *result, const fp12_t *a);
/// The power |z| of an element of the cyclotomic subgroup.
void medseal_fp12_cyclotomic_power_z(fp12_t *result, const fp12_t *a);
/// The power d0 + d1 |z| + d2 |z|^2 + d3 |z|^3 of an element of order r, the digits being the limbs.
void medseal_gt_power(fp12_t *result, const fp12_t *a, const fr_t *digits);
/// The same with a table of the powers d 64^w of the element, at 32 w + d - 1 for d = 1…32 and w = 0…10.
void medseal_gt_power_fixed_base(fp12_t *result, const fp12_t *table, const fr_t *digits);

/// A point of the curve of G1 in homogeneous coordinates, x/z and y/z; the identity is (0 : 1 : 0).
typedef struct {
    fp_t x, y, z;
} g1_t;

/// (x, y), or (0, 0) for the identity.
typedef struct {
    fp_t x, y;
} g1_affine_t;

/// A point of the curve of G2, the twist, in homogeneous coordinates.
typedef struct {
    fp2_t x, y, z;
} g2_t;

/// (x, y), or (0, 0) for the identity.
typedef struct {
    fp2_t x, y;
} g2_affine_t;

void medseal_g1_add(g1_t *result, const g1_t *a, const g1_t *b);
void medseal_g1_add_affine(g1_t *result, const g1_t *a, const g1_affine_t *b);
void medseal_g1_double(g1_t *result, const g1_t *a);
/// The product with |z|, of any point of the curve, in time that may show which; public points only.
void medseal_g1_multiply_by_parameter_public(g1_t *result, const g1_t *a);
/// (d0 + d1 z^2) a of a point of order r, d0 in the lower two limbs, d1 in the upper two, both below z^2, and the sum
/// below r; constant time in the digits and the point.
void medseal_g1_multiply(g1_t *result, const g1_t *a, const fr_t *digits);
/// The same with a table of the multiples d 64^w of the point, at 32 w + d - 1 for d = 1…32 and w = 0…21.
void medseal_g1_multiply_fixed_base(g1_t *result, const g1_affine_t *table, const fr_t *digits);

void medseal_g2_add(g2_t *result, const g2_t *a, const g2_t *b);
void medseal_g2_add_affine(g2_t *result, const g2_t *a, const g2_affine_t *b);
void medseal_g2_double(g2_t *result, const g2_t *a);
/// The product with |z|, of any point of the curve, in time that may show which; public points only.
void medseal_g2_multiply_by_parameter_public(g2_t *result, const g2_t *a);
/// (d0 + d1 |z| + d2 |z|^2 + d3 |z|^3) a of a point of order r, the digits being the limbs, below |z|, and the sum below r;
/// constant time in the digits and the point.
void medseal_g2_multiply(g2_t *result, const g2_t *a, const fr_t *digits);
/// The same with a table of the multiples d 64^w of the point, at 32 w + d - 1 for d = 1…32 and w = 0…10.
void medseal_g2_multiply_fixed_base(g2_t *result, const g2_affine_t *table, const fr_t *digits);

/// What a line of the Miller loop needs of a point (x, y) of G1: -x, -3 x and y.
typedef struct {
    fp_t minus_x, minus_three_x, y;
} line_argument_t;

/// t = 2 t, and f times the tangent at t.
void medseal_miller_double(fp12_t *f, g2_t *t, const line_argument_t *p);
/// t = t + q, and f times the chord.
void medseal_miller_add(fp12_t *f, g2_t *t, const g2_affine_t *q, const line_argument_t *p);

void medseal_fr_add(fr_t *result, const fr_t *a, const fr_t *b);
void medseal_fr_sub(fr_t *result, const fr_t *a, const fr_t *b);
void medseal_fr_mul(fr_t *result, const fr_t *a, const fr_t *b);
void medseal_fr_inverse(fr_t *result, const fr_t *a);
void medseal_fr_from_wide(fr_t *result, const fr_t *high, const fr_t *low);
void medseal_fr_to_integer(fr_t *result, const fr_t *a);
uint64_t medseal_fr_is_canonical_integer(const fr_t *a);
void medseal_fr_digits_base_z(fr_t *digits, const fr_t *a);

/// The multiplication kernels.
typedef enum {
    medseal_kernel_portable = 0,
    /// x86-64 with BMI2 and ADX.
    medseal_kernel_adx = 1,
    /// The same, and AVX-512 IFMA for eight operations side by side: field_lanes.h.
    medseal_kernel_ifma = 2
} medseal_kernel;

/// The kernel in use: the fastest that the processor has, chosen when the program is loaded, or the one that the environment
/// variable MEDSEAL_KERNEL names, `portable`, `adx` or `ifma`.
medseal_kernel medseal_field_kernel(void);

/// Changes the kernel, for tests and benchmarks; gives the one in use afterwards, which is a lesser one if the
/// processor lacks what was asked for. Every kernel gives the same results.
medseal_kernel medseal_field_select_kernel(medseal_kernel wanted);

/// Overwrites memory with zeros; the barrier keeps the optimiser from dropping the write to memory about to be freed.
static inline void wipe_memory(void *bytes, size_t count) {
    memset(bytes, 0, count);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

// Values for Swift.

/// Hides where a mask came from, so that the optimiser cannot turn a masked selection back into a branch.
static inline uint64_t value_barrier(uint64_t x) {
    __asm__("" : "+r"(x));
    return x;
}

/// All ones if a = b, else 0.
static inline uint64_t mask_if_equal(uint64_t a, uint64_t b) {
    uint64_t x = a ^ b;
    return value_barrier(((x | (0 - x)) >> 63) - 1);
}

/// b where the mask is all ones, a where it is 0.
static inline uint64_t limb_select(uint64_t a, uint64_t b, uint64_t mask) { return a ^ (mask & (a ^ b)); }

static inline fp_t fp_select(fp_t a, fp_t b, uint64_t mask) {
    mask = value_barrier(mask);
    fp_t result = {limb_select(a.l0, b.l0, mask), limb_select(a.l1, b.l1, mask), limb_select(a.l2, b.l2, mask),
        limb_select(a.l3, b.l3, mask), limb_select(a.l4, b.l4, mask), limb_select(a.l5, b.l5, mask)};
    return result;
}

static inline fp2_t fp2_select(fp2_t a, fp2_t b, uint64_t mask) {
    fp2_t result = {fp_select(a.c0, b.c0, mask), fp_select(a.c1, b.c1, mask)};
    return result;
}

static inline fr_t fr_select(fr_t a, fr_t b, uint64_t mask) {
    mask = value_barrier(mask);
    fr_t result = {limb_select(a.l0, b.l0, mask), limb_select(a.l1, b.l1, mask), limb_select(a.l2, b.l2, mask),
        limb_select(a.l3, b.l3, mask)};
    return result;
}

/// All ones if a = b, else 0.
static inline uint64_t fp_equal(fp_t a, fp_t b) {
    return mask_if_equal((a.l0 ^ b.l0) | (a.l1 ^ b.l1) | (a.l2 ^ b.l2) | (a.l3 ^ b.l3) | (a.l4 ^ b.l4) | (a.l5 ^ b.l5), 0);
}

static inline uint64_t fr_equal(fr_t a, fr_t b) {
    return mask_if_equal((a.l0 ^ b.l0) | (a.l1 ^ b.l1) | (a.l2 ^ b.l2) | (a.l3 ^ b.l3), 0);
}

// Sums and differences are inlined: called, they would take less time than their operands take through memory.

static inline fp_t fp_add(fp_t a, fp_t b) {
    unsigned long long c, k;
    fp_t s, d;
    s.l0 = __builtin_addcll(a.l0, b.l0, 0, &c);
    s.l1 = __builtin_addcll(a.l1, b.l1, c, &c);
    s.l2 = __builtin_addcll(a.l2, b.l2, c, &c);
    s.l3 = __builtin_addcll(a.l3, b.l3, c, &c);
    s.l4 = __builtin_addcll(a.l4, b.l4, c, &c);
    s.l5 = __builtin_addcll(a.l5, b.l5, c, &c);
    d.l0 = __builtin_subcll(s.l0, BASE_MODULUS_0, 0, &k);
    d.l1 = __builtin_subcll(s.l1, BASE_MODULUS_1, k, &k);
    d.l2 = __builtin_subcll(s.l2, BASE_MODULUS_2, k, &k);
    d.l3 = __builtin_subcll(s.l3, BASE_MODULUS_3, k, &k);
    d.l4 = __builtin_subcll(s.l4, BASE_MODULUS_4, k, &k);
    d.l5 = __builtin_subcll(s.l5, BASE_MODULUS_5, k, &k);
    return fp_select(d, s, 0 - k);
}

static inline fp_t fp_sub(fp_t a, fp_t b) {
    unsigned long long c, k;
    fp_t d;
    d.l0 = __builtin_subcll(a.l0, b.l0, 0, &k);
    d.l1 = __builtin_subcll(a.l1, b.l1, k, &k);
    d.l2 = __builtin_subcll(a.l2, b.l2, k, &k);
    d.l3 = __builtin_subcll(a.l3, b.l3, k, &k);
    d.l4 = __builtin_subcll(a.l4, b.l4, k, &k);
    d.l5 = __builtin_subcll(a.l5, b.l5, k, &k);
    uint64_t mask = value_barrier(0 - k);
    d.l0 = __builtin_addcll(d.l0, BASE_MODULUS_0 & mask, 0, &c);
    d.l1 = __builtin_addcll(d.l1, BASE_MODULUS_1 & mask, c, &c);
    d.l2 = __builtin_addcll(d.l2, BASE_MODULUS_2 & mask, c, &c);
    d.l3 = __builtin_addcll(d.l3, BASE_MODULUS_3 & mask, c, &c);
    d.l4 = __builtin_addcll(d.l4, BASE_MODULUS_4 & mask, c, &c);
    d.l5 = __builtin_addcll(d.l5, BASE_MODULUS_5 & mask, c, &c);
    return d;
}

static inline fp_t fp_mul(fp_t a, fp_t b) {
    fp_t c;
    medseal_fp_mul(&c, &a, &b);
    return c;
}
static inline fp_t fp_sqr(fp_t a) {
    fp_t c;
    medseal_fp_sqr(&c, &a);
    return c;
}
/// 1/a, and 0 for 0.
static inline fp_t fp_inverse(fp_t a) {
    fp_t c;
    medseal_fp_inverse(&c, &a);
    return c;
}
/// a^((p+1)/4): a square root of a, if there is one, since p = 3 mod 4.
static inline fp_t fp_sqrt_candidate(fp_t a) {
    fp_t c;
    medseal_fp_sqrt_candidate(&c, &a);
    return c;
}
static inline fp_t fp_pow_p_minus_3_over_4(fp_t a) {
    fp_t c;
    medseal_fp_pow_p_minus_3_over_4(&c, &a);
    return c;
}
/// high 2^384 + low mod p, of two plain 384-bit integers, in Montgomery form.
static inline fp_t fp_from_wide(fp_t high, fp_t low) {
    fp_t c;
    medseal_fp_from_wide(&c, &high, &low);
    return c;
}
/// The plain integer below p.
static inline fp_t fp_to_integer(fp_t a) {
    fp_t c;
    medseal_fp_to_integer(&c, &a);
    return c;
}
/// All ones if the plain integer a is below p, else 0.
static inline uint64_t fp_is_canonical_integer(fp_t a) { return medseal_fp_is_canonical_integer(&a); }
/// All ones if the plain integer a is above (p-1)/2, else 0.
static inline uint64_t fp_is_larger_half(fp_t a) { return medseal_fp_is_larger_half(&a); }

static inline fp2_t fp2_add(fp2_t a, fp2_t b) {
    fp2_t c = {fp_add(a.c0, b.c0), fp_add(a.c1, b.c1)};
    return c;
}
static inline fp2_t fp2_sub(fp2_t a, fp2_t b) {
    fp2_t c = {fp_sub(a.c0, b.c0), fp_sub(a.c1, b.c1)};
    return c;
}
static inline fp2_t fp2_mul(fp2_t a, fp2_t b) {
    fp2_t c;
    medseal_fp2_mul(&c, &a, &b);
    return c;
}
static inline fp2_t fp2_sqr(fp2_t a) {
    fp2_t c;
    medseal_fp2_sqr(&c, &a);
    return c;
}
static inline fp2_t fp2_mul_by_fp(fp2_t a, fp_t b) {
    fp2_t c;
    medseal_fp2_mul_by_fp(&c, &a, &b);
    return c;
}

/// 1/a, and 0 for 0.
static inline fp2_t fp2_inverse(fp2_t a) {
    fp2_t c;
    medseal_fp2_inverse(&c, &a);
    return c;
}

static inline fr_t fr_add(fr_t a, fr_t b) {
    fr_t c;
    medseal_fr_add(&c, &a, &b);
    return c;
}
static inline fr_t fr_sub(fr_t a, fr_t b) {
    fr_t c;
    medseal_fr_sub(&c, &a, &b);
    return c;
}
static inline fr_t fr_mul(fr_t a, fr_t b) {
    fr_t c;
    medseal_fr_mul(&c, &a, &b);
    return c;
}
/// 1/a, and 0 for 0.
static inline fr_t fr_inverse(fr_t a) {
    fr_t c;
    medseal_fr_inverse(&c, &a);
    return c;
}
/// high 2^256 + low mod r, of two plain 256-bit integers, in Montgomery form.
static inline fr_t fr_from_wide(fr_t high, fr_t low) {
    fr_t c;
    medseal_fr_from_wide(&c, &high, &low);
    return c;
}
/// The plain integer below r.
static inline fr_t fr_to_integer(fr_t a) {
    fr_t c;
    medseal_fr_to_integer(&c, &a);
    return c;
}
/// All ones if the plain integer a is below r, else 0.
static inline uint64_t fr_is_canonical_integer(fr_t a) { return medseal_fr_is_canonical_integer(&a); }
/// The four digits d of a = d0 + d1 |z| + d2 |z|^2 + d3 |z|^3, each below |z|: four are enough since r < |z|^4.
static inline fr_t fr_digits_base_z(fr_t a) {
    fr_t c;
    medseal_fr_digits_base_z(&c, &a);
    return c;
}

#endif
