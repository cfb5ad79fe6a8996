public import Framing

/// One way in which a record can match a ``SearchQuery``: for each term, one of its tokens.
public struct SearchAlternative: Hashable, Sendable {
    /// The most terms that an alternative may have.
    public static let greatestTermCount = 16

    /// In order and without repetition, as are the tokens of each: what was typed first is not the store's to know.
    public let terms: [[SearchToken]]

    /// - Parameter terms: from 1 to ``greatestTermCount``, none of them empty.
    init(terms: [[SearchToken]]) {
        let ordered = Set(terms.map { Set($0).sorted() }).sorted { $0.lexicographicallyPrecedes($1) }
        precondition((1...Self.greatestTermCount).contains(ordered.count) && ordered.allSatisfy { !$0.isEmpty })
        self.terms = ordered
    }

    /// All tokens in all terms.
    var tokenCount: Int { terms.reduce(0) { $0 + $1.count } }
}

/// What a client asks a store: records that match any of the alternatives, one for each index key that the client has.
///
///     bytes
///     8       magic: "MEDSEALY"
///     1       version: 1
///     2       number of alternatives, 1 to 512
///     …       for each:
///             1       number of terms, 1 to 16, each above the one before it, compared token by token
///             …       for each:
///                     2       number of tokens, at least 1
///                     16 n    tokens, ascending
///
/// There are at most 4096 tokens altogether.
public struct SearchQuery: Hashable, Sendable {
    /// Most alternatives in a query, and so most index keys that one search can use.
    public static let greatestAlternativeCount = 512
    /// Most tokens in a query, over all alternatives and terms.
    public static let greatestTokenCount = 4096
    /// The longest encoding.
    public static let greatestByteCount = 11 + greatestAlternativeCount + (2 + SearchToken.byteCount) * greatestTokenCount

    /// From 1 to ``greatestAlternativeCount``; a record that matches one is found.
    public let alternatives: [SearchAlternative]

    /// - Throws: ``SearchIndexError/unfitAlternatives(count:)``, ``SearchIndexError/tooManyTokens(count:)``.
    public init(_ alternatives: [SearchAlternative]) throws(SearchIndexError) {
        guard (1...Self.greatestAlternativeCount).contains(alternatives.count) else {
            throw .unfitAlternatives(count: alternatives.count)
        }
        let count = alternatives.reduce(0) { $0 + $1.tokenCount }
        guard count <= Self.greatestTokenCount else { throw .tooManyTokens(count: count) }
        self.alternatives = alternatives
    }

    /// Reads what ``bytes`` wrote.
    ///
    /// - Throws: `MalformedInput` for anything else.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        try reader.expect(Self.prefix, "a search query of version 1")
        let count = Int(try reader.u16("number of alternatives"))
        guard (1...Self.greatestAlternativeCount).contains(count) else { throw reader.malformed("an unfit number of alternatives") }
        var alternatives: [SearchAlternative] = []
        var tokenCount = 0
        for _ in 0..<count {
            let termCount = Int(try reader.u8("number of terms"))
            guard (1...SearchAlternative.greatestTermCount).contains(termCount) else {
                throw reader.malformed("an unfit number of terms")
            }
            var terms: [[SearchToken]] = []
            for _ in 0..<termCount {
                let tokens = try reader.ascendingTokens(
                    atLeast: 1, atMost: Self.greatestTokenCount - tokenCount, "tokens of a term")
                if let last = terms.last, !last.lexicographicallyPrecedes(tokens) { throw reader.malformed("terms out of order") }
                tokenCount += tokens.count
                terms.append(tokens)
            }
            alternatives.append(SearchAlternative(terms: terms))
        }
        try reader.finish()
        self.alternatives = alternatives
    }

    /// The encoding.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.prefix)
        writer.u16(UInt16(alternatives.count))
        for alternative in alternatives {
            writer.u8(UInt8(alternative.terms.count))
            for term in alternative.terms { writer.counted(term) }
        }
        return writer.bytes
    }

    private static let prefix = [UInt8](utf8: "MEDSEALY") + [1]
}
