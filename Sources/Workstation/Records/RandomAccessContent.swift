public import LocalFiles
public import SealedRecord
import Cryptography

/// The content of a sealed record, read where it is wanted: only the chunks that hold a range are fetched, and each is held
/// against the author's signed tree before it is opened.
public final class RandomAccessContent {
    /// Fetches up to so many bytes of the sealed record from an offset.
    public typealias Fetch = (_ offset: UInt64, _ count: Int) throws -> [UInt8]

    /// Chunks that are fetched at a time.
    private static let chunksAtATime = 64
    /// Most bytes of leaf hashes that are kept in memory: those of 64 GiB of content. A header may promise any length.
    private static let greatestLeafHashesLength: UInt64 = 128 << 20

    public let header: SealedRecordHeader
    private let leaves: VerifiedLeaves
    private let opener: PayloadOpener
    private let fetch: Fetch

    /// - Parameter header: verified.
    public init(_ header: SealedRecordHeader, _ recordKey: borrowing RecordKey, fetch: @escaping Fetch) throws {
        self.header = header
        self.fetch = fetch
        guard header.leafHashesLength <= Self.greatestLeafHashesLength else { throw ClientError.record(.tooLong(limit: 64 << 30)) }
        let start = UInt64(header.bytes.count)
        // 32 bytes for each 16 KiB of content, in steps that any store gives at once.
        var hashes: [UInt8] = []
        while UInt64(hashes.count) < header.leafHashesLength {
            let step = try fetch(
                start + header.content.payloadLength + UInt64(hashes.count), Int(min(header.leafHashesLength - UInt64(hashes.count), 4 << 20)))
            guard !step.isEmpty else { throw SealedRecordError.wrongLength }
            hashes += step
        }
        leaves = try VerifiedLeaves(header.content, leafHashes: hashes)
        opener = try PayloadOpener(header.content, recordKey)
        // Before anything else, for nothing behind the true length is content.
        var field: [UInt8] = []
        try readPadded(leaves.lengthField) { field += $0 }
        length = try leaves.contentLength(field)
    }

    /// Bytes of the content.
    public private(set) var length: UInt64 = 0

    /// Reads a range of the content, which must lie inside it, piece by piece.
    ///
    /// - Throws: `SealedRecordError.wrongLength` if it does not.
    public func read(_ range: Range<UInt64>, _ consume: ([UInt8]) throws -> Void) throws {
        guard range.upperBound <= length else { throw SealedRecordError.wrongLength }
        try readPadded(range, consume)
    }

    private func readPadded(_ range: Range<UInt64>, _ consume: ([UInt8]) throws -> Void) throws {
        guard !range.isEmpty else { return }
        let start = UInt64(header.bytes.count)
        var places = try leaves.chunks(holding: range)[...]
        while let first = places.first {
            let some = places.prefix(Self.chunksAtATime)
            places = places.dropFirst(some.count)
            let end = some.last?.range.upperBound ?? first.range.upperBound
            let sealed = try fetch(start + first.range.lowerBound, Int(end - first.range.lowerBound))
            guard UInt64(sealed.count) == end - first.range.lowerBound else { throw SealedRecordError.wrongLength }
            var chunks: [[UInt8]] = []
            for (index, place) in some {
                let chunk = Array(sealed[Int(place.lowerBound - first.range.lowerBound)..<Int(place.upperBound - first.range.lowerBound)])
                try leaves.check(chunk, index: index)
                chunks.append(chunk)
            }
            var opened = try opener.open(chunks, from: first.index)
            defer { wipe(&opened) }
            let base = first.index * UInt64(ChunkedEncryption.chunkByteCount)
            let from = range.lowerBound > base ? Int(range.lowerBound - base) : 0
            let to = min(UInt64(opened.count), range.upperBound - base)
            try consume(from == 0 && Int(to) == opened.count ? opened : Array(opened[from..<Int(to)]))
        }
    }
}

extension Records {
    /// Bytes of the content in what was fetched.
    public func contentLength(of copy: SealedCopy) throws -> UInt64 {
        let header = try SealedStream.header(of: try copy.input(), session.ring.authority)
        return try RandomAccessContent(header, try session.recordKey(of: header)) { try copy.read($1, at: $0) }.length
    }

    /// The content of a record in the store, of which only what is read is fetched.
    ///
    /// - Throws: on reading, ``RecordFault/changedMeanwhile``.
    ///
    /// - Parameter limit: of content that may have more bytes, nothing is fetched.
    public func content(of id: RecordID, limit: Int = .max, saving: Bool = true) throws -> RandomAccessContent {
        try taggedContent(of: id, limit: limit, saving: saving).content
    }

    /// As ``content(of:limit:saving:)``, with the store's tag of the state that it is of.
    public func taggedContent(
        of id: RecordID, limit: Int = .max, saving: Bool = true
    ) throws -> (content: RandomAccessContent, entityTag: String) {
        let (header, state) = try present(id)
        guard header.mayHold(atMost: UInt64(limit)) else { throw ClientError.record(.tooLong(limit: limit)) }
        if saving { try session.seen().save() }
        let store = try session.store()
        let content = try RandomAccessContent(header, try session.recordKey(of: header)) { offset, count in
            let (bytes, now) = try store.range(id, from: offset, count: count)
            guard now.entityTag == state.entityTag else { throw ClientError.record(.changedMeanwhile) }
            return bytes
        }
        return (content, state.entityTag)
    }
}
