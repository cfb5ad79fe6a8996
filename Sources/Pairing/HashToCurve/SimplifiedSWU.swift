import CFieldArithmetic

/// A field with a curve y² = x³ + A x + B that is isogenous to the pairing curve, for the simplified SWU map
/// (RFC 9380 §6.6.3, parameters from §8.8).
protocol MappedField: CurveField {
    /// A of the isogenous curve.
    static var isogenousA: Self { get }
    /// B of the isogenous curve.
    static var isogenousB: Self { get }
    /// Z, no square.
    static var nonsquare: Self { get }

    /// RFC 9380 §4.1.
    var isOdd: Bool { get }
    /// RFC 9380 Appendix F.2.1: √(u/v), or √(Z u/v) if u/v is no square. v is not 0.
    static func squareRoot(ofQuotient u: Self, by v: Self) -> (root: Self, quotientIsSquare: Bool)
}

/// A point of the isogenous curve with x = xNumerator / xDenominator.
struct IsogenousPoint<Coordinate: MappedField> {
    let xNumerator, xDenominator, y: Coordinate

    /// map_to_curve_simple_swu in the straight-line form of RFC 9380 Appendix F.2, without its last division.
    ///
    /// Variable-time: messages and domains are public here.
    init(mapping u: Coordinate) {
        let zuu = Coordinate.nonsquare * u.squared()
        let denominatorTerm = zuu.squared() + zuu
        let numerator = Coordinate.isogenousB * (denominatorTerm + .one)
        let denominator =
            Coordinate.isogenousA * (denominatorTerm.isZero ? Coordinate.nonsquare : -denominatorTerm)
        // g(x) = x³ + A x + B over the common denominator, its cube.
        let squaredDenominator = denominator.squared()
        let cubedDenominator = squaredDenominator * denominator
        let g =
            (numerator.squared() + Coordinate.isogenousA * squaredDenominator) * numerator
            + Coordinate.isogenousB * cubedDenominator
        let (root, isSquare) = Coordinate.squareRoot(ofQuotient: g, by: cubedDenominator)
        let unsigned = isSquare ? root : zuu * u * root
        xNumerator = isSquare ? numerator : zuu * numerator
        xDenominator = denominator
        y = unsigned.isOdd == u.isOdd ? unsigned : -unsigned
    }
}

extension Fp: MappedField {
    static let isogenousA = Fp(
        constant: "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d")
    static let isogenousB = Fp(
        constant: "12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0")
    static let nonsquare = Fp(11)

    /// √−Z: −1 and Z both are no squares, so −Z is one.
    static let rootOfMinusNonsquare = Fp(value: fp_sqrt_candidate((-nonsquare).value))

    /// Appendix F.2.1.2, for p ≡ 3 mod 4.
    static func squareRoot(ofQuotient u: Fp, by v: Fp) -> (root: Fp, quotientIsSquare: Bool) {
        let uv = u * v
        let root = Fp(value: fp_pow_p_minus_3_over_4((v.squared() * uv).value)) * uv
        let isSquare = root.squared() * v == u
        return (isSquare ? root : root * rootOfMinusNonsquare, isSquare)
    }
}

extension Fp2: MappedField {
    /// 240 u.
    static let isogenousA = Fp2(.zero, Fp(240))
    /// 1012 (1 + u).
    static let isogenousB = Fp2(Fp(1012), Fp(1012))
    /// −(2 + u).
    static let nonsquare = Fp2(-Fp(2), -Fp(1))

    /// √−norm(Z): neither −1 nor norm(Z) is a square in Fp, so the product is one.
    private static let rootOfMinusNorm = Fp(value: fp_sqrt_candidate((-nonsquare.norm()).value))

    /// A square in Fp2 is what has a square for its norm in Fp. If the norm n of t = u/v is none, s = n^((p+1)/4) has s² = −n, and
    /// norm(Z t) = norm(Z) n = (√−norm(Z) s)²: both cases take two powers.
    static func squareRoot(ofQuotient u: Fp2, by v: Fp2) -> (root: Fp2, quotientIsSquare: Bool) {
        let quotient = u * v.inverse()
        if quotient.c1.isZero { return (quotient.squareRootInBaseField(), true) }
        let norm = quotient.norm()
        let rootOfNorm = Fp(value: fp_sqrt_candidate(norm.value))
        if rootOfNorm.squared() == norm { return (quotient.squareRoot(withRootOfNorm: rootOfNorm), true) }
        let product = nonsquare * quotient
        if product.c1.isZero { return (product.squareRootInBaseField(), false) }
        return (product.squareRoot(withRootOfNorm: rootOfMinusNorm * rootOfNorm), false)
    }
}
