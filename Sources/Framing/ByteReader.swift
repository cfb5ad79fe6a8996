/// Why bytes from outside could not be read as the format they claim to be.
///
/// It tells where (a byte offset from the start of the object that was being read) and what stands there against the
/// format, never the bytes themselves: they may be a secret or a patient's data.
public struct MalformedInput: Error, Equatable, Sendable, CustomStringConvertible {
    /// Byte offset at which the format was broken.
    public let offset: Int
    /// What the format demands there, in words.
    public let reason: String

    /// An error at `offset`, counted from the start of what is read; 0 if it is about the whole.
    public init(offset: Int = 0, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    public var description: String { "malformed at byte \(offset): \(reason)" }
}

/// Reads MedSeal's binary formats from untrusted bytes: every length is checked against what is left before anything is
/// allocated, and the caller states its own bound for each variable-length field.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private let end: Int
    /// Offset of the next byte to be read.
    public private(set) var offset: Int

    /// Reads `bytes` from its beginning.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.offset = 0
        self.end = bytes.count
    }

    /// How many bytes are left.
    public var remaining: Int { end - offset }

    /// Reads one byte.
    public mutating func u8(_ what: String = "an 8-bit integer") throws(MalformedInput) -> UInt8 { try integer(what) }

    /// Reads a big-endian integer of two bytes.
    public mutating func u16(_ what: String = "a 16-bit integer") throws(MalformedInput) -> UInt16 { try integer(what) }

    /// Reads a big-endian integer of four bytes.
    public mutating func u32(_ what: String = "a 32-bit integer") throws(MalformedInput) -> UInt32 { try integer(what) }

    /// Reads a big-endian integer of eight bytes.
    public mutating func u64(_ what: String = "a 64-bit integer") throws(MalformedInput) -> UInt64 { try integer(what) }

    /// Reads exactly `count` bytes.
    public mutating func raw(_ count: Int, _ what: String = "bytes") throws(MalformedInput) -> [UInt8] {
        guard count >= 0, count <= remaining else {
            throw malformed("\(what): \(count) bytes expected, \(remaining) left")
        }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// Reads a byte string preceded by its length as a big-endian `u32`, of at most `limit` bytes.
    public mutating func framed(atMost limit: Int, _ what: String = "a byte string") throws(MalformedInput) -> [UInt8] {
        let start = offset
        let length = Int(try u32("length of \(what)"))
        guard length <= limit else {
            throw MalformedInput(offset: start, reason: "\(what): \(length) bytes, at most \(limit) allowed")
        }
        return try raw(length, what)
    }

    /// Reads framed, well-formed UTF-8 of at most `limit` bytes.
    public mutating func framedText(atMost limit: Int, _ what: String = "a text") throws(MalformedInput) -> String {
        let start = offset
        guard let text = String(validating: try framed(atMost: limit, what), as: UTF8.self) else {
            throw MalformedInput(offset: start, reason: "\(what) is not UTF-8")
        }
        return text
    }

    /// Demands that `expected` stands next: a magic number or a tag.
    public mutating func expect(_ expected: [UInt8], _ what: String) throws(MalformedInput) {
        let start = offset
        guard try raw(expected.count, what) == expected else {
            throw MalformedInput(offset: start, reason: "\(what) expected")
        }
    }

    /// Demands that nothing is left: trailing bytes would be unauthenticated or ambiguous.
    public func finish() throws(MalformedInput) {
        guard remaining == 0 else { throw malformed("\(remaining) bytes follow the end") }
    }

    /// An error at the current offset, for a check that the caller makes on a value that it has read.
    public func malformed(_ reason: String) -> MalformedInput { MalformedInput(offset: offset, reason: reason) }

    private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ what: String) throws(MalformedInput) -> T {
        let size = T.bitWidth / 8
        guard size <= remaining else { throw malformed("\(what): \(size) bytes expected, \(remaining) left") }
        var value: T = 0
        for byte in bytes[offset..<offset + size] { value = (value << 8) | T(byte) }
        offset += size
        return value
    }
}
