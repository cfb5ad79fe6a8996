public import JSON

/// What produces a response's body piece by piece, at constant memory. Called by one thread at a time.
public protocol BodySource: AnyObject {
    /// At least one and at most `limit` bytes from `offset` on. A throw breaks the connection off: the client sees a body
    /// that is too short.
    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8]
    /// Called once, when nothing more will be read.
    func close()
}

/// A response, before the server adds what every response carries.
public struct Response {
    /// The status code, before the request's conditions and range are applied.
    public var status: Int
    /// Fields beside those that the server adds to every response.
    public var headers: HeaderFields
    /// What follows the header section.
    public var body: Body

    /// A response's content.
    public enum Body {
        /// No content.
        case empty
        /// Content that is in memory.
        case bytes([UInt8])
        /// `length` bytes, read as they are sent; the source is closed in any case.
        case stream(any BodySource, length: UInt64)
    }

    /// A response as a handler gives it; the server may still answer 206, 304 or 416 with it.
    public init(status: Int, headers: HeaderFields = HeaderFields(), body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON document.
    public static func json(_ value: JSONNode, status: Int = 200) -> Response {
        Response(status: status, headers: HeaderFields([("content-type", "application/json")]), body: .bytes(value.bytes))
    }

    /// UTF-8 text.
    public static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Response {
        Response(status: status, headers: HeaderFields([("content-type", type)]), body: .bytes(Array(text.utf8)))
    }

    /// A page in UTF-8.
    ///
    /// - Parameter contentSecurityPolicy: what the page may load; nothing at all for `nil`.
    public static func html(_ text: String, status: Int = 200, contentSecurityPolicy: String? = nil) -> Response {
        var response = Response.text(text, status: status, type: "text/html; charset=utf-8")
        if let contentSecurityPolicy { response.headers.set("content-security-policy", contentSecurityPolicy) }
        return response
    }

    /// Sends the browser to another page of this server, to be fetched by GET (303, RFC 9110 §15.4.4): what follows on a
    /// form, so that loading anew does not send it again.
    ///
    /// - Parameter path: path and query, percent-encoded. Nothing that a browser could take for another host passes, even
    ///   where it comes from the request.
    /// - Throws: ``MalformedTarget``.
    public static func redirect(to path: String) throws(MalformedTarget) -> Response {
        _ = try RequestTarget(Array(path.utf8))
        return Response(status: 303, headers: HeaderFields([("location", path)]))
    }

    /// Bytes in the body if the request were a GET.
    public var contentLength: UInt64 {
        switch body {
        case .empty: 0
        case .bytes(let bytes): UInt64(bytes.count)
        case .stream(_, let length): length
        }
    }
}
