/// A JSON text to be written (RFC 8259): members keep the order in which they were given.
public enum JSONValue: Sendable, Equatable {
    /// Members in the order in which they are written; nobody checks that names differ.
    case object([Member])
    /// Elements in their order.
    case array([JSONValue])
    /// Any text; control characters, quotation marks and backslashes are escaped.
    case string(String)
    /// A signed integer of 64 bits. Readers that take numbers for doubles are exact only below 2^53.
    case integer(Int64)
    /// An unsigned integer of 64 bits.
    case unsigned(UInt64)
    /// `true` or `false`.
    case bool(Bool)
    /// The literal `null`.
    case null

    /// One name and its value.
    public struct Member: Sendable, Equatable {
        /// The member's name, escaped when it is written.
        public let name: String
        /// What stands behind the colon.
        public let value: JSONValue

        /// One member of an object.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The text, on one line, in ASCII and UTF-8 without control characters.
    public var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .object(let members):
            text += "{"
            for (position, member) in members.enumerated() {
                if position > 0 { text += "," }
                Self.quote(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        case .array(let values):
            text += "["
            for (position, value) in values.enumerated() {
                if position > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .string(let string): Self.quote(string, to: &text)
        case .integer(let number): text += "\(number)"
        case .unsigned(let number): text += "\(number)"
        case .bool(let bool): text += bool ? "true" : "false"
        case .null: text += "null"
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // Control characters, and the two line separators that end a line for some readers of line-wise logs.
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}
