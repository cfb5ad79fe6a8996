import Framing

/// Builds an encoding that contains secrets, in memory that is wiped: what `ByteWriter` is for public bytes, and with the
/// same formats.
public struct SecretWriter: ~Copyable {
    private var storage = SecretBytes(copying: [UInt8]())
    /// Bytes written so far.
    public private(set) var count = 0

    /// An empty encoding.
    public init() {}

    /// Writes bytes that are no secret, with no length in front.
    public mutating func raw(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    /// Writes a secret of fixed size, with no length in front.
    public mutating func raw(_ secret: borrowing SecretBytes) {
        unsafe secret.withUnsafeBytes { unsafe append($0) }
    }

    /// Writes a big-endian integer of four bytes.
    public mutating func u32(_ value: UInt32) {
        var writer = ByteWriter()
        writer.u32(value)
        raw(writer.bytes)
    }

    /// Writes the length as a big-endian `u32`, then the bytes.
    public mutating func framed(_ bytes: [UInt8]) {
        u32(UInt32(bytes.count))
        raw(bytes)
    }

    /// Writes the length as a big-endian `u32`, then the secret.
    public mutating func framed(_ secret: borrowing SecretBytes) {
        u32(UInt32(secret.count))
        raw(secret)
    }

    /// Everything that was written.
    public consuming func finish() -> SecretBytes { storage.slice(0..<count) }

    /// Grows by doubling; the outgrown allocation is wiped as it goes.
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let end = count + bytes.count
        if end > storage.count {
            let capacity = max(end, 2 * storage.count)
            storage = unsafe SecretBytes(count: capacity) { output in
                unsafe storage.withUnsafeBytes { unsafe output.copyBytes(from: $0) }
            }
        }
        unsafe storage.overwrite(at: count, with: bytes)
        count = end
    }
}
