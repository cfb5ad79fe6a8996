import Synchronization

/// A request that passed the gate: its header section is unambiguous, its target decoded.
public struct Request: Sendable {
    /// One that is known; others were answered 501.
    public let method: HTTPMethod
    /// Path and query, decoded.
    public let target: RequestTarget
    /// The `Host` field in lower case: whom the client meant to speak to.
    public let authority: String
    /// All fields of the header section; the gate let no byte but visible ASCII, space and tab pass.
    public let headers: HeaderFields
    /// Bytes of the body as declared; 0 if there is none.
    public let contentLength: UInt64
    /// Numeric address of the peer: the reverse proxy's, where there is one.
    public let clientAddress: String
    /// Random, in every response and log line that belongs to this request.
    public let requestID: String
    /// What the path template's names stand for, decoded.
    public internal(set) var parameters: [String: String] = [:]
    /// The whole body, for routes that collect it; empty for the others.
    public internal(set) var body: [UInt8] = []
    /// What the handler adds to the log line.
    public let notes = RequestNotes()

    /// A request without body and path parameters, which the server adds.
    public init(
        method: HTTPMethod, target: RequestTarget, authority: String, headers: HeaderFields, contentLength: UInt64,
        clientAddress: String, requestID: String
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.headers = headers
        self.contentLength = contentLength
        self.clientAddress = clientAddress
        self.requestID = requestID
    }
}

/// What a handler found out about a request and wants in the log line.
public final class RequestNotes: Sendable {
    private let storage = Mutex<String?>(nil)

    /// Notes that say nothing yet.
    public init() {}

    /// Who made the request, as an identifier; never a name.
    public var principal: String? {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
