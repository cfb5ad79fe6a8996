/// A line of the Miller loop at a point of G1: l0 + l2 w² + l3 w³, up to factors that the final exponentiation removes.
struct Line {
    var l0, l2, l3: Fp2
}

/// The running point T of the Miller loop, on the twist in homogeneous coordinates.
///
/// The twist's (x, y) is (x/w², y/w³) on the curve over Fp12, so the line of slope λ/w through T, at (xP, yP) and times w³, is
/// (λ xT − yT) − λ xP w² + yP w³. w³ lies in Fp4, whose elements the final exponentiation sends to 1, and so do the
/// denominators of λ, which lie in Fp2.
///
/// Formulas: Costello, Lange, Naehrig: "Faster pairing computations on curves with high-degree twists" (2010), in the
/// form of Aranha, Karabina, Longa, Gebotys, López (2011), §4.
struct MillerPoint {
    private var x, y, z: Fp2

    init(_ point: G2Affine) {
        x = point.x
        y = point.y
        z = .one
    }

    /// T ← 2T; the tangent, times 2 y z of the old T.
    mutating func double(at p: G1Affine) -> Line {
        let yy = y.squared()
        let zz = z.squared()
        let bzz = zz.timesThreeCurveConstant()
        let threeBzz = bzz + bzz + bzz
        let twoYZ = (y + z).squared() - yy - zz
        let xx = x.squared()
        let line = Line(l0: yy - bzz, l2: -((xx + xx + xx) * p.x), l3: twoYZ * p.y)
        let halfXY = x * y * Fp.half
        let mean = (yy + threeBzz) * Fp.half
        let squaredBzz = bzz.squared()
        x = halfXY * (yy - threeBzz)
        y = mean.squared() - (squaredBzz + squaredBzz + squaredBzz)
        z = yy * twoYZ
        return line
    }

    /// T ← T + Q; the chord, times the denominator of its slope.
    mutating func add(_ q: G2Affine, at p: G1Affine) -> Line {
        let theta = y - q.y * z
        let lambda = x - q.x * z
        let line = Line(l0: theta * q.x - lambda * q.y, l2: -(theta * p.x), l3: lambda * p.y)
        let squaredLambda = lambda.squared()
        let cubedLambda = squaredLambda * lambda
        let g = x * squaredLambda
        let h = cubedLambda + z * theta.squared() - g.doubled()
        x = lambda * h
        y = theta * (g - h) - cubedLambda * y
        z = z * cubedLambda
        return line
    }
}

/// A product of Miller functions, which ``finalExponentiation()`` carries into GT.
public struct MillerLoopResult: Sendable, BitwiseCopyable {
    private var value: Fp12

    /// ∏ f_{|z|,Qᵢ}(Pᵢ), conjugated since z < 0, with one chain of squarings for all (optimal ate pairing: Vercauteren
    /// 2010; Hess, Smart, Vercauteren 2006).
    ///
    /// Constant time in the points, except that a pair with the identity is left out: it contributes 1.
    public init(_ pairs: [(G1Affine, G2Affine)]) {
        let pairs = pairs.filter { !$0.0.isIdentity && !$0.1.isIdentity }
        var running = pairs.map { MillerPoint($0.1) }
        value = .one
        for bit in stride(from: UInt64(62), through: 0, by: -1) {
            if bit != 62 { value = value.squared() }
            for index in pairs.indices { value = value.times(running[index].double(at: pairs[index].0)) }
            if Curve.absoluteZ >> bit & 1 != 0 {
                for index in pairs.indices {
                    value = value.times(running[index].add(pairs[index].1, at: pairs[index].0))
                }
            }
        }
        value = value.conjugate()
    }

    /// The product of two results.
    public static func * (a: MillerLoopResult, b: MillerLoopResult) -> MillerLoopResult {
        var product = a
        product.value = a.value * b.value
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
