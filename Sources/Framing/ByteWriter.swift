/// Builds MedSeal's binary formats: big-endian integers and length-prefixed byte strings.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty encoding.
    public init() {}

    /// An empty encoding with memory for `capacity` bytes, so that it need not move while it grows.
    public init(reservingCapacity capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Writes one byte.
    public mutating func u8(_ value: UInt8) { bytes.append(value) }

    /// Writes a big-endian integer of two bytes.
    public mutating func u16(_ value: UInt16) { integer(value) }

    /// Writes a big-endian integer of four bytes.
    public mutating func u32(_ value: UInt32) { integer(value) }

    /// Writes a big-endian integer of eight bytes.
    public mutating func u64(_ value: UInt64) { integer(value) }

    /// Writes `value` as it is, with no length in front: for fields of fixed size.
    public mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    /// Writes the length of `value` as a big-endian `u32`, then `value`.
    public mutating func framed(_ value: some Collection<UInt8>) {
        u32(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes the UTF-8 bytes of `text`, framed.
    public mutating func framed(_ text: String) { framed([UInt8](text.utf8)) }

    private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ value: T) {
        for shift in stride(from: T.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
        }
    }
}
