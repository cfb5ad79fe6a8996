public import AttributeEncryption
import Framing
public import Identity
public import Cryptography

/// Everything in front of a sealed record's payload: the signed content section and the signed envelope.
///
///     magic "MedSeal" and version "1" (8) ‖ content length u32 ‖ envelope length u32 ‖ content ‖ envelope
///
/// Behind it stand the payload, whose length the content section tells, and the leaf hashes of its Merkle tree, 32 bytes
/// for each encrypted chunk.
public struct SealedRecordHeader: Equatable, Sendable {
    /// Length of the part that tells how long the header is.
    public static let prefixLength = 16
    /// The longest header that is read.
    public static let maximumLength = prefixLength + ContentSection.maximumLength + EnvelopeSection.maximumLength

    private static let magic = Array(utf8: "MedSeal")
    package static let version = UInt8(ascii: "1")

    /// What the author signed.
    public let content: ContentSection
    /// What its signer, author or re-wrapper, signed; around the same content, which reading checks.
    public let envelope: EnvelopeSection

    init(content: ContentSection, envelope: EnvelopeSection) {
        self.content = content
        self.envelope = envelope
    }

    /// The header's length as its first ``prefixLength`` bytes tell it, checked against the bounds.
    public static func length(prefix: [UInt8]) throws(SealedRecordError) -> Int {
        let lengths = try sectionLengths(prefix)
        return prefixLength + lengths.content + lengths.envelope
    }

    /// Reads a whole header; nothing of it is to be believed before ``verify(_:)``.
    public init(bytes: [UInt8]) throws(SealedRecordError) {
        let lengths = try Self.sectionLengths(Array(bytes.prefix(Self.prefixLength)))
        guard bytes.count == Self.prefixLength + lengths.content + lengths.envelope else {
            throw .malformed(MalformedInput(offset: bytes.count, reason: "the header has another length"))
        }
        let start = Self.prefixLength
        do {
            content = try ContentSection(bytes: Array(bytes[start..<start + lengths.content]))
        } catch {
            throw .malformed(MalformedInput(offset: start + error.offset, reason: error.reason))
        }
        envelope = try EnvelopeSection(bytes: Array(bytes[(start + lengths.content)...]))
        guard envelope.recordID == content.recordID, envelope.contentVersion == content.contentVersion,
            envelope.contentHash == content.hash
        else { throw .envelopeSignature }
    }

    /// The encoding: prefix of ``prefixLength`` bytes, content section, envelope section.
    public var bytes: [UInt8] {
        let (content, envelope) = (self.content.bytes, self.envelope.bytes)
        var writer = ByteWriter(reservingCapacity: Self.prefixLength + content.count + envelope.count)
        writer.raw(Self.magic)
        writer.u8(Self.version)
        writer.u32(UInt32(content.count))
        writer.u32(UInt32(envelope.count))
        writer.raw(content)
        writer.raw(envelope)
        return writer.bytes
    }

    /// The most bytes that a whole record around so many bytes of content has.
    ///
    /// - Parameter plaintextLength: below 2^63.
    public static func greatestRecordLength(around plaintextLength: UInt64) -> UInt64 {
        let chunks = plaintextLength / UInt64(ChunkedEncryption.chunkByteCount) + 1
        let perChunk = UInt64(ChunkedEncryption.tagByteCount + MerkleTree.hashByteCount)
        return UInt64(maximumLength + ChunkedEncryption.headerByteCount) + plaintextLength + chunks * perChunk
    }

    /// Length of the leaf hashes behind the payload, in bytes.
    public var leafHashesLength: UInt64 { content.chunkCount * UInt64(MerkleTree.hashByteCount) }

    /// Length of the whole record around this header, in bytes.
    public var recordLength: UInt64 { UInt64(bytes.count) + content.payloadLength + leafHashesLength }

    /// Checks both signatures and that the pinned authority certified both signers, for the time at which they say to
    /// have signed and as what they acted.
    ///
    /// - Throws: `.untrustedAuthor`, `.contentSignature`, `.untrustedRewrapper`, `.envelopeSignature`.
    public func verify(_ authority: AuthorityDescription) throws(SealedRecordError) {
        do { try content.author.verify(by: authority, at: content.created) } catch {
            throw .untrustedAuthor("\(error)")
        }
        guard content.author.capabilities.contains(.author) else { throw .untrustedAuthor("it may not write records") }
        guard content.isSignedByAuthor else { throw .contentSignature }
        let isAuthors = envelope.signer.userID == content.author.userID
        do { try envelope.signer.verify(by: authority, at: envelope.created) } catch {
            // Of an author whose certificate had run out it is not to be said that somebody else changed the readers.
            throw isAuthors ? .untrustedAuthor("\(error)") : .untrustedRewrapper("\(error)")
        }
        guard isAuthors || envelope.signer.capabilities.contains(.rewrap) else {
            throw .untrustedRewrapper("it is neither the author nor a certified re-wrapper")
        }
        guard envelope.isSignedBySigner else { throw .envelopeSignature }
    }

    /// The record key by an attribute key, through the first stanza that it satisfies.
    ///
    /// - Parameters:
    ///   - key: the reader's.
    ///   - parameters: the pinned authority's.
    ///   - opened: shared policy keys that the same user opened before, and where new ones are kept.
    /// - Throws: `.policyNotSatisfied` with the policies, `.noStanza`, `.damagedStanza`.
    public func recordKey(
        with key: borrowing AttributeKey, _ parameters: PublicParameters, remembering opened: OpenedPolicyKeys? = nil
    ) throws(SealedRecordError) -> RecordKey {
        for stanza in envelope.stanzas {
            if let found = try stanza.recordKey(with: key, parameters, envelope.target, remembering: opened) { return found }
        }
        let policies = envelope.stanzas.compactMap { $0.policy?.text }
        throw policies.isEmpty ? .noStanza : .policyNotSatisfied(policies)
    }

    /// The record key of an archive by its passphrase.
    ///
    /// - Throws: `.wrongPassphrase`, `.noStanza`.
    public func recordKey(passphrase: borrowing SecretBytes) throws(SealedRecordError) -> RecordKey {
        var tried = false
        for stanza in envelope.stanzas {
            do {
                if let found = try stanza.recordKey(passphrase: passphrase, envelope.target) { return found }
            } catch .wrongPassphrase {
                tried = true
            }
        }
        throw tried ? .wrongPassphrase : .noStanza
    }

    private static func sectionLengths(_ prefix: [UInt8]) throws(SealedRecordError) -> (content: Int, envelope: Int) {
        var reader = ByteReader(prefix)
        let version: UInt8
        let lengths: (content: Int, envelope: Int)
        do throws(MalformedInput) {
            try reader.expect(magic, "the magic number of a sealed record")
            version = try reader.u8("format version")
            lengths = (Int(try reader.u32("content length")), Int(try reader.u32("envelope length")))
        } catch {
            throw .malformed(error)
        }
        guard version == self.version else { throw .unsupportedVersion }
        guard lengths.content <= ContentSection.maximumLength, lengths.envelope <= EnvelopeSection.maximumLength else {
            throw .malformed(MalformedInput(offset: 8, reason: "a header section is longer than any can be"))
        }
        return lengths
    }
}
