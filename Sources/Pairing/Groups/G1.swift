package import CFieldArithmetic

/// A point of G1: the subgroup of order r of y² = x³ + 4 over Fp, in homogeneous coordinates.
public struct G1: Sendable, BitwiseCopyable, CurvePoint {
    typealias Affine = G1Affine

    private var value: g1_t

    @inline(__always)
    init(x: Fp, y: Fp, z: Fp) { value = g1_t(x: x.value, y: y.value, z: z.value) }

    var x: Fp {
        @inline(__always) get { Fp(value: value.x) }
        @inline(__always) set { value.x = newValue.value }
    }
    var y: Fp {
        @inline(__always) get { Fp(value: value.y) }
        @inline(__always) set { value.y = newValue.value }
    }
    var z: Fp {
        @inline(__always) get { Fp(value: value.z) }
        @inline(__always) set { value.z = newValue.value }
    }

    /// The same point with z = 1, or the identity (0 : 1 : 0); constant time.
    public init(_ point: G1Affine) { self.init(affinePoint: point) }

    /// The generator of draft-irtf-cfrg-pairing-friendly-curves §4.2.1.
    public static let generator = G1(G1Affine.generator)
    /// The neutral element, (0 : 1 : 0).
    public static var identity: G1 { .neutral }

    /// Whether z is 0; constant time.
    public var isIdentity: Bool { z.isZero }
    /// 2 · point, by a formula that holds for the identity too; constant time.
    public func doubled() -> G1 { twice() }

    /// The affine form; one inversion in Fp, constant time.
    public var affine: G1Affine { toAffine() }

    /// The affine forms for one inversion in all; the time shows which points are the identity.
    public static func batchAffine(_ points: [G1]) -> [G1Affine] { toAffine(batch: points) }

    /// 48 bytes, see ``G1Affine/compressed``.
    public var compressed: [UInt8] { affine.compressed }
    /// 96 bytes, see ``G1Affine/uncompressed``.
    public var uncompressed: [UInt8] { affine.uncompressed }

    /// Constant time in the scalar and the point.
    public func multiplied(by scalar: Scalar) -> G1 {
        var product = self
        var digits = EndomorphismDigits(scalar, count: Self.digitCount)
        unsafe withUnsafePointer(to: digits.limbs) { digits in
            unsafe withUnsafeMutablePointer(to: &product.value) { unsafe medseal_g1_multiply($0, $0, digits) }
        }
        wipe(&digits)
        return product
    }

    /// For public scalars only: the time tells the scalar.
    public func multipliedVariableTime(by scalar: Scalar) -> G1 { Self.sumVariableTime([self], [scalar]) }

    public static func == (a: G1, b: G1) -> Bool { a.isSamePoint(as: b) }
    public static func + (a: G1, b: G1) -> G1 { a.sum(b) }
    public static func + (a: G1, b: G1Affine) -> G1 { a.sum(affine: b) }
    public static func - (a: G1, b: G1) -> G1 { a.sum(b.negated()) }
    public static prefix func - (a: G1) -> G1 { a.negated() }
    public static func += (a: inout G1, b: G1) { a.combine(b) }
    public static func -= (a: inout G1, b: G1) { a.combine(b.negated()) }

    // WindowedGroup

    static var digitCount: Int { 2 }
    @inline(__always)
    mutating func combine(_ other: G1) {
        unsafe withUnsafePointer(to: other.value) { other in
            unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_g1_add($0, $0, other) }
        }
    }

    @inline(__always)
    mutating func double() { unsafe withUnsafeMutablePointer(to: &value) { unsafe medseal_g1_double($0, $0) } }

    // CurvePoint

    @inline(__always)
    func sum(_ other: G1) -> G1 {
        var sum = self
        sum.combine(other)
        return sum
    }

    @inline(__always)
    func sum(affine other: G1Affine) -> G1 {
        var sum = self
        unsafe withUnsafePointer(to: other.value) { other in
            unsafe withUnsafeMutablePointer(to: &sum.value) { unsafe medseal_g1_add_affine($0, $0, other) }
        }
        return sum
    }

    @inline(__always)
    func twice() -> G1 {
        var double = self
        double.double()
        return double
    }

    func timesCurveParameterVariableTime() -> G1 {
        var product = self
        unsafe withUnsafeMutablePointer(to: &product.value) { unsafe medseal_g1_multiply_by_parameter_public($0, $0) }
        return product
    }

    /// The product with the scalar of the digits, which are overwritten, of the point that the table of a fixed base belongs to.
    init(fixedBase table: [g1_affine_t], digits: consuming EndomorphismDigits) {
        value = g1_t()
        unsafe table.withUnsafeBufferPointer { table in
            unsafe withUnsafePointer(to: digits.limbs) {
                unsafe medseal_g1_multiply_fixed_base(&value, table.baseAddress, $0)
            }
        }
        wipe(&digits)
    }

    // The endomorphism

    /// |z|² (x, y) = (β x, −y), of points of order r only.
    ///
    /// φ(x, y) = (β x, y) satisfies φ² + φ + 1 = 0, and so acts as one of the roots of λ² + λ + 1 mod r, which are −z²
    /// and z² − 1. ``cubeRootOfUnity`` is the β that goes with −z².
    func endomorphism() -> G1 { G1(x: x * Self.cubeRootOfUnity, y: -y, z: z) }

    /// 2^((p−1)/3) mod p.
    static let cubeRootOfUnity = Fp(
        constant: "5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe")
}

extension G1: Equatable {}

/// A point of G1 as (x, y).
public struct G1Affine: Equatable, Sendable, BitwiseCopyable, AffinePoint {
    /// Length of the compressed encoding, in bytes.
    public static let compressedByteCount = 48
    /// Length of the uncompressed encoding, in bytes.
    public static let uncompressedByteCount = 96

    package let value: g1_affine_t

    init(uncheckedX x: Fp, y: Fp) { value = g1_affine_t(x: x.value, y: y.value) }

    var x: Fp { @inline(__always) get { Fp(value: value.x) } }
    var y: Fp { @inline(__always) get { Fp(value: value.y) } }

    public static func == (a: G1Affine, b: G1Affine) -> Bool { a.x == b.x && a.y == b.y }

    /// draft-irtf-cfrg-pairing-friendly-curves §4.2.1.
    public static let generator = G1Affine(
        uncheckedX: Fp(constant: "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        y: Fp(constant: "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"))

    /// The point at infinity, written (0, 0), which is not on the curve.
    public static let identity = G1Affine(uncheckedX: .zero, y: .zero)

    /// Whether both coordinates are 0; constant time.
    public var isIdentity: Bool { identityMask != 0 }

    public static prefix func - (a: G1Affine) -> G1Affine { G1Affine(uncheckedX: a.x, y: -a.y) }

    /// Decodes 48 bytes of the ZCash encoding with every check: length, flags, canonical x, on the curve, in the
    /// subgroup, and not the identity unless `allowingIdentity`.
    ///
    /// Throws `wrongLength`, `badFlags`, `notCanonical`, `notOnCurve`, `notInSubgroup` or `identity`. Variable-time.
    public init(compressed: [UInt8], allowingIdentity: Bool = false) throws(DecodingError) {
        self = try Self.decodedCompressed(compressed, allowingIdentity: allowingIdentity).checkedForSubgroup()
    }

    /// Decodes 96 bytes, with the same checks.
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

    /// 48 bytes: x, big-endian, with the flags of the ZCash encoding.
    public var compressed: [UInt8] { encodedCompressed() }
    /// 96 bytes: x and y.
    public var uncompressed: [UInt8] { encodedUncompressed() }

    /// φ(P) = −z² P (Scott: "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves", 2021).
    ///
    /// Exact: φ² + φ + 1 = 0 on the whole curve, so the test implies (z⁴ − z² + 1) P = r P = 0.
    var isInSubgroup: Bool {
        let point = G1(self)
        return point.endomorphism() == point.timesCurveParameterVariableTime().timesCurveParameterVariableTime()
    }
}
