public import Framing
public import Cryptography

/// A user's further secrets at rest, sealed under the user's identity: whoever has unlocked the identity, which costs one
/// scrypt, opens them without another passphrase.
///
///     offset  bytes
///     0       8       magic: "MEDSEALI"
///     8       1       version: `FormatVersion`
///     9       4 + k   kind, framed: a UTF-8 name of at most 64 bytes of what is inside
///     …       32      salt, random
///     …       4 + n   framed: ciphertext ‖ 16-byte tag, the secret being n − 16 bytes (at most 64 MiB)
///
///     key (32) = HKDF-SHA-512(the identity's secret derived for "identity vault", info = frame("MEDSEAL-V1", "identity vault", kind, salt))
///
/// AES-256-GCM with 12 zero bytes as the nonce, because the salt makes every key new; everything in front of the
/// ciphertext's length is the associated text.
public enum IdentityVault {
    /// Longest secret in bytes: 64 MiB.
    public static let greatestSecretByteCount = 64 << 20

    /// The sealed bytes of `secret`, under a random salt.
    ///
    /// - Parameters:
    ///   - secret: at most ``greatestSecretByteCount`` bytes.
    ///   - kind: what is inside; at most 64 bytes of UTF-8, the same at ``open(_:kind:by:)``.
    ///   - identity: whose keys open the vault again.
    public static func seal(
        _ secret: borrowing SecretBytes, kind: String, by identity: borrowing UserIdentity
    ) -> [UInt8] {
        precondition(secret.count <= greatestSecretByteCount && kind.utf8.count <= 64, "too long for a vault")
        let salt = SecretBytes(randomCount: 32).revealed()
        var writer = ByteWriter()
        writer.raw(magic)
        writer.u8(FormatVersion.byte)
        writer.framed(kind)
        writer.raw(salt)
        let associated = writer.bytes
        writer.framed(AES256GCM.seal(secret, key: key(identity, kind, salt), nonce: nonce, authenticating: associated))
        return writer.bytes
    }

    /// The secret in a vault.
    ///
    /// - Throws: `MalformedInput` if the bytes are no such vault, hold another kind, were altered, or belong to another
    ///   identity.
    public static func open(
        _ bytes: [UInt8], kind: String, by identity: borrowing UserIdentity
    ) throws(MalformedInput) -> SecretBytes {
        var reader = ByteReader(bytes)
        try reader.expect(magic, "the magic number of an identity vault")
        try reader.expect([FormatVersion.byte], "this version of an identity vault")
        guard try reader.framedText(atMost: 64, "kind of vault") == kind else { throw reader.malformed("another kind of vault") }
        let salt = try reader.raw(32, "salt")
        let associated = Array(bytes[..<reader.offset])
        let sealed = try reader.framed(atMost: greatestSecretByteCount + AES256GCM.tagByteCount, "ciphertext")
        try reader.finish()
        do {
            return try AES256GCM.openSecret(sealed, key: key(identity, kind, salt), nonce: nonce, authenticating: associated)
        } catch {
            throw MalformedInput(reason: "the vault was altered, or belongs to another identity")
        }
    }

    private static let magic = Array(utf8: "MEDSEALI")
    private static let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)

    private static func key(_ identity: borrowing UserIdentity, _ kind: String, _ salt: [UInt8]) -> SecretBytes {
        KeyDerivation.derive(identity.derivedSecret("identity vault"), "identity vault", [Array(utf8: kind), salt])
    }
}
