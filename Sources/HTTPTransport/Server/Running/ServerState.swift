import Framing
import Synchronization

/// What all requests of a server share.
final class ServerState: Sendable {
    let router: Router
    let gate: RequestGate
    let rateLimiter: RateLimiter?
    let metrics: Metrics
    let log: @Sendable (AccessLogEntry) -> Void
    let report: @Sendable (any Error, String) -> Void
    let problemPage: @Sendable (Problem, Request) -> Response?
    private let draining = Atomic<Bool>(false)
    private let running = Atomic<Int>(0)

    init(_ configuration: ServerConfiguration, _ router: Router) {
        self.router = router
        var gate = RequestGate()
        gate.authorities = configuration.authorities.map { Set($0.map { $0.lowercased() }) }
        self.gate = gate
        rateLimiter = configuration.rateLimiter
        metrics = configuration.metrics
        log = configuration.log
        report = configuration.report
        problemPage = configuration.problemPage
    }

    /// Whether new requests are refused because the server is stopping.
    var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// Requests whose response has not been sent to its end.
    var runningRequests: Int { running.load(ordering: .acquiring) }

    func beginDraining() { draining.store(true, ordering: .releasing) }

    func requestBegan() { running.add(1, ordering: .acquiringAndReleasing) }

    func requestEnded() { running.subtract(1, ordering: .acquiringAndReleasing) }

    /// 96 random bits in hexadecimal.
    func newRequestID() -> String {
        var random = SystemRandomNumberGenerator()
        return Hexadecimal.encode((0..<12).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
}
