/// The request methods that are known here (RFC 9110 §9, RFC 5789). Any other is answered 501.
public enum HTTPMethod: String, Sendable, CaseIterable {
    /// Safe: gives a representation.
    case get = "GET"
    /// Safe: as GET, without the body.
    case head = "HEAD"
    /// Idempotent: replaces what is there.
    case put = "PUT"
    /// Neither safe nor idempotent.
    case post = "POST"
    /// Idempotent: removes what is there.
    case delete = "DELETE"
    /// Changes a part (RFC 5789).
    case patch = "PATCH"
    /// Safe: asks what is allowed.
    case options = "OPTIONS"
}
