package import CFieldArithmetic

/// c0 + c1 u in Fp2 = Fp[u]/(u² + 1); constant time.
public struct Fp2: Equatable, Sendable, BitwiseCopyable {
    package var value: fp2_t

    @inline(__always)
    package init(value: fp2_t) { self.value = value }

    /// c0 + c1 u with u² = −1.
    @inline(__always)
    public init(_ c0: Fp, _ c1: Fp) { value = fp2_t(c0: c0.value, c1: c1.value) }

    /// An element of the base field.
    init(_ c0: Fp) { self.init(c0, .zero) }

    /// The coordinate of 1.
    public var c0: Fp { @inline(__always) get { Fp(value: value.c0) } }
    /// The coordinate of u.
    public var c1: Fp { @inline(__always) get { Fp(value: value.c1) } }

    /// The neutral element of addition, 0 + 0 u.
    public static var zero: Fp2 { @inline(__always) get { Fp2(.zero, .zero) } }
    /// The neutral element of multiplication, 1 + 0 u.
    public static var one: Fp2 { @inline(__always) get { Fp2(.one, .zero) } }

    /// Whether both coordinates are 0.
    public var isZero: Bool { self == .zero }

    /// The most significant coordinate first, as in the ZCash encoding.
    func append(to bytes: inout [UInt8]) {
        c1.append(to: &bytes)
        c0.append(to: &bytes)
    }

    /// x²; constant time.
    @inline(__always)
    public func squared() -> Fp2 { Fp2(value: fp2_sqr(value)) }

    /// 2x; constant time.
    @inline(__always)
    public func doubled() -> Fp2 { self + self }

    /// c0 − c1 u, which is the p-th power.
    @inline(__always)
    func conjugate() -> Fp2 { Fp2(c0, -c1) }

    /// c0² + c1² in Fp.
    func norm() -> Fp { c0.squared() + c1.squared() }

    /// 1/x = conjugate/norm; 0 for 0.
    public func inverse() -> Fp2 { Fp2(value: fp2_inverse(value)) }

    /// Whether the larger of the two square roots is meant: by the coordinate of u, unless it is 0.
    var isLargerHalf: Bool { c1.isZero ? c0.isLargerHalf : c1.isLargerHalf }

    /// RFC 9380 §4.1, sgn0 for m = 2.
    var isOdd: Bool { c0.isOdd || (c0.isZero && c1.isOdd) }

    /// A square root, if there is one; variable-time.
    public func squareRoot() -> Fp2? {
        if c1.isZero { return squareRootInBaseField() }
        guard let d = norm().squareRoot() else { return nil }
        return squareRoot(withRootOfNorm: d)
    }

    /// A square root of an element of Fp: in Fp, or in Fp u, since −1 is not a square in Fp.
    func squareRootInBaseField() -> Fp2 {
        if let root = c0.squareRoot() { return Fp2(root) }
        return Fp2(.zero, Fp(value: fp_sqrt_candidate((-c0).value)))
    }

    /// A square root of an element with c1 ≠ 0 and norm d²; variable-time.
    ///
    /// The complex method (Adj, Rodríguez-Henríquez: "Square root computation over even extension fields", §4): one of
    /// a = (c0 + d)/2 and a′ = (c0 − d)/2 is the square of x in (x + y u)², and y = c1 / 2x. One power serves both (Scott: "A note on
    /// the calculation of some functions in finite fields: tricks of the trade", 2020): with e = a^((p−3)/4), x = a e has
    /// x e = ±1 and x² = ±a. If a is no square, then a a′ = −c1²/4 gives a′ = (c1/2)²/x², whose root is −(c1/2) e, and x is the y
    /// that goes with it.
    func squareRoot(withRootOfNorm d: Fp) -> Fp2 {
        let a = (c0 + d) * .half
        let e = Fp(value: fp_pow_p_minus_3_over_4(a.value))
        let x = a * e
        let y = c1 * .half * e
        return x * e == .one ? Fp2(x, y) : Fp2(-y, x)
    }

    /// `self` to the power of a plain integer, which shows in the running time.
    func power(variableTime exponent: fp_t) -> Fp2 {
        var result = Fp2.one
        for limb in [exponent.l5, exponent.l4, exponent.l3, exponent.l2, exponent.l1, exponent.l0] {
            for bit in stride(from: UInt64(63), through: 0, by: -1) {
                result = result.squared()
                if limb >> bit & 1 != 0 { result *= self }
            }
        }
        return result
    }

    @inline(__always)
    mutating func assign(_ other: Fp2, if mask: UInt64) { value = fp2_select(value, other.value, mask) }

    @inline(__always)
    public static func == (a: Fp2, b: Fp2) -> Bool {
        (fp_equal(a.value.c0, b.value.c0) & fp_equal(a.value.c1, b.value.c1)) != 0
    }
    @inline(__always)
    public static func + (a: Fp2, b: Fp2) -> Fp2 { Fp2(value: fp2_add(a.value, b.value)) }
    @inline(__always)
    public static func - (a: Fp2, b: Fp2) -> Fp2 { Fp2(value: fp2_sub(a.value, b.value)) }
    @inline(__always)
    public static func * (a: Fp2, b: Fp2) -> Fp2 { Fp2(value: fp2_mul(a.value, b.value)) }
    @inline(__always)
    static func * (a: Fp2, b: Fp) -> Fp2 { Fp2(value: fp2_mul_by_fp(a.value, b.value)) }
    @inline(__always)
    public static prefix func - (a: Fp2) -> Fp2 { .zero - a }
    @inline(__always)
    public static func += (a: inout Fp2, b: Fp2) { a = a + b }
    @inline(__always)
    public static func -= (a: inout Fp2, b: Fp2) { a = a - b }
    @inline(__always)
    public static func *= (a: inout Fp2, b: Fp2) { a = a * b }
}

extension Fp {
    /// 1/2 = (p + 1)/2, in Montgomery form.
    static let half = Fp(2).inverse()
}
