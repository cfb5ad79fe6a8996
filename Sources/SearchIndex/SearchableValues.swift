/// What a record is found by, as its author's machine reads it out of the record's content.
///
/// Of these at most ``IndexKey/greatestTokenCount`` things become tokens, and what is over is dropped from the end in this
/// order: subjects, identifiers, phones, whole words of names, beginnings of words. So a record with names of 400 words is
/// still found by its numbers and by every whole word, but not by beginnings of the last ones.
public struct SearchableValues: Hashable, Sendable {
    /// Names of people, of which each word counts: the whole one and its beginnings.
    public var names: [String]
    /// Numbers and codes, of which only the whole counts: letters and digits, without what is between them.
    public var identifiers: [String]
    /// Telephone numbers: the last ten digits, at least six.
    public var phones: [String]
    /// Identifiers of the records that this one belongs to, a patient's for instance, compared byte by byte.
    public var subjects: [String]

    /// Takes the values as they are written; ``IndexKey`` folds them.
    public init(names: [String] = [], identifiers: [String] = [], phones: [String] = [], subjects: [String] = []) {
        self.names = names
        self.identifiers = identifiers
        self.phones = phones
        self.subjects = subjects
    }

    /// How many code points of a word are worth a token.
    static let prefixLengths = 2...12

    /// The things to be found, each once, the most telling first, at most `limit`.
    func readings(atMost limit: Int) -> [IndexReading] {
        var found: [IndexReading] = []
        var seen: Set<IndexReading> = []
        func add(_ reading: IndexReading) {
            guard found.count < limit, !reading.value.isEmpty, seen.insert(reading).inserted else { return }
            found.append(reading)
        }
        for subject in subjects where found.count < limit { add(IndexReading(field: .subject, value: subject)) }
        for identifier in identifiers where found.count < limit {
            add(IndexReading(field: .identifier, value: FoldedText(identifier).joined))
        }
        for phone in phones where found.count < limit {
            if let reading = IndexReading.phone(FoldedText(phone).digits) { add(reading) }
        }
        let first = found.count
        for name in names where found.count < limit {
            for word in FoldedText(name).words {
                add(IndexReading(field: .nameWord, value: word))
                // What somebody asks for who types the whole of a short word.
                add(.typed(word: word))
            }
        }
        let words = found[first...].filter { $0.field == .nameWord }.map(\.value)
        for word in words where found.count < limit {
            let scalars = word.unicodeScalars
            for length in Self.prefixLengths where length <= scalars.count {
                add(IndexReading(field: .namePrefix, value: String(String.UnicodeScalarView(scalars.prefix(length)))))
            }
        }
        return found
    }
}
