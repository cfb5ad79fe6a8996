public import Framing
public import Cryptography

/// The key under which one author's records of one policy class are searchable: 32 bytes that look random to everybody else.
///
/// It travels as the content of an ordinary sealed record, under the policies of the class, so that whoever may read the
/// records may search them, and nobody else. Encoded:
///
///     offset  bytes
///     0       8       magic: "MEDSEALX"
///     8       1       version: 1
///     9       4 + n   label of the class, UTF-8, framed, at most 65 536 bytes
///     13 + n  32      the key
public struct IndexKey: ~Copyable, Sendable {
    /// The most bytes that a class's label may have.
    public static let greatestLabelByteCount = 65_536
    /// The most tokens that a record may have.
    public static let greatestTokenCount = 1024
    /// The number of a record's tokens is a multiple of this.
    public static let tokenMultiple = 16

    static let byteCount = 32

    /// Which class the key is for: its policies' canonical texts. It is not part of what tokens are made of.
    public let classLabel: String
    private let secret: SecretBytes

    /// A new key for a class.
    ///
    /// - Throws: ``SearchIndexError/classLabelTooLong(byteCount:)``.
    public init(classLabel: String) throws(SearchIndexError) {
        var system = SystemRandomNumberGenerator()
        try self.init(classLabel: classLabel, using: &system)
    }

    /// A new key for a class, from another source of randomness.
    ///
    /// - Throws: ``SearchIndexError/classLabelTooLong(byteCount:)``.
    public init(classLabel: String, using source: inout some RandomNumberGenerator) throws(SearchIndexError) {
        let count = classLabel.utf8.count
        guard count <= Self.greatestLabelByteCount else { throw .classLabelTooLong(byteCount: count) }
        self.init(classLabel, SecretBytes(randomCount: Self.byteCount, using: &source))
    }

    /// The key of an author for a class, as its `version`-th: derived from a secret of the author's alone, so that the
    /// author can make tokens also under policies that do not let the author read, and need not keep the key.
    ///
    /// - Parameter secret: at least 32 bytes that nobody else has, used for nothing else.
    /// - Throws: ``SearchIndexError/classLabelTooLong(byteCount:)``.
    public init(classLabel: String, version: UInt64, of secret: borrowing SecretBytes) throws(SearchIndexError) {
        let count = classLabel.utf8.count
        guard count <= Self.greatestLabelByteCount else { throw .classLabelTooLong(byteCount: count) }
        let key = KeyDerivation.derive(
            secret, "index key", [Array(utf8: classLabel), version.bigEndianBytes], count: Self.byteCount)
        self.init(classLabel, key)
    }

    /// A new key for a class without a label.
    public static func random() -> IndexKey { IndexKey("", SecretBytes(randomCount: byteCount)) }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: `MalformedInput` for anything else.
    public init(encoded: borrowing SecretBytes) throws(MalformedInput) {
        var reader = SecretReader(encoded)
        try reader.expect(Self.prefix, "an index key of version 1")
        let start = reader.offset
        let bytes = try reader.framed(atMost: Self.greatestLabelByteCount, "a class's label")
        guard let label = String(validating: bytes, as: UTF8.self) else {
            throw MalformedInput(offset: start, reason: "a class's label is not UTF-8")
        }
        let secret = try reader.rawSecret(Self.byteCount, "an index key")
        try reader.finish()
        self.init(label, secret)
    }

    private init(_ classLabel: String, _ secret: consuming SecretBytes) {
        self.classLabel = classLabel
        self.secret = secret
    }

    /// The encoding: the content of the record in which the key travels.
    public func encoded() -> SecretBytes {
        var writer = SecretWriter()
        writer.raw(Self.prefix)
        writer.framed(Array(utf8: classLabel))
        writer.raw(secret)
        return writer.finish()
    }

    private static let prefix = [UInt8](utf8: "MEDSEALX") + [1]

    // MARK: - Tokens

    /// The tokens under which a record with these values is found: each once, padded to a multiple of
    /// ``tokenMultiple``, at least as many, in the order of their bytes, which tells nothing.
    ///
    /// The padding follows from key and values, so that the same values set a second time look the same to the store: fresh
    /// random ones would tell it which tokens were there before and hence are none.
    public func tokens(of values: SearchableValues) -> [SearchToken] {
        let readings = values.readings(atMost: Self.greatestTokenCount)
        var tokens: Set<SearchToken> = []
        for field in IndexField.allCases {
            let chosen = readings.filter { $0.field == field }
            guard !chosen.isEmpty else { continue }
            let key = key(of: field)
            for reading in chosen { tokens.insert(Self.token(key, field, Array(utf8: reading.value))) }
        }
        let seed = tokens.sorted().flatMap(\.bytes)
        let key = key(of: .padding)
        let count = max(1, (tokens.count + Self.tokenMultiple - 1) / Self.tokenMultiple) * Self.tokenMultiple
        var number: UInt32 = 0
        while tokens.count < count {
            var writer = ByteWriter()
            writer.u32(number)
            tokens.insert(Self.token(key, .padding, seed, writer.bytes))
            number += 1
        }
        return tokens.sorted()
    }

    /// What a person types to find records: names or their beginnings, numbers, in any order; all must be there.
    ///
    /// A term is what stands between white space; it can be a word of a name, typed to its 12th code point or to its end,
    /// a whole identifier, or a telephone number. At most ``SearchAlternative/greatestTermCount`` words count.
    /// - Returns: what to ask the store, with tokens in the place of words; `nil` if there is no letter or digit in `text`.
    public func query(_ text: String) -> SearchAlternative? {
        let terms = SearchText(text).terms.map { tokens(of: $0) }
        return terms.isEmpty ? nil : SearchAlternative(terms: terms)
    }

    /// Records that belong to the record of this identifier: that have it among their ``SearchableValues/subjects``.
    public func query(subject: String) -> SearchAlternative {
        SearchAlternative(terms: [tokens(of: [IndexReading(field: .subject, value: subject)])])
    }

    private func tokens(of readings: [IndexReading]) -> [SearchToken] {
        readings.map { Self.token(key(of: $0.field), $0.field, Array(utf8: $0.value)) }
    }

    private func key(of field: IndexField) -> SecretBytes {
        KeyDerivation.derive(secret, "search index", [Array(utf8: field.rawValue)])
    }

    private static func token(_ key: borrowing SecretBytes, _ field: IndexField, _ value: [UInt8]...) -> SearchToken {
        SearchToken(truncating: HMAC.sha256(key: key, frame([Array(utf8: "MEDSEAL-V1-SEARCH-TOKEN"), Array(utf8: field.rawValue)] + value)))
    }
}
