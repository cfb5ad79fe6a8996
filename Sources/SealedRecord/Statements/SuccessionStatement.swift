public import Framing
public import Identity
public import Cryptography

/// Says who takes a user's place: as owner of one record or all, or, from a user to the same user, under which signing key.
///
///     bytes
///     8       magic: "MEDSEALS"
///     1       version: `FormatVersion`
///     32      fingerprint of the authority
///     32      from: the user whose place is taken
///     32      to: the user who takes it
///     4 + k   signing key, framed: 32 bytes if and only if from and to are the same user
///     4 + r   record, framed: 32 bytes, or empty for all
///     1       reason: 1 handed over, 2 key replaced, 3 left
///     8       time: Unix seconds
///     …       `Extensions`
///     1       signer: 1 the old key, 2 the authority
///     4 + c   the old key's certificate, framed; only for signer 1
///     …       signature: a `UserSignature` for signer 1, 64 bytes by the authority for signer 2
///
/// What is signed is everything in front of the signature, in the domain "MEDSEAL-V1-SUCCESSION".
public struct SuccessionStatement: Hashable, Sendable {
    /// Why somebody takes another's place.
    public enum Reason: UInt8, Sendable {
        /// The owner gives a record, or all, to somebody else.
        case handedOver = 1
        /// The user has another signing key.
        case keyReplaced = 2
        /// The user does not work there any more, says the authority.
        case left = 3
    }

    /// Who signed.
    private enum Signer: Hashable {
        case oldKey(Certificate, UserSignature)
        case authority([UInt8])
    }

    /// No encoding is longer.
    public static let greatestByteCount = 12_288

    /// Whose word it is, or whose certificate.
    public let authority: AuthorityFingerprint
    /// Whose place is taken.
    public let from: UserID
    /// Who takes it.
    public let to: UserID
    /// The key that the user signs with from now on, if ``from`` and ``to`` are the same.
    public let signingKey: Ed25519.PublicKey?
    /// `nil` for all records.
    public let record: RecordID?
    /// Why.
    public let reason: Reason
    /// Unix seconds, as the signer's clock said.
    public let time: UInt64
    /// What later versions add.
    public let extensions: Extensions
    private let signer: Signer

    /// Whether the authority signed, which beats what the old key signed.
    public var isByAuthority: Bool { if case .authority = signer { true } else { false } }

    /// The certificate of the old key that signed, unless the authority did.
    public var oldCertificate: Certificate? { if case .oldKey(let certificate, _) = signer { certificate } else { nil } }

    /// Hands a record, or all, over to somebody else.
    ///
    /// - Parameters:
    ///   - record: `nil` for all.
    ///   - to: who takes over.
    ///   - certificate: of whoever hands over.
    ///   - time: Unix seconds.
    ///   - identity: of whoever hands over.
    /// - Throws: `.invalidRequest` if the certificate belongs to another identity, or both are the same user.
    public init(
        handing record: RecordID?, to: UserID, from certificate: Certificate, time: UInt64, signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        guard identity.signingKey.publicKey == certificate.signingKey else { throw .invalidRequest("the certificate belongs to another identity") }
        guard to != certificate.userID else { throw .invalidRequest("nobody succeeds themselves") }
        var writer = Self.beginning(certificate.authority, certificate.userID, to, nil, record, .handedOver, time)
        writer.u8(1)
        writer.framed(certificate.bytes)
        let signature = UserSignature(of: writer.bytes, domain: Self.domain, by: identity.signingKey)
        do { try self.init(bytes: writer.bytes + signature.bytes) } catch { throw .malformed(error) }
    }

    /// The authority's word on who takes a user's place, or on a user's new key.
    ///
    /// - Parameters:
    ///   - from: whose place is taken.
    ///   - to: who takes it.
    ///   - signingKey: only if `from` and `to` are the same user.
    ///   - record: `nil` for all.
    ///   - reason: why.
    ///   - time: Unix seconds.
    ///   - authority: whose word it is.
    ///   - key: the authority's.
    /// - Throws: `.invalidRequest` if the key is not the authority's, or a signing key is given or missing where it must not.
    public init(
        from: UserID, to: UserID, signingKey: Ed25519.PublicKey?, record: RecordID?, reason: Reason, time: UInt64,
        by authority: AuthorityDescription, signedBy key: borrowing Ed25519.PrivateKey
    ) throws(SealedRecordError) {
        guard key.publicKey == authority.publicKey else { throw .invalidRequest("the key is not the authority's") }
        guard (from == to) == (signingKey != nil) else { throw .invalidRequest("a new key stands in a succession to the same user, and only there") }
        var writer = Self.beginning(authority.fingerprint, from, to, signingKey, record, reason, time)
        writer.u8(2)
        do { try self.init(bytes: writer.bytes + key.sign(frame(Array(utf8: Self.domain), writer.bytes))) } catch { throw .malformed(error) }
    }

    /// The encoding.
    public var bytes: [UInt8] {
        switch signer {
        case .oldKey(_, let signature): signed + signature.bytes
        case .authority(let signature): signed + signature
        }
    }

    /// SHA-256 of what is signed: tells two statements apart.
    public var hash: [UInt8] { SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-SUCCESSION-HASH"), signed)) }

    /// Reads a statement; proves nothing until it is verified.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        guard bytes.count <= Self.greatestByteCount else { throw MalformedInput(reason: "a succession statement is longer than any can be") }
        var reader = ByteReader(bytes)
        authority = try reader.recordStatementStart(magic: Self.magic, "a succession statement")
        from = try reader.user("whose place is taken")
        to = try reader.user("who takes the place")
        let key = try reader.framed(atMost: Ed25519.PublicKey.byteCount, "signing key")
        guard key.isEmpty == (from != to) else { throw reader.malformed("a new key stands in a succession to the same user, and only there") }
        do { signingKey = key.isEmpty ? nil : try Ed25519.PublicKey(bytes: key) } catch { throw reader.malformed("no usable Ed25519 key") }
        record = try reader.optionalRecord("record")
        guard let reason = Reason(rawValue: try reader.u8("reason")) else { throw reader.malformed("unknown reason of a succession") }
        self.reason = reason
        guard (reason == .keyReplaced) == (from == to) else { throw reader.malformed("a reason that does not fit") }
        guard from != to || record == nil else { throw reader.malformed("a key is replaced for all records") }
        time = try reader.u64("time")
        extensions = try Extensions(from: &reader)
        switch try reader.u8("signer") {
        case 1: signer = .oldKey(try reader.certificate("certificate of the old key"), try UserSignature(from: &reader, "the old key's signature"))
        case 2: signer = .authority(try reader.raw(Ed25519.signatureByteCount, "the authority's signature"))
        default: throw reader.malformed("unknown signer of a succession")
        }
        guard reason != .left || isByAuthority else { throw reader.malformed("that somebody left, the authority says") }
        try reader.finish()
    }

    /// Whether it is about this record.
    public func covers(_ id: RecordID) -> Bool { record == nil || record == id }

    /// Checks that the authority signed, or a certified holder of the old user's key.
    ///
    /// - Returns: the key that signed, if it was not the authority's.
    /// - Throws: `.invalidSuccession`.
    @discardableResult
    public func verify(_ description: AuthorityDescription) throws(SealedRecordError) -> Ed25519.PublicKey? {
        guard authority == description.fingerprint else { throw .invalidSuccession("another authority made it than the pinned one") }
        switch signer {
        case .oldKey(let certificate, let signature):
            guard certificate.userID == from else { throw .invalidSuccession("somebody else signed it than the one whose place is taken") }
            do { try certificate.verify(by: description, at: time) } catch { throw .invalidSuccession("\(error)") }
            guard signature.verify(signed, domain: Self.domain, by: certificate.signingKey, allowsBatch: false) else {
                throw .invalidSuccession("the signature does not fit")
            }
            return certificate.signingKey
        case .authority(let signature):
            guard description.publicKey.verify(signature, of: frame(Array(utf8: Self.domain), signed)) else {
                throw .invalidSuccession("the signature does not fit")
            }
            return nil
        }
    }

    private static let magic = "MEDSEALS"
    private static let domain = "MEDSEAL-V1-SUCCESSION"

    private var signed: [UInt8] {
        var writer = Self.beginning(authority, from, to, signingKey, record, reason, time, extensions)
        switch signer {
        case .oldKey(let certificate, _):
            writer.u8(1)
            writer.framed(certificate.bytes)
        case .authority: writer.u8(2)
        }
        return writer.bytes
    }

    private static func beginning(
        _ authority: AuthorityFingerprint, _ from: UserID, _ to: UserID, _ signingKey: Ed25519.PublicKey?, _ record: RecordID?, _ reason: Reason,
        _ time: UInt64, _ extensions: Extensions = .none
    ) -> ByteWriter {
        var writer = ByteWriter()
        writer.raw(Array(utf8: magic))
        writer.u8(FormatVersion.byte)
        writer.raw(authority.bytes)
        writer.raw(from.bytes)
        writer.raw(to.bytes)
        writer.framed(signingKey?.bytes ?? [])
        writer.framed(record?.bytes ?? [])
        writer.u8(reason.rawValue)
        writer.u64(time)
        extensions.write(to: &writer)
        return writer
    }
}

/// From whom to whom a record went, up to who writes it now.
public struct Successions: Hashable, Sendable {
    /// Most statements that one record carries; beyond, the authority issues one that spans them.
    public static let greatestCount = 8

    /// The first from the record's owner, each from whoever the one before led to.
    public let statements: [SuccessionStatement]

    /// The owner writes.
    public static let none = Successions(statements: [])

    /// Takes the statements as they are; ``verify(of:from:to:_:)`` checks them.
    public init(statements: [SuccessionStatement]) { self.statements = statements }

    /// Checks that the statements lead from a record's owner to the holder of a certificate, and nowhere else.
    ///
    /// - Throws: `.invalidSuccession`.
    public func verify(
        of record: RecordID, from owner: UserID, to certificate: Certificate, _ authority: AuthorityDescription
    ) throws(SealedRecordError) {
        var holder = owner
        // The keys that holders sign with, if they are not their first. A replaced key stays replaced when a record comes back to its user.
        var keys: [UserID: Ed25519.PublicKey] = [:]
        for statement in statements {
            guard statement.from == holder, statement.covers(record) else { throw .invalidSuccession("it leads to somebody else") }
            if let signed = try statement.verify(authority) {
                guard keys[holder].map({ $0 == signed }) ?? (UserID(firstSigningKey: signed) == holder) else {
                    throw .invalidSuccession("it is signed by a key that was replaced")
                }
            }
            holder = statement.to
            if let next = statement.signingKey { keys[holder] = next }
        }
        guard certificate.userID == holder else { throw .invalidSuccession("it leads to somebody else") }
        guard keys[holder].map({ $0 == certificate.signingKey }) ?? (certificate.firstSigningKey == nil) else {
            throw .invalidSuccession("the key in the certificate is not the one that it leads to")
        }
    }

    /// Whether the statements say that a user's key was replaced by another than this certificate's.
    func replace(_ certificate: Certificate) -> Bool {
        guard let key = statements.last(where: { $0.from == certificate.userID && $0.signingKey != nil })?.signingKey else { return false }
        return key != certificate.signingKey
    }

    /// Whether one of the statements gives the certificate's user its signing key.
    func name(_ certificate: Certificate) -> Bool {
        statements.contains { $0.to == certificate.userID && $0.signingKey == certificate.signingKey }
    }

    /// Length of the encoding in bytes.
    var byteCount: Int { 1 + statements.reduce(0) { $0 + 4 + $1.bytes.count } }

    /// One byte with the count, then each statement, framed.
    func write(to writer: inout ByteWriter) {
        writer.u8(UInt8(statements.count))
        for statement in statements { writer.framed(statement.bytes) }
    }

    init(from reader: inout ByteReader) throws(MalformedInput) {
        let count = Int(try reader.u8("number of successions"))
        guard count <= Self.greatestCount else { throw reader.malformed("at most \(Self.greatestCount) successions allowed") }
        var statements: [SuccessionStatement] = []
        for _ in 0..<count {
            statements.append(try SuccessionStatement(bytes: try reader.framed(atMost: SuccessionStatement.greatestByteCount, "a succession")))
        }
        self.statements = statements
    }
}
