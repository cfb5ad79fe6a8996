/// How a server listens and what it allows.
public struct ServerConfiguration: Sendable {
    /// Numeric IPv4 or IPv6 address to listen on.
    public var address = "127.0.0.1"
    /// TCP port; 0 lets the system choose.
    public var port: UInt16 = 0
    /// Threads that serve connections, each many. A handler occupies its thread until it returns, and the thread's other
    /// connections wait.
    public var threads = 8
    /// Connections at a time.
    public var connectionLimit = 512
    /// Connections at a time from one address; 0 for no limit.
    public var connectionsPerAddress = 64
    /// Seconds after which a connection on which nothing moves is closed.
    public var idleTimeout = 30
    /// Values of `Host` that are meant for this server (`name` or `name:port`); `nil` accepts any. Signed requests are
    /// bound to that value, so a list here keeps requests that were signed for another server out.
    public var authorities: [String]?
    /// Whether `nil` stands for the address and port that it listens on, also as `localhost`: a name that somebody else's DNS
    /// binds to this machine then reaches nothing, also on a port that the system chose.
    public var answersToOwnAddressOnly = false
    /// Requests per second and at once from one address; `nil` for no limit.
    public var rateLimiter: RateLimiter?
    /// Where counters go.
    public var metrics = Metrics()
    /// Gets an entry for each request, on the thread that served it.
    public var log: @Sendable (AccessLogEntry) -> Void = { _ in }
    /// Told about an error that is no ``Problem``, with the request's id: the client learns the id only.
    public var report: @Sendable (any Error, String) -> Void = { _, _ in }
    /// A page that says in words what a ``Problem`` says, for people in front of a browser; `nil` for the JSON document,
    /// which requests that the gate refused always get. The problem's status and header fields are kept whatever the page
    /// has.
    public var problemPage: @Sendable (Problem, Request) -> Response? = { _, _ in nil }

    /// The defaults above, which are those of a service on loopback.
    public init() {}
}
