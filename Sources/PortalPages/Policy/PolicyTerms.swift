import AccessPolicy

/// What attributes are called, in a language.
struct PolicyTerms {
    private let language: Language
    private var grammar: PolicyGrammar { language.strings.policy }

    init(_ language: Language) { self.language = language }

    /// The clauses that an expression is the conjunction of; `nil` if it is more than that.
    func clauses(_ expression: PolicyExpression) -> [PolicyGrammar.Clause]? {
        guard case .all(let children) = expression else { return clause(expression).map { [$0] } }
        let found = children.compactMap(clause)
        return found.count == children.count ? found : nil
    }

    /// The one clause that an expression is: a leaf, or several of the same sort of which one must hold.
    func clause(_ expression: PolicyExpression) -> PolicyGrammar.Clause? {
        switch expression {
        case .attribute(let name): return clause(named: name)
        case .condition(let condition):
            return .number(name(of: condition.attribute), comparison(condition.relation, isDate: condition.attribute.kind == .date))
        case .epoch(let floor): return .number(.epoch, comparison(.atLeast(UInt64(floor)), isDate: false))
        case .any(let children):
            var joined: PolicyGrammar.Clause?
            for child in children {
                guard case .attribute(let name) = child else { return nil }
                guard let former = joined else {
                    joined = clause(named: name)
                    continue
                }
                guard let next = Self.joined(former, clause(named: name)) else { return nil }
                joined = next
            }
            return joined
        case .all, .threshold: return nil
        }
    }

    /// Two clauses of one sort as one.
    private static func joined(_ one: PolicyGrammar.Clause, _ other: PolicyGrammar.Clause) -> PolicyGrammar.Clause? {
        switch (one, other) {
        case (.roles(let a), .roles(let b)): .roles(a + b)
        case (.hospitals(let a), .hospitals(let b)): .hospitals(a + b)
        case (.departments(let a), .departments(let b)): .departments(a + b)
        case (.wards(let a), .wards(let b)): .wards(a + b)
        case (.users(let a), .users(let b)): .users(a + b)
        case (.attributes(let a), .attributes(let b)): .attributes(a + b)
        default: nil
        }
    }

    private func clause(named name: String) -> PolicyGrammar.Clause {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return .attributes([quoted(name)]) }
        let value = String(parts[1])
        switch parts[0] {
        case "role": return .roles([value])
        case "hospital": return .hospitals([shown(value)])
        case "department": return .departments([grammar.departments[value] ?? shown(value)])
        case "ward": return .wards([language.digits(shown(value))])
        case "user": return .users([shown(value)])
        default: return .attributes([quoted(name)])
        }
    }

    private func name(of attribute: NumericAttribute) -> PolicyGrammar.NumberName {
        switch (attribute.kind, attribute.name) {
        case (.number, "clearance"): .clearance
        case (.date, "licensed-until"): .licence
        default: .other(quoted(attribute.name))
        }
    }

    private func comparison(_ relation: NumericCondition.Relation, isDate: Bool) -> String {
        grammar.comparison(relation, isDate) { number in
            guard isDate else { return language.digits(String(number)) }
            let month = Int(number / 100 % 100)
            return "\(language.digits(String(number % 100))) \(language.strings.frame.months[month - 1]) \(language.digits(String(number / 10_000)))"
        }
    }

    /// A value as it is if it can only be read as a name: letters and digits alone, not beginning with a small Latin
    /// letter as the words of an English sentence do, and no word of a Bangla one. Anything else in quotation marks.
    private func shown(_ value: String) -> String {
        let isName = value.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
            default: scalar.value == 0x200c || scalar.value == 0x200d
            }
        }
        let isWord = value.unicodeScalars.first.map { $0.properties.generalCategory == .lowercaseLetter } ?? true
        return isName && !isWord && !Self.banglaWords.contains(value) ? value : quoted(value)
    }

    private static let banglaWords: Set = ["অথবা", "এবং", "ও", "বা", "আর", "যাঁরা", "যাঁদের", "সবাই", "সকলে", "তাঁরা"]

    func quoted(_ text: String) -> String { PolicyGrammar.quoted(text) }

    /// An attribute or condition of a list, such as `role:doctor` or `clearance#8 >= 3`: `Role: doctor`. What the portal
    /// has no word for is quoted.
    func label(_ text: String) -> String {
        // As a key or a ciphertext writes it; the second for the epoch, which nobody else may name.
        guard let policy = (try? Policy(parsing: text)) ?? (try? Policy(canonical: Array(text.utf8))),
            let clause = clause(policy.expression)
        else { return quoted(text) }
        let labels = grammar.labels
        switch clause {
        case .roles(let values): return "\(labels.role): \(values.map { grammar.roles[$0]?.one ?? quoted($0) }.joined(separator: ", "))"
        case .hospitals(let values): return "\(labels.hospital): \(values.joined(separator: ", "))"
        case .departments(let values): return "\(labels.department): \(values.joined(separator: ", "))"
        case .wards(let values): return "\(labels.ward): \(values.joined(separator: ", "))"
        case .users(let values): return "\(labels.user): \(values.joined(separator: ", "))"
        case .attributes(let values): return values.joined(separator: ", ")
        case .number(.clearance, let comparison): return "\(labels.clearance): \(comparison)"
        case .number(.epoch, let comparison): return "\(labels.epoch): \(comparison)"
        case .number(.licence, let comparison): return "\(labels.licence): \(comparison)"
        case .number(.other(let name), let comparison): return "\(name): \(comparison)"
        }
    }
}
