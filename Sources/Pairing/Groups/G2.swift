package import CFieldArithmetic

/// A point of G2: the subgroup of order r of y² = x³ + 4 (1 + u) over Fp2, in homogeneous coordinates.
public struct G2: Sendable, BitwiseCopyable, CurvePoint {
    typealias Affine = G2Affine

    private var value: g2_t

    @inline(__always)
    init(x: Fp2, y: Fp2, z: Fp2) { value = g2_t(x: x.value, y: y.value, z: z.value) }

    var x: Fp2 {
        @inline(__always) get { Fp2(value: value.x) }
        @inline(__always) set { value.x = newValue.value }
    }
    var y: Fp2 {
        @inline(__always) get { Fp2(value: value.y) }
        @inline(__always) set { value.y = newValue.value }
    }
    var z: Fp2 {
        @inline(__always) get { Fp2(value: value.z) }
        @inline(__always) set { value.z = newValue.value }
    }

    /// The same point with z = 1, or the identity (0 : 1 : 0); constant time.
    public init(_ point: G2Affine) { self.init(affinePoint: point) }

    /// The generator of draft-irtf-cfrg-pairing-friendly-curves §4.2.1.
    public static let generator = G2(G2Affine.generator)
    /// The neutral element, (0 : 1 : 0).
    public static var identity: G2 { .neutral }

    /// Whether z is 0; constant time.
    public var isIdentity: Bool { z.isZero }
    /// 2 · point, by a formula that holds for the identity too; constant time.
    public func doubled() -> G2 { twice() }

    /// The affine form; one inversion in Fp, constant time.
    public var affine: G2Affine { toAffine() }

    /// The affine forms for one inversion in all; the time shows which points are the identity.
    public static func batchAffine(_ points: [G2]) -> [G2Affine] { toAffine(batch: points) }

    /// 96 bytes, see ``G2Affine/compressed``.
    public var compressed: [UInt8] { affine.compressed }
    /// 192 bytes, see ``G2Affine/uncompressed``.
    public var uncompressed: [UInt8] { affine.uncompressed }

    /// Constant time in the scalar and the point.
    public func multiplied(by scalar: Scalar) -> G2 {
        var product = self
        var digits = EndomorphismDigits(scalar, count: Self.digitCount)
        unsafe withUnsafePointer(to: digits.limbs) { digits in
            unsafe withUnsafeMutablePointer(to: &product.value) { unsafe medseal_g2_multiply($0, $0, digits) }
        }
        wipe(&digits)
        return product
    }

    /// For public scalars only: the time tells the scalar.
    public func multipliedVariableTime(by scalar: Scalar) -> G2 { Self.sumVariableTime([self], [scalar]) }

    public static func == (a: G2, b: G2) -> Bool { a.isSamePoint(as: b) }
    public static func + (a: G2, b: G2) -> G2 { a.sum(b) }
    public static func + (a: G2, b: G2Affine) -> G2 { a.sum(affine: b) }
    public static func - (a: G2, b: G2) -> G2 { a.sum(b.negated()) }
    public static prefix func - (a: G2) -> G2 { a.negated() }
    public static func += (a: inout G2, b: G2) { a.combine(b) }
    public static func -= (a: inout G2, b: G2) { a.combine(b.negated()) }

    // WindowedGroup

    static var digitCount: Int { 4 }
    @inline(__always)
    mutating func combine(_ other: G2) {
        unsafe withUnsafePointer(to: other.value) { other in
            unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_g2_add($0, $0, other) }
        }
    }

    @inline(__always)
    mutating func double() { unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_g2_double($0, $0) } }

    // CurvePoint

    @inline(__always)
    func sum(_ other: G2) -> G2 {
        var sum = self
        sum.combine(other)
        return sum
    }

    @inline(__always)
    func sum(affine other: G2Affine) -> G2 {
        var sum = self
        unsafe withUnsafePointer(to: other.value) { other in
            unsafe withUnsafeMutablePointer(to: &sum.value) { unsafe medseal_g2_add_affine($0, $0, other) }
        }
        return sum
    }

    @inline(__always)
    func twice() -> G2 {
        var double = self
        double.double()
        return double
    }

    func timesCurveParameterVariableTime() -> G2 {
        var product = self
        unsafe withUnsafeMutablePointer(to: &product.value) { unsafe medseal_g2_multiply_by_parameter_public($0, $0) }
        return product
    }

    /// The product with the scalar of the digits, which are overwritten, of the point that the table of a fixed base belongs to.
    init(fixedBase table: [g2_affine_t], digits: consuming EndomorphismDigits) {
        value = g2_t()
        unsafe table.withUnsafeBufferPointer { table in
            unsafe withUnsafePointer(to: digits.limbs) {
                unsafe medseal_g2_multiply_fixed_base(&value, table.baseAddress, $0)
            }
        }
        wipe(&digits)
    }

    // The endomorphism

    /// |z| P = −ψ(P), of points of order r only: ψ acts on them as p, and p ≡ z mod r.
    func endomorphism() -> G2 { frobenius().negated() }

    /// ψ: the p-power Frobenius carried to the twist (Galbraith, Lin, Scott 2009).
    ///
    /// (x, y) on the twist is (x/w², y/w³) on the curve over Fp12, w⁶ = ξ = 1 + u, and w^(p−1) = ξ^((p−1)/6).
    func frobenius() -> G2 {
        let twist = Self.frobeniusFactors
        return G2(x: x.conjugate() * twist.x, y: y.conjugate() * twist.y, z: z.conjugate())
    }

    /// ξ^(−(p−1)/3) and ξ^(−(p−1)/2).
    private static let frobeniusFactors = (x: Frobenius.coefficients[2].inverse(), y: Frobenius.coefficients[3].inverse())
}

extension G2: Equatable {}

/// A point of G2 as (x, y).
public struct G2Affine: Equatable, Sendable, BitwiseCopyable, AffinePoint {
    /// Length of the compressed encoding, in bytes.
    public static let compressedByteCount = 96
    /// Length of the uncompressed encoding, in bytes.
    public static let uncompressedByteCount = 192

    package let value: g2_affine_t

    init(uncheckedX x: Fp2, y: Fp2) { value = g2_affine_t(x: x.value, y: y.value) }

    var x: Fp2 { @inline(__always) get { Fp2(value: value.x) } }
    var y: Fp2 { @inline(__always) get { Fp2(value: value.y) } }

    public static func == (a: G2Affine, b: G2Affine) -> Bool { a.x == b.x && a.y == b.y }

    /// draft-irtf-cfrg-pairing-friendly-curves §4.2.1.
    public static let generator = G2Affine(
        uncheckedX: Fp2(
            Fp(constant: "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
            Fp(constant: "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")),
        y: Fp2(
            Fp(constant: "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
            Fp(constant: "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")))

    /// The point at infinity, written (0, 0), which is not on the curve.
    public static let identity = G2Affine(uncheckedX: .zero, y: .zero)

    /// Whether both coordinates are 0; constant time.
    public var isIdentity: Bool { identityMask != 0 }

    public static prefix func - (a: G2Affine) -> G2Affine { G2Affine(uncheckedX: a.x, y: -a.y) }

    /// Decodes 96 bytes of the ZCash encoding with every check: length, flags, canonical x, on the curve, in the
    /// subgroup, and not the identity unless `allowingIdentity`.
    ///
    /// Throws `wrongLength`, `badFlags`, `notCanonical`, `notOnCurve`, `notInSubgroup` or `identity`. Variable-time.
    public init(compressed: [UInt8], allowingIdentity: Bool = false) throws(DecodingError) {
        self = try Self.decodedCompressed(compressed, allowingIdentity: allowingIdentity).checkedForSubgroup()
    }

    /// Decodes 192 bytes, with the same checks.
    public init(uncompressed: [UInt8], allowingIdentity: Bool = false) throws(DecodingError) {
        self = try Self.decodedUncompressed(uncompressed, allowingIdentity: allowingIdentity).checkedForSubgroup()
    }

    /// Every check but the subgroup's: for points that are checked otherwise, or that this machine wrote.
    public init(uncheckedSubgroupCompressed bytes: [UInt8], allowingIdentity: Bool = false) throws(DecodingError) {
        self = try Self.decodedCompressed(bytes, allowingIdentity: allowingIdentity)
    }

    /// Every check but the subgroup's.
    public init(uncheckedSubgroupUncompressed bytes: [UInt8], allowingIdentity: Bool = false) throws(DecodingError) {
        self = try Self.decodedUncompressed(bytes, allowingIdentity: allowingIdentity)
    }

    /// 96 bytes: x, big-endian, the coordinate of u first, with the flags of the ZCash encoding.
    public var compressed: [UInt8] { encodedCompressed() }
    /// 192 bytes: x and y.
    public var uncompressed: [UInt8] { encodedUncompressed() }

    /// ψ(P) = z P (Scott 2021).
    ///
    /// On the whole curve ψ² − (z + 1) ψ + p = 0, z + 1 being the trace, so the test implies (p − z) P = h₁ r P = 0 with
    /// h₁ = (z − 1)²/3; and gcd(h₁, h₂) = 1 for the cofactor h₂ of this curve, r ∤ h₂, hence r P = 0.
    var isInSubgroup: Bool {
        let point = G2(self)
        return point.frobenius() == point.timesCurveParameterVariableTime().negated()
    }
}
