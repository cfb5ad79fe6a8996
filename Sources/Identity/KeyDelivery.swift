import Framing
public import Cryptography

/// An attribute key on its way to its user: sealed to the user's X25519 key (HPKE base mode, RFC 9180) and signed by the
/// authority, because base mode authenticates nobody. Magic "MEDSEALK", signature domain "MEDSEAL-V1-KEY-DELIVERY";
/// fields behind ``AuthorityStatement``'s common start:
///
///     bytes
///     32      user identifier
///     4       epoch: below 65535
///     4 + c   the user's certificate of that epoch, framed
///     32      HPKE encapsulated key
///     4 + n   HPKE ciphertext, framed, 17…1 048 592 bytes
///
/// HPKE's info is frame("MEDSEAL-V1-KEY-DELIVERY-HPKE", authority fingerprint, user identifier, epoch as 4 bytes
/// big-endian); its associated text is the certificate's encoding.
public struct KeyDelivery: AuthorityStatement {
    /// "MEDSEAL-V1-KEY-DELIVERY".
    public static let signatureDomain = "MEDSEAL-V1-KEY-DELIVERY"
    /// Bytes of an encoded attribute key, at most.
    public static let greatestKeyByteCount = 1 << 20
    /// No encoding is longer.
    public static let greatestByteCount =
        41 + UserID.byteCount + 4 + 4 + Certificate.greatestByteCount + 32 + 4 + greatestKeyByteCount + 16 + Ed25519.signatureByteCount

    /// The encoding, signature included: at most ``greatestByteCount`` bytes.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that it claims to come from.
    public let authority: AuthorityFingerprint
    /// Whose attribute key is inside; only the owner of this identifier's agreement key can open it.
    public let userID: UserID
    /// Epoch of the attribute key: below 65535, the same as the certificate's.
    public let epoch: UInt32
    /// Of this user and epoch; as unproven as the delivery until that is verified.
    public let certificate: Certificate
    private let sealedKey: HPKE.Sealed

    public static func == (a: KeyDelivery, b: KeyDelivery) -> Bool { a.bytes == b.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Reads a delivery and its certificate; proves nothing until it is verified.
    ///
    /// - Throws: ``StatementError/malformed(_:)``.
    public init(bytes: [UInt8]) throws(StatementError) {
        let certificateBytes: [UInt8]
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: Self.magic, "a key delivery")
            userID = try reader.userID("a user identifier")
            epoch = try reader.epoch()
            certificateBytes = try reader.framed(atMost: Certificate.greatestByteCount, "a certificate")
            let encapsulatedKey = try reader.raw(HPKE.encapsulatedKeyByteCount, "an encapsulated key")
            let ciphertext = try reader.framed(
                atMost: Self.greatestKeyByteCount + HPKE.tagByteCount, "a sealed attribute key")
            guard ciphertext.count > HPKE.tagByteCount else { throw reader.malformed("a sealed attribute key expected") }
            sealedKey = HPKE.Sealed(encapsulatedKey: encapsulatedKey, ciphertext: ciphertext)
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        certificate = try Certificate(bytes: certificateBytes)
        guard certificate.userID == userID, certificate.epoch == epoch, certificate.authority == authority else {
            throw .malformed(MalformedInput(reason: "the certificate in a key delivery is another user's or epoch's"))
        }
        self.bytes = bytes
    }

    /// Seals `key` to the owner of `certificate`.
    ///
    /// - Parameters:
    ///   - key: an encoded attribute key, 1…1 048 576 bytes.
    ///   - certificate: the user's, of the key's epoch; it travels with the key.
    ///   - authority: who issues the key.
    ///   - signingKey: the authority's.
    /// - Throws: ``StatementError/malformed(_:)`` if `key` is out of bounds or the certificate's agreement key is a point
    ///   of small order, ``StatementError/wrongAuthority`` if `signingKey` is not that of `authority`.
    public static func issue(
        _ key: borrowing SecretBytes, to certificate: Certificate, by authority: AuthorityDescription,
        signedBy signingKey: borrowing Ed25519.PrivateKey
    ) throws(StatementError) -> KeyDelivery {
        var system = SystemRandomNumberGenerator()
        return try issue(key, to: certificate, by: authority, signedBy: signingKey, using: &system)
    }

    /// As above, with HPKE's ephemeral key drawn from `source`.
    public static func issue(
        _ key: borrowing SecretBytes, to certificate: Certificate, by authority: AuthorityDescription,
        signedBy signingKey: borrowing Ed25519.PrivateKey, using source: inout some RandomNumberGenerator
    ) throws(StatementError) -> KeyDelivery {
        let sealed: HPKE.Sealed
        do throws(InvalidPublicKey) {
            sealed = try HPKE.seal(
                key, to: certificate.agreementKey,
                info: info(authority.fingerprint, certificate.userID, certificate.epoch), authenticating: certificate.bytes,
                using: &source)
        } catch {
            throw .malformed(MalformedInput(reason: "the user's agreement key is not usable"))
        }
        return try issue(magic: magic, by: authority, signedBy: signingKey) { writer in
            writer.raw(certificate.userID.bytes)
            writer.u32(certificate.epoch)
            writer.framed(certificate.bytes)
            writer.raw(sealed.encapsulatedKey)
            writer.framed(sealed.ciphertext)
        }
    }

    /// Checks the authority's signature on the delivery and on the certificate in it; nothing about time.
    ///
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``.
    public func verify(by authority: AuthorityDescription) throws(StatementError) {
        try verifyOrigin(by: authority)
        try certificate.verifyOrigin(by: authority)
    }

    /// The encoded attribute key, after the signatures were verified. The key itself is still to be verified, against
    /// the authority's public parameters.
    ///
    /// - Throws: as ``verify(by:)``, and ``StatementError/wrongRecipient`` if it is another user's or does not open.
    public func open(
        by user: borrowing UserIdentity, from authority: AuthorityDescription
    ) throws(StatementError) -> SecretBytes {
        try verify(by: authority)
        guard userID == user.id else { throw .wrongRecipient }
        do {
            return try HPKE.open(
                sealedKey, by: user.agreementKey, info: Self.info(authority.fingerprint, userID, epoch),
                authenticating: certificate.bytes)
        } catch {
            throw .wrongRecipient
        }
    }

    private static let magic = "MEDSEALK"

    private static func info(_ authority: AuthorityFingerprint, _ user: UserID, _ epoch: UInt32) -> [UInt8] {
        var epochBytes = ByteWriter()
        epochBytes.u32(epoch)
        return frame([UInt8](utf8: "MEDSEAL-V1-KEY-DELIVERY-HPKE"), authority.bytes, user.bytes, epochBytes.bytes)
    }
}
