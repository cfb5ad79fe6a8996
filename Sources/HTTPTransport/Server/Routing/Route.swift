/// Where a request's body goes while it arrives, for bodies too large for memory. Called by one thread at a time.
public protocol BodySink: AnyObject {
    /// The next bytes. A throw refuses the request; ``abort()`` follows.
    func receive(_ bytes: [UInt8]) throws
    /// The whole body has been received: as many bytes as were declared.
    func finish() throws -> Response
    /// The body will not be completed, or was refused. Not called after ``finish()`` returned.
    func abort()
}

/// A method and path, and who answers it.
public struct Route: Sendable {
    /// How the body is received and who answers.
    public enum Handler: Sendable {
        /// The body, of at most `bodyLimit` bytes, is collected first; 0 refuses any body. A longer one is answered 413.
        case collecting(bodyLimit: Int, @Sendable (Request) throws -> Response)
        /// The body, of at most `bodyLimit` bytes, goes to a sink that is made when the header section has been read.
        case streaming(bodyLimit: UInt64, @Sendable (Request) throws -> any BodySink)
    }

    /// The one method; a path with routes for other methods only is answered 405.
    public let method: HTTPMethod
    /// Which paths, and the names of their variable segments.
    public let template: PathTemplate
    /// Who answers, and the limit of the body.
    public let handler: Handler

    /// A route for a server's table; routes of other methods may have the same path.
    public init(_ method: HTTPMethod, _ template: PathTemplate, _ handler: Handler) {
        self.method = method
        self.template = template
        self.handler = handler
    }

    /// A route whose requests have no body.
    public init(_ method: HTTPMethod, _ template: PathTemplate, _ respond: @escaping @Sendable (Request) throws -> Response) {
        self.init(method, template, .collecting(bodyLimit: 0, respond))
    }

    /// The most bytes that a body of this route may have.
    var bodyLimit: UInt64 {
        switch handler {
        case .collecting(let limit, _): UInt64(limit)
        case .streaming(let limit, _): limit
        }
    }
}
