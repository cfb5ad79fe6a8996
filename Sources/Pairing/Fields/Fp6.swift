/// b0 + b1 v + b2 v² in Fp6 = Fp2[v]/(v³ − ξ), ξ = 1 + u; constant time.
package struct Fp6: Equatable, Sendable, BitwiseCopyable {
    package var b0, b1, b2: Fp2

    @inline(__always)
    package init(_ b0: Fp2, _ b1: Fp2, _ b2: Fp2) {
        self.b0 = b0
        self.b1 = b1
        self.b2 = b2
    }

    package static var zero: Fp6 { @inline(__always) get { Fp6(.zero, .zero, .zero) } }
    package static var one: Fp6 { @inline(__always) get { Fp6(.one, .zero, .zero) } }

    @inline(__always)
    package static func + (a: Fp6, b: Fp6) -> Fp6 { Fp6(a.b0 + b.b0, a.b1 + b.b1, a.b2 + b.b2) }
    @inline(__always)
    package static func - (a: Fp6, b: Fp6) -> Fp6 { Fp6(a.b0 - b.b0, a.b1 - b.b1, a.b2 - b.b2) }
    @inline(__always)
    package static prefix func - (a: Fp6) -> Fp6 { Fp6(-a.b0, -a.b1, -a.b2) }

    /// Karatsuba, six products in Fp2 (Devegili, Ó hÉigeartaigh, Scott, Dahab: "Multiplication and squaring on
    /// pairing-friendly fields", 2006, §3.1).
    package static func * (a: Fp6, b: Fp6) -> Fp6 {
        let v0 = a.b0 * b.b0
        let v1 = a.b1 * b.b1
        let v2 = a.b2 * b.b2
        return Fp6(
            ((a.b1 + a.b2) * (b.b1 + b.b2) - v1 - v2).timesNonresidue() + v0,
            (a.b0 + a.b1) * (b.b0 + b.b1) - v0 - v1 + v2.timesNonresidue(),
            (a.b0 + a.b2) * (b.b0 + b.b2) - v0 - v2 + v1)
    }

    /// The same source, §3.2: CH-SQR2, two products and three squares.
    package func squared() -> Fp6 {
        let s0 = b0.squared()
        let s1 = (b0 * b1).doubled()
        let s2 = (b0 - b1 + b2).squared()
        let s3 = (b1 * b2).doubled()
        let s4 = b2.squared()
        return Fp6(s3.timesNonresidue() + s0, s4.timesNonresidue() + s1, s1 + s2 + s3 - s0 - s4)
    }

    /// The product with c0 + c1 v: five products.
    func times(_ c0: Fp2, _ c1: Fp2) -> Fp6 {
        let v0 = b0 * c0
        let v1 = b1 * c1
        return Fp6(
            ((b1 + b2) * c1 - v1).timesNonresidue() + v0,
            (b0 + b1) * (c0 + c1) - v0 - v1,
            (b0 + b2) * c0 - v0 + v1)
    }

    /// The product with c1 v: three products.
    func times(v c1: Fp2) -> Fp6 { Fp6((b2 * c1).timesNonresidue(), b0 * c1, b1 * c1) }

    /// The product with v.
    @inline(__always)
    func timesV() -> Fp6 { Fp6(b2.timesNonresidue(), b0, b1) }

    /// 1/x, 0 for 0 (Scott: "Implementing cryptographic pairings", 2007, §3.2: the conjugates over the norm).
    func inverse() -> Fp6 {
        let t0 = b0.squared() - (b1 * b2).timesNonresidue()
        let t1 = b2.squared().timesNonresidue() - b0 * b1
        let t2 = b1.squared() - b0 * b2
        let norm = b0 * t0 + (b2 * t1 + b1 * t2).timesNonresidue()
        let reciprocal = norm.inverse()
        return Fp6(t0 * reciprocal, t1 * reciprocal, t2 * reciprocal)
    }

    @inline(__always)
    mutating func assign(_ other: Fp6, if mask: UInt64) {
        b0.assign(other.b0, if: mask)
        b1.assign(other.b1, if: mask)
        b2.assign(other.b2, if: mask)
    }
}
