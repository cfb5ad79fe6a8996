import CFieldArithmetic

/// A product of Miller functions, which ``finalExponentiation()`` carries into GT.
public struct MillerLoopResult: Sendable, BitwiseCopyable {
    private var value: Fp12

    /// ∏ f_{|z|,Qᵢ}(Pᵢ), conjugated since z < 0, with one chain of squarings for all (optimal ate pairing: Vercauteren
    /// 2010; Hess, Smart, Vercauteren 2006).
    ///
    /// Constant time in the points, except that a pair with the identity is left out: it contributes 1.
    public init(_ pairs: [(G1Affine, G2Affine)]) {
        let pairs = pairs.filter { !$0.0.isIdentity && !$0.1.isIdentity }
        let arguments = pairs.map { p, _ in line_argument_t(minus_x: (-p.x).value, minus_three_x: (-(p.x + p.x + p.x)).value, y: p.y.value) }
        var running = pairs.map { _, q in g2_t(x: q.x.value, y: q.y.value, z: Fp2.one.value) }
        value = .one
        for bit in stride(from: UInt64(62), through: 0, by: -1) {
            if bit != 62 { value.square() }
            for index in pairs.indices { Self.double(&value, &running[index], arguments[index]) }
            if Curve.absoluteZ >> bit & 1 != 0 {
                for index in pairs.indices { Self.add(&value, &running[index], pairs[index].1, arguments[index]) }
            }
        }
        value = value.conjugate()
    }

    @inline(__always)
    private static func double(_ value: inout Fp12, _ point: inout g2_t, _ argument: line_argument_t) {
        unsafe withUnsafePointer(to: argument) { unsafe medseal_miller_double(&value.value, &point, $0) }
    }

    @inline(__always)
    private static func add(_ value: inout Fp12, _ point: inout g2_t, _ q: G2Affine, _ argument: line_argument_t) {
        unsafe withUnsafePointer(to: argument) { argument in
            unsafe withUnsafePointer(to: q.value) { unsafe medseal_miller_add(&value.value, &point, $0, argument) }
        }
    }

    /// The product of two results.
    public static func * (a: MillerLoopResult, b: MillerLoopResult) -> MillerLoopResult {
        var product = a
        product.value *= b.value
        return product
    }

    /// The power 3 (p¹² − 1)/r, in GT.
    ///
    /// (p¹² − 1)/r = (p⁶ − 1)(p² + 1) · Φ₁₂(p)/r, and 3 Φ₁₂(p)/r = (z − 1)² (z + p)(z² + p² − 1) + 3 (Hayashida,
    /// Hayasaka, Teruya: "Efficient final exponentiation via cyclotomic structure for pairings over families of
    /// elliptic curves", 2020).
    public func finalExponentiation() -> GT {
        let unitary = value.conjugate() * value.inverse()
        let m = unitary.frobenius().frobenius() * unitary
        // In the cyclotomic subgroup the conjugate is the inverse, and x^z is the conjugate of x^|z|.
        let a = m.poweredByZ() * m.conjugate()
        let b = a.poweredByZ() * a.conjugate()
        let c = b.poweredByZ() * b.frobenius()
        let d = c.poweredByZ().poweredByZ() * c.frobenius().frobenius() * c.conjugate()
        return GT(value: d * m.cyclotomicSquared() * m)
    }
}

extension Fp12 {
    /// The power z of an element of the cyclotomic subgroup.
    fileprivate func poweredByZ() -> Fp12 { poweredByCurveParameter().conjugate() }
}
