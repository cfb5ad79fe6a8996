import CFieldArithmetic

/// A scalar in the base of a group's endomorphism.
struct EndomorphismDigits: BitwiseCopyable {
    /// Two digits of 128 bits or four of 64, the least significant first.
    private(set) var limbs: fr_t
    private let limbsPerDigit: Int

    /// Constant time.
    init(_ scalar: Scalar, count: Int) {
        let digits = fr_digits_base_z(scalar.value)
        limbsPerDigit = 4 / count
        if count == 4 {
            limbs = digits
        } else {
            let low = Self.pair(digits.l0, digits.l1), high = Self.pair(digits.l2, digits.l3)
            limbs = fr_t(l0: low.low, l1: low.high, l2: high.low, l3: high.high)
        }
    }

    /// low + high z² for the base z² of G1, both below 2⁶⁴.
    init(low: UInt64, high: UInt64) {
        limbs = fr_t(l0: low, l1: 0, l2: high, l3: 0)
        limbsPerDigit = 2
    }

    /// low + high |z|, below |z|² < 2¹²⁸.
    private static func pair(_ low: UInt64, _ high: UInt64) -> (low: UInt64, high: UInt64) {
        let value = UInt128(high) &* UInt128(Curve.absoluteZ) &+ UInt128(low)
        return (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    }

    /// A digit as an integer; which one is public.
    @inline(__always)
    func digit(_ index: Int) -> UInt128 {
        switch (limbsPerDigit, index) {
        case (1, 0): UInt128(limbs.l0)
        case (1, 1): UInt128(limbs.l1)
        case (1, 2): UInt128(limbs.l2)
        case (1, _): UInt128(limbs.l3)
        case (_, 0): UInt128(limbs.l1) << 64 | UInt128(limbs.l0)
        default: UInt128(limbs.l3) << 64 | UInt128(limbs.l2)
        }
    }

    /// Bits `5 window − 1` to `5 window + 4` of a digit; the position is public, the bits are secret.
    @inline(__always)
    func window(_ window: Int, ofDigit index: Int) -> UInt64 {
        let digit = digit(index)
        let bits = window == 0 ? digit << 1 : digit >> UInt128(5 * window - 1)
        return UInt64(truncatingIfNeeded: bits) & 63
    }
}

/// Overwrites a value that is no longer needed.
func wipe(_ digits: inout EndomorphismDigits) {
    unsafe withUnsafeMutableBytes(of: &digits) { bytes in
        if let start = bytes.baseAddress { unsafe wipe_memory(start, bytes.count) }
    }
}
