import Framing
public import Cryptography

/// The authority's word on which epoch it is. Sealers put it into every policy, so it must never go back: whoever reads
/// statements keeps the last one and asks ``checkNotRolledBack(from:)``. Magic "MEDSEALE", signature domain
/// "MEDSEAL-V1-EPOCH"; fields behind ``AuthorityStatement``'s common start:
///
///     bytes
///     4       epoch: below 65535
///     8       issued: Unix seconds
///     8       sequence number
public struct EpochStatement: AuthorityStatement {
    /// "MEDSEAL-V1-EPOCH".
    public static let signatureDomain = "MEDSEAL-V1-EPOCH"
    /// Epochs have 16 bits, enough for one with each revocation; the last number is never issued, because of the tree in which
    /// keys carry them (`EpochTree`).
    public static let epochLimit: UInt32 = 65_535
    /// Every encoding has this length.
    public static let byteCount = 41 + 20 + Ed25519.signatureByteCount

    /// The encoding, signature included: ``byteCount`` bytes.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that it claims to come from.
    public let authority: AuthorityFingerprint
    /// The epoch that has begun: below ``epochLimit``.
    public let epoch: UInt32
    /// Unix seconds.
    public let issued: UInt64
    /// Greater in every later statement.
    public let sequence: UInt64

    /// Reads a statement; proves nothing until it is verified.
    ///
    /// - Throws: ``StatementError/malformed(_:)``.
    public init(bytes: [UInt8]) throws(StatementError) {
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: Self.magic, "an epoch statement")
            epoch = try reader.epoch()
            issued = try reader.u64("a time")
            sequence = try reader.u64("a sequence number")
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        self.bytes = bytes
    }

    /// Says that an epoch has begun.
    ///
    /// - Throws: ``StatementError/malformed(_:)`` if `epoch` is out of bounds, ``StatementError/wrongAuthority`` if `key`
    ///   is not that of `authority`.
    public static func issue(
        epoch: UInt32, issued: UInt64, sequence: UInt64, by authority: AuthorityDescription,
        signedBy key: borrowing Ed25519.PrivateKey
    ) throws(StatementError) -> EpochStatement {
        try issue(magic: magic, by: authority, signedBy: key) { writer in
            writer.u32(epoch)
            writer.u64(issued)
            writer.u64(sequence)
        }
    }

    /// Checks origin, and that the statement does not come from the future.
    ///
    /// - Parameters:
    ///   - authority: the pinned one.
    ///   - now: Unix seconds.
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``, ``StatementError/notYetValid``.
    public func verify(by authority: AuthorityDescription, at now: UInt64) throws(StatementError) {
        try verifyOrigin(by: authority)
        guard issued <= now || issued - now <= permittedClockDifference else { throw .notYetValid }
    }

    /// Refuses this statement if `pinned` is a later one, or if it goes back to an earlier epoch or time in a newer one.
    ///
    /// - Throws: ``StatementError/rolledBack``.
    public func checkNotRolledBack(from pinned: EpochStatement) throws(StatementError) {
        if bytes == pinned.bytes { return }
        guard sequence > pinned.sequence, epoch >= pinned.epoch, issued >= pinned.issued else { throw .rolledBack }
    }

    private static let magic = "MEDSEALE"
}

extension ByteReader {
    mutating func epoch() throws(MalformedInput) -> UInt32 {
        let start = offset
        let epoch = try u32("an epoch")
        guard epoch < EpochStatement.epochLimit else {
            throw MalformedInput(offset: start, reason: "an epoch is below \(EpochStatement.epochLimit)")
        }
        return epoch
    }
}
