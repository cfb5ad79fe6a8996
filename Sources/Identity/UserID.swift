import Framing
public import Cryptography

/// Names a user by their keys: the first 16 bytes of SHA-256(frame("MEDSEAL-V1-USER", Ed25519 key, X25519 key)).
///
/// Nobody can register another's identifier, and an identifier never comes to mean other keys.
public struct UserID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Length in bytes: half a SHA-256.
    public static let byteCount = 16

    /// 16 bytes.
    public let bytes: [UInt8]

    /// The identifier that belongs to a pair of public keys.
    public init(signing: Ed25519.PublicKey, agreement: X25519.PublicKey) {
        let hash = SHA256.hash(frame([UInt8](utf8: "MEDSEAL-V1-USER"), signing.bytes, agreement.bytes))
        bytes = Array(hash[..<Self.byteCount])
    }

    /// `nil` unless `bytes` has 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the text form; `nil` unless it is 32 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.decode(text), bytes.count == Self.byteCount, Hexadecimal.encode(bytes) == text else {
            return nil
        }
        self.bytes = bytes
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }

    /// In the order of their bytes, which is also that of their text forms.
    public static func < (a: UserID, b: UserID) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
