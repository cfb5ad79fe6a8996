package import CFieldArithmetic

/// An integer modulo r, the order of G1, G2 and GT: r = z⁴ − z² + 1 with z = −0xd201000000010000, 255 bits.
///
/// Montgomery form, always fully reduced. Every operation takes time that does not depend on the value; `==` and
/// ``isZero`` reveal their result only.
public struct Scalar: Equatable, Sendable, BitwiseCopyable {
    /// Length of the encoding, in bytes.
    public static let byteCount = 32

    package var value: fr_t

    @inline(__always)
    package init(value: fr_t) { self.value = value }

    /// The neutral element of addition.
    public static let zero = Scalar(value: fr_t(l0: 0, l1: 0, l2: 0, l3: 0))
    /// The neutral element of multiplication.
    public static let one = Scalar(1)

    /// The scalar of an integer below 2⁶⁴, brought into Montgomery form.
    public init(_ small: UInt64) {
        value = fr_from_wide(fr_t(l0: 0, l1: 0, l2: 0, l3: 0), fr_t(l0: small, l1: 0, l2: 0, l3: 0))
    }

    /// Decodes 32 bytes, big-endian, below r.
    ///
    /// Throws `wrongLength` or `notCanonical`.
    public init(bigEndian bytes: [UInt8]) throws(DecodingError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongLength(expected: Self.byteCount, got: bytes.count)
        }
        let integer = Self.integer(bytes, at: 0)
        guard fr_is_canonical_integer(integer) != 0 else { throw .notCanonical }
        value = fr_from_wide(fr_t(l0: 0, l1: 0, l2: 0, l3: 0), integer)
    }

    /// A 512-bit integer, 64 bytes big-endian, modulo r. From uniform bytes the result is uniform to within 2⁻²⁵⁶.
    public init(reducing wide: [UInt8]) {
        precondition(wide.count == 64, "a wide integer has 64 bytes")
        value = fr_from_wide(Self.integer(wide, at: 0), Self.integer(wide, at: 32))
    }

    /// 32 bytes, big-endian.
    public var bigEndianBytes: [UInt8] {
        let integer = fr_to_integer(value)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes.append(limb: integer.l3)
        bytes.append(limb: integer.l2)
        bytes.append(limb: integer.l1)
        bytes.append(limb: integer.l0)
        return bytes
    }

    /// A uniform scalar: 64 bytes of `source`, reduced.
    public static func random(using source: inout some RandomNumberGenerator) -> Scalar {
        let high = fr_t(l0: source.next(), l1: source.next(), l2: source.next(), l3: source.next())
        let low = fr_t(l0: source.next(), l1: source.next(), l2: source.next(), l3: source.next())
        return Scalar(value: fr_from_wide(high, low))
    }

    /// A uniform scalar from the operating system's generator.
    public static func random() -> Scalar {
        var system = SystemRandomNumberGenerator()
        return random(using: &system)
    }

    /// Whether it is the scalar 0; constant time.
    public var isZero: Bool { self == .zero }

    /// 1/x, by Fermat's x^(r−2); 0 for 0.
    public func inverse() -> Scalar { Scalar(value: fr_inverse(value)) }

    public static func == (a: Scalar, b: Scalar) -> Bool { fr_equal(a.value, b.value) != 0 }
    public static func + (a: Scalar, b: Scalar) -> Scalar { Scalar(value: fr_add(a.value, b.value)) }
    public static func - (a: Scalar, b: Scalar) -> Scalar { Scalar(value: fr_sub(a.value, b.value)) }
    public static func * (a: Scalar, b: Scalar) -> Scalar { Scalar(value: fr_mul(a.value, b.value)) }
    public static prefix func - (a: Scalar) -> Scalar { .zero - a }
    public static func += (a: inout Scalar, b: Scalar) { a = a + b }
    public static func -= (a: inout Scalar, b: Scalar) { a = a - b }
    public static func *= (a: inout Scalar, b: Scalar) { a = a * b }

    private static func integer(_ bytes: [UInt8], at offset: Int) -> fr_t {
        fr_t(
            l0: bytes.limb(at: offset + 24), l1: bytes.limb(at: offset + 16),
            l2: bytes.limb(at: offset + 8), l3: bytes.limb(at: offset))
    }
}

/// Scalars are keys more often than not, so none is printed: neither in a log nor by a debugger or a failing test.
extension Scalar: CustomStringConvertible, CustomReflectable {
    public var description: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
