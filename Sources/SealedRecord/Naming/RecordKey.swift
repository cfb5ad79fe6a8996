import Framing
import Cryptography

/// The 32-byte key of one content version of one record. Whoever has it reads that version; it never leaves the
/// machine except wrapped in a stanza.
public struct RecordKey: ~Copyable, Sendable {
    let secret: SecretBytes

    init(_ secret: consuming SecretBytes) { self.secret = secret }

    /// A new key from the system's randomness: one for each content version.
    public static func random() -> RecordKey { RecordKey(SecretBytes(randomCount: 32)) }

    /// A new key from the next 32 bytes of `source`.
    public static func random(using source: inout some RandomNumberGenerator) -> RecordKey {
        RecordKey(SecretBytes(randomCount: 32, using: &source))
    }

    /// The key of the payload: KDF(record key, "payload", the list of deletion secrets, record id, content version u64), 32 bytes.
    func payloadKey(_ id: RecordID, _ contentVersion: UInt64, _ secrets: DeletionSecrets) -> SecretBytes {
        KeyDerivation.derive(secret, "payload", [secrets.bytes, id.bytes, contentVersion.bigEndianBytes])
    }

    /// The payload's encryption context: frame(record id, content version).
    static func payloadContext(_ id: RecordID, _ contentVersion: UInt64) -> [UInt8] {
        frame(id.bytes, contentVersion.bigEndianBytes)
    }
}
