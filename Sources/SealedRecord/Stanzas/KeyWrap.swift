import Framing
import Cryptography

/// Wraps a record key under a stanza's key, committing to that key.
///
///     KEK (32) ‖ commitment (32) = HKDF-SHA-512(stanza key, info = frame("MEDSEAL-V1", "stanza", envelope's salt,
///         stanza type u16, realm, epoch u32, record id, content version u64, index u16))
///     wrapped = commitment ‖ AES-256-GCM(KEK, nonce = 12 zero bytes, record key), 80 bytes
///
/// A KEK wraps one key only, because the salt is fresh in each envelope, so the nonce can be fixed. The commitment makes it
/// impossible to find one wrapped key that two stanza keys open differently.
enum KeyWrap {
    static let wrappedByteCount = 32 + 32 + AES256GCM.tagByteCount
    private static let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)

    /// What a wrapped key is bound to.
    struct Binding {
        /// What kind of key is wrapped: one is never taken for another.
        var label = "stanza"
        let context: [[UInt8]]
    }

    static func wrap(_ key: borrowing RecordKey, under stanzaKey: borrowing SecretBytes, _ binding: Binding) -> [UInt8] {
        wrap(secret: key.secret, under: stanzaKey, binding)
    }

    /// - Parameter secret: 32 bytes.
    static func wrap(secret: borrowing SecretBytes, under stanzaKey: borrowing SecretBytes, _ binding: Binding) -> [UInt8] {
        let derived = KeyDerivation.derive(stanzaKey, binding.label, binding.context, count: 64)
        return derived.slice(32..<64).revealed() + AES256GCM.seal(secret, key: derived.slice(0..<32), nonce: nonce, authenticating: [])
    }

    /// - Throws: `.damagedStanza` if the commitment or the tag does not fit.
    static func unwrap(
        _ wrapped: [UInt8], under stanzaKey: borrowing SecretBytes, _ binding: Binding
    ) throws(SealedRecordError) -> RecordKey {
        RecordKey(try unwrapSecret(wrapped, under: stanzaKey, binding))
    }

    /// - Throws: `.damagedStanza` if the commitment or the tag does not fit.
    static func unwrapSecret(
        _ wrapped: [UInt8], under stanzaKey: borrowing SecretBytes, _ binding: Binding
    ) throws(SealedRecordError) -> SecretBytes {
        guard wrapped.count == wrappedByteCount else { throw .damagedStanza }
        let derived = KeyDerivation.derive(stanzaKey, binding.label, binding.context, count: 64)
        guard constantTimeEquals(derived.slice(32..<64).revealed(), Array(wrapped[..<32])) else { throw .damagedStanza }
        do {
            return try AES256GCM.openSecret(Array(wrapped[32...]), key: derived.slice(0..<32), nonce: nonce, authenticating: [])
        } catch {
            throw .damagedStanza
        }
    }
}
