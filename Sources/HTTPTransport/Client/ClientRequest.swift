/// A request to be sent.
public struct ClientRequest {
    /// What is asked of the resource.
    public var method: HTTPMethod
    /// Where it goes; plain http only to this computer, unless the configuration allows more.
    public var url: HTTPURL
    /// Fields beside those that libcurl writes itself; a name that is no token or a value beyond visible ASCII is
    /// refused.
    public var headers: HeaderFields
    /// What is sent with it.
    public var body: Body

    /// A request's content.
    public enum Body {
        /// No content.
        case none
        /// Content that is in memory; its length is declared.
        case bytes([UInt8])
        /// `length` bytes, produced as they are sent: at most as many at a time as the closure is asked for; none is an
        /// error before the end.
        case producer(length: UInt64, (Int) throws -> [UInt8])
    }

    /// A request as it will be sent; nothing is checked before ``HTTPClient`` sends it.
    public init(_ method: HTTPMethod, _ url: HTTPURL, headers: HeaderFields = HeaderFields(), body: Body = .none) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What was answered.
public struct ClientResponse: Sendable {
    /// The status code of the final response, redirects (3xx) included: none is followed.
    public let status: Int
    /// The fields of the final response.
    public let headers: HeaderFields
    /// The body as far as it was collected.
    public let body: [UInt8]

    /// Whether the status is 2xx.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
