import Clocks
import CMicroHTTPD
import Glibc
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd, with a strict gate in front of its router.
///
/// TLS is the reverse proxy's work: this listens on the loopback address unless it is told otherwise.
@safe public final class HTTPServer: Sendable {
    /// The port that it listens on.
    public let port: UInt16
    private let state: ServerState
    private let daemon: Mutex<Daemon?>

    /// Listens and serves from now on.
    public init(_ configuration: ServerConfiguration, router: Router) throws(ServerError) {
        // A client that goes away while it is written to must not end the process.
        _ = signal(SIGPIPE, SIG_IGN)
        let (descriptor, port) = try ListeningSocket.open(configuration.address, port: configuration.port)
        self.port = port
        var configuration = configuration
        if configuration.authorities == nil, configuration.answersToOwnAddressOnly {
            // RFC 3986 §3.2.2: an address with colons stands in brackets.
            let address = configuration.address.contains(":") ? "[\(configuration.address)]" : configuration.address
            configuration.authorities = ["\(address):\(port)", "localhost:\(port)"]
        }
        state = ServerState(configuration, router)
        let started = Daemon(state, listeningOn: descriptor, configuration)
        guard let started else {
            close(descriptor)
            throw .cannotStart
        }
        let running = state
        configuration.metrics.gauge("medseal_http_running_requests") { Double(running.runningRequests) }
        daemon = Mutex(started)
    }

    deinit { stop(within: 0) }

    /// Stops listening at once, waits for running requests, at most `seconds`, then closes every connection. A request that
    /// comes on an open connection meanwhile is answered 503. A handler that runs at the end of the time is waited for.
    /// Stopping twice does nothing.
    public func stop(within seconds: Double) {
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        state.beginDraining()
        daemon.stopListening()
        let deadline = Clock.seconds + seconds
        while state.runningRequests > 0, Clock.seconds < deadline { usleep(2000) }
        daemon.stop()
    }
}
