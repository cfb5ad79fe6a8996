import Framing

/// Writes a policy in its one canonical spelling: lower-case keywords, single spaces, parentheses around every gate
/// inside another gate, quotes only where a name needs them, decimal numbers without leading zeros.
enum PolicyWriter {
    static func text(of expression: PolicyExpression) -> String { text(of: expression, nested: false) }

    /// How deep parentheses are nested in `text(of:)`.
    static func depth(of expression: PolicyExpression) -> Int { depth(of: expression, nested: false) }

    private static func depth(of expression: PolicyExpression, nested: Bool) -> Int {
        switch expression {
        case .attribute, .condition, .epoch: 0
        case .all(let children), .any(let children):
            (nested ? 1 : 0) + (children.map { depth(of: $0, nested: true) }.max() ?? 0)
        case .threshold(_, let children): 1 + (children.map { depth(of: $0, nested: false) }.max() ?? 0)
        }
    }

    /// The spelling of a name, quoted if it could be read as something else.
    static func text(ofName name: String) -> String {
        let isBare =
            name.unicodeScalars.allSatisfy(PolicyLexer.isWordScalar) && !containsDots(name)
            && PolicyLexer.keyword(name) == nil && !isNumberOrDate(name)
        if isBare { return name }
        var quoted = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// The spelling of a numeric attribute's name with its width, where that is not the default.
    static func text(of attribute: NumericAttribute) -> String {
        let name = text(ofName: attribute.name)
        if case .number(let bits) = attribute.kind, bits != 64 { return "\(name)#\(bits)" }
        return name
    }

    /// The spelling of a value of the attribute.
    static func text(_ value: UInt64, of attribute: NumericAttribute) -> String {
        attribute.kind == .date ? CalendarDate.text(value) : String(value)
    }

    /// Whether the lexer would find ".." in it. It reads scalars, whereas `String.contains` compares characters, among
    /// which a dot with an accent is no dot.
    private static func containsDots(_ name: String) -> Bool {
        zip(name.utf8, name.utf8.dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }

    private static func isNumberOrDate(_ name: String) -> Bool {
        if name.utf8.allSatisfy(ASCII.isDigit) { return true }
        let characters = Array(name.utf8)
        return characters.count == 10
            && characters.enumerated().allSatisfy { position, character in
                position == 4 || position == 7 ? character == UInt8(ascii: "-") : ASCII.isDigit(character)
            }
    }

    private static func text(of expression: PolicyExpression, nested: Bool) -> String {
        switch expression {
        case .attribute(let name): text(ofName: name)
        case .condition(let condition): text(of: condition)
        case .epoch(let floor): "\(Attribute.epochName) >= \(floor)"
        case .all(let children): gate(children, joinedBy: " and ", nested)
        case .any(let children): gate(children, joinedBy: " or ", nested)
        case .threshold(let k, let children):
            "\(k) of (" + children.map { text(of: $0, nested: false) }.joined(separator: ", ") + ")"
        }
    }

    private static func gate(_ children: [PolicyExpression], joinedBy word: String, _ nested: Bool) -> String {
        let inner = children.map { text(of: $0, nested: true) }.joined(separator: word)
        return nested ? "(\(inner))" : inner
    }

    private static func text(of condition: NumericCondition) -> String {
        let attribute = condition.attribute
        func value(_ v: UInt64) -> String { text(v, of: attribute) }
        let name = text(of: attribute)
        return switch condition.relation {
        case .less(let v): "\(name) < \(value(v))"
        case .atMost(let v): "\(name) <= \(value(v))"
        case .equal(let v): "\(name) = \(value(v))"
        case .atLeast(let v): "\(name) >= \(value(v))"
        case .greater(let v): "\(name) > \(value(v))"
        case .within(let low, let high): "\(name) in \(value(low))..\(value(high))"
        }
    }
}
