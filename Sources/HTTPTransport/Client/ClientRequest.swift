/// A request to be sent.
public struct ClientRequest {
    public var method: HTTPMethod
    public var url: HTTPURL
    public var headers: HeaderFields
    public var body: Body

    /// A request's content.
    public enum Body {
        case none
        case bytes([UInt8])
        /// `length` bytes, produced as they are sent: at most as many at a time as the closure is asked for; none is an
        /// error before the end.
        case producer(length: UInt64, (Int) throws -> [UInt8])
    }

    public init(_ method: HTTPMethod, _ url: HTTPURL, headers: HeaderFields = HeaderFields(), body: Body = .none) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What was answered.
public struct ClientResponse: Sendable {
    public let status: Int
    public let headers: HeaderFields
    /// The body as far as it was collected.
    public let body: [UInt8]

    public var isSuccess: Bool { (200..<300).contains(status) }
}
