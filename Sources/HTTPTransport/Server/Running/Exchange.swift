import Clocks
import Synchronization

/// One request and its response: from the gate through router, body and handler to the log line. Knows nothing of the
/// library that moves the bytes. Used by one thread at a time.
final class Exchange {
    private enum Phase {
        case begun
        /// Body goes to memory, then the handler answers.
        case collecting(@Sendable (Request) throws -> Response)
        /// Body goes to the sink, which answers.
        case streaming(any BodySink)
        /// The rest of the body is read and forgotten, so that the client gets this answer instead of a reset connection.
        case refusing(Response)
        case answered
    }

    /// The longest rest of a body that is read only to be forgotten.
    private static let drainLimit: UInt64 = 64 << 20
    /// The longest body that is read and forgotten when the header section already decided against it; a longer one
    /// costs the connection.
    private static let earlyDrainLimit: UInt64 = 1 << 20

    private let server: ServerState
    private let requestID: String
    private let clientAddress: String
    private let started = Clock.seconds
    private var phase = Phase.begun
    private var request: Request?
    private var methodName = "-"
    private var route: Route?
    private var received: UInt64 = 0
    private var sent: UInt64 = 0
    private var status = 0
    private var code: String?

    init(_ server: ServerState, clientAddress: String) {
        self.server = server
        self.clientAddress = clientAddress
        requestID = server.newRequestID()
        server.requestBegan()
    }

    /// The header section has been read.
    ///
    /// - Returns: a response that must go out at once, with the connection closed; `nil` to go on with the body.
    func begin(_ raw: RawRequest) -> Response? {
        do throws(Problem) {
            let admitted = try server.gate.admit(raw, clientAddress: clientAddress, requestID: requestID)
            methodName = admitted.method.rawValue
            request = admitted
            try start(admitted)
            return nil
        } catch {
            server.metrics.add("medseal_http_refused_total", [("code", error.code)])
            guard let request, !error.closesConnection, request.contentLength <= Self.earlyDrainLimit, request.headers["expect"] == nil
            else { return closing(answer(error)) }
            phase = .refusing(answer(error))
            return nil
        }
    }

    private func start(_ admitted: Request) throws(Problem) {
        if server.isDraining {
            var problem = Problem(
                status: 503, code: "shutting-down", title: "The server is shutting down", remedy: "Try again in a few seconds.",
                headers: HeaderFields([("retry-after", "5")]))
            problem.closesConnection = true
            throw problem
        }
        if let seconds = server.rateLimiter?.take(clientAddress) {
            throw Problem(
                status: 429, code: "too-many-requests", title: "Too many requests from this address",
                remedy: "Wait as long as Retry-After says.", headers: HeaderFields([("retry-after", "\(seconds)")]))
        }
        let (route, parameters) = try server.router.find(admitted.method, admitted.target)
        self.route = route
        request?.parameters = parameters
        guard admitted.contentLength <= route.bodyLimit else {
            throw Problem(
                status: 413, code: "content-too-large", title: "The body is too large", detail: "at most \(route.bodyLimit) bytes are taken here",
                remedy: "Send a smaller body.")
        }
        switch route.handler {
        case .collecting(_, let respond): phase = .collecting(respond)
        case .streaming(_, let open):
            guard let request else { return }
            do { phase = .streaming(try open(request)) } catch { throw problem(of: error) }
        }
    }

    /// The next bytes of the body.
    ///
    /// - Returns: `false` if the connection is to be broken off.
    func receive(_ bytes: [UInt8]) -> Bool {
        received += UInt64(bytes.count)
        switch phase {
        case .collecting: request?.body += bytes
        case .streaming(let sink):
            do {
                try sink.receive(bytes)
            } catch {
                sink.abort()
                phase = .refusing(answer(problem(of: error)))
                return (request?.contentLength ?? 0) - received <= Self.drainLimit
            }
        case .refusing, .begun, .answered: break
        }
        return true
    }

    /// The whole request has been received: its response.
    func finish() -> Response {
        let phase = self.phase
        self.phase = .answered
        do {
            switch phase {
            case .collecting(let respond):
                guard let request else { break }
                return complete(try respond(request), request)
            case .streaming(let sink):
                guard let request else { break }
                do {
                    return complete(try sink.finish(), request)
                } catch {
                    sink.abort()
                    throw error
                }
            case .refusing(let response): return response
            case .begun, .answered: break
            }
            throw Problem(status: 400, code: "malformed-request", title: "The request was refused before it was read", remedy: "Send it again.")
        } catch {
            return answer(problem(of: error))
        }
    }

    /// Bytes of the response's body that were handed over for sending.
    func sent(_ count: Int) { sent += UInt64(count) }

    /// Nothing more will happen.
    func completed(_ whole: Bool) {
        if case .streaming(let sink) = phase { sink.abort() }
        phase = .answered
        server.requestEnded()
        let template = route?.template.description ?? "-"
        let duration = Clock.seconds - started
        let labels = [("method", methodName), ("route", template), ("status", "\(status)")]
        server.metrics.add("medseal_http_requests_total", labels)
        server.metrics.add("medseal_http_request_seconds_total", [("route", template)], by: duration)
        server.metrics.add("medseal_http_received_bytes_total", by: Double(received))
        server.metrics.add("medseal_http_sent_bytes_total", by: Double(sent))
        server.log(
            AccessLogEntry(
                time: Clock.nowInMilliseconds, requestID: requestID, clientAddress: clientAddress, method: methodName, route: template,
                status: status, bytesReceived: received, bytesSent: sent, durationMicroseconds: Int64(duration * 1e6), code: code,
                principal: request?.notes.principal, completed: whole))
    }

    private func complete(_ response: Response, _ request: Request) -> Response { decorate(ConditionalResponse.apply(response, to: request)) }

    private func answer(_ problem: Problem) -> Response {
        code = problem.code
        let response = decorate(request.flatMap { page(problem, $0) } ?? problem.response(requestID: requestID))
        return problem.closesConnection ? closing(response) : response
    }

    private func page(_ problem: Problem, _ request: Request) -> Response? {
        guard var page = server.problemPage(problem, request) else { return nil }
        page.status = problem.status
        for field in problem.headers.fields { page.headers.set(field.name, field.value) }
        return page
    }

    private func closing(_ response: Response) -> Response {
        var response = response
        response.headers.set("connection", "close")
        return response
    }

    private func decorate(_ response: Response) -> Response {
        var response = response
        status = response.status
        response.headers.set("x-request-id", requestID)
        response.headers.set("x-content-type-options", "nosniff")
        if response.headers.count("cache-control") == 0 { response.headers.set("cache-control", "no-store") }
        if response.headers.count("content-security-policy") == 0 {
            response.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        }
        if server.isDraining { response.headers.set("connection", "close") }
        return response
    }

    private func problem(of error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        server.report(error, requestID)
        return Problem(
            status: 500, code: "internal-error", title: "The server failed", remedy: "Report the request's id to the operator.")
    }
}
