/// What a person typed into a search field, taken apart: terms that all must be found, each of which can be read in several
/// ways.
struct SearchText {
    /// All must hold; of each, one reading.
    let terms: [[IndexReading]]

    init(_ text: String) {
        let pieces = FoldedText.pieces(of: text)
        let whole = FoldedText(pieces: pieces)
        var terms: [[IndexReading]] = []
        if !whole.words.isEmpty, pieces.allSatisfy({ $0.allSatisfy(Self.isInNumbers) }) {
            // A number, however it was grouped: white space in it separates nothing.
            terms = [Self.readings(ofWhole: whole)]
        } else {
            // A code may have been typed with spaces, too: `BMDC 1234`.
            let isCode = pieces.count > 1 && whole.joined.unicodeScalars.contains(where: FoldedText.isASCIIDigit)
            let code = isCode ? [IndexReading(field: .identifier, value: whole.joined)] : []
            for piece in pieces where terms.count < SearchAlternative.greatestTermCount {
                let folded = FoldedText(pieces: [piece])
                // (all words) or (the whole) is the same as: each word or the whole.
                let common = Self.readings(ofWhole: folded) + code
                terms += folded.words.map { [.typed(word: $0)] + common }
            }
        }
        self.terms = Array(terms.prefix(SearchAlternative.greatestTermCount))
    }

    private static func readings(ofWhole folded: FoldedText) -> [IndexReading] {
        let identifier = IndexReading(field: .identifier, value: folded.joined)
        guard !folded.hasLetters, let phone = IndexReading.phone(folded.digits) else { return [identifier] }
        return [identifier, phone]
    }

    /// Digits of any script and what numbers are written with.
    private static func isInNumbers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x28, 0x29, 0x2b, 0x2d, 0x2e, 0x2010...0x2015, 0x2212: true
        default: scalar.properties.generalCategory == .decimalNumber || scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
