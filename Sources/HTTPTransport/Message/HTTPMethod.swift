/// The request methods that are known here (RFC 9110 §9, RFC 5789). Any other is answered 501.
public enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
    case patch = "PATCH"
    case options = "OPTIONS"
}
