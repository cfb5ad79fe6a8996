/// One attribute of a user.
public enum Attribute: Hashable, Sendable, CustomStringConvertible {
    /// A name that the user has or has not, such as `role:doctor`.
    case plain(String)
    /// A number or date with its value.
    case numeric(NumericAttribute, UInt64)

    /// Longest name in bytes of UTF-8.
    public static let maximumNameLength = 256

    /// The labels that a key for this attribute holds: one, or `bits + 1`.
    public var labels: [AttributeLabel] {
        switch self {
        case .plain(let name): [.plain(name)]
        case .numeric(let attribute, let value): attribute.labels(of: value)
        }
    }
}
