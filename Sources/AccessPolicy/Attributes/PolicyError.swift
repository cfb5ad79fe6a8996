/// Why a text is no policy, or a policy cannot be compiled.
public struct PolicyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Reason: Equatable, Sendable {
        /// Something else stands where the grammar expects `expected`; `found` names it.
        case syntax(found: String, expected: String)
        /// A character that stands for nothing outside quotes, or is refused everywhere (a control character, say).
        case character(String)
        /// A number outside the range of its attribute's width, or a date that is not in the calendar.
        case value(String)
        /// A condition that no value meets, such as `age < 0` or `age in 9..3`: it is never dropped or weakened.
        case emptyRange(String)
        /// The `k` of `k of (…)` is 0 or larger than the number of alternatives.
        case threshold(wanted: String, alternatives: Int)
        /// A name that is empty, longer than ``Attribute/maximumNameLength`` bytes, or cannot be normalised.
        case name(String)
        /// A name that belongs to the system, such as `epoch`.
        case reserved(String)
        /// `not`, which an attribute key cannot prove.
        case negation
        /// The text, its nesting or the compiled span program is larger than MedSeal handles.
        case tooLarge(String)
        /// The same numeric attribute was given twice in one attribute set.
        case duplicate(String)
        /// The bytes are a policy, but not in the one canonical spelling.
        case notCanonical
    }

    /// What was refused.
    public let reason: Reason

    /// 1-based position in characters as a reader counts them; 0 if the refusal is about the policy as a whole.
    public let column: Int

    /// A refusal at `column`, 1-based; 0 if it is about the policy as a whole.
    public init(_ reason: Reason, column: Int = 0) {
        self.reason = reason
        self.column = column
    }

    public var description: String {
        let what =
            switch reason {
            case .syntax(let found, let expected): "\(expected) expected, but \(found) found"
            case .character(let text): text
            case .value(let text): text
            case .emptyRange(let text): text
            case .threshold(let wanted, let alternatives):
                "\(wanted) of \(alternatives) cannot be: the number must be from 1 to \(alternatives)"
            case .name(let text): text
            case .reserved(let name): "\"\(name)\" is a name that the system keeps for itself"
            case .negation:
                "\"not\" is not supported: a key proves the attributes it has, never the absence of one; "
                    + "list those who may read, or give a new attribute to all but the excluded"
            case .tooLarge(let text): text
            case .duplicate(let name): "\"\(name)\" has two values in one attribute set"
            case .notCanonical: "the policy is not in its canonical spelling"
            }
        return column > 0 ? "column \(column): \(what)" : what
    }
}
