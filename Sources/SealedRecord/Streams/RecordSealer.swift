import Framing
public import Identity
import Cryptography

/// What a new content version is sealed as.
public struct SealingPlan: Sendable {
    /// Record or archive, which decides what stanzas are allowed.
    public var kind: EnvelopeSection.Kind
    /// Which record; a new one draws its own.
    public var recordID: RecordID
    /// From 1, the next number at every change of content.
    public var contentVersion: UInt64
    /// ``ContentSection/hash`` of the version before; 32 zero bytes for version 1.
    public var previousContentHash: [UInt8]
    /// Unix time in seconds.
    public var created: UInt64
    /// The epoch that a reader's key must have reached: below 1024, from the authority's statement.
    public var epoch: UInt32
    /// Number of the newest revocation list that the sealer knows.
    public var revocationSequence: UInt64
    /// The certificate of who seals, valid at ``created`` and with the capability to write records.
    public var author: Certificate

    /// The first version of a new record.
    public init(
        kind: EnvelopeSection.Kind = .record, recordID: RecordID = .random(), created: UInt64, epoch: UInt32,
        revocationSequence: UInt64, author: Certificate
    ) {
        self.kind = kind
        self.recordID = recordID
        contentVersion = 1
        previousContentHash = [UInt8](repeating: 0, count: 32)
        self.created = created
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.author = author
    }

    /// The version after `previous` of the same record.
    public init(
        after previous: SealedRecordHeader, created: UInt64, epoch: UInt32, revocationSequence: UInt64, author: Certificate
    ) {
        self.init(
            kind: previous.envelope.kind, recordID: previous.content.recordID, created: created, epoch: epoch,
            revocationSequence: revocationSequence, author: author)
        contentVersion = previous.content.contentVersion + 1
        previousContentHash = previous.content.hash
    }

    /// What the stanzas of this version are made for.
    public var target: StanzaTarget {
        StanzaTarget(
            recordID: recordID, contentVersion: contentVersion, epoch: epoch, revocationSequence: revocationSequence)
    }
}

/// Seals one content version as a stream, in constant memory but for 32 bytes of hash for each 16 KiB. An update of many
/// chunks works on all cores.
///
/// The record is `header ‖ payload ‖ leaf hashes`, and the header, whose length is known from the start, is signed when
/// the payload is complete: a writer leaves ``headerLength`` bytes free, writes what ``start()``, ``update(_:)`` and
/// ``finish(signedBy:)`` give, and then fills the header in.
public struct RecordSealer: ~Copyable {
    private let plan: SealingPlan
    private let stanzas: [Stanza]
    private var encryptor: ChunkedEncryption.Encryptor
    private var pending: [UInt8] = []
    private var tree = MerkleTree()
    private var leafHashes: [UInt8] = []
    private var payloadLength = UInt64(ChunkedEncryption.headerByteCount)

    /// Length of the header in bytes.
    public let headerLength: Int

    /// - Throws: `.invalidRequest` if there are no stanzas, too many, or some that the kind of container forbids.
    public init(
        _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza]
    ) throws(SealedRecordError) {
        var system = SystemRandomNumberGenerator()
        try self.init(plan, recordKey: recordKey, stanzas: stanzas, using: &system)
    }

    /// As above, with the payload's salt drawn from `source`.
    public init(
        _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza], using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) {
        guard (1...EnvelopeSection.maximumStanzas).contains(stanzas.count) else {
            throw .invalidRequest("a record has 1 to \(EnvelopeSection.maximumStanzas) stanzas")
        }
        try EnvelopeSection.check(stanzas, plan.kind, plan.epoch)
        let length = EnvelopeSection.length(signer: plan.author, stanzas: stanzas)
        guard length <= EnvelopeSection.maximumLength else {
            throw .invalidRequest("the policies of this record are too large together")
        }
        encryptor = try Self.encryptor(plan, recordKey, &source)
        self.plan = plan
        self.stanzas = stanzas
        headerLength = SealedRecordHeader.prefixLength + ContentSection.length(author: plan.author) + length
    }

    private static func encryptor(
        _ plan: SealingPlan, _ recordKey: borrowing RecordKey, _ source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> ChunkedEncryption.Encryptor {
        do {
            return try ChunkedEncryption.Encryptor(
                key: recordKey.secret, context: RecordKey.payloadContext(plan.recordID, plan.contentVersion),
                using: &source)
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

    /// Seals the last chunk and signs content and envelope.
    ///
    /// - Parameter identity: the author's; its public key must be the one in the plan's certificate.
    public consuming func finish(signedBy identity: borrowing UserIdentity) throws(SealedRecordError) -> Ending {
        guard identity.signingKey.publicKey == plan.author.signingKey else {
            throw .invalidRequest("the certificate belongs to another identity")
        }
        let last = try seal(pending, isFinal: true)
        wipe(&pending)
        let content = ContentSection(
            recordID: plan.recordID, contentVersion: plan.contentVersion, previousContentHash: plan.previousContentHash,
            created: plan.created, author: plan.author, payloadHeader: encryptor.header, payloadLength: payloadLength,
            merkleRoot: tree.root, signedBy: identity)
        let envelope = EnvelopeSection(
            kind: plan.kind, content: content, sequence: 1, epoch: plan.epoch, revocationSequence: plan.revocationSequence,
            created: plan.created, signer: plan.author, stanzas: stanzas, signedBy: identity)
        return Ending(tail: last + leafHashes, header: SealedRecordHeader(content: content, envelope: envelope))
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
