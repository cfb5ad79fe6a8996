/// Recursive-descent parser of the policy language; the grammar is in `docs/policy-language.md`.
struct PolicyParser {
    private let tokens: [PolicyToken]
    private var position = 0
    private var depth = 0
    private let allowsEpoch: Bool

    /// - Parameter allowsEpoch: whether `epoch >= e` may stand: only in the policies that MedSeal itself has written.
    static func parse(_ text: String, allowingEpoch allowsEpoch: Bool) throws(PolicyError) -> PolicyExpression {
        var parser = PolicyParser(tokens: try PolicyLexer.tokens(of: text), allowsEpoch: allowsEpoch)
        let expression = try parser.disjunction()
        guard parser.current.kind == .end else { throw parser.unexpected("\"and\", \"or\" or the end") }
        return expression
    }

    /// Reads one attribute as an attribute set lists it: `role:doctor`, `clearance#8 = 5`, `licensed = 2027-01-31`.
    static func parseAttribute(_ text: String) throws(PolicyError) -> Attribute {
        var parser = PolicyParser(tokens: try PolicyLexer.tokens(of: text), allowsEpoch: false)
        let column = parser.current.column
        let attribute: Attribute
        switch try parser.condition() {
        case .attribute(let name): attribute = .plain(name)
        case .condition(let condition):
            guard case .equal(let value) = condition.relation else {
                throw PolicyError(
                    .syntax(found: "a comparison", expected: "a name, or a name with \"=\" and its value"), column: column)
            }
            attribute = .numeric(condition.attribute, value)
        case .epoch, .all, .any, .threshold: preconditionFailure("a condition is a leaf, and the epoch is not allowed")
        }
        guard parser.current.kind == .end else { throw parser.unexpected("the end of the attribute") }
        return attribute
    }

    private init(tokens: [PolicyToken], allowsEpoch: Bool) {
        self.tokens = tokens
        self.allowsEpoch = allowsEpoch
    }

    private var current: PolicyToken { tokens[position] }

    private mutating func advance() { if position + 1 < tokens.count { position += 1 } }

    private mutating func accept(_ kind: PolicyToken.Kind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    private func unexpected(_ expected: String) -> PolicyError {
        PolicyError(.syntax(found: current.name, expected: expected), column: current.column)
    }

    private mutating func disjunction() throws(PolicyError) -> PolicyExpression {
        var children = [try conjunction()]
        while accept(.or) { children.append(try conjunction()) }
        return .disjunction(children)
    }

    private mutating func conjunction() throws(PolicyError) -> PolicyExpression {
        var children = [try primary()]
        while accept(.and) { children.append(try primary()) }
        return .conjunction(children)
    }

    private mutating func primary() throws(PolicyError) -> PolicyExpression {
        switch current.kind {
        case .open:
            try enter()
            let inner = try disjunction()
            guard accept(.close) else { throw unexpected("\"and\", \"or\" or \")\"") }
            depth -= 1
            return inner
        case .number: return try threshold()
        case .not: throw PolicyError(.negation, column: current.column)
        default: return try condition()
        }
    }

    /// Bounds the recursion before the next level: a hostile text must not exhaust the stack.
    private mutating func enter() throws(PolicyError) {
        guard depth < Policy.maximumDepth else {
            throw PolicyError(
                .tooLarge("parentheses are nested more than \(Policy.maximumDepth) deep"), column: current.column)
        }
        depth += 1
        advance()
    }

    private mutating func threshold() throws(PolicyError) -> PolicyExpression {
        let (wanted, column) = (current, current.column)
        guard case .number(let digits) = wanted.kind else { throw unexpected("a number") }
        advance()
        guard accept(.of) else { throw unexpected("\"of\" (a name that is a number is quoted)") }
        guard current.kind == .open else { throw unexpected("\"(\"") }
        try enter()
        var children = [try disjunction()]
        while accept(.comma) { children.append(try disjunction()) }
        guard accept(.close) else { throw unexpected("\",\" or \")\"") }
        depth -= 1
        guard let k = Int(digits), (1...children.count).contains(k) else {
            throw PolicyError(.threshold(wanted: String(digits.prefix(24)), alternatives: children.count), column: column)
        }
        return .atLeast(k, of: children)
    }

    private mutating func condition() throws(PolicyError) -> PolicyExpression {
        let start = current
        guard case .name(let written) = start.kind else {
            throw unexpected("an attribute, \"(\" or \"k of (\"")
        }
        advance()
        let name = try NormalizedName.make(written, column: start.column)
        var bits: Int? = nil
        if accept(.hash) { bits = try width() }
        let relation = current
        let maker: (UInt64) -> NumericCondition.Relation
        switch relation.kind {
        case .less: maker = { .less($0) }
        case .atMost: maker = { .atMost($0) }
        case .equal: maker = { .equal($0) }
        case .atLeast: maker = { .atLeast($0) }
        case .greater: maker = { .greater($0) }
        case .inRange: return try range(name, bits, start.column)
        default:
            guard bits == nil else { throw unexpected("a comparison") }
            guard name != Attribute.epochName else { throw PolicyError(.reserved(name), column: start.column) }
            return .attribute(name)
        }
        advance()
        let column = current.column
        let value = try constant()
        if name == Attribute.epochName, allowsEpoch, bits == nil, !value.isDate, relation.kind == .atLeast {
            return .epoch(atLeast: try Self.epoch(value.number, column: column))
        }
        let attribute = try numericAttribute(name, bits, isDate: value.isDate, column: start.column)
        return .condition(try NumericCondition(attribute, maker(value.number), column: column))
    }

    private mutating func range(_ name: String, _ bits: Int?, _ nameColumn: Int) throws(PolicyError) -> PolicyExpression {
        advance()
        let column = current.column
        let low = try constant()
        guard accept(.dots) else { throw unexpected("\"..\" and the last value of the range") }
        guard current.kind != .end else { throw unexpected("the last value of the range") }
        let highColumn = current.column
        let high = try constant()
        guard low.isDate == high.isDate else {
            throw PolicyError(.value("a range goes from number to number or from date to date"), column: highColumn)
        }
        let attribute = try numericAttribute(name, bits, isDate: low.isDate, column: nameColumn)
        return .condition(try NumericCondition(attribute, .within(low.number, high.number), column: column))
    }

    private mutating func width() throws(PolicyError) -> Int {
        guard case .number(let digits) = current.kind else { throw unexpected("the number of bits after \"#\"") }
        guard let bits = Int(digits), (1...64).contains(bits) else {
            throw PolicyError(.value("a number has 1 to 64 bits, not \(digits.prefix(24))"), column: current.column)
        }
        advance()
        return bits
    }

    private mutating func constant() throws(PolicyError) -> (number: UInt64, isDate: Bool) {
        let token = current
        switch token.kind {
        case .number(let digits):
            guard let number = UInt64(digits) else {
                throw PolicyError(.value("\(digits.prefix(24)) does not fit in 64 bits"), column: token.column)
            }
            advance()
            return (number, false)
        case .date(let number):
            advance()
            return (number, true)
        default:
            throw unexpected("a number or a date (a plain attribute is written name:value)")
        }
    }

    private static func epoch(_ number: UInt64, column: Int) throws(PolicyError) -> UInt32 {
        guard number < UInt64(EpochTree.limit) else {
            throw PolicyError(.value("an epoch is below \(EpochTree.limit)"), column: column)
        }
        return UInt32(number)
    }

    private func numericAttribute(
        _ name: String, _ bits: Int?, isDate: Bool, column: Int
    ) throws(PolicyError) -> NumericAttribute {
        guard name != Attribute.epochName else { throw PolicyError(.reserved(name), column: column) }
        if isDate {
            guard bits == nil else {
                throw PolicyError(.value("a date has its own width: leave \"#\" out"), column: column)
            }
            return NumericAttribute(name: name, kind: .date)
        }
        return NumericAttribute(name: name, kind: .number(bits: bits ?? 64))
    }
}
