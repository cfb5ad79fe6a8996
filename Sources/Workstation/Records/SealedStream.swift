public import Identity
public import LocalFiles
public import SealedRecord
import Cryptography

/// Sealed records as streams of any length, at constant memory.
public enum SealedStream {
    /// Enough chunks for all cores.
    private static let pieceLength = 1 << 20

    /// Seals all of `input` into `output`, whose beginning is written last.
    ///
    /// - Returns: the header that was written.
    @discardableResult
    public static func seal(
        _ input: any ByteInput, to output: any ByteOutput, _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza],
        signedBy identity: borrowing UserIdentity, progress: ProgressStart = noProgress
    ) throws -> SealedRecordHeader {
        let meter = progress("sealing", input.length)
        defer { meter?.finish() }
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: stanzas, by: identity)
        // The header is signed last, over the whole payload, and then written into the room left for it.
        try output.write([UInt8](repeating: 0, count: sealer.headerLength))
        try output.write(sealer.start())
        while true {
            var piece = try input.read(pieceLength)
            defer { wipe(&piece) }
            if piece.isEmpty { break }
            try output.write(try sealer.update(piece))
            meter?.advance(by: piece.count)
        }
        try sealer.pad { try output.write($0) }
        let ending = try sealer.finish(signedBy: identity)
        try output.write(ending.tail)
        try output.write(ending.header.bytes, at: 0)
        return ending.header
    }

    /// The header of a sealed record, verified if an authority is given. The input is left behind the header.
    public static func header(of input: any ByteInput, _ authority: AuthorityDescription?) throws -> SealedRecordHeader {
        let prefix = try input.readFully(SealedRecordHeader.prefixLength)
        let length = try SealedRecordHeader.length(prefix: prefix)
        let header = try SealedRecordHeader(bytes: prefix + (try input.readFully(length - prefix.count)))
        if let authority { try header.verify(authority) }
        return header
    }

    /// Reads the whole of `input`, verifying everything, and gives each piece of content to `consume` as it is opened.
    ///
    /// Without an authority the signatures are not verified, and only whoever knew the record key can have made it.
    /// What `consume` got is the author's only once this has returned: until then it must go where it can be discarded.
    public static func open(
        _ input: any ByteInput, _ authority: AuthorityDescription?, recordKey: (SealedRecordHeader) throws -> RecordKey,
        progress: ProgressStart = noProgress, _ consume: ([UInt8]) throws -> Void
    ) throws {
        let meter = progress("opening", input.length)
        defer { meter?.finish() }
        let header = try header(of: input, authority)
        let opener = try PayloadOpener(header.content, try recordKey(header))
        var padding = PaddingRemover(header.content)
        var chunks: [[UInt8]] = []
        var count: UInt64 = 0
        _ = try scan(input, behind: header) { event in
            if case .chunk(_, let bytes, _) = event { chunks.append(bytes) }
        } afterEachPiece: { read in
            if !chunks.isEmpty {
                var opened = try opener.open(chunks, from: count)
                defer { wipe(&opened) }
                var content = padding.take(opened)
                defer { wipe(&content) }
                try consume(content)
            }
            count += UInt64(chunks.count)
            chunks.removeAll(keepingCapacity: true)
            meter?.advance(by: read)
        }
        try consume(try padding.finish())
    }

    /// Reads the whole of `input` and verifies signatures, payload and length, without opening anything.
    public static func verify(_ input: any ByteInput, _ authority: AuthorityDescription?) throws -> SealedRecordHeader {
        try scan(input, behind: try header(of: input, authority)) { _ in
        } afterEachPiece: { _ in
        }
    }

    private static func scan(
        _ input: any ByteInput, behind header: SealedRecordHeader, _ handle: (RecordScanner.Event) -> Void,
        afterEachPiece proceed: (_ count: Int) throws -> Void
    ) throws -> SealedRecordHeader {
        var scanner = RecordScanner()
        try scanner.update(header.bytes) { _ in }
        while true {
            let piece = try input.read(pieceLength)
            if piece.isEmpty { break }
            try scanner.update(piece) { handle($0) }
            try proceed(piece.count)
        }
        return try scanner.finish()
    }
}
