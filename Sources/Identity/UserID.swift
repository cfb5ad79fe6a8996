import Framing
public import Cryptography

/// Names a user by the first signing key that they ever had: SHA-256(frame("MEDSEAL-V1-USER", Ed25519 key)), for life.
///
/// Nobody can register another's identifier, and an identifier never comes to mean another person's key. It proves which key, not
/// which human.
public struct UserID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Length in bytes: a whole SHA-256.
    public static let byteCount = 32

    /// 32 bytes.
    public let bytes: [UInt8]

    /// The identifier of whoever had this key first.
    public init(firstSigningKey key: Ed25519.PublicKey) { bytes = SHA256.hash(frame([UInt8](utf8: "MEDSEAL-V1-USER"), key.bytes)) }

    /// `nil` unless `bytes` has 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the text form; `nil` unless it is 64 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.decode(text), bytes.count == Self.byteCount, Hexadecimal.encode(bytes) == text else {
            return nil
        }
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }

    /// The first eight digits in two groups: tells people of one name apart in a list, and is no proof of anything.
    public var short: String { "\(Hexadecimal.encode(bytes[..<2]))-\(Hexadecimal.encode(bytes[2..<4]))" }

    /// In the order of their bytes, which is also that of their text forms.
    public static func < (a: UserID, b: UserID) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
