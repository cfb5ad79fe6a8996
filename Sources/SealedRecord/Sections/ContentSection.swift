import Framing
public import Identity
import Cryptography

/// What the author signs: which content version of which record this is, and its encrypted payload down to the last bit.
/// A change of who may read leaves it untouched.
///
///     16      nonce of the record's name
///     4 + o   owner, framed: 32 bytes if the author is not the owner, else empty
///     4 + h   chart that this is an entry of, framed: 32 bytes, or empty; an entry has one version, by its owner
///     8       content version, from 1
///     32      hash of the content statement before; zeros for version 1
///     8       time of sealing, Unix seconds
///     …       ``Successions`` from the owner to the author
///     …       ``DeletionSecrets``
///     84      author's wrap of the record key
///     …       `Extensions`
///     4 + a   author's certificate, framed
///     56      payload header: salt and commitment
///     8       payload length
///     32      Merkle root over the encrypted chunks
///     …       `UserSignature` of everything in front of it, the *content statement*, in the domain "MEDSEAL-V1-CONTENT"
public struct ContentSection: Equatable, Sendable {
    static let maximumLength = 32_768
    /// Greatest number of a content version or an envelope that is read: there is always a next one, and databases with
    /// signed integers can hold it.
    static let greatestNumber = UInt64(Int64.max) - 1

    /// Everything but the signature.
    struct Statement: Equatable, Sendable {
        var name: RecordName
        var chart: RecordID?
        var contentVersion: UInt64
        var previousContentHash: [UInt8]
        var created: UInt64
        var successions: Successions
        var secrets: DeletionSecrets
        var authorWrap: AuthorWrap
        var extensions: Extensions
        var author: Certificate
        var payloadHeader: [UInt8]
        var payloadLength: UInt64
        var merkleRoot: [UInt8]
    }

    private let statement: Statement
    private let signature: UserSignature
    /// The identifier that follows from owner and nonce.
    public let recordID: RecordID
    /// SHA-256(frame("MEDSEAL-V1-CONTENT-HASH", content statement)): names this content, whichever signature is under it.
    public let hash: [UInt8]

    /// Owner and nonce.
    public var name: RecordName { statement.name }
    /// Whose record it is, for ever.
    public var owner: UserID { statement.name.owner }
    /// The chart that this is an entry of; `nil` for a record that stands by itself.
    public var chart: RecordID? { statement.chart }
    /// From 1, without gaps.
    public var contentVersion: UInt64 { statement.contentVersion }
    /// ``hash`` of the version before; 32 zero bytes for version 1.
    public var previousContentHash: [UInt8] { statement.previousContentHash }
    /// Unix time in seconds, as the author's clock said.
    public var created: UInt64 { statement.created }
    /// What leads from the owner to the author.
    public var successions: Successions { statement.successions }
    /// Without which the payload does not open.
    public var secrets: DeletionSecrets { statement.secrets }
    /// What later versions add.
    public var extensions: Extensions { statement.extensions }
    /// The certificate of whoever wrote this version; ``SealedRecordHeader/verify(_:)`` checks it at the time
    /// ``created``.
    public var author: Certificate { statement.author }
    /// Salt and key commitment in front of the payload: 56 bytes.
    var payloadHeader: [UInt8] { statement.payloadHeader }
    /// Length of the payload with its header, in bytes.
    public var payloadLength: UInt64 { statement.payloadLength }
    /// `MerkleTree` root over the encrypted chunks.
    var merkleRoot: [UInt8] { statement.merkleRoot }
    var authorWrap: AuthorWrap { statement.authorWrap }

    /// Number of encrypted chunks in the payload.
    var chunkCount: UInt64 { (try? ChunkedEncryption.chunkCount(ofCiphertext: payloadLength)) ?? 0 }

    /// Length of the content with its padding, in bytes: at least as much as the content, and at most an eighth and 64 bytes more.
    public var paddedLength: UInt64 { (try? ChunkedEncryption.plaintextLength(ofCiphertext: payloadLength)) ?? 0 }

    init(_ statement: Statement, signedBy identity: borrowing UserIdentity) {
        let bytes = Self.bytes(statement)
        self.init(statement, bytes, UserSignature(of: bytes, domain: Self.domain, by: identity.signingKey))
    }

    private init(_ statement: Statement, _ bytes: [UInt8], _ signature: UserSignature) {
        self.statement = statement
        self.signature = signature
        recordID = statement.name.id
        hash = SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), bytes))
    }

    /// Length of the section as it will be signed by itself: the writer leaves that much room.
    static func length(_ statement: Statement) -> Int { bytes(statement).count + UserSignature.singleByteCount }

    var bytes: [UInt8] { Self.bytes(statement) + signature.bytes }

    /// Whether the author's key made the signature.
    var isSignedByAuthor: Bool { signature.verify(Self.bytes(statement), domain: Self.domain, by: author.signingKey, allowsBatch: true) }

    init(bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        let nonce = try reader.raw(RecordName.nonceByteCount, "nonce")
        let owner = try reader.framed(atMost: UserID.byteCount, "owner")
        let chart = try reader.optionalRecord("chart")
        let contentVersion = try reader.u64("content version")
        guard (1...Self.greatestNumber).contains(contentVersion) else {
            throw reader.malformed("content versions begin at 1 and end before 2^63 - 1")
        }
        let previousContentHash = try reader.raw(32, "hash of the previous content")
        guard chart == nil || contentVersion == 1 && owner.isEmpty else {
            throw reader.malformed("an entry of a chart has one version, by its owner")
        }
        guard (contentVersion == 1) == previousContentHash.allSatisfy({ $0 == 0 }) else {
            throw reader.malformed("version 1 and only version 1 has no previous content")
        }
        let created = try reader.u64("time of creation")
        let successions = try Successions(from: &reader)
        let secrets = try DeletionSecrets(from: &reader)
        let authorWrap = try AuthorWrap(from: &reader)
        let extensions = try Extensions(from: &reader)
        let author = try reader.certificate("author's certificate")
        let payloadHeader = try reader.raw(ChunkedEncryption.headerByteCount, "payload header")
        let payloadLength = try reader.u64("payload length")
        guard let padded = try? ChunkedEncryption.plaintextLength(ofCiphertext: payloadLength), Padding.isPossible(padded) else {
            throw reader.malformed("no payload has that length")
        }
        let merkleRoot = try reader.raw(MerkleTree.hashByteCount, "Merkle root")
        let end = reader.offset
        let signature = try UserSignature(from: &reader, "author's signature")
        try reader.finish()
        let name: RecordName
        if owner.isEmpty {
            name = RecordName(author.userID, nonce)
        } else {
            guard let id = UserID(bytes: owner) else { throw reader.malformed("an owner has 32 bytes") }
            guard id != author.userID else { throw reader.malformed("an owner is named only if somebody else is the author") }
            name = RecordName(id, nonce)
        }
        self.init(
            Statement(
                name: name, chart: chart, contentVersion: contentVersion, previousContentHash: previousContentHash, created: created,
                successions: successions,
                secrets: secrets, authorWrap: authorWrap, extensions: extensions, author: author, payloadHeader: payloadHeader,
                payloadLength: payloadLength, merkleRoot: merkleRoot),
            Array(bytes[..<end]), signature)
    }

    private static let domain = "MEDSEAL-V1-CONTENT"

    private static func bytes(_ statement: Statement) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 1024)
        writer.raw(statement.name.nonce)
        writer.framed(statement.name.owner == statement.author.userID ? [] : statement.name.owner.bytes)
        writer.framed(statement.chart?.bytes ?? [])
        writer.u64(statement.contentVersion)
        writer.raw(statement.previousContentHash)
        writer.u64(statement.created)
        statement.successions.write(to: &writer)
        writer.raw(statement.secrets.bytes)
        writer.raw(statement.authorWrap.bytes)
        statement.extensions.write(to: &writer)
        writer.framed(statement.author.bytes)
        writer.raw(statement.payloadHeader)
        writer.u64(statement.payloadLength)
        writer.raw(statement.merkleRoot)
        return writer.bytes
    }
}
