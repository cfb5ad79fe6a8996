import Framing

/// Reads JSON (RFC 8259) and nothing more: no comments, no trailing commas, no repeated names, no lone surrogates.
///
/// Our own, because of Debian's C libraries none keeps the digits of a number, which a FHIR decimal needs, and refuses
/// repeated names, too.
public struct JSONReader {
    /// Longest text, in bytes.
    public static let maximumLength = 256 << 20
    /// Deepest nesting. FHIR's own elements stay below 20.
    public static let maximumDepth = 100

    private let bytes: [UInt8]
    private var position = 0

    /// The value that all of `bytes` is, white space around it aside.
    public static func value(of bytes: [UInt8]) throws(JSONError) -> JSONNode {
        var reader = JSONReader(bytes: bytes)
        guard bytes.count <= maximumLength else { throw reader.failure(.tooLong(limit: maximumLength)) }
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.failure(.expected("the end of the text")) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        let before = bytes.prefix(offset ?? position)
        let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
        return JSONError(reason: reason, line: line, column: column)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ text: StaticString) throws(JSONError) {
        for byte in text.description.utf8 {
            guard let found = next else { throw failure(.endOfText) }
            guard found == byte else { throw failure(.expected("\"\(text)\"")) }
            position += 1
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
        guard depth < Self.maximumDepth else { throw failure(.tooDeep(limit: Self.maximumDepth)) }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case let byte? where byte == UInt8(ascii: "-") || ASCII.isDigit(byte):
            return .number(try number())
        case nil: throw failure(.endOfText)
        default: throw failure(.expected("a value"))
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONNode {
        position += 1
        var members: [JSONNode.Member] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw failure(next == nil ? .endOfText : .expected("a member's name")) }
            let name = try string()
            // The few members that an object has are compared faster than hashed; many would be compared in quadratic time.
            if members.count == 16 { names = Set(members.map { Array($0.name.utf8) }) }
            let isNew =
                members.count < 16
                ? !members.contains { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }
                : names.insert(Array(name.utf8)).inserted
            guard isNew else { throw failure(.repeatedMember, at: start) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure(next == nil ? .endOfText : .expected("\":\"")) }
            skipSpace()
            members.append(JSONNode.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure(next == nil ? .endOfText : .expected("\",\" or \"}\"")) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONNode {
        position += 1
        var elements: [JSONNode] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure(next == nil ? .endOfText : .expected("\",\" or \"]\"")) }
        }
    }

    /// RFC 8259 §6.
    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = next, ASCII.isDigit(byte) { position += 1 }
        guard position > start else { throw failure(next == nil ? .endOfText : .expected("a digit")) }
    }

    /// RFC 8259 §7, from the opening quote on.
    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        // Most strings have no escape and are taken as they stand.
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes[start..<position], at: start)
        }
        var unescaped = Array(bytes[start..<position])
        while true {
            guard let byte = next else { throw failure(.endOfText) }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], at: start)
            case UInt8(ascii: "\\"):
                position += 1
                unescaped += try escape()
            case 0..<0x20: throw failure(.expected("no control character inside a string"))
            default:
                unescaped.append(byte)
                position += 1
            }
        }
    }

    private func text(_ bytes: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        // Almost every string is ASCII, which needs no validation: that costs a tenth of all reading.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure(.notUTF8, at: start) }
        return text
    }

    /// The bytes that an escape stands for; the backslash has been read.
    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next else { throw failure(.endOfText) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            let start = position
            var code = try hexadecimal()
            if (0xd800..<0xdc00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                    throw failure(.expected("the second half of a surrogate pair"))
                }
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else {
                    throw failure(.expected("the second half of a surrogate pair"), at: start)
                }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw failure(.expected("the first half of a surrogate pair"), at: start)
            }
            return Array(String(scalar).utf8)
        default:
            position -= 1
            throw failure(.expected("an escape"))
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw failure(.endOfText) }
            guard let digit = ASCII.hexadecimalValue(byte) else {
                throw failure(.expected("a hexadecimal digit"))
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
