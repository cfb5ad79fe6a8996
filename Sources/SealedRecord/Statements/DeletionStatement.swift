public import Framing
public import Identity
import Cryptography

/// The owner's word that a record is deleted: kept for ever, and served in its place. A record that is not served and has none was
/// not deleted, but is withheld.
///
///     bytes
///     8       magic: "MEDSEALD"
///     1       version: `FormatVersion`
///     32      fingerprint of the authority
///     32      owner of the record
///     16      nonce of the record
///     32      hash of the record's last content statement
///     1       reason: 1 on request, 2 never saved
///     8       time: Unix seconds
///     …       `Successions` from the owner to who deletes
///     …       `Extensions`
///     4 + c   certificate of who deletes, framed
///     …       `UserSignature` of everything in front of it, in the domain "MEDSEAL-V1-DELETION"
public struct DeletionStatement: Hashable, Sendable {
    /// Why a record is deleted.
    public enum Reason: UInt8, Sendable {
        /// Somebody asked for it.
        case requested = 1
        /// It belonged to a state that was never saved.
        case neverSaved = 2
    }

    /// No encoding is longer.
    public static let greatestByteCount = 65_536

    /// Which authority certified who deletes.
    public let authority: AuthorityFingerprint
    /// Whose record it was, and which.
    public let name: RecordName
    /// Names the last content: 32 bytes.
    public let lastContentHash: [UInt8]
    /// Why.
    public let reason: Reason
    /// Unix seconds, as the clock of who deletes said.
    public let time: UInt64
    /// From the owner to who deletes.
    public let successions: Successions
    /// What later versions add.
    public let extensions: Extensions
    /// Of who deletes.
    public let certificate: Certificate
    private let signature: UserSignature

    /// The record.
    public var recordID: RecordID { name.id }

    /// Says that a record is deleted.
    ///
    /// - Parameters:
    ///   - name: the record's.
    ///   - lastContentHash: of its last content statement, 32 bytes.
    ///   - reason: why.
    ///   - successions: from the owner to who deletes.
    ///   - certificate: of who deletes.
    ///   - time: Unix seconds.
    ///   - description: the pinned authority.
    ///   - identity: of who deletes.
    /// - Throws: `.invalidRequest` if the certificate belongs to another identity or all is too long; `.untrustedAuthor` or
    ///   `.invalidSuccession` if its holder may not delete.
    public init(
        of name: RecordName, lastContentHash: [UInt8], _ reason: Reason, successions: Successions, by certificate: Certificate, time: UInt64,
        _ description: AuthorityDescription, signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        guard identity.signingKey.publicKey == certificate.signingKey else { throw .invalidRequest("the certificate belongs to another identity") }
        precondition(lastContentHash.count == 32, "a hash has 32 bytes")
        guard successions.statements.count <= Successions.greatestCount else {
            throw .invalidRequest("at most \(Successions.greatestCount) successions lead to who deletes: the authority issues one that spans them")
        }
        authority = certificate.authority
        self.name = name
        self.lastContentHash = lastContentHash
        self.reason = reason
        self.time = time
        self.successions = successions
        extensions = .none
        self.certificate = certificate
        let signed = Self.signed(authority, name, lastContentHash, reason, time, successions, extensions, certificate)
        signature = UserSignature(of: signed, domain: Self.domain, by: identity.signingKey)
        guard bytes.count <= Self.greatestByteCount else { throw .invalidRequest("certificates and successions are too large together") }
        try verify(description)
    }

    /// The encoding.
    public var bytes: [UInt8] { signed + signature.bytes }

    /// Reads a statement; proves nothing until it is verified.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        guard bytes.count <= Self.greatestByteCount else { throw MalformedInput(reason: "a deletion statement is longer than any can be") }
        var reader = ByteReader(bytes)
        authority = try reader.recordStatementStart(magic: Self.magic, "a deletion statement")
        name = RecordName(try reader.user("owner"), try reader.raw(RecordName.nonceByteCount, "nonce"))
        lastContentHash = try reader.raw(32, "hash of the last content")
        guard let reason = Reason(rawValue: try reader.u8("reason")) else { throw reader.malformed("unknown reason of a deletion") }
        self.reason = reason
        time = try reader.u64("time")
        successions = try Successions(from: &reader)
        extensions = try Extensions(from: &reader)
        certificate = try reader.certificate("certificate of who deletes")
        signature = try UserSignature(from: &reader, "the signature of who deletes")
        try reader.finish()
    }

    /// Checks that the owner signed, or who succeeded them, certified as an author at the statement's time. Whether successions were
    /// left out, only the record's last content tells.
    ///
    /// - Throws: `.untrustedAuthor`, `.invalidSuccession`, `.contentSignature`.
    public func verify(_ description: AuthorityDescription) throws(SealedRecordError) {
        guard authority == description.fingerprint else { throw .untrustedAuthor("\(StatementError.wrongAuthority)") }
        do { try certificate.verify(by: description, at: time) } catch { throw .untrustedAuthor("\(error)") }
        guard certificate.capabilities.contains(.author) else { throw .untrustedAuthor("it may not write records") }
        try successions.verify(of: recordID, from: name.owner, to: certificate, description)
        guard signature.verify(signed, domain: Self.domain, by: certificate.signingKey, allowsBatch: false) else { throw .contentSignature }
    }

    private static let magic = "MEDSEALD"
    private static let domain = "MEDSEAL-V1-DELETION"

    private var signed: [UInt8] { Self.signed(authority, name, lastContentHash, reason, time, successions, extensions, certificate) }

    private static func signed(
        _ authority: AuthorityFingerprint, _ name: RecordName, _ lastContentHash: [UInt8], _ reason: Reason, _ time: UInt64,
        _ successions: Successions, _ extensions: Extensions, _ certificate: Certificate
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array(utf8: magic))
        writer.u8(FormatVersion.byte)
        writer.raw(authority.bytes)
        writer.raw(name.owner.bytes)
        writer.raw(name.nonce)
        writer.raw(lastContentHash)
        writer.u8(reason.rawValue)
        writer.u64(time)
        successions.write(to: &writer)
        extensions.write(to: &writer)
        writer.framed(certificate.bytes)
        return writer.bytes
    }
}
