import Framing
import Cryptography

/// Names a record for ever: 16 random bytes, chosen by its author, never used again after deletion.
public struct RecordID: Hashable, Sendable, CustomStringConvertible {
    /// Length in bytes.
    public static let byteCount = 16

    /// 16 bytes.
    public let bytes: [UInt8]

    /// `nil` unless there are exactly 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads 32 hexadecimal digits in lower case, the one text form.
    public init?(text: String) {
        guard let bytes = Hexadecimal.decode(text), Hexadecimal.encode(bytes) == text else { return nil }
        self.init(bytes: bytes)
    }

    /// A new identifier from the system's randomness.
    public static func random() -> RecordID {
        var system = SystemRandomNumberGenerator()
        return random(using: &system)
    }

    /// A new identifier from the next 16 bytes of `source`.
    public static func random(using source: inout some RandomNumberGenerator) -> RecordID {
        RecordID(unchecked: SecretBytes(randomCount: byteCount, using: &source).revealed())
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// 32 hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
