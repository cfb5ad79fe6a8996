/// A cookie for the browser to keep (RFC 6265 §4.1): for this host only, on every path, out of reach of scripts, and sent
/// with requests from this site's own pages only.
public struct SetCookie: Sendable, Equatable {
    /// A token of RFC 9110 §5.6.2.
    public let name: String
    /// Cookie octets only, with the name at most 4000 bytes; empty to remove a cookie.
    public let value: String
    /// Seconds until the browser forgets it; `nil` for the end of its session, 0 for at once.
    public let maxAge: Int?
    /// Whether it is sent over TLS only.
    public let isSecure: Bool

    /// - Throws: ``MalformedCookie``.
    public init(_ name: String, _ value: String, maxAge: Int? = nil, isSecure: Bool) throws(MalformedCookie) {
        guard HeaderFields.isToken(name.utf8) else { throw .name }
        guard value.utf8.allSatisfy(Cookies.isOctet), name.utf8.count + value.utf8.count <= 4000 else { throw .value }
        // RFC 6265bis §4.1.3: browsers ignore such a cookie without a word.
        guard isSecure || !(name.lowercased().hasPrefix("__host-") || name.lowercased().hasPrefix("__secure-")) else { throw .prefix }
        self.name = name
        self.value = value
        self.maxAge = maxAge
        self.isSecure = isSecure
    }

    /// Makes the browser forget a cookie.
    public static func removal(of name: String, isSecure: Bool) throws(MalformedCookie) -> SetCookie {
        try SetCookie(name, "", maxAge: 0, isSecure: isSecure)
    }

    /// The value of the `Set-Cookie` field.
    public var text: String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict" + (maxAge.map { "; Max-Age=\(max(0, $0))" } ?? "") + (isSecure ? "; Secure" : "")
    }
}

/// Why a cookie cannot be set.
public enum MalformedCookie: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name is not a token.
    case name
    /// The value holds a byte that no cookie may hold, or name and value have more than 4000 bytes, which browsers drop.
    case value
    /// The name begins with `__Host-` or `__Secure-`, and the cookie is not secure.
    case prefix

    public var description: String {
        switch self {
        case .name: "the cookie's name is not a token"
        case .value: "the cookie's value holds a byte that no cookie may hold, or is too long"
        case .prefix: "the cookie's name promises that it is secure, and it is not"
        }
    }
}

extension Response {
    /// Adds a `Set-Cookie` field; there may be several.
    public mutating func set(_ cookie: SetCookie) { headers.append("set-cookie", cookie.text) }
}
