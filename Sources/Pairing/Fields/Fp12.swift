/// c0 + c1 w in Fp12 = Fp6[w]/(w² − v); constant time.
///
/// As a polynomial in w over Fp2, w⁶ = ξ = 1 + u, the coefficient of w^(2j) is c0.bⱼ and that of w^(2j+1) is c1.bⱼ.
package struct Fp12: Equatable, Sendable, BitwiseCopyable {
    package var c0, c1: Fp6

    @inline(__always)
    package init(_ c0: Fp6, _ c1: Fp6) {
        self.c0 = c0
        self.c1 = c1
    }

    package static var one: Fp12 { @inline(__always) get { Fp12(.one, .zero) } }
    package static var zero: Fp12 { @inline(__always) get { Fp12(.zero, .zero) } }

    /// Karatsuba, three products in Fp6.
    package static func * (a: Fp12, b: Fp12) -> Fp12 {
        let low = a.c0 * b.c0
        let high = a.c1 * b.c1
        return Fp12(high.timesV() + low, (a.c0 + a.c1) * (b.c0 + b.c1) - low - high)
    }

    /// The complex method, two products in Fp6.
    package func squared() -> Fp12 {
        let cross = c0 * c1
        let square = (c0 + c1) * (c0 + c1.timesV()) - cross - cross.timesV()
        return Fp12(square, cross + cross)
    }

    /// The product with a line of the Miller loop, l0 + l2 w² + l3 w³: thirteen products in Fp2.
    func times(_ line: Line) -> Fp12 {
        let low = c0.times(line.l0, line.l2)
        let high = c1.times(v: line.l3)
        return Fp12(high.timesV() + low, (c0 + c1).times(line.l0, line.l2 + line.l3) - low - high)
    }

    /// The p⁶-th power: the inverse, of an element of the cyclotomic subgroup.
    @inline(__always)
    package func conjugate() -> Fp12 { Fp12(c0, -c1) }

    /// 1/x, 0 for 0: the conjugate over the norm c0² − v c1².
    package func inverse() -> Fp12 {
        let reciprocal = (c0.squared() - c1.squared().timesV()).inverse()
        return Fp12(c0 * reciprocal, -(c1 * reciprocal))
    }

    /// The p-th power.
    package func frobenius() -> Fp12 {
        let factors = Frobenius.coefficients
        return Fp12(
            Fp6(c0.b0.conjugate(), c0.b1.conjugate() * factors[2], c0.b2.conjugate() * factors[4]),
            Fp6(c1.b0.conjugate() * factors[1], c1.b1.conjugate() * factors[3], c1.b2.conjugate() * factors[5]))
    }

    /// Whether the order divides Φ₁₂(p) = p⁴ − p² + 1, for an element other than 0.
    package var isInCyclotomicSubgroup: Bool {
        let squaredFrobenius = frobenius().frobenius()
        return squaredFrobenius.frobenius().frobenius() * self == squaredFrobenius
    }

    /// The square of an element of the cyclotomic subgroup (Granger, Scott: "Faster squaring in the cyclotomic subgroup
    /// of sixth degree extensions", 2010, §3.2): nine squares in Fp2.
    package func cyclotomicSquared() -> Fp12 {
        let (a0, a1) = Self.quarticSquare(c0.b0, c1.b1)
        let (b0, b1) = Self.quarticSquare(c1.b0, c0.b2)
        let (d0, d1) = Self.quarticSquare(c0.b1, c1.b2)
        let rotated = d1.timesNonresidue()
        return Fp12(
            Fp6(Self.threeMinusTwo(a0, c0.b0), Self.threeMinusTwo(b0, c0.b1), Self.threeMinusTwo(d0, c0.b2)),
            Fp6(Self.threePlusTwo(rotated, c1.b0), Self.threePlusTwo(a1, c1.b1), Self.threePlusTwo(b1, c1.b2)))
    }

    /// (x + y s)² in Fp4 = Fp2[s]/(s² − ξ).
    @inline(__always)
    private static func quarticSquare(_ x: Fp2, _ y: Fp2) -> (Fp2, Fp2) {
        let xx = x.squared(), yy = y.squared()
        return (yy.timesNonresidue() + xx, (x + y).squared() - xx - yy)
    }

    /// 3 a − 2 b.
    @inline(__always)
    private static func threeMinusTwo(_ a: Fp2, _ b: Fp2) -> Fp2 { (a - b).doubled() + a }

    /// 3 a + 2 b.
    @inline(__always)
    private static func threePlusTwo(_ a: Fp2, _ b: Fp2) -> Fp2 { (a + b).doubled() + a }

    /// The power |z| of an element of the cyclotomic subgroup.
    func poweredByCurveParameter() -> Fp12 {
        var result = self
        for bit in stride(from: UInt64(62), through: 0, by: -1) {
            result = result.cyclotomicSquared()
            if Curve.absoluteZ >> bit & 1 != 0 { result = result * self }
        }
        return result
    }

    @inline(__always)
    mutating func assign(_ other: Fp12, if mask: UInt64) {
        c0.assign(other.c0, if: mask)
        c1.assign(other.c1, if: mask)
    }
}
