/// What cannot be written as the search index's formats.
public enum SearchIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The label of a policy class is longer than ``IndexKey/greatestLabelByteCount`` bytes.
    case classLabelTooLong(byteCount: Int)
    /// An identifier of a record is not 16 bytes, or a digest not 32.
    case wrongLength
    /// A batch names a record twice.
    case repeatedRecord
    /// A batch is longer than ``TermsBatch/greatestByteCount`` bytes: send its entries in several.
    case batchTooLong(byteCount: Int)
    /// A batch has more than ``TermsBatch/greatestEntryCount`` entries: send them in several.
    case tooManyEntries(count: Int)
    /// A record has more than ``IndexKey/greatestTokenCount`` tokens, or one of them twice.
    case unfitTokens
    /// A query has no alternative, or more than ``SearchQuery/greatestAlternativeCount``.
    case unfitAlternatives(count: Int)
    /// A query has more than ``SearchQuery/greatestTokenCount`` tokens.
    case tooManyTokens(count: Int)

    public var description: String {
        switch self {
        case .classLabelTooLong(let count):
            "the label of the policy class has \(count) bytes; at most \(IndexKey.greatestLabelByteCount) are allowed"
        case .wrongLength: "an identifier and a digest have 32 bytes"
        case .repeatedRecord: "a batch of terms names a record twice"
        case .batchTooLong(let count): "the batch of terms has \(count) bytes; at most \(TermsBatch.greatestByteCount) are allowed"
        case .tooManyEntries(let count): "the batch of terms has \(count) entries; at most \(TermsBatch.greatestEntryCount) are allowed"
        case .unfitTokens: "a record has at most \(IndexKey.greatestTokenCount) tokens, each once"
        case .unfitAlternatives(let count):
            "the query has \(count) alternatives; from 1 to \(SearchQuery.greatestAlternativeCount) are allowed"
        case .tooManyTokens(let count): "the query has \(count) tokens; at most \(SearchQuery.greatestTokenCount) are allowed"
        }
    }
}
