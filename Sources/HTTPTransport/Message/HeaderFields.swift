import Framing

/// The header fields of a message (RFC 9110 §5), names in lower case, in the order in which they came.
public struct HeaderFields: Sendable, Equatable {
    /// One field: its name in lower case, its value without surrounding white space.
    public struct Field: Sendable, Equatable {
        /// In lower case.
        public let name: String
        /// Without white space around it.
        public let value: String
    }

    /// In the order in which they came or were added; a name may repeat.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The fields in that order; names are put into lower case.
    public init(_ fields: [(name: String, value: String)]) {
        for field in fields { append(field.name, field.value) }
    }

    /// Adds a field behind those of the same name; nothing is checked here.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// Replaces every field of that name by one.
    public mutating func set(_ name: String, _ value: String) {
        let name = name.lowercased()
        fields.removeAll { $0.name == name }
        fields.append(Field(name: name, value: value))
    }

    /// The value of the only field of that name (in lower case); `nil` if there is none or more than one.
    public subscript(name: String) -> String? {
        var found: String?
        for field in fields where field.name == name {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }

    /// How many fields have that name (in lower case).
    public func count(_ name: String) -> Int { fields.count { $0.name == name } }

    /// A token of RFC 9110 §5.6.2.
    static func isToken(_ name: some Collection<UInt8>) -> Bool { !name.isEmpty && name.allSatisfy(isTokenByte) }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// Visible ASCII, spaces and tabs: no control byte, and none above 127, whose meaning nobody agreed on.
    static func isValue(_ value: some Collection<UInt8>) -> Bool {
        value.allSatisfy { $0 == 9 || (0x20...0x7e).contains($0) }
    }
}
