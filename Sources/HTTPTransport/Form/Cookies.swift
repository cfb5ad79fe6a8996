/// The cookies of a request (RFC 6265 §4.2).
///
/// Only pairs that follow the RFC's grammar to the letter are there. Others are left out, not a reason to refuse the
/// request: every service of the same host name, on whatever port, sets cookies that a browser sends here too.
public struct Cookies: Sendable, Equatable {
    /// One cookie.
    public struct Pair: Sendable, Equatable {
        /// A token of RFC 9110 §5.6.2; case matters.
        public let name: String
        /// Without the quotation marks that may stand around it.
        public let value: String
    }

    /// In the order in which they were sent.
    public let pairs: [Pair]

    /// - Parameter field: the value of the `Cookie` field; none for `nil`.
    public init(_ field: String?) {
        pairs = (field ?? "").utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).enumerated().compactMap {
            position, part in
            // "; " stands between pairs, and nothing else.
            if position > 0 {
                guard part.first == 0x20 else { return nil }
                return Self.pair(part.dropFirst())
            }
            return Self.pair(part)
        }
    }

    /// The cookies of a request.
    public init(_ request: Request) { self.init(request.headers["cookie"]) }

    /// The value of the only cookie of that name; `nil` if there is none, or several, of which one may have been planted by
    /// another page of the same domain (RFC 6265 §8.6).
    public subscript(name: String) -> String? {
        let found = pairs.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    private static func pair(_ text: Substring.UTF8View) -> Pair? {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = text[..<equals]
        var value = text[text.index(after: equals)...]
        if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") { value = value.dropFirst().dropLast() }
        guard HeaderFields.isToken(name), value.allSatisfy(isOctet) else { return nil }
        return Pair(name: String(Substring(name)), value: String(Substring(value)))
    }

    /// RFC 6265 §4.1.1, cookie-octet: visible ASCII without quotation mark, comma, semicolon and backslash.
    static func isOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
        default: false
        }
    }
}
