import Framing
public import Identity
import Cryptography

/// What a new content version is sealed as: for one attempt, since its salt is used once.
public struct SealingPlan: Sendable {
    /// Record or archive, which decides what stanzas are allowed.
    public var kind: EnvelopeSection.Kind
    /// Whose record, and which.
    public var name: RecordName
    /// From 1, the next number at every change of content.
    public var contentVersion: UInt64
    /// ``ContentSection/hash`` of the version before; 32 zero bytes for version 1.
    public var previousContentHash: [UInt8]
    /// Unix time in seconds.
    public var created: UInt64
    /// The epoch that a reader's key must have reached, from the authority's statement.
    public var epoch: UInt32
    /// Number of the newest revocation list that the sealer knows.
    public var revocationSequence: UInt64
    /// The certificate of who seals, valid at ``created`` and with the capability to write records.
    public var author: Certificate
    /// What leads from the owner to the author.
    public var successions: Successions
    /// Whether the author can open the record by their own secret; not for devices, which must not read back what they send.
    public var isReadableByAuthor = true
    /// Of an entry of a chart: where it stands.
    public var entry: EntryPlace?
    private let contentExtensions, envelopeExtensions: Extensions
    private let salt: [UInt8]

    /// The first version of a new record of the author's, under a random name if `name` is `nil`.
    public init(
        kind: EnvelopeSection.Kind = .record, name: RecordName? = nil, created: UInt64, epoch: UInt32, revocationSequence: UInt64,
        author: Certificate
    ) {
        var system = SystemRandomNumberGenerator()
        self.init(
            kind: kind, name: name ?? .random(owner: author.userID), created: created, epoch: epoch, revocationSequence: revocationSequence,
            author: author, using: &system)
    }

    /// As above, with the envelope's salt from `source`.
    public init(
        kind: EnvelopeSection.Kind, name: RecordName, created: UInt64, epoch: UInt32, revocationSequence: UInt64, author: Certificate,
        using source: inout some RandomNumberGenerator
    ) {
        self.kind = kind
        self.name = name
        contentVersion = 1
        previousContentHash = [UInt8](repeating: 0, count: 32)
        self.created = created
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.author = author
        successions = .none
        contentExtensions = .none
        envelopeExtensions = .none
        salt = EnvelopeSalt.random(using: &source)
    }

    /// The version after `previous` of the same record; `further` are successions that lead on from who wrote `previous` to the author.
    public init(
        after previous: SealedRecordHeader, further: [SuccessionStatement] = [], created: UInt64, epoch: UInt32, revocationSequence: UInt64,
        author: Certificate
    ) {
        kind = previous.envelope.kind
        name = previous.content.name
        contentVersion = previous.content.contentVersion + 1
        previousContentHash = previous.content.hash
        self.created = created
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.author = author
        successions = Successions(statements: previous.content.successions.statements + further)
        contentExtensions = previous.content.extensions.copied
        envelopeExtensions = previous.envelope.extensions.copied
        salt = EnvelopeSalt.random()
    }

    /// The record's identifier.
    public var recordID: RecordID { name.id }

    /// What the stanzas of this version are made for.
    public var target: StanzaTarget {
        StanzaTarget(
            recordID: recordID, contentVersion: contentVersion, epoch: epoch, revocationSequence: revocationSequence, salt: salt)
    }

    fileprivate func content(_ authorWrap: AuthorWrap, payloadHeader: [UInt8], payloadLength: UInt64, merkleRoot: [UInt8]) -> ContentSection.Statement
    {
        ContentSection.Statement(
            name: name, chart: entry?.chart, contentVersion: contentVersion, previousContentHash: previousContentHash, created: created,
            successions: successions,
            secrets: .none, authorWrap: authorWrap, extensions: contentExtensions, author: author, payloadHeader: payloadHeader,
            payloadLength: payloadLength, merkleRoot: merkleRoot)
    }

    fileprivate func envelope(around contentHash: [UInt8], _ stanzas: [Stanza]) -> EnvelopeSection.Statement {
        EnvelopeSection.Statement(
            kind: kind, contentHash: contentHash, sequence: 1, salt: salt, revocationSequence: revocationSequence, created: created,
            extensions: envelopeExtensions, signer: nil, stanzas: stanzas)
    }
}

/// Where an entry stands in a chart when it is written.
public struct EntryPlace: Equatable, Sendable {
    /// The chart.
    public let chart: RecordID
    /// Of the newest write statement that the writer knows.
    public let number: UInt64
    /// Entries that the writer saw and that no other one names: at most ``ContributionStatement/greatestHeadCount``, 32 bytes each.
    public let heads: Set<[UInt8]>
    /// Whether the chart's owner writes, who needs no write key.
    public let isOwners: Bool

    /// Takes them as they are; sealing checks their bounds.
    public init(chart: RecordID, number: UInt64, heads: Set<[UInt8]>, isOwners: Bool) {
        self.chart = chart
        self.number = number
        self.heads = heads
        self.isOwners = isOwners
    }
}

/// Seals one content version as a stream, in constant memory but for 32 bytes of hash for each 16 KiB. An update of many
/// chunks works on all cores.
///
/// The record is `header ‖ payload ‖ leaf hashes`, and the header, whose length is known from the start, is signed when
/// the payload is complete: a writer leaves ``headerLength`` bytes free, writes what ``start()``, ``update(_:)``, ``pad(_:)`` and
/// ``finish(signedBy:writeKey:)`` give, and then fills the header in.
public struct RecordSealer: ~Copyable {
    private let plan: SealingPlan
    private let stanzas: [Stanza]
    private let authorWrap: AuthorWrap
    private var encryptor: ChunkedEncryption.Encryptor
    private var pending: [UInt8] = []
    private var tree = MerkleTree()
    private var leafHashes: [UInt8] = []
    private var payloadLength = UInt64(ChunkedEncryption.headerByteCount)
    private var contentLength: UInt64 = 0
    private var isPadded = false

    /// Length of the header in bytes.
    public let headerLength: Int

    /// A sealer for one version; the public key of `identity` must be the one in the plan's certificate.
    ///
    /// - Throws: `.invalidRequest` if there are no stanzas or too many, or if the certificate belongs to another identity;
    ///   `.forbiddenStanza` if the kind of container forbids one, or one was made for another epoch.
    public init(
        _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza], by identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        var system = SystemRandomNumberGenerator()
        try self.init(plan, recordKey: recordKey, stanzas: stanzas, by: identity, using: &system)
    }

    /// As above, with the payload's salt and the author's wrap drawn from `source`.
    public init(
        _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza], by identity: borrowing UserIdentity,
        using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) {
        try Self.check(plan, stanzas, identity)
        let authorWrap = AuthorWrap(
            recordKey, of: plan.recordID, plan.contentVersion, by: identity, isReadable: plan.isReadableByAuthor, using: &source)
        let headerLength = try Self.headerLength(plan, stanzas, authorWrap)
        encryptor = try Self.encryptor(plan, recordKey, &source)
        self.authorWrap = authorWrap
        self.plan = plan
        self.stanzas = stanzas
        self.headerLength = headerLength
    }

    private static func check(
        _ plan: SealingPlan, _ stanzas: [Stanza], _ identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        guard identity.signingKey.publicKey == plan.author.signingKey else {
            throw .invalidRequest("the certificate belongs to another identity")
        }
        guard plan.successions.statements.count <= Successions.greatestCount else {
            throw .invalidRequest("at most \(Successions.greatestCount) successions lead to an author: the authority issues one that spans them")
        }
        guard plan.entry.map({ $0.heads.count <= ContributionStatement.greatestHeadCount && plan.contentVersion == 1 }) ?? true else {
            throw .invalidRequest("an entry has one version and names at most \(ContributionStatement.greatestHeadCount) others")
        }
        try EnvelopeSection.check(stanzas, plan.kind)
        try EnvelopeSection.check(stanzas, epoch: plan.epoch)
    }

    private static func headerLength(
        _ plan: SealingPlan, _ stanzas: [Stanza], _ authorWrap: AuthorWrap
    ) throws(SealedRecordError) -> Int {
        let zeros = [UInt8](repeating: 0, count: 32)
        let envelope = EnvelopeSection.length(plan.envelope(around: zeros, stanzas))
        guard envelope <= EnvelopeSection.maximumLength else {
            throw .invalidRequest("the policies of this record are too large together")
        }
        let payloadHeader = [UInt8](repeating: 0, count: ChunkedEncryption.headerByteCount)
        let content = ContentSection.length(plan.content(authorWrap, payloadHeader: payloadHeader, payloadLength: 0, merkleRoot: zeros))
        guard content <= ContentSection.maximumLength else {
            throw .invalidRequest("certificates and successions of this record are too large together")
        }
        let contribution = plan.entry.map { ContributionStatement.length(headCount: $0.heads.count, isOwners: $0.isOwners) } ?? 0
        return SealedRecordHeader.prefixLength + content + envelope + contribution
    }

    private static func encryptor(
        _ plan: SealingPlan, _ recordKey: borrowing RecordKey, _ source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> ChunkedEncryption.Encryptor {
        do {
            return try ChunkedEncryption.Encryptor(
                key: recordKey.payloadKey(plan.recordID, plan.contentVersion, .none),
                context: RecordKey.payloadContext(plan.recordID, plan.contentVersion), using: &source)
        } catch {
            throw .invalidRequest("\(error)")
        }
    }

    /// The first bytes of the payload.
    public func start() -> [UInt8] { encryptor.header }

    /// Takes the next bytes of content, of any number.
    ///
    /// - Returns: the next bytes of the payload: those of every chunk that became full.
    public mutating func update(_ plaintext: [UInt8]) throws(SealedRecordError) -> [UInt8] {
        precondition(!isPadded, "content behind its padding")
        contentLength += UInt64(plaintext.count)
        return try encrypt(plaintext)
    }

    private mutating func encrypt(_ plaintext: [UInt8]) throws(SealedRecordError) -> [UInt8] {
        let size = ChunkedEncryption.chunkByteCount
        var output: [UInt8] = []
        var start = 0
        if !pending.isEmpty {
            start = min(size - pending.count, plaintext.count)
            pending += plaintext[..<start]
            guard pending.count == size else { return [] }
            output = try seal(pending, isFinal: false)
            wipe(&pending)
        }
        let count = (plaintext.count - start) / size
        if count > 0 {
            let sealed = try seal(plaintext, start..<start + count * size)
            if output.isEmpty { output = sealed } else { output += sealed }
            start += count * size
        }
        pending = Array(plaintext[start...])
        return output
    }

    /// What is left to be written, and the header to be filled in.
    public struct Ending: Sendable {
        /// The last bytes of the payload, then the leaf hashes.
        public let tail: [UInt8]
        /// The header whose bytes go in front of the payload; its length was known at the start.
        public let header: SealedRecordHeader
    }

    /// Ends the content: gives the next bytes of the payload, those of its padding and length, in pieces.
    ///
    /// - Throws: what `write` throws; `.invalidRequest` if the payload is too long.
    public mutating func pad(_ write: ([UInt8]) throws -> Void) throws {
        var missing = Padding.paddedLength(of: contentLength) - contentLength - Padding.lengthByteCount
        isPadded = true
        while missing > 0 {
            let count = min(missing, Self.paddingPieceByteCount)
            try write(encrypt([UInt8](repeating: 0, count: Int(count))))
            missing -= count
        }
        try write(encrypt(contentLength.bigEndianBytes))
    }

    private static let paddingPieceByteCount: UInt64 = 1 << 20

    /// Seals the last chunk and signs content and envelope.
    ///
    /// - Parameters:
    ///   - identity: the author's, as at the beginning.
    ///   - writeKey: for an entry of a chart whose owner is somebody else.
    /// - Throws: `.invalidRequest` if a write key is missing where one is needed, or given where none is.
    public consuming func finish(
        signedBy identity: borrowing UserIdentity, writeKey: WriteKey? = nil
    ) throws(SealedRecordError) -> Ending {
        precondition(isPadded, "a content is padded before its end")
        guard identity.signingKey.publicKey == plan.author.signingKey else {
            throw .invalidRequest("the certificate belongs to another identity")
        }
        let last = try seal(pending, isFinal: true)
        wipe(&pending)
        let content = ContentSection(
            plan.content(authorWrap, payloadHeader: encryptor.header, payloadLength: payloadLength, merkleRoot: tree.root), signedBy: identity)
        let envelope = EnvelopeSection(plan.envelope(around: content.hash, stanzas), signedBy: identity)
        var contribution: ContributionStatement?
        if let entry = plan.entry {
            contribution = try ContributionStatement(
                to: entry.chart, contentHash: content.hash, number: entry.number, key: writeKey, heads: entry.heads, signedBy: identity)
        }
        guard (contribution?.keyIndex == nil) == (plan.entry?.isOwners ?? true) else {
            throw .invalidRequest("a write key signs an entry unless the chart's owner writes it")
        }
        return Ending(
            tail: last + leafHashes, header: SealedRecordHeader(content: content, envelope: envelope, contribution: contribution))
    }

    /// The payload's bytes for a range of whole chunks, none of them final.
    private mutating func seal(_ plaintext: [UInt8], _ range: Range<Int>) throws(SealedRecordError) -> [UInt8] {
        let count = range.count / ChunkedEncryption.chunkByteCount
        let length = ChunkedEncryption.sealedChunkByteCount
        var hashes = [UInt8](repeating: 0, count: count * MerkleTree.hashByteCount)
        let sealed: [UInt8]
        do {
            sealed = try unsafe [UInt8](unsafeUninitializedCapacity: count * length) { output, written in
                try unsafe plaintext.withUnsafeBytes { plaintext in
                    try unsafe hashes.withUnsafeMutableBytes { hashes in
                        try unsafe encryptor.seal(
                            fullChunks: UnsafeRawBufferPointer(rebasing: plaintext[range]),
                            into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(output)[..<(count * length)])
                        ) { number, chunks in
                            let first = number * MerkleTree.hashByteCount
                            let end = first + chunks.count / length * MerkleTree.hashByteCount
                            unsafe MerkleTree.leaves(
                                of: chunks, each: length, into: UnsafeMutableRawBufferPointer(rebasing: hashes[first..<end]))
                        }
                    }
                }
                written = count * length
            }
        } catch { throw .invalidRequest("\(error)") }
        tree.append(leaves: hashes)
        leafHashes += hashes
        payloadLength += UInt64(sealed.count)
        return sealed
    }

    private mutating func seal(_ chunk: [UInt8], isFinal: Bool) throws(SealedRecordError) -> [UInt8] {
        let sealed: [UInt8]
        do { sealed = try encryptor.seal(chunk: chunk, isFinal: isFinal) } catch { throw .invalidRequest("\(error)") }
        let leaf = MerkleTree.leaf(sealed)
        tree.append(leaf: leaf)
        leafHashes += leaf
        payloadLength += UInt64(sealed.count)
        return sealed
    }
}
