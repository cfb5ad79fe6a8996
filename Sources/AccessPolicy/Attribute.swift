/// One attribute of a user.
public enum Attribute: Hashable, Sendable, CustomStringConvertible {
    /// A name that the user has or has not, such as `role:doctor`.
    case plain(String)
    /// A number or date with its value.
    case numeric(NumericAttribute, UInt64)

    /// Reads `role:doctor`, `clearance = 5`, `clearance#8 = 5`, `licensed-until = 2027-01-31` or a quoted name.
    public init(parsing text: String) throws(PolicyError) { self = try PolicyParser.parseAttribute(text) }

    /// The canonical spelling, which `init(parsing:)` reads back; the epoch, which only the system writes, excepted.
    public var description: String {
        switch self {
        case .plain(let name): PolicyWriter.text(ofName: name)
        case .numeric(let attribute, let value):
            "\(PolicyWriter.text(of: attribute)) = \(PolicyWriter.text(value, of: attribute))"
        }
    }

    /// The labels that a key for this attribute holds: one, or `bits + 1`.
    public var labels: [AttributeLabel] {
        switch self {
        case .plain(let name): [.plain(name)]
        case .numeric(let attribute, let value): attribute.labels(of: value)
        }
    }
}
