/// An element of GT: the subgroup of order r of the multiplicative group of Fp12.
public struct GT: Equatable, Sendable, BitwiseCopyable, WindowedGroup {
    /// Length of the encoding, in bytes.
    public static let byteCount = 576

    package var value: Fp12

    /// Of an element that is known to have order r, or to be 1.
    package init(value: Fp12) { self.value = value }

    /// The neutral element: e(P, Q) for a P or Q that is the identity.
    public static var one: GT { GT(value: .one) }

    /// e(G1.generator, G2.generator).
    public static let generator = pairing(.generator, .generator)

    /// Whether it is the neutral element. The time shows how far the coordinates agree with 1's.
    public var isOne: Bool { value == .one }

    public static func * (a: GT, b: GT) -> GT { GT(value: a.value * b.value) }
    public static func *= (a: inout GT, b: GT) { a.value *= b.value }

    /// The conjugate.
    public func inverse() -> GT { GT(value: value.conjugate()) }

    /// x², by the shorter formulas that hold for elements of the cyclotomic subgroup (Granger, Scott 2010, §3.2);
    /// constant time.
    public func squared() -> GT { GT(value: value.cyclotomicSquared()) }

    /// Constant time in the exponent and the element.
    public func power(_ exponent: Scalar) -> GT {
        var power = self
        var digits = EndomorphismDigits(exponent, count: Self.digitCount)
        power.value.raise(toDigits: digits.limbs)
        wipe(&digits)
        return power
    }

    /// For public exponents only: the time tells the exponent.
    public func powerVariableTime(_ exponent: Scalar) -> GT { Self.sumVariableTime([self], [exponent]) }

    // WindowedGroup

    static var neutral: GT { one }
    static var digitCount: Int { 4 }
    mutating func combine(_ other: GT) { value *= other.value }
    mutating func double() { value.cyclotomicSquare() }
    func negated() -> GT { inverse() }
    /// x^|z| = 1/x^p, as p ≡ z mod r and z < 0.
    func endomorphism() -> GT { GT(value: value.frobenius().conjugate()) }

    @inline(__always)
    mutating func assign(_ other: GT, if mask: UInt64) { value.assign(other.value, if: mask) }
}

extension GT {
    /// The twelve coefficients in Fp, 48 bytes big-endian each: the coefficient of wⁱ vʲ uᵏ in the order of i, j, k, the
    /// last running fastest.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for half in [value.c0, value.c1] {
            for coefficient in [half.b0, half.b1, half.b2] {
                coefficient.c0.append(to: &bytes)
                coefficient.c1.append(to: &bytes)
            }
        }
        return bytes
    }

    /// Decodes 576 bytes with every check: length, canonical coefficients, order exactly r. 1 is refused.
    ///
    /// Throws `wrongLength`, `notCanonical`, `identity` or `wrongOrder`. Variable-time in what is refused only.
    ///
    /// The test of the order (Scott: "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly
    /// curves", 2021): x is in the cyclotomic subgroup, whose order Φ₁₂(p) has small prime factors, and x^p = x^z. So
    /// the order of x divides gcd(Φ₁₂(p), p − z), where p − z = h r with h = (z − 1)²/3. Modulo h, p ≡ z and hence
    /// Φ₁₂(p) ≡ z⁴ − z² + 1 = r, a prime greater than h: so gcd(Φ₁₂(p), h) = 1 and the order divides r.
    public init(bytes: [UInt8]) throws(DecodingError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongLength(expected: Self.byteCount, got: bytes.count)
        }
        var coefficients: [Fp2] = []
        coefficients.reserveCapacity(6)
        for offset in stride(from: 0, to: Self.byteCount, by: 2 * Fp.byteCount) {
            let c0 = try Fp(bytes: bytes, at: offset, withFlags: false)
            let c1 = try Fp(bytes: bytes, at: offset + Fp.byteCount, withFlags: false)
            coefficients.append(Fp2(c0, c1))
        }
        let value = Fp12(
            Fp6(coefficients[0], coefficients[1], coefficients[2]),
            Fp6(coefficients[3], coefficients[4], coefficients[5]))
        guard value != .one else { throw .identity }
        guard value != .zero, value.isInCyclotomicSubgroup,
            value.frobenius() == value.poweredByCurveParameter().conjugate()
        else { throw .wrongOrder }
        self.value = value
    }
}
