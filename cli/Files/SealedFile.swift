import AccessPolicy
import Identity
import SealedRecord
import Symmetric

/// Sealed records as files: streams of any length at constant memory, complete or not there at all.
enum SealedFile {
    /// Enough chunks for all cores.
    private static let pieceLength = 1 << 20

    /// Seals `input` into `output`.
    ///
    /// - Returns: the header that was written.
    @discardableResult
    static func seal(
        _ input: InputFile, to output: OutputFile, _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza],
        signedBy identity: borrowing UserIdentity
    ) throws -> SealedRecordHeader {
        var progress = ProgressBar("sealing", total: input.length)
        defer { progress.finish() }
        return try seal(to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: identity) {
            let piece = try input.read(pieceLength)
            progress.advance(by: piece.count)
            return piece
        }
    }

    /// Seals what `read` gives, piece by piece until an empty one, into `output`.
    ///
    /// - Returns: the header that was written.
    @discardableResult
    static func seal(
        to output: OutputFile, _ plan: SealingPlan, recordKey: borrowing RecordKey, stanzas: [Stanza],
        signedBy identity: borrowing UserIdentity, reading read: () throws -> [UInt8]
    ) throws -> SealedRecordHeader {
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: stanzas)
        // The header is signed last, over the whole payload, and then written into the room left for it.
        try output.write([UInt8](repeating: 0, count: sealer.headerLength))
        try output.write(sealer.start())
        while true {
            var piece = try read()
            defer { wipe(&piece) }
            if piece.isEmpty { break }
            try output.write(try sealer.update(piece))
        }
        let ending = try sealer.finish(signedBy: identity)
        try output.write(ending.tail)
        try output.write(ending.header.bytes, at: 0)
        return ending.header
    }

    /// The verified header of a sealed file. The file is left behind the header.
    static func header(of input: InputFile, _ authority: AuthorityDescription?) throws -> SealedRecordHeader {
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
    static func open(
        _ input: InputFile, _ authority: AuthorityDescription?,
        recordKey: (SealedRecordHeader) throws -> RecordKey, _ consume: ([UInt8]) throws -> Void
    ) throws {
        var progress = ProgressBar("opening", total: input.length)
        defer { progress.finish() }
        let header = try header(of: input, authority)
        let opener = try PayloadOpener(header.content, try recordKey(header))
        var scanner = RecordScanner()
        var chunks: [[UInt8]] = []
        var count: UInt64 = 0
        try scanner.update(header.bytes) { _ in }
        while true {
            let piece = try input.read(pieceLength)
            if piece.isEmpty { break }
            try scanner.update(piece) { event in
                if case .chunk(_, let bytes, _) = event { chunks.append(bytes) }
            }
            if !chunks.isEmpty {
                var opened = try opener.open(chunks, from: count)
                defer { wipe(&opened) }
                try consume(opened)
            }
            count += UInt64(chunks.count)
            chunks.removeAll(keepingCapacity: true)
            progress.advance(by: piece.count)
        }
        _ = try scanner.finish()
    }

    /// Reads the whole of `input` and verifies signatures, payload and length, without opening anything.
    static func verify(_ input: InputFile, _ authority: AuthorityDescription?) throws -> SealedRecordHeader {
        let header = try header(of: input, authority)
        var scanner = RecordScanner()
        try scanner.update(header.bytes) { _ in }
        while true {
            let piece = try input.read(pieceLength)
            if piece.isEmpty { break }
            try scanner.update(piece) { _ in }
        }
        return try scanner.finish()
    }
}
