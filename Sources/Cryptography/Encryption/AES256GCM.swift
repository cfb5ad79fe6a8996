/// AES-256-GCM (NIST SP 800-38D) on OpenSSL: 32-byte key, 12-byte nonce, 16-byte tag behind the ciphertext.
///
/// A nonce must never serve twice under one key. GCM does not commit to its key: where an attacker may choose among
/// keys, the key comes from a derivation that commits, as in ``ChunkedEncryption`` and ``Vault``.
public enum AES256GCM {
    /// Length of a key in bytes.
    public static let keyByteCount = 32
    /// Length of a nonce in bytes: the one that SP 800-38D §7.1 takes as it is, without hashing it.
    public static let nonceByteCount = 12
    /// Length of the tag behind the ciphertext in bytes; shorter ones are never made or read.
    public static let tagByteCount = 16

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - nonce: 12 bytes, unique under this key.
    ///   - aad: associated text, authenticated and not part of the result.
    /// - Returns: ciphertext ‖ 16-byte tag.
    public static func seal(
        _ plaintext: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], authenticating aad: [UInt8] = []
    ) -> [UInt8] {
        AEADContext(.aes256GCM, .sealing, key: key).seal(plaintext, nonce: nonce, authenticating: aad)
    }

    /// As ``seal(_:key:nonce:authenticating:)-([UInt8],_,_,_)``, for a plaintext that must stay wiped.
    public static func seal(
        _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, nonce: [UInt8], authenticating aad: [UInt8] = []
    ) -> [UInt8] {
        AEADContext(.aes256GCM, .sealing, key: key).seal(plaintext, nonce: nonce, authenticating: aad)
    }

    /// Opens ciphertext ‖ tag.
    ///
    /// - Throws: ``AuthenticationFailure`` for every cause, a `sealed` or `nonce` of impossible length included.
    public static func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], authenticating aad: [UInt8] = []
    ) throws(AuthenticationFailure) -> [UInt8] {
        try AEADContext(.aes256GCM, .opening, key: key).open(sealed, nonce: nonce, authenticating: aad)
    }

    /// Opens ciphertext ‖ tag into memory that is wiped.
    ///
    /// - Throws: ``AuthenticationFailure`` for every cause, a `sealed` or `nonce` of impossible length included.
    public static func openSecret(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], authenticating aad: [UInt8] = []
    ) throws(AuthenticationFailure) -> SecretBytes {
        try AEADContext(.aes256GCM, .opening, key: key).openSecret(sealed, nonce: nonce, authenticating: aad)
    }
}
