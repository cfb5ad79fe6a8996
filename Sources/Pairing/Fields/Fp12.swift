package import CFieldArithmetic

/// c0 + c1 w in Fp12 = Fp6[w]/(w² − v); constant time.
///
/// As a polynomial in w over Fp2, w⁶ = ξ = 1 + u, the coefficient of w^(2j) is c0.bⱼ and that of w^(2j+1) is c1.bⱼ.
package struct Fp12: Equatable, Sendable, BitwiseCopyable {
    package var value: fp12_t

    @inline(__always)
    package init(value: fp12_t) { self.value = value }

    package init(_ c0: Fp6, _ c1: Fp6) { value = fp12_t(c0: c0.value, c1: c1.value) }

    package var c0: Fp6 { Fp6(value: value.c0) }
    package var c1: Fp6 { Fp6(value: value.c1) }

    package static var one: Fp12 { Fp12(.one, .zero) }
    package static var zero: Fp12 { Fp12(.zero, .zero) }

    package static func == (a: Fp12, b: Fp12) -> Bool { a.c0 == b.c0 && a.c1 == b.c1 }

    @inline(__always)
    package static func * (a: Fp12, b: Fp12) -> Fp12 {
        var product = a
        product *= b
        return product
    }

    @inline(__always)
    package static func *= (a: inout Fp12, b: Fp12) {
        unsafe withUnsafePointer(to: b.value) { b in
            unsafe withUnsafeMutablePointer(to: &a.value) { unsafe medseal_fp12_mul($0, $0, b) }
        }
    }

    package mutating func square() { unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_fp12_sqr($0, $0) } }

    package func squared() -> Fp12 {
        var square = self
        square.square()
        return square
    }

    /// The p⁶-th power: the inverse, of an element of the cyclotomic subgroup.
    package func conjugate() -> Fp12 { unsafe image(medseal_fp12_conjugate) }

    /// 1/x, 0 for 0.
    package func inverse() -> Fp12 { unsafe image(medseal_fp12_inverse) }

    /// The p-th power.
    package func frobenius() -> Fp12 { unsafe image(medseal_fp12_frobenius) }

    /// Whether the order divides Φ₁₂(p) = p⁴ − p² + 1, for an element other than 0.
    package var isInCyclotomicSubgroup: Bool {
        let squaredFrobenius = frobenius().frobenius()
        return squaredFrobenius.frobenius().frobenius() * self == squaredFrobenius
    }

    /// The square of an element of the cyclotomic subgroup.
    package func cyclotomicSquared() -> Fp12 { unsafe image(medseal_fp12_cyclotomic_sqr) }

    package mutating func cyclotomicSquare() {
        unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_fp12_cyclotomic_sqr($0, $0) }
    }

    /// The power |z| of an element of the cyclotomic subgroup.
    package func poweredByCurveParameter() -> Fp12 { unsafe image(medseal_fp12_cyclotomic_power_z) }

    /// The power d₀ + d₁ |z| + d₂ |z|² + d₃ |z|³ of an element of order r.
    mutating func raise(toDigits digits: fr_t) {
        unsafe withUnsafePointer(to: digits) { digits in
            unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_gt_power($0, $0, digits) }
        }
    }

    /// The power of the digits, which are overwritten, of the element that the table of a fixed base belongs to.
    init(fixedBase table: [fp12_t], digits: consuming EndomorphismDigits) {
        value = fp12_t()
        unsafe table.withUnsafeBufferPointer { table in
            unsafe withUnsafePointer(to: digits.limbs) { unsafe medseal_gt_power_fixed_base(&value, table.baseAddress, $0) }
        }
        wipe(&digits)
    }

    mutating func assign(_ other: Fp12, if mask: UInt64) {
        unsafe withUnsafePointer(to: other.value) { unsafe medseal_fp12_assign(&value, $0, mask) }
    }

    @inline(__always)
    private func image(_ map: (UnsafeMutablePointer<fp12_t>, UnsafePointer<fp12_t>) -> Void) -> Fp12 {
        var image = fp12_t()
        unsafe withUnsafePointer(to: value) { unsafe map(&image, $0) }
        return Fp12(value: image)
    }
}
