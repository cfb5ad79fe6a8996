/// A JSON value as it was read or is to be written: numbers keep their digits, since FHIR's decimals have a precision (`1.50`
/// is not `1.5`, FHIR R4 §2.24.0.1), and objects the order of their members.
public enum JSONNode: Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// As it stands in the text.
    case number(String)
    /// The characters that the text stands for, escapes resolved.
    case string(String)
    /// Elements in their order.
    case array([JSONNode])
    /// Names are different from each other.
    case object([Member])

    /// One name and its value.
    public struct Member: Sendable {
        /// Escapes resolved.
        public let name: String
        /// What stands behind the colon.
        public var value: JSONNode

        /// A member of an object, whose other members have other names.
        public init(_ name: String, _ value: JSONNode) {
            self.name = name
            self.value = value
        }
    }

    /// The member of an object; `nil` for another kind of value, too.
    public subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements of an array; none for another kind of value.
    public var elements: [JSONNode] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The members of an object; none for another kind of value.
    public var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// Replaces, appends or, for `nil`, removes a member of an object; nothing for another kind of value.
    public mutating func set(_ name: String, _ value: JSONNode?) {
        guard case .object(var members) = self else { return }
        if let index = members.firstIndex(where: { $0.name == name }) {
            if let value { members[index].value = value } else { members.remove(at: index) }
        } else if let value {
            members.append(Member(name, value))
        }
        self = .object(members)
    }

    /// This value and every one inside it.
    public func forEach(_ body: (JSONNode) -> Void) {
        body(self)
        switch self {
        case .array(let elements): for element in elements { element.forEach(body) }
        case .object(let members): for member in members { member.value.forEach(body) }
        default: break
        }
    }
}

extension JSONNode: Equatable {
    /// The same meaning: members in any order, strings by their code points, numbers by their digits.
    public static func == (a: JSONNode, b: JSONNode) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.number(let x), .number(let y)): x == y
        case (.string(let x), .string(let y)): x.utf8.elementsEqual(y.utf8)
        case (.array(let x), .array(let y)): x == y
        case (.object(let x), .object(let y)):
            x.count == y.count && x.allSatisfy { member in b[member.name] == member.value }
        default: false
        }
    }
}
