import SearchIndex
import Cryptography

/// The search index's formats, and folding and queries on any text. The first byte chooses.
enum SearchTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 4 {
        case 0:
            guard let batch = try? TermsBatch(bytes: bytes) else { return }
            demand(batch.bytes == bytes, "a batch of terms is written again as it was read")
        case 1:
            guard let query = try? SearchQuery(bytes: bytes) else { return }
            demand(query.bytes == bytes, "a query is written again as it was read")
            demand((try? SearchQuery(query.alternatives)) == query, "what was read can be asked again")
        case 2:
            guard let key = try? IndexKey(encoded: SecretBytes(copying: bytes)) else { return }
            demand(key.encoded().revealed() == bytes, "an index key is written again as it was read")
        default: text(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func text(_ text: String) {
        let words = FoldedText(text).words
        demand(words.allSatisfy { !$0.isEmpty }, "no word is empty")
        let again = FoldedText(words.joined(separator: " ")).words
        // A word grows beyond the bound where one code point becomes several; what is cut off then is no concern.
        if words.allSatisfy({ $0.unicodeScalars.count <= FoldedText.greatestRunLength }) {
            demand(again.map { Array($0.utf8) } == words.map { Array($0.utf8) }, "folding twice changes nothing")
        }
        let tokens = key.tokens(of: SearchableValues(names: [text], identifiers: [text], phones: [text], subjects: [text]))
        demand(tokens.count.isMultiple(of: IndexKey.tokenMultiple) && tokens.count <= IndexKey.greatestTokenCount, "tokens are padded and bounded")
        demand(zip(tokens, tokens.dropFirst()).allSatisfy { $0 < $1 }, "tokens are in order, each once")
        guard let query = key.query(text) else { return demand(words.isEmpty, "what has a word can be searched for") }
        guard let written = try? SearchQuery([query]) else { return demand(false, "one text is never too much of a query") }
        demand((try? SearchQuery(bytes: written.bytes)) == written, "a query is read as it was written")
        // The whole text is an identifier of the record, so each of its terms is found unless parts of it are terms alone.
        guard text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace }), tokens.count < 512 else { return }
        let present = Set(tokens)
        demand(query.terms.allSatisfy { !present.isDisjoint(with: $0) }, "what was typed as it was written is found")
    }

    private static let key: IndexKey = {
        var source = FixedGenerator(state: 12)
        guard let key = try? IndexKey(classLabel: "role:doctor", using: &source) else { fatalError("the label is short") }
        return key
    }()

    /// What the database seeds can be searched for: two terms, so that lists take turns.
    static let stored: SearchQuery = {
        guard let alternative = key.query("rahim uddin"), let query = try? SearchQuery([alternative, key.query(subject: "x")]) else {
            fatalError("two words can be searched for")
        }
        return query
    }()

    /// The terms of a record that ``stored`` finds.
    static var storedTokens: [SearchToken] { key.tokens(of: SearchableValues(names: ["Rahim Uddin"], subjects: ["x"])) }

    static func seeds() -> [[UInt8]] {
        let texts = [
            "Agustín O’Brien", "মোঃ রহিম উদ্দিন", "BMDC A-1234", "+880 (1712) 345678", "০১৭১২-৩৪৫৬৭৮", "İß ﬁ ø \u{200d}\u{09dc}", "한국 \u{1100}\u{1161}",
            "\u{0345}\u{03b1}\u{1f80}", "\u{0958}\u{093c}", "\u{fdfa}",
        ]
        var seeds = texts.map { [3] + Array($0.utf8) }
        seeds.append([2] + key.encoded().revealed())
        let record = [UInt8](repeating: 1, count: RecordTerms.identifierByteCount)
        let tokens = key.tokens(of: SearchableValues(names: ["Rahim"]))
        if let entry = try? RecordTerms(record: record, digest: [UInt8](repeating: 2, count: 32), tokens: tokens),
            let batch = try? TermsBatch(index: record, indexVersion: 1, entries: [entry])
        {
            seeds.append([0] + batch.bytes)
        }
        if let alternative = key.query("rahim bmdc-12"), let query = try? SearchQuery([alternative, key.query(subject: "x")]) {
            seeds.append([1] + query.bytes)
        }
        return seeds
    }
}
