public import Framing

/// Reads what ``SecretWriter`` wrote, every length checked. What is public comes out as an array, what is secret as
/// ``SecretBytes``; no other copy is left behind.
public struct SecretReader: ~Copyable {
    private let secret: SecretBytes
    /// Offset of the next byte to be read.
    public private(set) var offset = 0

    /// Reads from a copy of `secret`, wiped with the reader.
    public init(_ secret: borrowing SecretBytes) { self.secret = secret.duplicate() }

    /// How many bytes are left.
    public var remaining: Int { secret.count - offset }

    /// Reads one byte that is no secret.
    public mutating func u8(_ what: String) throws(MalformedInput) -> UInt8 { try raw(1, what)[0] }

    /// Reads a big-endian integer of four bytes that is no secret.
    public mutating func u32(_ what: String) throws(MalformedInput) -> UInt32 {
        var value: UInt32 = 0
        for byte in try raw(4, what) { value = value << 8 | UInt32(byte) }
        return value
    }

    /// Reads `count` bytes that are no secret.
    public mutating func raw(_ count: Int, _ what: String) throws(MalformedInput) -> [UInt8] {
        try rawSecret(count, what).revealed()
    }

    /// Reads `count` bytes into memory that is wiped.
    public mutating func rawSecret(_ count: Int, _ what: String) throws(MalformedInput) -> SecretBytes {
        guard count >= 0, count <= remaining else { throw malformed("\(what): \(count) bytes expected, \(remaining) left") }
        defer { offset += count }
        return secret.slice(offset..<offset + count)
    }

    /// Reads a byte string that is no secret, preceded by its length as a big-endian `u32`.
    public mutating func framed(atMost limit: Int, _ what: String) throws(MalformedInput) -> [UInt8] {
        try raw(length(atMost: limit, what), what)
    }

    /// Reads a secret, preceded by its length as a big-endian `u32` that is no secret.
    public mutating func framedSecret(atMost limit: Int, _ what: String) throws(MalformedInput) -> SecretBytes {
        try rawSecret(length(atMost: limit, what), what)
    }

    /// Demands that `expected` stands next.
    public mutating func expect(_ expected: [UInt8], _ what: String) throws(MalformedInput) {
        let start = offset
        guard try raw(expected.count, what) == expected else {
            throw MalformedInput(offset: start, reason: "\(what) expected")
        }
    }

    /// Demands that nothing is left.
    public borrowing func finish() throws(MalformedInput) {
        guard remaining == 0 else { throw malformed("\(remaining) bytes follow the end") }
    }

    /// An error at the present offset, for the caller to throw.
    public borrowing func malformed(_ reason: String) -> MalformedInput { MalformedInput(offset: offset, reason: reason) }

    private mutating func length(atMost limit: Int, _ what: String) throws(MalformedInput) -> Int {
        let start = offset
        let length = Int(try u32("length of \(what)"))
        guard length <= limit else {
            throw MalformedInput(offset: start, reason: "\(what): \(length) bytes, at most \(limit) allowed")
        }
        return length
    }
}
