public import Framing
public import Identity
import Cryptography

/// Ties an entry to a chart: under which write statement of the chart's owner it was written, and what its author had seen. A section
/// of its own in a sealed record, so that after a new write statement the author signs this again, and nothing else.
///
///     32      chart
///     32      hash of the entry's content statement
///     8       number of the write statement
///     1       index of the write key: 0…7, or 255 for an entry of the chart's owner, who needs none
///     1       heads: at most 16, then each 32 bytes, ascending: entries that the author saw and that no other one names
///     …       `Extensions`
///     4 + k   signature by the write key, framed: 64 bytes, empty for the owner; of everything in front of it, in the domain
///             "MEDSEAL-V1-CONTRIBUTION-KEY"
///     …       `UserSignature` by the author of everything in front of it, in the domain "MEDSEAL-V1-CONTRIBUTION"
public struct ContributionStatement: Hashable, Sendable {
    /// Most entries that one entry names.
    public static let greatestHeadCount = 16
    /// No encoding is longer.
    public static let greatestByteCount = 8192
    /// In the place of a write key's index: the chart's owner signs alone.
    static let ownersIndex: UInt8 = 255

    /// The chart that it is an entry of.
    public let chart: RecordID
    /// ``ContentSection/hash`` of the entry, 32 bytes.
    public let contentHash: [UInt8]
    /// Of the owner's write statement.
    public let number: UInt64
    /// Which of its keys signed; `nil` for an entry of the chart's owner.
    public let keyIndex: Int?
    /// Hashes of entries, ascending.
    public let heads: [[UInt8]]
    /// What later versions add.
    public let extensions: Extensions
    private let keySignature: [UInt8]
    private let signature: UserSignature

    /// Signs an entry.
    ///
    /// - Parameters:
    ///   - chart: the chart.
    ///   - contentHash: of the entry, 32 bytes.
    ///   - number: of the chart's newest write statement that the author knows.
    ///   - key: the write key and its index; `nil` for the chart's owner.
    ///   - heads: at most ``greatestHeadCount``, 32 bytes each, in any order.
    ///   - identity: the entry's author.
    /// - Throws: `.invalidRequest` if there are too many heads.
    public init(
        to chart: RecordID, contentHash: [UInt8], number: UInt64, key: WriteKey?, heads: Set<[UInt8]>,
        signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        guard heads.count <= Self.greatestHeadCount else { throw .invalidRequest("an entry names at most \(Self.greatestHeadCount) others") }
        precondition(contentHash.count == 32 && heads.allSatisfy { $0.count == 32 }, "a hash has 32 bytes")
        self.chart = chart
        self.contentHash = contentHash
        self.number = number
        self.heads = heads.sorted { $0.lexicographicallyPrecedes($1) }
        extensions = .none
        if let key {
            keyIndex = key.index
            let statement = Self.statement(chart, contentHash, number, key.index, self.heads, .none)
            keySignature = key.privateKey.sign(frame(Array(utf8: Self.keyDomain), statement))
        } else {
            keyIndex = nil
            keySignature = []
        }
        let signed = Self.signed(chart, contentHash, number, keyIndex, self.heads, .none, keySignature)
        signature = UserSignature(of: signed, domain: Self.domain, by: identity.signingKey)
    }

    /// Length of the encoding, signed by itself.
    static func length(headCount: Int, isOwners: Bool) -> Int {
        let statement = RecordID.byteCount + 32 + 8 + 1 + 1 + 32 * headCount + Extensions.none.byteCount
        return statement + 4 + (isOwners ? 0 : Ed25519.signatureByteCount) + UserSignature.singleByteCount
    }

    /// The encoding.
    public var bytes: [UInt8] { signed + signature.bytes }

    /// SHA-256(frame("MEDSEAL-V1-CONTRIBUTION-HASH", everything but the author's signature)).
    var hash: [UInt8] { SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTRIBUTION-HASH"), signed)) }

    /// Reads a statement; proves nothing until it is verified.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        guard bytes.count <= Self.greatestByteCount else { throw MalformedInput(reason: "a contribution statement is longer than any can be") }
        var reader = ByteReader(bytes)
        guard let chart = RecordID(bytes: try reader.raw(RecordID.byteCount, "chart")) else { throw reader.malformed("a chart has 32 bytes") }
        self.chart = chart
        contentHash = try reader.raw(32, "hash of the content")
        number = try reader.u64("number of the write statement")
        let index = try reader.u8("index of the write key")
        guard index == Self.ownersIndex || index < WriteKey.greatestCount else { throw reader.malformed("no index of a write key") }
        keyIndex = index == Self.ownersIndex ? nil : Int(index)
        heads = try reader.heads(atMost: Self.greatestHeadCount)
        extensions = try Extensions(from: &reader)
        keySignature = try reader.framed(atMost: Ed25519.signatureByteCount, "signature of the write key")
        guard keySignature.count == (keyIndex == nil ? 0 : Ed25519.signatureByteCount) else {
            throw reader.malformed("a write key signs unless the owner does alone")
        }
        signature = try UserSignature(from: &reader, "the author's signature")
        try reader.finish()
    }

    /// Whether the entry's author signed.
    func isSigned(by author: Certificate) -> Bool {
        signature.verify(signed, domain: Self.domain, by: author.signingKey, allowsBatch: true)
    }

    /// Whether this write key signed.
    func isSigned(by key: Ed25519.PublicKey) -> Bool {
        let statement = Self.statement(chart, contentHash, number, keyIndex, heads, extensions)
        return key.verify(keySignature, of: frame(Array(utf8: Self.keyDomain), statement))
    }

    private static let domain = "MEDSEAL-V1-CONTRIBUTION"
    private static let keyDomain = "MEDSEAL-V1-CONTRIBUTION-KEY"

    private var signed: [UInt8] { Self.signed(chart, contentHash, number, keyIndex, heads, extensions, keySignature) }

    private static func signed(
        _ chart: RecordID, _ contentHash: [UInt8], _ number: UInt64, _ keyIndex: Int?, _ heads: [[UInt8]], _ extensions: Extensions,
        _ keySignature: [UInt8]
    ) -> [UInt8] {
        statement(chart, contentHash, number, keyIndex, heads, extensions) + frame(keySignature)
    }

    private static func statement(
        _ chart: RecordID, _ contentHash: [UInt8], _ number: UInt64, _ keyIndex: Int?, _ heads: [[UInt8]], _ extensions: Extensions
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(chart.bytes)
        writer.raw(contentHash)
        writer.u64(number)
        writer.u8(keyIndex.map { UInt8($0) } ?? ownersIndex)
        writer.heads(heads)
        extensions.write(to: &writer)
        return writer.bytes
    }
}

/// The private half of a write key: whoever has it writes into the chart, as long as the owner does not make another. Wiped when the
/// last reference goes.
public final class WriteKey: Sendable {
    /// Most write keys of one write statement.
    public static let greatestCount = 8

    /// Its place in the write statement.
    public let index: Int
    let privateKey: Ed25519.PrivateKey

    init(index: Int, _ privateKey: consuming Ed25519.PrivateKey) {
        self.index = index
        self.privateKey = privateKey
    }
}

extension ByteReader {
    /// Hashes of entries: a count of one byte, then 32 bytes each, ascending.
    mutating func heads(atMost limit: Int) throws(MalformedInput) -> [[UInt8]] {
        let count = Int(try u8("number of heads"))
        guard count <= limit else { throw malformed("at most \(limit) heads allowed") }
        var heads: [[UInt8]] = []
        for _ in 0..<count {
            let head = try raw(32, "a head")
            if let last = heads.last, !last.lexicographicallyPrecedes(head) { throw malformed("heads are not in ascending order") }
            heads.append(head)
        }
        return heads
    }
}

extension ByteWriter {
    /// As ``ByteReader/heads(atMost:)`` reads them.
    mutating func heads(_ heads: [[UInt8]]) {
        u8(UInt8(heads.count))
        for head in heads { raw(head) }
    }
}
