import HTTPTransport

/// What both servers have in common on the command line: where to listen, and where the log goes.
enum ServerOptions {
    static let listen = Command.Option.value(
        "listen", "ADDRESS:PORT", "where to serve; port 0 takes a free one")
    static let management = Command.Option.value(
        "management", "ADDRESS:PORT", "also serve /healthz, /readyz and /metrics here")
    static let host = Command.Option.repeated(
        "host", "HOST:PORT", "a name under which clients reach the server, such as a proxy's (default: the listening address)")
    static let rate = Command.Option.value(
        "rate", "NUMBER", "requests a second that one address may make (default: 1000; a hospital behind one address needs more)")
    static let log = Command.Option.value("log", "FILE", "append a JSON line for each request (default: standard error)")

    /// Serves `router` until SIGINT or SIGTERM, then lets running requests end.
    ///
    /// Prints `listening on http://ADDRESS:PORT` on standard output when it is ready.
    static func run(
        _ router: Router, _ invocation: Invocation, defaultListen: String, name: String,
        threads: Int = 8, problemPage: @escaping @Sendable (Problem, Request) -> Response? = { _, _ in nil },
        unready: @escaping @Sendable () -> String?
    ) throws {
        var configuration = ServerConfiguration()
        (configuration.address, configuration.port) = try address(
            invocation.value("listen") ?? defaultListen, "listen", invocation)
        configuration.threads = threads
        // A signed request names the host it is meant for: one for another server must not be taken here.
        let hosts = invocation.all("host")
        configuration.authorities = hosts.isEmpty ? nil : hosts
        configuration.answersToOwnAddressOnly = true
        let rate: Int = try invocation.integer("rate", 1...1_000_000) ?? 1000
        configuration.rateLimiter = RateLimiter(perSecond: Double(rate), burst: Double(2 * rate))
        configuration.problemPage = problemPage
        let sink = try LogSink(invocation.value("log"))
        configuration.log = { sink.write($0.line) }
        configuration.report = { error, requestID in
            StandardStreams.note("internal error in request \(requestID): \(type(of: error))")
        }
        let server = try HTTPServer(configuration, router: router)
        var managementServer: HTTPServer?
        if let text = invocation.value("management") {
            var management = ServerConfiguration()
            (management.address, management.port) = try address(text, "management", invocation)
            managementServer = try HTTPServer(
                management, router: ManagementEndpoints.router(metrics: configuration.metrics, unready: unready))
        }
        if let managementServer { StandardStreams.note("\(name): management on port \(managementServer.port)") }
        try StandardStreams.result("listening on http://\(configuration.address):\(server.port)")
        Interruption.waitWhileServing()
        StandardStreams.note("\(name): ending")
        server.stop(within: 10)
        managementServer?.stop(within: 1)
    }

    private static func address(_ text: String, _ option: String, _ invocation: Invocation) throws -> (String, UInt16) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Invocation.usage("--\(option) takes ADDRESS:PORT, such as 127.0.0.1:8440", invocation.command)
        }
        return (String(text[..<colon]), port)
    }
}
