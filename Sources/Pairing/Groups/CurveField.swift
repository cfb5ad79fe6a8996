import CFieldArithmetic

/// What the formulas of G1 and G2 want of their coordinates: Fp and Fp2. Specialised within this module.
protocol CurveField: Equatable, Sendable, BitwiseCopyable {
    /// Length of the encoding, in bytes.
    static var byteCount: Int { get }
    static var zero: Self { get }
    static var one: Self { get }
    /// b of y² = x³ + b.
    static var curveConstant: Self { get }

    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static prefix func - (a: Self) -> Self
    var isZero: Bool { get }
    /// All ones for 0, else 0.
    var zeroMask: UInt64 { get }
    func squared() -> Self
    func inverse() -> Self
    func squareRoot() -> Self?
    /// The greater of x and −x in the order of the ZCash encoding.
    var isLargerHalf: Bool { get }
    mutating func assign(_ other: Self, if mask: UInt64)

    func append(to bytes: inout [UInt8])
    /// Reads `byteCount` bytes at `offset`, of which the three uppermost bits of the first are flags and ignored.
    init(bytes: [UInt8], at offset: Int, withFlags: Bool) throws(DecodingError)
}

extension Fp: CurveField {
    /// G1: y² = x³ + 4.
    static var curveConstant: Fp { Fp(4) }

    @inline(__always)
    var zeroMask: UInt64 { fp_equal(value, Fp.zero.value) }

    init(bytes: [UInt8], at offset: Int, withFlags: Bool) throws(DecodingError) {
        var integer = Self.integer(bytes, at: offset)
        if withFlags { integer.l5 &= 0x1fff_ffff_ffff_ffff }
        try self.init(canonical: integer)
    }
}

extension Fp2: CurveField {
    static var byteCount: Int { 2 * Fp.byteCount }

    /// G2: y² = x³ + 4 (1 + u).
    static var curveConstant: Fp2 { Fp2(Fp(4), Fp(4)) }

    @inline(__always)
    var zeroMask: UInt64 { c0.zeroMask & c1.zeroMask }

    init(bytes: [UInt8], at offset: Int, withFlags: Bool) throws(DecodingError) {
        let c1 = try Fp(bytes: bytes, at: offset, withFlags: withFlags)
        let c0 = try Fp(bytes: bytes, at: offset + Fp.byteCount, withFlags: false)
        self.init(c0, c1)
    }
}
