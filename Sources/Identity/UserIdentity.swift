public import Framing
public import Cryptography

/// A user's secrets, drawn independently: an Ed25519 key for signing, an X25519 key for receiving attribute keys, and secrets by
/// which an author opens what they wrote themselves.
///
/// Encoded, for a `Vault` of kind ``vaultKind``:
///
///     bytes
///     8       magic: "MEDSEALU"
///     1       version: `FormatVersion`
///     32      Ed25519 seed (RFC 8032 §5.1.5)
///     32      X25519 scalar (RFC 7748 §5)
///     4       author's secrets: 1…1024
///     32 each, generation 1 first
public struct UserIdentity: ~Copyable, Sendable {
    /// The `Vault`'s kind under which an identity is kept.
    public static let vaultKind = "user-identity"
    /// Most author's secrets of one identity.
    public static let greatestGeneration: UInt32 = 1024

    /// Signs enrolment requests, records and requests to a store.
    public let signingKey: Ed25519.PrivateKey
    /// Opens what the authority seals to the user.
    public let agreementKey: X25519.PrivateKey
    /// 32 bytes for each generation.
    private let authorSecrets: SecretBytes

    /// Fresh keys from the operating system's generator.
    public init() {
        var system = SystemRandomNumberGenerator()
        self.init(using: &system)
    }

    /// Fresh keys from `source`: the 32 bytes for signing, those for agreement, the author's secret.
    public init(using source: inout some RandomNumberGenerator) {
        self.init(
            signingKey: Ed25519.PrivateKey(using: &source), agreementKey: X25519.PrivateKey(using: &source),
            authorSecrets: SecretBytes(randomCount: Self.secretByteCount, using: &source))
    }

    /// Reads an identity, as it was in its vault.
    ///
    /// - Throws: `MalformedInput` if `encoded` is not what ``encoded()`` writes.
    public init(encoded: borrowing SecretBytes) throws(MalformedInput) {
        let fixed = Self.prefix.count + 64 + 4
        guard encoded.count > fixed, encoded.slice(0..<Self.prefix.count).revealed() == Self.prefix else {
            throw MalformedInput(reason: "a user identity of this program's version expected")
        }
        var counter = ByteReader(encoded.slice(Self.prefix.count + 64..<fixed).revealed())
        let count = try counter.u32("number of author's secrets")
        guard (1...Self.greatestGeneration).contains(count), encoded.count == fixed + Int(count) * Self.secretByteCount else {
            throw MalformedInput(offset: Self.prefix.count + 64, reason: "1 to \(Self.greatestGeneration) author's secrets of 32 bytes expected")
        }
        do throws(InvalidPrivateKey) {
            self.init(
                signingKey: try Ed25519.PrivateKey(seed: encoded.slice(9..<41)),
                agreementKey: try X25519.PrivateKey(scalar: encoded.slice(41..<73)), authorSecrets: encoded.slice(fixed..<encoded.count))
        } catch {
            throw MalformedInput(offset: 9, reason: "two private keys of 32 bytes expected")
        }
    }

    private init(
        signingKey: consuming Ed25519.PrivateKey, agreementKey: consuming X25519.PrivateKey, authorSecrets: consuming SecretBytes
    ) {
        self.signingKey = signingKey
        self.agreementKey = agreementKey
        self.authorSecrets = authorSecrets
    }

    /// To be kept in a `Vault`.
    public borrowing func encoded() -> SecretBytes {
        .concatenating(
            .concatenating(SecretBytes(copying: Self.prefix), .concatenating(signingKey.exportedSeed(), agreementKey.exportedScalar())),
            .concatenating(SecretBytes(copying: newestGeneration.bigEndianBytes), authorSecrets))
    }

    /// The identifier of the signing key.
    public var id: UserID { UserID(firstSigningKey: signingKey.publicKey) }

    /// Of the author's secret that new records are wrapped under.
    public var newestGeneration: UInt32 { UInt32(authorSecrets.count / Self.secretByteCount) }

    /// The author's secret of a generation, 32 bytes; `nil` if there is none.
    public borrowing func authorSecret(_ generation: UInt32) -> SecretBytes? {
        guard (1...newestGeneration).contains(generation) else { return nil }
        let start = Int(generation - 1) * Self.secretByteCount
        return authorSecrets.slice(start..<start + Self.secretByteCount)
    }

    /// A secret of this user's for one purpose, 32 bytes: KDF(author's secret of generation 1, "derived", purpose). It stays the same
    /// when other secrets of the identity are replaced.
    public borrowing func derivedSecret(_ purpose: String) -> SecretBytes {
        KeyDerivation.derive(authorSecrets.slice(0..<Self.secretByteCount), "derived", [Array(utf8: purpose)])
    }

    private static let secretByteCount = 32
    private static let prefix = [UInt8](utf8: "MEDSEALU") + [FormatVersion.byte]
}
