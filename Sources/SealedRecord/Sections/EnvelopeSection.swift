import Framing
public import Identity
import Cryptography

/// Who may read a content: its stanzas, signed by the author or by a certified re-wrapper. A change of policy makes a
/// new envelope with the next number around the same content.
///
///     1       kind: 1 record, 2 archive
///     32      hash of the content statement that it is around
///     8       number, from 1 for each content
///     32      salt, random in each envelope
///     8       number of the revocation list that the signer knew
///     8       time of signing, Unix seconds
///     …       `Extensions`
///     4 + b   signer's certificate, framed: empty if it is the one in the content section
///     2       stanzas: 1…32
///     …       each ``Stanza``
///     …       `UserSignature` of everything in front of it, in the domain "MEDSEAL-V1-ENVELOPE"
public struct EnvelopeSection: Equatable, Sendable {
    /// Longest encoding in bytes.
    public static let maximumLength = 4 << 20
    /// Most stanzas in one envelope.
    public static let maximumStanzas = 32

    /// What the container is for.
    public enum Kind: UInt8, Sendable {
        /// A record in a store: attribute stanzas only.
        case record = 1
        /// A portable archive: passphrase stanzas are allowed.
        case archive = 2
    }

    /// Everything but the signature.
    struct Statement: Equatable, Sendable {
        var kind: Kind
        var contentHash: [UInt8]
        var sequence: UInt64
        var salt: [UInt8]
        var revocationSequence: UInt64
        var created: UInt64
        var extensions: Extensions
        /// `nil` for the author's certificate as it stands in the content section.
        var signer: Certificate?
        var stanzas: [Stanza]
    }

    private let statement: Statement
    private let signature: UserSignature
    /// SHA-256(frame("MEDSEAL-V1-ENVELOPE-HASH", everything but the signature)): tells two envelopes of one number apart.
    public let hash: [UInt8]

    /// Record or archive, which decides what stanzas are allowed.
    public var kind: Kind { statement.kind }
    /// ``ContentSection/hash`` of the content that the envelope is around.
    public var contentHash: [UInt8] { statement.contentHash }
    /// From 1; the store refuses any that is not the next.
    public var sequence: UInt64 { statement.sequence }
    /// The number of the revocation list that the signer knew.
    public var revocationSequence: UInt64 { statement.revocationSequence }
    /// Unix time in seconds, as the signer's clock said.
    public var created: UInt64 { statement.created }
    /// What later versions add.
    public var extensions: Extensions { statement.extensions }
    /// The ways to the record key, 1 to ``maximumStanzas``: any one is enough.
    public var stanzas: [Stanza] { statement.stanzas }
    var signer: Certificate? { statement.signer }
    var salt: [UInt8] { statement.salt }

    /// Which epoch a key of this realm must at least be from; `nil` if no stanza is for it.
    public func epoch(of realm: AuthorityFingerprint) -> UInt32? { stanzas.first { $0.realm == realm }?.epoch }

    /// The greatest epoch of any stanza; 0 if there is none for attributes.
    public var epoch: UInt32 { stanzas.compactMap(\.epoch).max() ?? 0 }

    init(_ statement: Statement, signedBy identity: borrowing UserIdentity) {
        let bytes = Self.bytes(statement)
        self.init(statement, bytes, UserSignature(of: bytes, domain: Self.domain, by: identity.signingKey))
    }

    private init(_ statement: Statement, _ bytes: [UInt8], _ signature: UserSignature) {
        self.statement = statement
        self.signature = signature
        hash = SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE-HASH"), bytes))
    }

    /// Length of the section as it will be signed by itself, whatever content it is around.
    static func length(_ statement: Statement) -> Int { bytes(statement).count + UserSignature.singleByteCount }

    /// The encoding.
    public var bytes: [UInt8] { Self.bytes(statement) + signature.bytes }

    /// Whether the signature is by this key.
    func isSigned(by key: Ed25519.PublicKey) -> Bool { signature.verify(Self.bytes(statement), domain: Self.domain, by: key, allowsBatch: true) }

    /// Reads an envelope; nothing of it is to be believed before ``SealedRecordHeader/verify(_:)``.
    ///
    /// - Throws: `.malformed`, `.unknownCriticalStanza`, `.forbiddenStanza`.
    public init(bytes: [UInt8]) throws(SealedRecordError) {
        guard bytes.count <= Self.maximumLength else { throw .malformed(MalformedInput(reason: "an envelope is longer than any can be")) }
        var reader = ByteReader(bytes)
        var statement: Statement
        do throws(MalformedInput) {
            guard let kind = Kind(rawValue: try reader.u8("kind of container")) else { throw reader.malformed("unknown kind of container") }
            let contentHash = try reader.raw(32, "content hash")
            let sequence = try reader.u64("envelope number")
            guard (1...ContentSection.greatestNumber).contains(sequence) else {
                throw reader.malformed("envelope numbers begin at 1 and end before 2^63 - 1")
            }
            let salt = try reader.raw(EnvelopeSalt.byteCount, "salt")
            let revocationSequence = try reader.u64("number of the revocation list")
            let created = try reader.u64("time of creation")
            let extensions = try Extensions(from: &reader)
            statement = Statement(
                kind: kind, contentHash: contentHash, sequence: sequence, salt: salt, revocationSequence: revocationSequence, created: created,
                extensions: extensions, signer: try reader.optionalCertificate("signer's certificate"), stanzas: [])
        } catch {
            throw .malformed(error)
        }
        statement.stanzas = try Self.readStanzas(from: &reader)
        let end = reader.offset
        let signature: UserSignature
        do throws(MalformedInput) {
            signature = try UserSignature(from: &reader, "envelope's signature")
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
        try Self.check(statement.stanzas, statement.kind)
        self.init(statement, Array(bytes[..<end]), signature)
    }

    private static func readStanzas(from reader: inout ByteReader) throws(SealedRecordError) -> [Stanza] {
        let count: Int
        do { count = Int(try reader.u16("number of stanzas")) } catch { throw .malformed(error) }
        guard (1...maximumStanzas).contains(count) else {
            throw .malformed(reader.malformed("an envelope has 1 to \(maximumStanzas) stanzas"))
        }
        var stanzas: [Stanza] = []
        for _ in 0..<count { stanzas.append(try Stanza(from: &reader)) }
        return stanzas
    }

    /// Every stanza alone opens the record, so each must be as strong as the record demands: the epoch's condition in
    /// every policy, one epoch for each realm, and a passphrase in archives only.
    static func check(_ stanzas: [Stanza], _ kind: Kind) throws(SealedRecordError) {
        guard (1...maximumStanzas).contains(stanzas.count) else {
            throw .invalidRequest("a record has 1 to \(maximumStanzas) stanzas")
        }
        var epochs: [AuthorityFingerprint: UInt32] = [:]
        for stanza in stanzas {
            if let policy = stanza.policy, let epoch = stanza.epoch, let realm = stanza.realm {
                guard policy.epochFloor == epoch else {
                    throw .forbiddenStanza("a policy without the condition epoch >= \(epoch)")
                }
                guard epochs.updateValue(epoch, forKey: realm) ?? epoch == epoch else { throw .forbiddenStanza("two epochs of one realm") }
            } else if case .passphrase = stanza.kind, kind != .archive {
                throw .forbiddenStanza("a passphrase outside an archive")
            }
        }
    }

    /// A sealer's stanzas are all made for the epoch that it knows to be the newest, none for one before it.
    static func check(_ stanzas: [Stanza], epoch: UInt32) throws(SealedRecordError) {
        guard stanzas.allSatisfy({ ($0.epoch ?? epoch) == epoch }) else {
            throw .forbiddenStanza("a policy without the condition epoch >= \(epoch)")
        }
    }

    private static let domain = "MEDSEAL-V1-ENVELOPE"

    private static func bytes(_ statement: Statement) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 2048)
        writer.u8(statement.kind.rawValue)
        writer.raw(statement.contentHash)
        writer.u64(statement.sequence)
        writer.raw(statement.salt)
        writer.u64(statement.revocationSequence)
        writer.u64(statement.created)
        statement.extensions.write(to: &writer)
        writer.framed(statement.signer?.bytes ?? [])
        writer.u16(UInt16(statement.stanzas.count))
        for stanza in statement.stanzas { stanza.write(to: &writer) }
        return writer.bytes
    }
}

extension ByteReader {
    /// A certificate, framed, or nothing.
    fileprivate mutating func optionalCertificate(_ what: String) throws(MalformedInput) -> Certificate? {
        var ahead = self
        guard try !ahead.framed(atMost: Certificate.greatestByteCount, what).isEmpty else {
            self = ahead
            return nil
        }
        return try certificate(what)
    }
}
