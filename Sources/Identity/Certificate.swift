import Framing
public import Cryptography

/// What a certified user may do to records.
public struct Capabilities: OptionSet, Hashable, Sendable {
    /// Bit 0 author, bit 1 re-wrap; a certificate with any other bit is refused.
    public let rawValue: UInt8

    /// From the byte of a certificate, unchecked.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Create records, and update and delete one's own.
    public static let author = Capabilities(rawValue: 1)
    /// Give any record that one can read a new envelope.
    public static let rewrap = Capabilities(rawValue: 2)

    static let all: Capabilities = [.author, .rewrap]
}

/// The authority's word on whose keys these are and what their owner may do. Magic "MEDSEALC", signature domain
/// "MEDSEAL-V1-CERTIFICATE"; fields behind ``AuthorityStatement``'s common start:
///
///     bytes
///     8       serial number
///     16      user identifier, which must be that of the two keys
///     4 + n   display name, framed, 1…256 bytes of UTF-8
///     32      Ed25519 public key
///     32      X25519 public key
///     1       capabilities: bit 0 author, bit 1 re-wrap
///     8       valid from: Unix seconds
///     8       valid until, exclusive: Unix seconds
///     4       epoch of the attribute key issued with it
public struct Certificate: AuthorityStatement {
    /// "MEDSEAL-V1-CERTIFICATE".
    public static let signatureDomain = "MEDSEAL-V1-CERTIFICATE"
    /// No encoding is longer.
    public static let greatestByteCount = 1024

    /// The encoding, signature included: at most ``greatestByteCount`` bytes.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that it claims to come from.
    public let authority: AuthorityFingerprint
    /// Never used twice by one authority.
    public let serial: UInt64
    /// The identifier of the two keys, which reading checks.
    public let userID: UserID
    /// Whom the authority enrolled, for people: 1…256 bytes of UTF-8 without control characters, not unique.
    public let displayName: String
    /// Verifies what the user signs: records and requests to a store.
    public let signingKey: Ed25519.PublicKey
    /// Attribute keys are sealed to it (``KeyDelivery``).
    public let agreementKey: X25519.PublicKey
    /// What the user may do to records; reading needs none, only attributes.
    public let capabilities: Capabilities
    /// Unix seconds.
    public let notBefore: UInt64
    /// Unix seconds; the certificate is not valid in that second any more.
    public let notAfter: UInt64
    /// Epoch of the attribute key that was issued with it: below 65535.
    public let epoch: UInt32

    /// Reads a certificate; proves nothing until it is verified.
    ///
    /// - Throws: ``StatementError/malformed(_:)``.
    public init(bytes: [UInt8]) throws(StatementError) {
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: Self.magic, "a certificate")
            serial = try reader.u64("a serial number")
            userID = try reader.userID("a user identifier")
            displayName = try reader.displayText("a display name")
            signingKey = try reader.signingKey("the signing key")
            agreementKey = try reader.agreementKey("the agreement key")
            guard userID == UserID(signing: signingKey, agreement: agreementKey) else {
                throw reader.malformed("the user identifier is not that of the keys")
            }
            capabilities = Capabilities(rawValue: try reader.u8("capabilities"))
            guard Capabilities.all.isSuperset(of: capabilities) else { throw reader.malformed("unknown capabilities") }
            notBefore = try reader.u64("a time")
            notAfter = try reader.u64("a time")
            guard notBefore < notAfter else { throw reader.malformed("a validity that ends before it begins") }
            epoch = try reader.epoch()
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        self.bytes = bytes
    }

    /// Certifies a user.
    ///
    /// - Throws: ``StatementError/malformed(_:)`` if a field breaks its bounds, ``StatementError/wrongAuthority`` if
    ///   `key` is not that of `authority`.
    public static func issue(
        serial: UInt64, displayName: String, signingKey: Ed25519.PublicKey, agreementKey: X25519.PublicKey,
        capabilities: Capabilities, notBefore: UInt64, notAfter: UInt64, epoch: UInt32,
        by authority: AuthorityDescription, signedBy key: borrowing Ed25519.PrivateKey
    ) throws(StatementError) -> Certificate {
        try issue(magic: magic, by: authority, signedBy: key) { writer in
            writer.u64(serial)
            writer.raw(UserID(signing: signingKey, agreement: agreementKey).bytes)
            writer.framed(displayName)
            writer.raw(signingKey.bytes)
            writer.raw(agreementKey.bytes)
            writer.u8(capabilities.rawValue)
            writer.u64(notBefore)
            writer.u64(notAfter)
            writer.u32(epoch)
        }
    }

    /// Checks origin and time; whether it was revoked, a ``RevocationList`` says.
    ///
    /// - Parameters:
    ///   - authority: the pinned one.
    ///   - now: Unix seconds.
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``, ``StatementError/notYetValid``,
    ///   ``StatementError/expired``.
    public func verify(by authority: AuthorityDescription, at now: UInt64) throws(StatementError) {
        try verifyOrigin(by: authority)
        guard now >= notBefore else { throw .notYetValid }
        guard now < notAfter else { throw .expired }
    }

    private static let magic = "MEDSEALC"
}
