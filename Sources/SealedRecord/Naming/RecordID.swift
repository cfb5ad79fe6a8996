import Framing
public import Identity
import Cryptography

/// Names a record for ever, after its owner: SHA-256(frame("MEDSEAL-V1-RECORD", owner, nonce)), 32 bytes.
///
/// So nobody can put a record of their own in another's place: a reader who has the name recomputes whose it is.
public struct RecordID: Hashable, Sendable, CustomStringConvertible {
    /// Length in bytes: a whole SHA-256.
    public static let byteCount = 32

    /// 32 bytes.
    public let bytes: [UInt8]

    /// `nil` unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads 64 hexadecimal digits in lower case, the one text form.
    public init?(text: String) {
        guard let bytes = Hexadecimal.decode(text), Hexadecimal.encode(bytes) == text else { return nil }
        self.init(bytes: bytes)
    }

    /// The name that follows from owner and nonce.
    init(_ name: RecordName) {
        bytes = SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-RECORD"), name.owner.bytes, name.nonce))
    }

    /// 64 hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}

/// What a record's identifier is made of.
public struct RecordName: Hashable, Sendable {
    /// Length of a nonce in bytes.
    public static let nonceByteCount = 16

    /// Whose record it is, for ever.
    public let owner: UserID
    /// 16 bytes, which tell the owner's records apart.
    public let nonce: [UInt8]
    /// The identifier.
    public var id: RecordID { RecordID(self) }

    /// `nil` unless the nonce has 16 bytes.
    public init?(owner: UserID, nonce: [UInt8]) {
        guard nonce.count == Self.nonceByteCount else { return nil }
        self.init(owner, nonce)
    }

    /// A new name from the system's randomness.
    public static func random(owner: UserID) -> RecordName {
        var system = SystemRandomNumberGenerator()
        return random(owner: owner, using: &system)
    }

    /// A new name from the next 16 bytes of `source`.
    public static func random(owner: UserID, using source: inout some RandomNumberGenerator) -> RecordName {
        RecordName(owner, SecretBytes(randomCount: nonceByteCount, using: &source).revealed())
    }

    init(_ owner: UserID, _ nonce: [UInt8]) {
        self.owner = owner
        self.nonce = nonce
    }
}
