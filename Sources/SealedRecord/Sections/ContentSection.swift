import Framing
public import Identity
import Cryptography

/// What the author signs: which content version of which record this is, and its encrypted payload down to the last bit.
/// A change of who may read leaves it untouched.
public struct ContentSection: Equatable, Sendable {
    static let maximumLength = 8192
    /// Greatest number of a content version or an envelope that is read: there is always a next one, and databases with
    /// signed integers can hold it.
    static let greatestNumber = UInt64(Int64.max) - 1

    /// Which record; the same in all its versions.
    public let recordID: RecordID
    /// From 1, without gaps.
    public let contentVersion: UInt64
    /// ``hash`` of the version before; 32 zero bytes for version 1.
    public let previousContentHash: [UInt8]
    /// Unix time in seconds, as the author's clock said.
    public let created: UInt64
    /// The certificate of whoever wrote this version; ``SealedRecordHeader/verify(_:)`` checks it at the time
    /// ``created``.
    public let author: Certificate
    /// Salt and key commitment in front of the payload: 56 bytes.
    let payloadHeader: [UInt8]
    /// Length of the payload with its header, in bytes.
    public let payloadLength: UInt64
    /// ``MerkleTree`` root over the encrypted chunks.
    let merkleRoot: [UInt8]
    let signature: [UInt8]

    /// SHA-256(frame("MEDSEAL-V1-CONTENT-HASH", section)): names this content, signature included.
    public var hash: [UInt8] { SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), bytes)) }

    /// Number of encrypted chunks in the payload.
    var chunkCount: UInt64 { (try? ChunkedEncryption.chunkCount(ofCiphertext: payloadLength)) ?? 0 }

    /// Length of the opened content in bytes.
    public var plaintextLength: UInt64 { (try? ChunkedEncryption.plaintextLength(ofCiphertext: payloadLength)) ?? 0 }

    init(
        recordID: RecordID, contentVersion: UInt64, previousContentHash: [UInt8], created: UInt64, author: Certificate,
        payloadHeader: [UInt8], payloadLength: UInt64, merkleRoot: [UInt8], signedBy identity: borrowing UserIdentity
    ) {
        self.recordID = recordID
        self.contentVersion = contentVersion
        self.previousContentHash = previousContentHash
        self.created = created
        self.author = author
        self.payloadHeader = payloadHeader
        self.payloadLength = payloadLength
        self.merkleRoot = merkleRoot
        let statement = Self.statement(
            recordID: recordID, contentVersion: contentVersion, previousContentHash: previousContentHash, created: created, author: author,
            payloadHeader: payloadHeader, payloadLength: payloadLength, merkleRoot: merkleRoot)
        signature = identity.signingKey.sign(Self.signed(statement))
    }

    /// Length of the section by this author, whatever is signed: the writer leaves that much room.
    static func length(author: Certificate) -> Int { 16 + 8 + 32 + 8 + 4 + author.bytes.count + 56 + 8 + 32 + 64 }

    var statement: [UInt8] {
        Self.statement(
            recordID: recordID, contentVersion: contentVersion, previousContentHash: previousContentHash, created: created, author: author,
            payloadHeader: payloadHeader, payloadLength: payloadLength, merkleRoot: merkleRoot)
    }

    var bytes: [UInt8] { statement + signature }

    /// Whether the author's key made the signature.
    var isSignedByAuthor: Bool { author.signingKey.verify(signature, of: Self.signed(statement)) }

    init(bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        guard let id = RecordID(bytes: try reader.raw(16, "record id")) else { throw reader.malformed("record id") }
        recordID = id
        contentVersion = try reader.u64("content version")
        guard (1...Self.greatestNumber).contains(contentVersion) else {
            throw reader.malformed("content versions begin at 1 and end before 2^63 - 1")
        }
        previousContentHash = try reader.raw(32, "hash of the previous content")
        guard (contentVersion == 1) == previousContentHash.allSatisfy({ $0 == 0 }) else {
            throw reader.malformed("version 1 and only version 1 has no previous content")
        }
        created = try reader.u64("time of creation")
        author = try reader.certificate("author's certificate")
        payloadHeader = try reader.raw(ChunkedEncryption.headerByteCount, "payload header")
        payloadLength = try reader.u64("payload length")
        guard (try? ChunkedEncryption.chunkCount(ofCiphertext: payloadLength)) != nil else {
            throw reader.malformed("no payload has that length")
        }
        merkleRoot = try reader.raw(MerkleTree.hashByteCount, "Merkle root")
        signature = try reader.raw(64, "author's signature")
        try reader.finish()
    }

    private static func signed(_ statement: [UInt8]) -> [UInt8] { frame(Array(utf8: "MEDSEAL-V1-CONTENT"), statement) }

    private static func statement(
        recordID: RecordID, contentVersion: UInt64, previousContentHash: [UInt8], created: UInt64, author: Certificate,
        payloadHeader: [UInt8], payloadLength: UInt64, merkleRoot: [UInt8]
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(recordID.bytes)
        writer.u64(contentVersion)
        writer.raw(previousContentHash)
        writer.u64(created)
        writer.framed(author.bytes)
        writer.raw(payloadHeader)
        writer.u64(payloadLength)
        writer.raw(merkleRoot)
        return writer.bytes
    }
}

extension ByteReader {
    /// Reads a framed certificate; who issued it is checked with the signatures.
    mutating func certificate(_ what: String) throws(MalformedInput) -> Certificate {
        let start = offset
        let bytes = try framed(atMost: Certificate.greatestByteCount, what)
        do { return try Certificate(bytes: bytes) } catch {
            throw MalformedInput(offset: start, reason: "\(what): \(error)")
        }
    }
}
