public import AttributeEncryption
import Framing
public import Identity
public import Cryptography

/// Everything in front of a sealed record's payload: the signed content section and the signed envelope.
///
///     7       magic: "MedSeal"
///     1       version: `FormatVersion`
///     4       length of the content section, u32
///     4       length of the envelope section, u32
///     4       length of the contribution section, u32: 0 unless the record is an entry of a chart
///     …       content section, envelope section, contribution section
///
/// Behind it stand the payload, whose length the content section tells, and the leaf hashes of its Merkle tree, 32 bytes
/// for each encrypted chunk.
public struct SealedRecordHeader: Equatable, Sendable {
    /// Length of the part that tells how long the header is.
    public static let prefixLength = 20
    /// The longest header that is read.
    public static let maximumLength =
        prefixLength + ContentSection.maximumLength + EnvelopeSection.maximumLength + ContributionStatement.greatestByteCount

    private static let magic = Array(utf8: "MedSeal")
    package static let version = FormatVersion.byte

    /// What the author signed.
    public let content: ContentSection
    /// What its signer, author or re-wrapper, signed; around the same content, which reading checks.
    public let envelope: EnvelopeSection
    /// Of an entry of a chart: under which write statement it stands.
    public let contribution: ContributionStatement?

    init(content: ContentSection, envelope: EnvelopeSection, contribution: ContributionStatement?) {
        self.content = content
        self.envelope = envelope
        self.contribution = contribution
    }

    /// The header's length as its first ``prefixLength`` bytes tell it, checked against the bounds.
    public static func length(prefix: [UInt8]) throws(SealedRecordError) -> Int {
        let lengths = try sectionLengths(prefix)
        return prefixLength + lengths.content + lengths.envelope + lengths.contribution
    }

    /// Reads a whole header; nothing of it is to be believed before ``verify(_:)``.
    public init(bytes: [UInt8]) throws(SealedRecordError) {
        let lengths = try Self.sectionLengths(Array(bytes.prefix(Self.prefixLength)))
        guard bytes.count == Self.prefixLength + lengths.content + lengths.envelope + lengths.contribution else {
            throw .malformed(MalformedInput(offset: bytes.count, reason: "the header has another length"))
        }
        let start = Self.prefixLength
        do {
            content = try ContentSection(bytes: Array(bytes[start..<start + lengths.content]))
        } catch {
            throw .malformed(MalformedInput(offset: start + error.offset, reason: error.reason))
        }
        let end = start + lengths.content + lengths.envelope
        envelope = try EnvelopeSection(bytes: Array(bytes[(start + lengths.content)..<end]))
        do { contribution = lengths.contribution == 0 ? nil : try ContributionStatement(bytes: Array(bytes[end...])) } catch {
            throw .malformed(MalformedInput(offset: end + error.offset, reason: error.reason))
        }
        try Self.check(content, envelope)
        try Self.check(content, contribution)
    }

    /// The header with another envelope around the same content.
    ///
    /// - Throws: `.envelopeSignature` if the envelope is around another content; `.malformed` if it repeats the author's certificate.
    public init(_ present: SealedRecordHeader, _ envelope: EnvelopeSection) throws(SealedRecordError) {
        try Self.check(present.content, envelope)
        self.init(content: present.content, envelope: envelope, contribution: present.contribution)
    }

    /// The header with another contribution statement beside the same content, as after a new write statement of the chart's owner.
    ///
    /// - Throws: `.contributionSignature` if the statement is about another content or chart.
    public init(_ present: SealedRecordHeader, _ contribution: ContributionStatement) throws(SealedRecordError) {
        try Self.check(present.content, contribution)
        self.init(content: present.content, envelope: present.envelope, contribution: contribution)
    }

    private static func check(_ content: ContentSection, _ contribution: ContributionStatement?) throws(SealedRecordError) {
        guard contribution?.chart == content.chart, contribution.map({ $0.contentHash == content.hash }) ?? true else {
            throw .contributionSignature
        }
    }

    private static func check(_ content: ContentSection, _ envelope: EnvelopeSection) throws(SealedRecordError) {
        guard envelope.contentHash == content.hash else { throw .envelopeSignature }
        guard envelope.signer != content.author else {
            throw .malformed(MalformedInput(reason: "an envelope names a signer only under another certificate than the author's"))
        }
    }

    /// The encoding: prefix of ``prefixLength`` bytes, content section, envelope section.
    public var bytes: [UInt8] {
        let (content, envelope) = (self.content.bytes, self.envelope.bytes)
        var writer = ByteWriter(reservingCapacity: Self.prefixLength + content.count + envelope.count)
        writer.raw(Self.magic)
        writer.u8(Self.version)
        writer.u32(UInt32(content.count))
        writer.u32(UInt32(envelope.count))
        let contribution = contribution?.bytes ?? []
        writer.u32(UInt32(contribution.count))
        writer.raw(content)
        writer.raw(envelope)
        writer.raw(contribution)
        return writer.bytes
    }

    /// The most bytes that a whole record around so many bytes of content has.
    ///
    /// - Parameter contentLength: without padding, below 2^60.
    public static func greatestRecordLength(around contentLength: UInt64) -> UInt64 {
        let padded = Padding.paddedLength(of: contentLength)
        let chunks = padded / UInt64(ChunkedEncryption.chunkByteCount) + 1
        let perChunk = UInt64(ChunkedEncryption.tagByteCount + MerkleTree.hashByteCount)
        return UInt64(maximumLength + ChunkedEncryption.headerByteCount) + padded + chunks * perChunk
    }

    /// Whether a content of at most `limit` bytes may be in the record, as its padding tells.
    public func mayHold(atMost limit: UInt64) -> Bool { Padding.leastLength(of: content.paddedLength) <= limit }

    /// Length of the leaf hashes behind the payload, in bytes.
    public var leafHashesLength: UInt64 { content.chunkCount * UInt64(MerkleTree.hashByteCount) }

    /// Length of the whole record around this header, in bytes.
    public var recordLength: UInt64 { UInt64(bytes.count) + content.payloadLength + leafHashesLength }

    /// The certificate of the author, or of somebody else who may, who made this envelope.
    public var signer: Certificate { envelope.signer ?? content.author }

    /// Whether the envelope was made by whoever wrote the content.
    public var isByAuthor: Bool { signer.userID == content.author.userID }

    /// What the store calls this state, and everybody can compute: SHA-256(frame("MEDSEAL-V1-STATE", content hash, envelope hash,
    /// hash of the contribution statement or nothing, length of the record as u64)), 32 bytes.
    public var stateHash: [UInt8] {
        SHA256.hash(
            frame(
                Array(utf8: "MEDSEAL-V1-STATE"), content.hash, envelope.hash, contribution?.hash ?? [], recordLength.bigEndianBytes))
    }

    /// What the envelope's stanzas are bound to.
    func target(_ stanza: Stanza) -> StanzaTarget {
        StanzaTarget(
            recordID: content.recordID, contentVersion: content.contentVersion, epoch: stanza.epoch ?? 0,
            revocationSequence: envelope.revocationSequence, salt: envelope.salt)
    }

    /// Whether somebody may put another envelope around this content: the author, or who is certified to re-wrap; not an owner who
    /// was succeeded, and by no key that the content's successions replaced.
    public func mayRewrap(_ certificate: Certificate) -> Bool {
        guard !content.successions.replace(certificate) else { return false }
        // A key that replaced the first one counts only with the statement that says so.
        guard certificate.firstSigningKey == nil || content.successions.name(certificate) else { return false }
        return certificate.userID == content.author.userID || certificate.capabilities.contains(.rewrap)
    }

    /// Checks both signatures, that the pinned authority certified both signers for the time at which they say to have signed and
    /// as what they acted, and that the author is the record's owner or was led to by successions.
    ///
    /// - Throws: `.untrustedAuthor`, `.invalidSuccession`, `.contentSignature`, `.untrustedRewrapper`, `.envelopeSignature`.
    public func verify(_ authority: AuthorityDescription) throws(SealedRecordError) {
        do { try content.author.verify(by: authority, at: content.created) } catch {
            throw .untrustedAuthor("\(error)")
        }
        guard content.author.capabilities.contains(.author) else { throw .untrustedAuthor("it may not write records") }
        try content.successions.verify(of: content.recordID, from: content.owner, to: content.author, authority)
        guard content.contentVersion > 1 || content.owner == content.author.userID else {
            throw .invalidSuccession("a record begins with its owner")
        }
        guard content.isSignedByAuthor else { throw .contentSignature }
        guard contribution?.isSigned(by: content.author) ?? true else { throw .contributionSignature }
        do { try signer.verify(by: authority, at: envelope.created) } catch {
            // Of an author whose certificate had run out it is not to be said that somebody else changed the readers.
            throw isByAuthor ? .untrustedAuthor("\(error)") : .untrustedRewrapper("\(error)")
        }
        guard mayRewrap(signer) else { throw .untrustedRewrapper("it is neither the author nor a certified re-wrapper") }
        guard envelope.isSigned(by: signer.signingKey) else { throw .envelopeSignature }
    }

    /// The record key by an attribute key, through the first stanza that it opens: one that was damaged does not stand in the way of
    /// another.
    ///
    /// - Parameters:
    ///   - key: the reader's.
    ///   - realm: the pinned authority's.
    ///   - opened: shared policy keys that the same user opened before, and where new ones are kept.
    /// - Throws: `.policyNotSatisfied` with the policies, `.noStanza`, `.damagedStanza`.
    public func recordKey(
        with key: borrowing AttributeKey, _ realm: Realm, remembering opened: OpenedPolicyKeys? = nil
    ) throws(SealedRecordError) -> RecordKey {
        var failure: SealedRecordError?
        for (index, stanza) in envelope.stanzas.enumerated() {
            do throws(SealedRecordError) {
                if let found = try stanza.recordKey(with: key, realm, target(stanza), at: index, remembering: opened) { return found }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        let policies = envelope.stanzas.compactMap { $0.policy?.text }
        throw policies.isEmpty ? .noStanza : .policyNotSatisfied(policies)
    }

    /// The record key by the author's own secret, whatever the envelope; `nil` if another identity is the author, or chose not to
    /// read back.
    public func recordKey(ofAuthor identity: borrowing UserIdentity) -> RecordKey? {
        guard content.author.userID == identity.id else { return nil }
        return content.authorWrap.open(of: content.recordID, content.contentVersion, by: identity)
    }

    /// The record key of an archive by its passphrase.
    ///
    /// - Throws: `.wrongPassphrase`, `.noStanza`.
    public func recordKey(passphrase: borrowing SecretBytes) throws(SealedRecordError) -> RecordKey {
        var tried = false
        for (index, stanza) in envelope.stanzas.enumerated() {
            do {
                if let found = try stanza.recordKey(passphrase: passphrase, target(stanza), at: index) { return found }
            } catch .wrongPassphrase {
                tried = true
            }
        }
        throw tried ? .wrongPassphrase : .noStanza
    }

    private typealias Lengths = (content: Int, envelope: Int, contribution: Int)

    private static func sectionLengths(_ prefix: [UInt8]) throws(SealedRecordError) -> Lengths {
        var reader = ByteReader(prefix)
        let version: UInt8
        let lengths: Lengths
        do throws(MalformedInput) {
            try reader.expect(magic, "the magic number of a sealed record")
            version = try reader.u8("format version")
            lengths = (
                Int(try reader.u32("content length")), Int(try reader.u32("envelope length")), Int(try reader.u32("contribution length"))
            )
        } catch {
            throw .malformed(error)
        }
        guard version == self.version else { throw .unsupportedVersion }
        guard lengths.content <= ContentSection.maximumLength, lengths.envelope <= EnvelopeSection.maximumLength,
            lengths.contribution <= ContributionStatement.greatestByteCount
        else {
            throw .malformed(MalformedInput(offset: 8, reason: "a header section is longer than any can be"))
        }
        return lengths
    }
}
