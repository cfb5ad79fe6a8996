public import Framing

/// The tokens under which one state of a record is found.
public struct RecordTerms: Hashable, Sendable {
    /// Length of a record's identifier, in bytes.
    public static let identifierByteCount = 32

    /// The record's identifier, 32 bytes.
    public let record: [UInt8]
    /// Hash of the state that the tokens were made for, 32 bytes. They are for no other state.
    public let digest: [UInt8]
    /// Ascending, each once, at most ``IndexKey/greatestTokenCount``; none takes the record out of the index.
    public let tokens: [SearchToken]

    /// - Throws: ``SearchIndexError/wrongLength``, ``SearchIndexError/unfitTokens``.
    public init(record: [UInt8], digest: [UInt8], tokens: [SearchToken]) throws(SearchIndexError) {
        guard record.count == Self.identifierByteCount, digest.count == 32 else { throw .wrongLength }
        let ordered = tokens.sorted()
        guard ordered.count <= IndexKey.greatestTokenCount, zip(ordered, ordered.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .unfitTokens
        }
        self.record = record
        self.digest = digest
        self.tokens = ordered
    }

    /// Bytes in a batch.
    public var byteCount: Int { Self.identifierByteCount + 32 + 2 + SearchToken.byteCount * tokens.count }
}

/// What an author's client hands to the store: tokens of some records, made with one index key.
///
///     offset  bytes
///     0       8       magic: "MEDSEALT"
///     8       1       version: `FormatVersion`
///     9       32      identifier of the record that the index key is in
///     41      8       content version of that record which has the key
///     49      4       number of entries, at most 4096
///     53      …       for each, in ascending order of records:
///                     32      the record's identifier
///                     32      hash of its state
///                     2       number of tokens, at most 1024
///                     16 n    tokens, ascending
///
/// At most 4 MiB altogether. A batch without entries tells the store that the record has an index key in it.
public struct TermsBatch: Hashable, Sendable {
    /// The longest encoding.
    public static let greatestByteCount = 4 << 20
    /// Bytes of a batch without entries: what is left for them is ``greatestByteCount`` less these.
    public static let emptyByteCount = 53

    /// The most entries: a store does all in one transaction, for which others wait.
    public static let greatestEntryCount = 4096

    /// The identifier of the record that the index key is in, 32 bytes.
    public let index: [UInt8]
    /// The content version of that record which has the key.
    public let indexVersion: UInt64
    /// In ascending order of records, each once.
    public let entries: [RecordTerms]

    /// - Throws: ``SearchIndexError/wrongLength``, ``SearchIndexError/repeatedRecord``,
    ///   ``SearchIndexError/batchTooLong(byteCount:)``, ``SearchIndexError/tooManyEntries(count:)``.
    public init(index: [UInt8], indexVersion: UInt64, entries: [RecordTerms]) throws(SearchIndexError) {
        guard index.count == RecordTerms.identifierByteCount else { throw .wrongLength }
        guard entries.count <= Self.greatestEntryCount else { throw .tooManyEntries(count: entries.count) }
        let count = entries.reduce(Self.emptyByteCount) { $0 + $1.byteCount }
        guard count <= Self.greatestByteCount else { throw .batchTooLong(byteCount: count) }
        let ordered = entries.sorted { $0.record.lexicographicallyPrecedes($1.record) }
        guard zip(ordered, ordered.dropFirst()).allSatisfy({ $0.record != $1.record }) else { throw .repeatedRecord }
        self.index = index
        self.indexVersion = indexVersion
        self.entries = ordered
    }

    /// Reads what ``bytes`` wrote.
    ///
    /// - Throws: `MalformedInput` for anything else.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        guard bytes.count <= Self.greatestByteCount else {
            throw MalformedInput(reason: "a batch of terms has at most \(Self.greatestByteCount) bytes")
        }
        var reader = ByteReader(bytes)
        try reader.expect(Self.prefix, "a batch of terms of version 1")
        index = try reader.raw(RecordTerms.identifierByteCount, "a record's identifier")
        indexVersion = try reader.u64("a content version")
        var entries: [RecordTerms] = []
        let count = try reader.u32("number of entries")
        guard count <= Self.greatestEntryCount else { throw reader.malformed("too many entries") }
        for _ in 0..<count {
            let record = try reader.raw(RecordTerms.identifierByteCount, "a record's identifier")
            if let last = entries.last, !last.record.lexicographicallyPrecedes(record) { throw reader.malformed("records out of order") }
            let digest = try reader.raw(32, "a digest")
            let tokens = try reader.ascendingTokens(atLeast: 0, atMost: IndexKey.greatestTokenCount, "tokens of a record")
            do throws(SearchIndexError) {
                entries.append(try RecordTerms(record: record, digest: digest, tokens: tokens))
            } catch {
                throw reader.malformed("\(error)")
            }
        }
        try reader.finish()
        self.entries = entries
    }

    /// The encoding.
    public var bytes: [UInt8] {
        var writer = ByteWriter(reservingCapacity: entries.reduce(Self.emptyByteCount) { $0 + $1.byteCount })
        writer.raw(Self.prefix)
        writer.raw(index)
        writer.u64(indexVersion)
        writer.u32(UInt32(entries.count))
        for entry in entries {
            writer.raw(entry.record)
            writer.raw(entry.digest)
            writer.counted(entry.tokens)
        }
        return writer.bytes
    }

    private static let prefix = [UInt8](utf8: "MEDSEALT") + [FormatVersion.byte]
}
