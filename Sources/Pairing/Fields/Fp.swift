package import CFieldArithmetic

/// An integer modulo p = (z − 1)² r / 3 + z, 381 bits: the base field of BLS12-381.
///
/// Montgomery form, always fully reduced; constant time.
public struct Fp: Equatable, Sendable, BitwiseCopyable {
    /// Length of the encoding, in bytes.
    public static let byteCount = 48

    package var value: fp_t

    @inline(__always)
    package init(value: fp_t) { self.value = value }

    /// The neutral element of addition.
    public static var zero: Fp {
        @inline(__always) get { Fp(value: fp_t(l0: 0, l1: 0, l2: 0, l3: 0, l4: 0, l5: 0)) }
    }

    /// R mod p, R = 2³⁸⁴.
    public static var one: Fp {
        @inline(__always) get {
            Fp(
                value: fp_t(
                    l0: 0x7609_0000_0002_fffd, l1: 0xebf4_000b_c40c_0002, l2: 0x5f48_9857_53c7_58ba,
                    l3: 0x77ce_5853_7052_5745, l4: 0x5c07_1a97_a256_ec6d, l5: 0x15f6_5ec3_fa80_e493))
        }
    }

    /// The element of an integer below 2⁶⁴, brought into Montgomery form.
    public init(_ small: UInt64) {
        value = fp_from_wide(Fp.zero.value, fp_t(l0: small, l1: 0, l2: 0, l3: 0, l4: 0, l5: 0))
    }

    /// Decodes 48 bytes, big-endian, below p.
    ///
    /// Throws `wrongLength` or `notCanonical`.
    public init(bigEndian bytes: [UInt8]) throws(DecodingError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongLength(expected: Self.byteCount, got: bytes.count)
        }
        try self.init(canonical: Self.integer(bytes, at: 0))
    }

    /// The element of a plain integer below p. Throws `notCanonical`.
    package init(canonical integer: fp_t) throws(DecodingError) {
        guard fp_is_canonical_integer(integer) != 0 else { throw .notCanonical }
        value = fp_from_wide(Fp.zero.value, integer)
    }

    /// The plain 384-bit integer of 48 bytes, big-endian. The caller has checked the length.
    package static func integer(_ bytes: [UInt8], at offset: Int) -> fp_t {
        fp_t(
            l0: bytes.limb(at: offset + 40), l1: bytes.limb(at: offset + 32), l2: bytes.limb(at: offset + 24),
            l3: bytes.limb(at: offset + 16), l4: bytes.limb(at: offset + 8), l5: bytes.limb(at: offset))
    }

    /// A 512-bit integer, 64 bytes big-endian, modulo p (RFC 9380 §5.3, L = 64). The caller has checked the length.
    package init(reducing wide: [UInt8], at offset: Int) {
        let high = fp_t(l0: wide.limb(at: offset + 8), l1: wide.limb(at: offset), l2: 0, l3: 0, l4: 0, l5: 0)
        value = fp_from_wide(high, Self.integer(wide, at: offset + 16))
    }

    /// 48 bytes, big-endian.
    public var bigEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        let integer = fp_to_integer(value)
        bytes.append(limb: integer.l5)
        bytes.append(limb: integer.l4)
        bytes.append(limb: integer.l3)
        bytes.append(limb: integer.l2)
        bytes.append(limb: integer.l1)
        bytes.append(limb: integer.l0)
    }

    /// Whether it is the element 0; constant time.
    public var isZero: Bool { self == .zero }

    /// RFC 9380 §4.1: whether the integer below p is odd.
    var isOdd: Bool { fp_to_integer(value).l0 & 1 != 0 }

    /// Whether the integer is above (p − 1)/2: the sign of the ZCash encoding.
    var isLargerHalf: Bool { fp_is_larger_half(fp_to_integer(value)) != 0 }

    /// x²; constant time.
    @inline(__always)
    public func squared() -> Fp { Fp(value: fp_sqr(value)) }

    /// 2x; constant time.
    @inline(__always)
    public func doubled() -> Fp { self + self }

    /// 1/x; 0 for 0.
    public func inverse() -> Fp { Fp(value: fp_inverse(value)) }

    /// A square root, if there is one: x^((p+1)/4), as p ≡ 3 mod 4.
    public func squareRoot() -> Fp? {
        let root = Fp(value: fp_sqrt_candidate(value))
        return root.squared() == self ? root : nil
    }

    @inline(__always)
    mutating func assign(_ other: Fp, if mask: UInt64) { value = fp_select(value, other.value, mask) }

    @inline(__always)
    public static func == (a: Fp, b: Fp) -> Bool { fp_equal(a.value, b.value) != 0 }
    @inline(__always)
    public static func + (a: Fp, b: Fp) -> Fp { Fp(value: fp_add(a.value, b.value)) }
    @inline(__always)
    public static func - (a: Fp, b: Fp) -> Fp { Fp(value: fp_sub(a.value, b.value)) }
    @inline(__always)
    public static func * (a: Fp, b: Fp) -> Fp { Fp(value: fp_mul(a.value, b.value)) }
    @inline(__always)
    public static prefix func - (a: Fp) -> Fp { .zero - a }
    @inline(__always)
    public static func += (a: inout Fp, b: Fp) { a = a + b }
    @inline(__always)
    public static func -= (a: inout Fp, b: Fp) { a = a - b }
    @inline(__always)
    public static func *= (a: inout Fp, b: Fp) { a = a * b }
}

extension Fp {
    /// A constant of this module, in hexadecimal as the standards print it.
    init(constant digits: StaticString) {
        var integer = Fp.zero
        let sixteen = Fp(16)
        for scalar in digits.description.unicodeScalars {
            guard let digit = Character(scalar).hexDigitValue else { preconditionFailure("not hexadecimal") }
            integer = integer * sixteen + Fp(UInt64(digit))
        }
        self = integer
    }
}
