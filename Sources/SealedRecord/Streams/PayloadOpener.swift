import Framing
import Cryptography

/// Decrypts the encrypted chunks of one content version, in order or at random.
///
/// Each chunk is authenticated under the record key before it is given out. Every reader of a record has that key, so a
/// chunk is the *author's* only once it is also held against the signed Merkle tree: by ``RecordScanner/finish()`` for
/// a whole record, by ``VerifiedLeaves`` for a chunk read alone.
public struct PayloadOpener: ~Copyable {
    private let decryptor: ChunkedEncryption.Decryptor
    private let content: ContentSection

    /// Derives the payload's key and compares its commitment.
    ///
    /// - Throws: `.alteredPayload` if the key is not the one that the payload commits to; `.needsDeletionSecrets`.
    public init(_ content: ContentSection, _ key: borrowing RecordKey) throws(SealedRecordError) {
        self.content = content
        decryptor = try Self.decryptor(content, key)
    }

    private static func decryptor(
        _ content: ContentSection, _ key: borrowing RecordKey
    ) throws(SealedRecordError) -> ChunkedEncryption.Decryptor {
        guard content.secrets.isEmpty else { throw .needsDeletionSecrets }
        do {
            return try ChunkedEncryption.Decryptor(
                key: key.payloadKey(content.recordID, content.contentVersion, content.secrets),
                context: RecordKey.payloadContext(content.recordID, content.contentVersion), header: content.payloadHeader)
        } catch {
            throw .alteredPayload
        }
    }

    /// The padded content's bytes of encrypted chunk `index`.
    public borrowing func open(_ chunk: [UInt8], index: UInt64) throws(SealedRecordError) -> [UInt8] {
        do {
            return try decryptor.open(chunk: chunk, index: index, isFinal: index + 1 == content.chunkCount)
        } catch {
            throw .alteredPayload
        }
    }

    /// The padded content's bytes of consecutive encrypted chunks, the first of which is number `index`; many at once work on all
    /// cores.
    public borrowing func open(_ chunks: [[UInt8]], from index: UInt64) throws(SealedRecordError) -> [UInt8] {
        do {
            return try decryptor.open(
                chunks: chunks, from: index, lastIsFinal: index + UInt64(chunks.count) == content.chunkCount)
        } catch {
            throw .alteredPayload
        }
    }
}

extension PaddingRemover {
    /// - Parameter content: the section that tells the padded length.
    public init(_ content: ContentSection) { self.init(padded: content.paddedLength) }
}

/// The leaf hashes of a record, checked against the signed Merkle root, so that single chunks can be verified.
public struct VerifiedLeaves: Sendable {
    private let content: ContentSection
    private let leaves: [UInt8]

    /// Checks the leaf hashes, in time linear in the record's length.
    ///
    /// - Parameters:
    ///   - content: what the author signed, from a header that was verified.
    ///   - leafHashes: the end of the record, ``SealedRecordHeader/leafHashesLength`` bytes.
    /// - Throws: `.wrongLength`; `.alteredPayload` if they do not give the signed root.
    public init(_ content: ContentSection, leafHashes: [UInt8]) throws(SealedRecordError) {
        guard UInt64(leafHashes.count) == content.chunkCount * UInt64(MerkleTree.hashByteCount) else { throw .wrongLength }
        var tree = MerkleTree()
        for start in stride(from: 0, to: leafHashes.count, by: MerkleTree.hashByteCount) {
            tree.append(leaf: Array(leafHashes[start..<start + MerkleTree.hashByteCount]))
        }
        guard tree.root == content.merkleRoot else { throw .alteredPayload }
        self.content = content
        leaves = leafHashes
    }

    /// Where the content's true length stands in the padded content: to be read before anything else, for nothing behind it is content.
    public var lengthField: Range<UInt64> { content.paddedLength - Padding.lengthByteCount..<content.paddedLength }

    /// The content's true length in bytes, as the opened ``lengthField`` tells it.
    ///
    /// - Throws: `.alteredPadding` if the padded content has not the length that belongs to it.
    public func contentLength(_ field: [UInt8]) throws(SealedRecordError) -> UInt64 {
        var reader = ByteReader(field)
        guard field.count == Int(Padding.lengthByteCount), let length = try? reader.u64("true length"),
            length <= content.paddedLength - Padding.lengthByteCount, Padding.paddedLength(of: length) == content.paddedLength
        else { throw .alteredPadding }
        return length
    }

    /// Which encrypted chunks hold these bytes of padded content, and where they stand, counted from the start of the payload.
    ///
    /// - Throws: `.wrongLength` if the range is empty or goes beyond the padded content.
    public func chunks(holding range: Range<UInt64>) throws(SealedRecordError) -> [(index: UInt64, range: Range<UInt64>)] {
        guard !range.isEmpty, range.upperBound <= content.paddedLength else { throw .wrongLength }
        let size = UInt64(ChunkedEncryption.chunkByteCount)
        var chunks: [(index: UInt64, range: Range<UInt64>)] = []
        for index in (range.lowerBound / size)...((range.upperBound - 1) / size) {
            guard let place = try? ChunkedEncryption.chunkRange(index, ofCiphertext: content.payloadLength) else {
                throw .wrongLength
            }
            chunks.append((index, place))
        }
        return chunks
    }

    /// Holds an encrypted chunk against its leaf hash.
    ///
    /// - Throws: `.alteredPayload` unless `chunk` is the author's chunk `index`.
    public func check(_ chunk: [UInt8], index: UInt64) throws(SealedRecordError) {
        guard index < content.chunkCount else { throw .wrongLength }
        let start = Int(index) * MerkleTree.hashByteCount
        guard MerkleTree.leaf(chunk) == Array(leaves[start..<start + MerkleTree.hashByteCount]) else { throw .alteredPayload }
    }
}
