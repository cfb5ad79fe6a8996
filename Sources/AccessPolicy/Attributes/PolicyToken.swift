/// One lexical element of the policy language, with the place it begins at.
struct PolicyToken: Equatable {
    enum Kind: Equatable {
        /// A name, bare or quoted, not yet normalised.
        case name(String)
        /// Decimal digits, as written: their value is checked where their width is known.
        case number(String)
        /// A word of the shape `YYYY-MM-DD`, with its number.
        case date(UInt64)
        case and, or, not, of, inRange
        case less, atMost, equal, atLeast, greater
        case open, close, comma, hash, dots
        case end
    }

    let kind: Kind
    /// 1-based, in characters.
    let column: Int

    /// How an error message names the token.
    var name: String {
        switch kind {
        case .name(let text): "the name \"\(NormalizedName.excerpt(text, 40))\""
        case .number(let digits): "the number \(digits.prefix(24))"
        case .date(let number): "the date \(CalendarDate.text(number))"
        case .and: "\"and\""
        case .or: "\"or\""
        case .not: "\"not\""
        case .of: "\"of\""
        case .inRange: "\"in\""
        case .less: "\"<\""
        case .atMost: "\"<=\""
        case .equal: "\"=\""
        case .atLeast: "\">=\""
        case .greater: "\">\""
        case .open: "\"(\""
        case .close: "\")\""
        case .comma: "\",\""
        case .hash: "\"#\""
        case .dots: "\"..\""
        case .end: "the end"
        }
    }
}
