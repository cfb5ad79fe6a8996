public import Framing
public import Cryptography

/// A user's two private keys, drawn independently: Ed25519 for signing, X25519 for receiving attribute keys.
///
/// Encoded, for a `Vault` of kind ``vaultKind``, as 73 bytes:
///
///     offset  bytes
///     0       8     magic: "MEDSEALU"
///     8       1     version: 1
///     9       32    Ed25519 seed (RFC 8032 §5.1.5)
///     41      32    X25519 scalar (RFC 7748 §5)
public struct UserIdentity: ~Copyable, Sendable {
    /// The `Vault`'s kind under which an identity is kept.
    public static let vaultKind = "user-identity"

    /// Signs enrolment requests, records and requests to a store.
    public let signingKey: Ed25519.PrivateKey
    /// Opens what the authority seals to the user.
    public let agreementKey: X25519.PrivateKey

    /// Fresh keys from the operating system's generator.
    public init() {
        var system = SystemRandomNumberGenerator()
        self.init(using: &system)
    }

    /// Fresh keys from `source`: first the 32 bytes for signing, then those for agreement.
    public init(using source: inout some RandomNumberGenerator) {
        self.init(
            signingKey: Ed25519.PrivateKey(using: &source), agreementKey: X25519.PrivateKey(using: &source))
    }

    /// Reads an identity, as it was in its vault.
    ///
    /// - Throws: `MalformedInput` if `encoded` is not what ``encoded()`` writes.
    public init(encoded: borrowing SecretBytes) throws(MalformedInput) {
        guard encoded.count == Self.prefix.count + 64 else {
            throw MalformedInput(reason: "a user identity has 73 bytes")
        }
        guard encoded.slice(0..<Self.prefix.count).revealed() == Self.prefix else {
            throw MalformedInput(reason: "the magic number of a user identity, version 1, expected")
        }
        do throws(InvalidPrivateKey) {
            self.init(
                signingKey: try Ed25519.PrivateKey(seed: encoded.slice(9..<41)),
                agreementKey: try X25519.PrivateKey(scalar: encoded.slice(41..<73)))
        } catch {
            throw MalformedInput(offset: 9, reason: "two private keys of 32 bytes expected")
        }
    }

    private init(signingKey: consuming Ed25519.PrivateKey, agreementKey: consuming X25519.PrivateKey) {
        self.signingKey = signingKey
        self.agreementKey = agreementKey
    }

    /// 73 bytes, to be kept in a `Vault`.
    public borrowing func encoded() -> SecretBytes {
        .concatenating(
            SecretBytes(copying: Self.prefix),
            .concatenating(signingKey.exportedSeed(), agreementKey.exportedScalar()))
    }

    /// The identifier of the two public keys.
    public var id: UserID { UserID(signing: signingKey.publicKey, agreement: agreementKey.publicKey) }

    private static let prefix = [UInt8](utf8: "MEDSEALU") + [1]
}
