import JSON

/// A refusal as a problem document (RFC 9457): what a handler throws and the client gets.
///
/// `code` is stable: programs may rest on it. `detail` holds no secret, no patient data and nothing of the body.
public struct Problem: Error, Sendable, CustomStringConvertible {
    /// The response's status code, 4xx or 5xx.
    public let status: Int
    /// Stable, in kebab case.
    public let code: String
    /// The same for every problem of that code.
    public let title: String
    /// What was wrong this time.
    public let detail: String
    /// What the client can do about it.
    public let remedy: String
    /// Fields that the response carries: `Retry-After`, `Allow`, `ETag`.
    public var headers: HeaderFields
    /// Whether the connection is closed after the response, because its next byte cannot be trusted to begin a request.
    public var closesConnection = false

    /// A refusal; `title` is the same for every problem with this `code`.
    public init(
        status: Int, code: String, title: String, detail: String = "", remedy: String, headers: HeaderFields = HeaderFields()
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.headers = headers
    }

    public var description: String { detail.isEmpty ? "\(code): \(title)" : "\(code): \(title): \(detail)" }

    /// The document, with the request's id.
    public func response(requestID: String) -> Response {
        var members: [JSONNode.Member] = [
            .init("type", .string("urn:medseal:problem:\(code)")), .init("title", .string(title)),
            .init("status", .integer(Int64(status))),
        ]
        if !detail.isEmpty { members.append(.init("detail", .string(detail))) }
        members += [.init("code", .string(code)), .init("requestId", .string(requestID)), .init("remedy", .string(remedy))]
        var headers = headers
        headers.set("content-type", "application/problem+json")
        return Response(status: status, headers: headers, body: .bytes(JSONNode.object(members).bytes))
    }
}
