import Framing

/// An `http` or `https` URL, taken apart (RFC 3986), without user information and fragment.
public struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// Whether it is `https`.
    public let isSecure: Bool
    /// `host` or `host:port` in lower case, the scheme's default port left out: what `Host` and `@authority` say.
    public let authority: String
    /// Begins with a slash.
    public let path: String
    /// What follows the question mark; `nil` if there is none.
    public let query: String?

    /// - Throws: ``HTTPClientError/invalidURL``.
    public init(_ text: String) throws(HTTPClientError) {
        let rest: Substring
        if text.lowercased().hasPrefix("https://") {
            isSecure = true
            rest = text.dropFirst(8)
        } else if text.lowercased().hasPrefix("http://") {
            isSecure = false
            rest = text.dropFirst(7)
        } else {
            throw .invalidURL
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        var authority = rest[..<end].lowercased()
        // Before the default port goes, or `[::1]:80:80` would pass as what is left of it.
        guard HTTPAuthority.isValid(authority) else { throw .invalidURL }
        let defaultPort = isSecure ? ":443" : ":80"
        if authority.hasSuffix(defaultPort) { authority.removeLast(defaultPort.count) }
        self.authority = authority
        let target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
        guard let parsed = try? RequestTarget(Array(target.utf8)) else { throw .invalidURL }
        path = parsed.rawPath
        query = parsed.rawQuery
    }

    private init(isSecure: Bool, authority: String, path: String, query: String?) {
        self.isSecure = isSecure
        self.authority = authority
        self.path = path
        self.query = query
    }

    /// This URL with segments appended to its path, percent-encoded, and another query.
    public func appending(_ segments: [String], query: [(name: String, value: String)] = []) -> HTTPURL {
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        let path = base + segments.map { "/" + PercentEncoding.encode($0) }.joined()
        let text = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
        return HTTPURL(isSecure: isSecure, authority: authority, path: path.isEmpty ? "/" : path, query: text.isEmpty ? nil : text)
    }

    public var description: String { (isSecure ? "https://" : "http://") + authority + path + (query.map { "?" + $0 } ?? "") }

    /// Whether the host is this computer by its name or number, so that nobody can listen on the way.
    public var isLoopback: Bool {
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "::1" || (numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil })
    }
}
