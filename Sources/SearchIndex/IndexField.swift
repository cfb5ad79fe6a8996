/// What a token is made of: each has a key of its own, so that equal values of different fields have different tokens.
enum IndexField: String, CaseIterable {
    /// A whole word of a name.
    case nameWord = "name word"
    /// The first 2 to 12 code points of a word of a name.
    case namePrefix = "name prefix"
    /// A national number, a hospital's number.
    case identifier
    case phone
    /// The identifier of the record that this one belongs to.
    case subject
    /// Nothing: what hides how many others there are.
    case padding
}

/// One thing that is searched for, before it becomes a token.
struct IndexReading: Hashable {
    let field: IndexField
    let value: String

    /// A word that somebody typed, perhaps not to its end.
    static func typed(word: String) -> IndexReading {
        let isPrefix = SearchableValues.prefixLengths.contains(word.unicodeScalars.count)
        return IndexReading(field: isPrefix ? .namePrefix : .nameWord, value: word)
    }

    /// A telephone number: its digits, of which the last ten tell subscribers of one country apart, with or without the
    /// country's code; `nil` if they are too few to be one.
    static func phone(_ digits: String) -> IndexReading? {
        guard digits.utf8.count >= 6 else { return nil }
        return IndexReading(field: .phone, value: String(digits.suffix(10)))
    }
}
