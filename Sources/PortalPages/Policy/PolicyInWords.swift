public import AccessPolicy

/// A policy for people: whom it lets read, in their language.
///
/// What has a simple sentence gets one: `role:doctor and (hospital:NSTU or hospital:DMCH)` is "doctors at NSTU or DMCH".
/// Everything else becomes a list with a head that says how many of its items must hold, since a sentence with "and" and
/// "or" at several levels can be read in several ways. A value that the portal has no word for stands in quotation marks,
/// so that an attribute called `doctor or everyone` does not read like a part of the sentence.
public struct PolicyInWords: Equatable, Sendable {
    /// A sentence or the head of a list, and how deep it stands.
    public struct Line: Equatable, Sendable {
        /// 0 for a sentence of its own or the outermost head; items stand one deeper.
        public let depth: Int
        /// In the reader's language, not escaped for HTML.
        public let text: String
    }

    /// One line for a policy with a simple sentence; else heads, each followed by its items.
    public let lines: [Line]

    /// The whole expression; the system's condition on the epoch is told too, if it is there.
    public init(_ expression: PolicyExpression, _ language: Language) {
        var lines: [Line] = []
        Self.describe(expression, depth: 0, language, &lines)
        self.lines = lines
    }

    /// Plain text: one line, or an indented list.
    public var text: String {
        lines.map { line in
            line.depth == 0 ? line.text : String(repeating: "  ", count: line.depth - 1) + "– " + line.text
        }.joined(separator: "\n")
    }

    private static func describe(_ expression: PolicyExpression, depth: Int, _ language: Language, _ lines: inout [Line]) {
        let grammar = language.strings.policy
        let terms = PolicyTerms(language)
        if let clauses = terms.clauses(expression) {
            lines.append(Line(depth: depth, text: grammar.sentence(clauses)))
            return
        }
        let (head, children): (String, [PolicyExpression]) =
            switch expression {
            // A leaf always has its clause.
            case .attribute, .condition, .epoch: ("", [])
            case .all(let children): (grammar.all, children)
            case .any(let children): (grammar.any, children)
            case .threshold(let k, let children): (grammar.atLeast(language.number(k), language.number(children.count)), children)
            }
        lines.append(Line(depth: depth, text: head))
        var rest = children
        if case .all = expression {
            // The simple conditions of an "and" read better in one sentence.
            let simple = children.compactMap(terms.clause)
            rest = children.filter { terms.clause($0) == nil }
            if !simple.isEmpty { lines.append(Line(depth: depth + 1, text: grammar.sentence(simple))) }
        }
        for child in rest { describe(child, depth: depth + 1, language, &lines) }
    }
}
