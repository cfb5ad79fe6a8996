/// Values that a program makes.
extension JSONNode {
    /// A number in decimal digits, without sign, fraction or exponent.
    public static func unsigned(_ number: UInt64) -> JSONNode { .number("\(number)") }

    /// A number in decimal digits, with a minus sign if it is negative.
    public static func integer(_ number: Int64) -> JSONNode { .number("\(number)") }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONNode: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral elements: JSONNode...) { self = .array(elements) }

    /// The members in their order; their names must be different from each other.
    public init(dictionaryLiteral elements: (String, JSONNode)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}
