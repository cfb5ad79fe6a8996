import AccessPolicy

/// How a language builds the sentence that ``PolicyInWords`` makes of a policy.
struct PolicyGrammar: Sendable {
    /// A condition that a reader meets, by what it is about. Values are in words already, or quoted.
    enum Clause: Hashable, Sendable {
        /// One of these roles, as the policy writes them after `role:`.
        case roles([String])
        case hospitals([String])
        case departments([String])
        case wards([String])
        case users([String])
        case attributes([String])
        /// A number or date and its comparison in words.
        case number(NumberName, String)
    }

    enum NumberName: Hashable, Sendable {
        case clearance
        case epoch
        /// The day on which a licence ends.
        case licence
        /// Any other, quoted.
        case other(String)
    }

    /// A word for one and for several.
    struct Noun: Sendable {
        let one, many: String
    }

    /// A role that is not here is quoted.
    let roles: [String: Noun]
    /// A department that is not here stands as it is.
    let departments: [String: String]
    /// What stands before a value in a list of somebody's attributes: `Hospital: NSTU`.
    let labels: Labels
    /// A sentence of clauses that all hold.
    let sentence: @Sendable ([Clause]) -> String
    /// Heads of lists.
    let all, any: String
    let atLeast: @Sendable (_ k: String, _ of: String) -> String
    let comparison: @Sendable (NumericCondition.Relation, _ isDate: Bool, _ text: (UInt64) -> String) -> String
    let error: @Sendable (PolicyError, _ number: (Int) -> String) -> String

    struct Labels: Sendable {
        let role, hospital, department, ward, user, clearance, epoch, licence: String
    }

    /// A name in quotation marks; those that it has itself become straight ones, so that it cannot end the quotation.
    static func quoted(_ name: String) -> String {
        "“" + String(name.map { $0 == "“" || $0 == "”" ? "\"" : $0 }) + "”"
    }
}
