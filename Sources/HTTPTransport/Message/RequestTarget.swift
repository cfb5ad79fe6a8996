import Framing

/// The target of a request in origin form (RFC 9112 §3.2.1), decoded strictly so that no two readers can disagree about it.
public struct RequestTarget: Sendable, Equatable {
    /// The path as it was sent.
    public let rawPath: String
    /// What follows the `?` as it was sent; `nil` if there is no `?`.
    public let rawQuery: String?
    /// The path's segments, percent-decoded; the last one is empty if the path ends in a slash, and no other.
    public let segments: [String]
    /// The query's parameters in order, percent-decoded; no name twice. A `+` is a plus sign.
    public let query: [Parameter]

    /// One `name=value` of the query.
    public struct Parameter: Sendable, Equatable {
        /// Percent-decoded.
        public let name: String
        /// Percent-decoded; empty if there is no `=`.
        public let value: String
    }

    /// The value of a query parameter.
    public func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// Parses `bytes`.
    ///
    /// Refused: other forms than origin form, bytes outside RFC 3986's set, broken percent-encoding, encoded slashes,
    /// backslashes and control characters, empty and dot segments, text that is no UTF-8, a parameter given twice.
    public init(_ bytes: [UInt8]) throws(MalformedTarget) {
        guard bytes.first == UInt8(ascii: "/") else { throw .form }
        guard bytes.allSatisfy(Self.isAllowed) else { throw .character }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"))
        let path = bytes[..<(mark ?? bytes.endIndex)]
        rawPath = String(decoding: path, as: UTF8.self)
        var segments: [String] = []
        if path.count > 1 {
            let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for (position, raw) in parts.enumerated() {
                let segment = try Self.decode(raw)
                guard segment != "" || position == parts.count - 1, segment != ".", segment != ".." else { throw .segment }
                guard !segment.utf8.contains(UInt8(ascii: "/")), !segment.utf8.contains(UInt8(ascii: "\\")) else { throw .segment }
                segments.append(segment)
            }
        }
        self.segments = segments
        guard let mark else {
            rawQuery = nil
            query = []
            return
        }
        let rawQuery = bytes[(mark + 1)...]
        self.rawQuery = String(decoding: rawQuery, as: UTF8.self)
        var query: [Parameter] = []
        for part in rawQuery.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = try Self.decode(part[..<(equals ?? part.endIndex)])
            let value = try equals.map { index throws(MalformedTarget) in try Self.decode(part[(index + 1)...]) } ?? ""
            guard !query.contains(where: { $0.name == name }) else { throw .repeatedParameter }
            query.append(Parameter(name: name, value: value))
        }
        self.query = query
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "-._~!$&'()*+,;=:@/?%".utf8.contains(byte)
    }

    private static func decode(_ raw: some Collection<UInt8>) throws(MalformedTarget) -> String {
        guard let bytes = PercentEncoding.decode(raw), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .encoding }
        return text
    }
}

/// Why a request target is refused.
public enum MalformedTarget: Error, Equatable, Sendable, CustomStringConvertible {
    /// It does not begin with a slash.
    case form
    /// It holds a byte that no URI may hold.
    case character
    /// Percent-encoding is broken, hides a control character, or is no UTF-8.
    case encoding
    /// A segment is empty, a dot segment, or hides a slash or backslash.
    case segment
    /// A query parameter is given twice.
    case repeatedParameter

    public var description: String {
        switch self {
        case .form: "the request target is not a path"
        case .character: "the request target holds a byte that no URI may hold"
        case .encoding: "the request target's percent-encoding is not well-formed UTF-8 text"
        case .segment: "the request target has an empty or dot segment, or an encoded slash"
        case .repeatedParameter: "a query parameter is given twice"
        }
    }
}
