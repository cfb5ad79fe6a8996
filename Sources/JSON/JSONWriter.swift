extension JSONNode {
    /// The value as JSON on one line, as ``bytes`` has it.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value as JSON in UTF-8 without white space. Characters that would end a line or steer a terminal are escaped, so that a
    /// log or a terminal shows it as it is.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): Self.append(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let text = Array(text.utf8)
        // What needs no escape is copied in one piece: a picture in base64 is one string.
        var start = 0
        var position = 0
        while position < text.count {
            let length = escapedLength(text, at: position)
            if length > 0 {
                bytes += text[start..<position]
                escape(text[position..<position + length], to: &bytes)
                start = position + length
            }
            position += max(length, 1)
        }
        bytes += text[start...]
        bytes.append(UInt8(ascii: "\""))
    }

    /// How many bytes at `position` are a character that is written as an escape: a quotation mark, a backslash, a control
    /// character (U+0000 to U+001F, U+007F to U+009F), or a separator that ends a line for some readers (U+2028, U+2029).
    private static func escapedLength(_ text: [UInt8], at position: Int) -> Int {
        switch text[position] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7f: 1
        case 0xc2: text[position + 1] < 0xa0 ? 2 : 0
        case 0xe2: text[position + 1] == 0x80 && (text[position + 2] == 0xa8 || text[position + 2] == 0xa9) ? 3 : 0
        default: 0
        }
    }

    private static func escape(_ character: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        switch character.first {
        case UInt8(ascii: "\""): bytes += "\\\"".utf8
        case UInt8(ascii: "\\"): bytes += "\\\\".utf8
        case 0x0a: bytes += "\\n".utf8
        case 0x0d: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        default:
            let code = String(decoding: character, as: UTF8.self).unicodeScalars.first.map(\.value) ?? 0
            bytes += "\\u".utf8
            for shift in [12, 8, 4, 0] as [UInt32] { bytes.append(hexDigits[Int(code >> shift & 15)]) }
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
