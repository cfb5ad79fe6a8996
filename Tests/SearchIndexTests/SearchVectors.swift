import SearchIndex
import TestSupport

/// `Vectors/search-index.json`.
struct SearchVectors: Decodable {
    struct Folding: Decodable {
        let text: String
        let words: [String]
    }
    struct Values: Decodable {
        let names, identifiers, phones, subjects: [String]
        var searchable: SearchableValues {
            SearchableValues(names: names, identifiers: identifiers, phones: phones, subjects: subjects)
        }
    }
    struct Record: Decodable {
        let values: Values
        let tokens, padded: [String]
    }
    struct Query: Decodable {
        let text: String
        let terms: [[String]]
    }
    let classLabel, encodedKey: String
    let folding: [Folding]
    let records: [Record]
    let queries: [Query]

    static func load() throws -> SearchVectors { try VectorFile.json("search-index.json") }
}

extension SearchAlternative {
    /// Whether a record with these tokens is found: what the store decides.
    func matches(_ tokens: [SearchToken]) -> Bool {
        let present = Set(tokens)
        return terms.allSatisfy { !present.isDisjoint(with: $0) }
    }
}

/// An index key that the expectation macros can take apart, which copy what they look at.
final class TestIndex {
    let key: IndexKey

    init(_ key: consuming IndexKey = .random()) { self.key = key }

    func tokens(of values: SearchableValues) -> [SearchToken] { key.tokens(of: values) }
    func query(_ text: String) -> SearchAlternative? { key.query(text) }
    func query(subject: String) -> SearchAlternative { key.query(subject: subject) }
    /// Whether a query for `text` finds a record with these tokens; `false` if there is nothing to search for.
    func finds(_ text: String, _ tokens: [SearchToken]) -> Bool { key.query(text)?.matches(tokens) ?? false }
}
