/// A value bound to a parameter of a statement.
public enum DatabaseValue: Sendable, Equatable {
    /// A signed integer of 64 bits.
    case integer(Int64)
    /// UTF-8.
    case text(String)
    /// Bytes as they are.
    case blob([UInt8])
    /// SQL's NULL.
    case null

    /// `null` for `nil`.
    public static func optional(_ value: Int64?) -> DatabaseValue { value.map { .integer($0) } ?? .null }

    /// `null` for `nil`.
    public static func optional(_ value: String?) -> DatabaseValue { value.map { .text($0) } ?? .null }

    /// `null` for `nil`.
    public static func optional(_ value: [UInt8]?) -> DatabaseValue { value.map { .blob($0) } ?? .null }
}

extension DatabaseValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}
