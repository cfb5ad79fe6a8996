import Framing
public import Identity
import Cryptography

/// Who may read a content: its stanzas, signed by the author or by a certified re-wrapper. A change of policy makes a
/// new envelope with the next number around the same content.
public struct EnvelopeSection: Equatable, Sendable {
    static let maximumLength = 4 << 20
    /// Most stanzas in one envelope.
    public static let maximumStanzas = 32

    /// What the container is for.
    public enum Kind: UInt8, Sendable {
        /// A record in a store: attribute stanzas only.
        case record = 1
        /// A portable archive: passphrase stanzas are allowed.
        case archive = 2
    }

    /// Record or archive, which decides what stanzas are allowed.
    public let kind: Kind
    /// The record, as the content section names it.
    public let recordID: RecordID
    /// The content version that the envelope is around, from 1.
    public let contentVersion: UInt64
    /// ``ContentSection/hash`` of the content that the envelope is around.
    public let contentHash: [UInt8]
    /// From 1; the store refuses any that is not the next.
    public let sequence: UInt64
    /// Which epoch a key must at least be from: below 1024.
    public let epoch: UInt32
    /// The number of the revocation list that the signer knew.
    public let revocationSequence: UInt64
    /// Unix time in seconds, as the signer's clock said.
    public let created: UInt64
    /// The certificate of the author, or of somebody certified to re-wrap, who made this envelope.
    public let signer: Certificate
    /// The ways to the record key, 1 to ``maximumStanzas``: any one is enough.
    public let stanzas: [Stanza]
    let signature: [UInt8]

    /// What the stanzas are bound to.
    public var target: StanzaTarget {
        StanzaTarget(
            recordID: recordID, contentVersion: contentVersion, epoch: epoch, revocationSequence: revocationSequence)
    }

    init(
        kind: Kind, content: ContentSection, sequence: UInt64, epoch: UInt32, revocationSequence: UInt64, created: UInt64,
        signer: Certificate, stanzas: [Stanza], signedBy identity: borrowing UserIdentity
    ) {
        self.kind = kind
        recordID = content.recordID
        contentVersion = content.contentVersion
        contentHash = content.hash
        self.sequence = sequence
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.created = created
        self.signer = signer
        self.stanzas = stanzas
        let statement = Self.statement(
            kind: kind, recordID: recordID, contentVersion: contentVersion, contentHash: contentHash, sequence: sequence, epoch: epoch,
            revocationSequence: revocationSequence, created: created, signer: signer, stanzas: stanzas)
        signature = identity.signingKey.sign(Self.signed(statement))
    }

    /// Length of an envelope by this signer with these stanzas, whatever is signed.
    static func length(signer: Certificate, stanzas: [Stanza]) -> Int {
        var writer = ByteWriter()
        for stanza in stanzas { stanza.write(to: &writer) }
        return 1 + 16 + 8 + 32 + 8 + 4 + 8 + 8 + 4 + signer.bytes.count + 2 + writer.bytes.count + 64
    }

    var statement: [UInt8] {
        Self.statement(
            kind: kind, recordID: recordID, contentVersion: contentVersion, contentHash: contentHash, sequence: sequence, epoch: epoch,
            revocationSequence: revocationSequence, created: created, signer: signer, stanzas: stanzas)
    }

    var bytes: [UInt8] { statement + signature }

    /// Whether the signer's key made the signature.
    var isSignedBySigner: Bool { signer.signingKey.verify(signature, of: Self.signed(statement)) }

    init(bytes: [UInt8]) throws(SealedRecordError) {
        var reader = ByteReader(bytes)
        do throws(MalformedInput) {
            guard let kind = Kind(rawValue: try reader.u8("kind of container")) else {
                throw reader.malformed("unknown kind of container")
            }
            self.kind = kind
            guard let id = RecordID(bytes: try reader.raw(16, "record id")) else { throw reader.malformed("record id") }
            recordID = id
            contentVersion = try reader.u64("content version")
            contentHash = try reader.raw(32, "content hash")
            sequence = try reader.u64("envelope number")
            guard (1...ContentSection.greatestNumber).contains(sequence) else {
                throw reader.malformed("envelope numbers begin at 1 and end before 2^63 - 1")
            }
            epoch = try reader.u32("epoch")
            revocationSequence = try reader.u64("number of the revocation list")
            created = try reader.u64("time of creation")
            signer = try reader.certificate("signer's certificate")
        } catch {
            throw .malformed(error)
        }
        stanzas = try Self.readStanzas(from: &reader)
        do throws(MalformedInput) {
            signature = try reader.raw(64, "envelope's signature")
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
        try Self.check(stanzas, kind, epoch)
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
    /// every policy, and a passphrase in archives only.
    static func check(_ stanzas: [Stanza], _ kind: Kind, _ epoch: UInt32) throws(SealedRecordError) {
        guard epoch < EpochStatement.epochLimit else {
            throw .malformed(MalformedInput(reason: "an epoch is below \(EpochStatement.epochLimit)"))
        }
        for stanza in stanzas {
            if let policy = stanza.policy {
                guard policy.epochFloor == epoch else {
                    throw .forbiddenStanza("a policy without the condition epoch >= \(epoch)")
                }
            } else if case .passphrase = stanza.kind, kind != .archive {
                throw .forbiddenStanza("a passphrase outside an archive")
            }
        }
    }

    private static func signed(_ statement: [UInt8]) -> [UInt8] { frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), statement) }

    private static func statement(
        kind: Kind, recordID: RecordID, contentVersion: UInt64, contentHash: [UInt8], sequence: UInt64, epoch: UInt32,
        revocationSequence: UInt64, created: UInt64, signer: Certificate, stanzas: [Stanza]
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.u8(kind.rawValue)
        writer.raw(recordID.bytes)
        writer.u64(contentVersion)
        writer.raw(contentHash)
        writer.u64(sequence)
        writer.u32(epoch)
        writer.u64(revocationSequence)
        writer.u64(created)
        writer.framed(signer.bytes)
        writer.u16(UInt16(stanzas.count))
        for stanza in stanzas { stanza.write(to: &writer) }
        return writer.bytes
    }
}
