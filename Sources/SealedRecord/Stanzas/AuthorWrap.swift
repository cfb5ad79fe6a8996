import Framing
import Identity
import Cryptography

/// The author's own way to the record key. It stands in the content section, which no re-wrapper touches, so an envelope that nobody
/// can open locks its author out of nothing.
///
///     4       generation of the author's secret, u32
///     32      salt, random
///     48      AES-256-GCM(key, nonce = 12 zero bytes, record key)
///
///     key (32) = HKDF-SHA-512(author's secret of the generation, info = frame("MEDSEAL-V1", "author", salt, record id, version u64))
///
/// Whoever must not read back what they send, as a device's gateway, writes random bytes there and a plausible generation: nobody
/// sees which it is.
struct AuthorWrap: Hashable, Sendable {
    static let byteCount = 4 + saltByteCount + wrappedByteCount
    private static let saltByteCount = 32
    private static let wrappedByteCount = 32 + AES256GCM.tagByteCount
    private static let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)

    /// From 1.
    private let generation: UInt32
    private let salt: [UInt8]
    private let wrapped: [UInt8]

    /// - Parameter isReadable: whether the author can open it again.
    init(
        _ key: borrowing RecordKey, of id: RecordID, _ contentVersion: UInt64, by identity: borrowing UserIdentity, isReadable: Bool,
        using source: inout some RandomNumberGenerator
    ) {
        generation = identity.newestGeneration
        salt = SecretBytes(randomCount: Self.saltByteCount, using: &source).revealed()
        guard isReadable, let secret = identity.authorSecret(generation) else {
            wrapped = SecretBytes(randomCount: Self.wrappedByteCount, using: &source).revealed()
            return
        }
        wrapped = AES256GCM.seal(key.secret, key: Self.key(secret, salt, id, contentVersion), nonce: Self.nonce, authenticating: [])
    }

    /// The record key; `nil` if it is not this identity's, or nobody's.
    func open(of id: RecordID, _ contentVersion: UInt64, by identity: borrowing UserIdentity) -> RecordKey? {
        guard let secret = identity.authorSecret(generation),
            let key = try? AES256GCM.openSecret(wrapped, key: Self.key(secret, salt, id, contentVersion), nonce: Self.nonce, authenticating: [])
        else { return nil }
        return RecordKey(key)
    }

    private static func key(_ secret: borrowing SecretBytes, _ salt: [UInt8], _ id: RecordID, _ contentVersion: UInt64) -> SecretBytes {
        KeyDerivation.derive(secret, "author", [salt, id.bytes, contentVersion.bigEndianBytes])
    }

    var bytes: [UInt8] { generation.bigEndianBytes + salt + wrapped }

    init(from reader: inout ByteReader) throws(MalformedInput) {
        generation = try reader.u32("generation of the author's secret")
        guard (1...UserIdentity.greatestGeneration).contains(generation) else { throw reader.malformed("no generation of an author's secret") }
        salt = try reader.raw(Self.saltByteCount, "salt")
        wrapped = try reader.raw(Self.wrappedByteCount, "author's wrapped key")
    }
}
