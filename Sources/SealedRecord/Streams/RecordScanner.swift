import Cryptography

/// Splits the bytes of a sealed record, as they arrive in pieces of any size, into header and encrypted chunks, and
/// checks that payload and leaf hashes are those that the author signed. It holds at most one header or one chunk.
///
/// Signatures are the caller's to check, when the header comes: see ``SealedRecordHeader/verify(_:)``.
public struct RecordScanner: ~Copyable {
    /// What was found.
    public enum Event: Sendable {
        /// The whole header, with bounds and sections checked, but no signature.
        case header(SealedRecordHeader)
        /// Encrypted chunk `index`, in order. It is genuine only once ``RecordScanner/finish()`` has returned.
        case chunk(index: UInt64, bytes: [UInt8], isFinal: Bool)
    }

    private enum Stage {
        case prefix
        case header(Int)
        case payloadHeader
        case chunk(UInt64)
        case leafHashes
        case end
    }

    private var stage = Stage.prefix
    private var buffer: [UInt8] = []
    private var header: SealedRecordHeader?
    private var tree = MerkleTree()
    private var computedLeaves = SHA256()
    private var storedLeaves = SHA256()
    private var remainingLeafBytes: UInt64 = 0

    /// A scanner that waits for a record's first byte.
    public init() {}

    /// Takes the next bytes, and tells `handle` of everything that they complete.
    ///
    /// - Throws: `.malformed`, `.unsupportedVersion`, `.alteredPayload`, `.wrongLength`, and what `handle` throws.
    public mutating func update(
        _ bytes: [UInt8], _ handle: (Event) throws(SealedRecordError) -> Void
    ) throws(SealedRecordError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if case .leafHashes = stage {
                let count = Int(min(UInt64(rest.count), remainingLeafBytes))
                storedLeaves.update(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
                remainingLeafBytes -= UInt64(count)
                if remainingLeafBytes == 0 { stage = .end }
                continue
            }
            if case .end = stage { throw .wrongLength }
            if case .chunk(let index) = stage, buffer.isEmpty {
                let count = try takeFullChunks(rest, from: index, handle)
                if count > 0 {
                    rest = rest.dropFirst(count * ChunkedEncryption.sealedChunkByteCount)
                    continue
                }
            }
            let missing = wanted - buffer.count
            buffer += rest.prefix(missing)
            rest = rest.dropFirst(missing)
            if buffer.count == wanted {
                let complete = buffer
                buffer = []
                try take(complete, handle)
            }
        }
    }

    /// Declares the end of the bytes.
    ///
    /// - Returns: the header of a record whose payload is what the content section says.
    /// - Throws: `.wrongLength`, `.alteredPayload`.
    public consuming func finish() throws(SealedRecordError) -> SealedRecordHeader {
        guard case .end = stage, let header else { throw .wrongLength }
        guard tree.root == header.content.merkleRoot else { throw .alteredPayload }
        guard computedLeaves.finish() == storedLeaves.finish() else { throw .alteredPayload }
        return header
    }

    /// How many bytes the part has that is being collected.
    private var wanted: Int {
        switch stage {
        case .prefix: SealedRecordHeader.prefixLength
        case .header(let length): length
        case .payloadHeader: ChunkedEncryption.headerByteCount
        case .chunk(let index): chunkLength(index)
        case .leafHashes, .end: 0
        }
    }

    private func chunkLength(_ index: UInt64) -> Int {
        guard let length = header?.content.payloadLength,
            let range = try? ChunkedEncryption.chunkRange(index, ofCiphertext: length)
        else { return 0 }
        return Int(range.upperBound - range.lowerBound)
    }

    /// Takes the chunks that stand whole at the beginning of `bytes`, but not the final one, hashed together.
    ///
    /// - Returns: their number.
    private mutating func takeFullChunks(
        _ bytes: ArraySlice<UInt8>, from index: UInt64, _ handle: (Event) throws(SealedRecordError) -> Void
    ) throws(SealedRecordError) -> Int {
        let length = ChunkedEncryption.sealedChunkByteCount
        guard let chunkCount = header?.content.chunkCount else { return 0 }
        let count = Int(min(UInt64(bytes.count / length), chunkCount - 1 - index))
        guard count > 0 else { return 0 }
        let hashes = MerkleTree.leaves(of: bytes.prefix(count * length), each: length)
        tree.append(leaves: hashes)
        computedLeaves.update(hashes)
        stage = .chunk(index + UInt64(count))
        for number in 0..<count {
            let start = bytes.startIndex + number * length
            try handle(.chunk(index: index + UInt64(number), bytes: Array(bytes[start..<start + length]), isFinal: false))
        }
        return count
    }

    private mutating func take(
        _ part: [UInt8], _ handle: (Event) throws(SealedRecordError) -> Void
    ) throws(SealedRecordError) {
        switch stage {
        case .prefix:
            buffer = part
            stage = .header(try SealedRecordHeader.length(prefix: part))
        case .header:
            let header = try SealedRecordHeader(bytes: part)
            self.header = header
            remainingLeafBytes = header.leafHashesLength
            stage = .payloadHeader
            try handle(.header(header))
        case .payloadHeader:
            guard part == header?.content.payloadHeader else { throw .alteredPayload }
            stage = .chunk(0)
        case .chunk(let index):
            let leaf = MerkleTree.leaf(part)
            tree.append(leaf: leaf)
            computedLeaves.update(leaf)
            let isFinal = index + 1 == header?.content.chunkCount
            stage = isFinal ? .leafHashes : .chunk(index + 1)
            try handle(.chunk(index: index, bytes: part, isFinal: isFinal))
        case .leafHashes, .end: break
        }
    }
}
