/// A field value with parameters: `form-data; name="a"; filename="b"` (RFC 9110 §5.6.6).
///
/// A quoted value ends at the next quotation mark: browsers write one inside it as `%22` and a backslash as it is (WHATWG
/// HTML §4.10.21.8), so that a backslash escapes nothing here.
struct ParameterizedValue {
    /// What stands before the parameters, in lower case.
    let value: String
    /// Names in lower case, no name twice.
    let parameters: [(name: String, value: String)]

    /// `nil` for text that is not well-formed.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let value = rest.prefix { $0 != UInt8(ascii: ";") }
        rest = rest.dropFirst(value.count)
        self.value = String(decoding: Self.trimmed(value), as: UTF8.self).lowercased()
        var parameters: [(name: String, value: String)] = []
        while rest.popFirst() != nil {
            rest = Self.withoutSpace(rest)
            let raw = rest.prefix { HeaderFields.isTokenByte($0) }
            rest = rest.dropFirst(raw.count)
            guard !raw.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
            let name = String(decoding: raw, as: UTF8.self).lowercased()
            let value: ArraySlice<UInt8>
            if rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != UInt8(ascii: "\"") }
                rest = rest.dropFirst(value.count)
                guard rest.popFirst() != nil else { return nil }
            } else {
                let unquoted = rest.prefix { $0 != UInt8(ascii: ";") }
                rest = rest.dropFirst(unquoted.count)
                value = Self.trimmed(unquoted)
                guard !value.isEmpty, !value.contains(UInt8(ascii: "\"")) else { return nil }
            }
            rest = Self.withoutSpace(rest)
            guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
            guard parameters.count < 16, !parameters.contains(where: { $0.name == name }) else { return nil }
            parameters.append((name, String(decoding: value, as: UTF8.self)))
        }
        self.parameters = parameters
    }

    /// The value of a parameter.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func withoutSpace(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { bytes.drop { $0 == 0x20 || $0 == 0x09 } }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = withoutSpace(bytes)
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return bytes
    }
}
