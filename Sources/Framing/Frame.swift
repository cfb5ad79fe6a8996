/// `frame(a, b, …)`: each part preceded by its length as a big-endian `u32`, one after the other.
///
/// The encoding is injective, so a hash or MAC over it cannot be confused by moving bytes from one part to the next.
/// Every hash input, key-derivation context and signed statement in MedSeal is built with it.
///
/// - Parameter parts: each at most 2^32 − 1 bytes.
public func frame(_ parts: [UInt8]...) -> [UInt8] {
    frame(parts)
}

/// `frame` over a sequence of parts whose number is known only at run time.
public func frame(_ parts: [[UInt8]]) -> [UInt8] {
    var writer = ByteWriter()
    for part in parts { writer.framed(part) }
    return writer.bytes
}

extension Array where Element == UInt8 {
    /// The UTF-8 bytes of a label or text.
    public init(utf8 text: String) { self = [UInt8](text.utf8) }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// The integer as big-endian bytes, as many as it has.
    public var bigEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(Self.bitWidth - 8 - 8 * $0)) }
    }
}
