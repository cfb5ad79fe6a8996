import Framing

/// Splits a policy's text into tokens.
struct PolicyLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// - Throws: `.tooLarge` beyond ``Policy/maximumTextLength`` bytes.
    init(_ text: String) throws(PolicyError) {
        guard text.utf8.count <= Policy.maximumTextLength else {
            throw PolicyError(
                .tooLarge("the policy has \(text.utf8.count) bytes; at most \(Policy.maximumTextLength) are allowed"))
        }
        scalars = Array(text.unicodeScalars)
    }

    /// The tokens up to and with `.end`.
    static func tokens(of text: String) throws(PolicyError) -> [PolicyToken] {
        var lexer = try PolicyLexer(text)
        var tokens: [PolicyToken] = []
        // The column of a token is the number of characters before it: counted from one token to the next, so that a
        // long policy is read in linear time.
        var column = 1
        var counted = 0
        while true {
            lexer.skipSpaces()
            column += lexer.characters(from: counted, to: lexer.position)
            counted = lexer.position
            let kind = try lexer.next(column: column)
            tokens.append(PolicyToken(kind: kind, column: column))
            if kind == .end { return tokens }
        }
    }

    /// Whether a word of these scalars can stand without quotes in a policy.
    static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ":", ".", "_", "-", "/", "@", "+": return true
            default: return false
            }
        }
        // Zero-width joiner and non-joiner belong to the spelling of Bangla words.
        if scalar.value == 0x200c || scalar.value == 0x200d { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber:
            return true
        default:
            return false
        }
    }

    /// The keyword a word spells, in any case.
    static func keyword(_ word: String) -> PolicyToken.Kind? {
        switch word.lowercased() {
        case "and": .and
        case "or": .or
        case "not": .not
        case "of": .of
        case "in": .inRange
        default: nil
        }
    }

    private func characters(from start: Int, to end: Int) -> Int {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<end])
        return String(view).count
    }

    private mutating func skipSpaces() {
        while position < scalars.count {
            switch scalars[position] {
            case " ", "\t", "\n", "\r": position += 1
            default: return
            }
        }
    }

    private mutating func next(column: Int) throws(PolicyError) -> PolicyToken.Kind {
        guard position < scalars.count else { return .end }
        let scalar = scalars[position]
        let following = position + 1 < scalars.count ? scalars[position + 1] : nil
        func take(_ count: Int, _ kind: PolicyToken.Kind) -> PolicyToken.Kind {
            position += count
            return kind
        }
        switch scalar {
        case "(": return take(1, .open)
        case ")": return take(1, .close)
        case ",": return take(1, .comma)
        case "#": return take(1, .hash)
        case "=": return following == "=" ? take(2, .equal) : take(1, .equal)
        case "<": return following == "=" ? take(2, .atMost) : take(1, .less)
        case ">": return following == "=" ? take(2, .atLeast) : take(1, .greater)
        case "≤": return take(1, .atMost)
        case "≥": return take(1, .atLeast)
        case "." where following == ".": return take(2, .dots)
        case "\"": return try quotedName(column: column)
        default: return try word(column: column)
        }
    }

    private mutating func quotedName(column: Int) throws(PolicyError) -> PolicyToken.Kind {
        var view = String.UnicodeScalarView()
        position += 1
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            switch scalar {
            case "\"": return .name(String(view))
            case "\\":
                guard position < scalars.count, scalars[position] == "\"" || scalars[position] == "\\" else {
                    throw PolicyError(
                        .character("inside quotes a backslash is followed by a quote or a backslash only"), column: column)
                }
                view.append(scalars[position])
                position += 1
            default: view.append(scalar)
            }
        }
        throw PolicyError(.syntax(found: "the end", expected: "the closing quote of this name"), column: column)
    }

    private mutating func word(column: Int) throws(PolicyError) -> PolicyToken.Kind {
        var view = String.UnicodeScalarView()
        while position < scalars.count, Self.isWordScalar(scalars[position]) {
            if scalars[position] == ".", position + 1 < scalars.count, scalars[position + 1] == "." { break }
            view.append(scalars[position])
            position += 1
        }
        let word = String(view)
        guard !word.isEmpty else {
            throw PolicyError(
                .character(
                    "the character \"\(NormalizedName.excerpt(String(scalars[position]), 1))\" stands for nothing here; names that contain it are quoted"
                ),
                column: column)
        }
        if let keyword = Self.keyword(word) { return keyword }
        if word.utf8.allSatisfy(ASCII.isDigit) { return .number(word) }
        if let date = try CalendarDate.parse(word, column: column) { return .date(date) }
        return .name(word)
    }
}
