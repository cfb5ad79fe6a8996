import Framing

/// A bare item of a structured field (RFC 9651 §3.3), as far as message signatures and digests need it.
package enum StructuredItem: Sendable, Equatable {
    case integer(Int64)
    case string(String)
    case token(String)
    case bytes([UInt8])
    case bool(Bool)
}

/// One parameter: `;name=item`.
package struct StructuredParameter: Sendable, Equatable {
    package let name: String
    package let value: StructuredItem

    package init(name: String, value: StructuredItem) {
        self.name = name
        self.value = value
    }
}

/// A member of a dictionary: an item or an inner list of items, with parameters.
package struct StructuredMember: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case item(StructuredItem)
        /// Items whose own parameters are empty; others are refused.
        case innerList([StructuredItem])
    }

    package let key: String
    package let value: Value
    package let parameters: [StructuredParameter]
}

/// What a structured field is refused for. It says nothing of the value.
package struct MalformedStructuredField: Error, Equatable, Sendable {}

/// Reads a dictionary (RFC 9651 §4.2.2), within bounds: 8192 bytes, 32 members, items and parameters each. Stricter than the
/// RFC: a key may not come twice, inner-list items have no parameters, and decimals, dates and display strings are refused.
package struct StructuredFieldParser {
    private static let byteLimit = 8192
    private static let countLimit = 32

    private let bytes: [UInt8]
    private var position = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    package static func dictionary(_ text: String) throws(MalformedStructuredField) -> [StructuredMember] {
        var parser = StructuredFieldParser(text)
        guard parser.bytes.count <= byteLimit else { throw MalformedStructuredField() }
        return try parser.dictionary()
    }

    private mutating func dictionary() throws(MalformedStructuredField) -> [StructuredMember] {
        var members: [StructuredMember] = []
        skipSpaces()
        while true {
            let key = try key()
            guard members.count < Self.countLimit, !members.contains(where: { $0.key == key }) else { throw MalformedStructuredField() }
            let value: StructuredMember.Value
            if take("=") {
                value = peek == UInt8(ascii: "(") ? .innerList(try innerList()) : .item(try item())
            } else {
                value = .item(.bool(true))
            }
            members.append(StructuredMember(key: key, value: value, parameters: try parameters()))
            skipOptionalWhiteSpace()
            guard position < bytes.count else { return members }
            guard take(",") else { throw MalformedStructuredField() }
            skipOptionalWhiteSpace()
        }
    }

    private mutating func innerList() throws(MalformedStructuredField) -> [StructuredItem] {
        guard take("(") else { throw MalformedStructuredField() }
        var items: [StructuredItem] = []
        while true {
            skipSpaces()
            if take(")") { return items }
            guard items.count < Self.countLimit else { throw MalformedStructuredField() }
            items.append(try item())
            guard peek == UInt8(ascii: " ") || peek == UInt8(ascii: ")") else { throw MalformedStructuredField() }
        }
    }

    private mutating func parameters() throws(MalformedStructuredField) -> [StructuredParameter] {
        var parameters: [StructuredParameter] = []
        while take(";") {
            skipSpaces()
            let name = try key()
            guard parameters.count < Self.countLimit, !parameters.contains(where: { $0.name == name }) else {
                throw MalformedStructuredField()
            }
            parameters.append(StructuredParameter(name: name, value: take("=") ? try item() : .bool(true)))
        }
        return parameters
    }

    private mutating func key() throws(MalformedStructuredField) -> String {
        let start = position
        guard let first = peek, ASCII.isLowercase(first) || first == UInt8(ascii: "*") else { throw MalformedStructuredField() }
        while let byte = peek, ASCII.isLowercase(byte) || ASCII.isDigit(byte) || "_-.*".utf8.contains(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func item() throws(MalformedStructuredField) -> StructuredItem {
        guard let first = peek else { throw MalformedStructuredField() }
        switch first {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: ":"): return .bytes(try byteSequence())
        case UInt8(ascii: "?"):
            position += 1
            if take("1") { return .bool(true) }
            guard take("0") else { throw MalformedStructuredField() }
            return .bool(false)
        default:
            if first == UInt8(ascii: "-") || ASCII.isDigit(first) { return .integer(try integer()) }
            guard first == UInt8(ascii: "*") || ASCII.isLetter(first) else { throw MalformedStructuredField() }
            return .token(token())
        }
    }

    private mutating func string() throws(MalformedStructuredField) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = peek, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    throw MalformedStructuredField()
                }
                position += 1
                content.append(escaped)
            case 0x20...0x7e: content.append(byte)
            default: throw MalformedStructuredField()
            }
        }
        throw MalformedStructuredField()
    }

    private mutating func byteSequence() throws(MalformedStructuredField) -> [UInt8] {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: ":") { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard take(":"), let value = Base64.decode(text) else { throw MalformedStructuredField() }
        return value
    }

    private mutating func integer() throws(MalformedStructuredField) -> Int64 {
        let start = position
        _ = take("-")
        let digits = position
        while let byte = peek, ASCII.isDigit(byte) { position += 1 }
        // At most 15 digits, and no decimal point after them.
        guard (1...15).contains(position - digits), peek != UInt8(ascii: "."),
            let value = Int64(String(decoding: bytes[start..<position], as: UTF8.self))
        else { throw MalformedStructuredField() }
        return value
    }

    private mutating func token() -> String {
        let start = position
        while let byte = peek, HeaderFields.isTokenByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while peek == UInt8(ascii: " ") { position += 1 }
    }

    private mutating func skipOptionalWhiteSpace() {
        while peek == UInt8(ascii: " ") || peek == 9 { position += 1 }
    }
}
