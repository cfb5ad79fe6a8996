public import HTTPTransport
public import Synchronization

/// Passes requests on to a real store, and lies where a test wants it to.
public final class LyingStore: Sendable {
    /// Answers in the store's place.
    public typealias Lie = @Sendable (Request) -> Response?
    /// Changes the store's answer.
    public typealias Twist = @Sendable (Request, inout Response) -> Void

    private struct State {
        var lie: Lie?
        var twist: Twist?
        var count = 0
    }

    private let state = Mutex(State())
    private let client = HTTPClient()

    /// Requests that came since it was asked to lie.
    public var count: Int { state.withLock { $0.count } }

    public init() {}

    public func lie(_ lie: @escaping Lie) {
        state.withLock { $0 = State(lie: lie) }
    }

    public func twist(_ twist: @escaping Twist) {
        state.withLock { $0 = State(twist: twist) }
    }

    public func tellTheTruth() {
        state.withLock { $0 = State() }
    }

    public func router(to store: String) -> Router {
        func route(_ method: HTTPMethod, _ template: PathTemplate) -> Route {
            Route(method, template, .collecting(bodyLimit: 256 << 20) { try self.answer($0, store) })
        }
        return Router([
            route(.get, "/v1/records"), route(.put, "/v1/records/{id}"), route(.get, "/v1/records/{id}"),
            route(.put, "/v1/records/{id}/envelope"), route(.put, "/v1/records/{id}/deletion"), route(.get, "/v1/records/{id}/deletion"),
            route(.put, "/v1/successions"), route(.get, "/v1/users/{id}/successions"),
            route(.get, "/v1/records/{id}/versions"), route(.get, "/v1/records/{id}/versions/{version}"),
            route(.get, "/v1/records/{id}/accesses"), route(.post, "/v1/index/terms"), route(.post, "/v1/index/search"),
            route(.get, "/v1/index/keys"),
        ])
    }

    private func answer(_ request: Request, _ store: String) throws -> Response {
        let (lie, twist) = state.withLock { state in
            state.count += 1
            return (state.lie, state.twist)
        }
        if let lied = lie?(request) { return lied }
        var response: Response
        do { response = try forward(request, store) } catch {
            return .text(json: #"{"title":"the proxy in front of the store: \#(error)"}"#, status: 502)
        }
        twist?(request, &response)
        return response
    }

    private func forward(_ request: Request, _ store: String) throws -> Response {
        let query = request.target.rawQuery.map { "?" + $0 } ?? ""
        // Ranges are cut out of the whole by the proxy's own server; the rest of the header section is signed.
        let dropped: Set = ["range", "content-length", "connection", "expect", "accept"]
        var headers = HeaderFields(request.headers.fields.filter { !dropped.contains($0.name) }.map { ($0.name, $0.value) })
        headers.set("host", request.authority)
        let answer = try client.send(
            ClientRequest(
                request.method, HTTPURL("\(store)\(request.target.rawPath)\(query)"), headers: headers,
                body: request.method == .put || request.method == .post ? .bytes(request.body) : .none), responseLimit: 256 << 20)
        let kept = ["etag", "content-type", "location"].compactMap { name in answer.headers[name].map { (name: name, value: $0) } }
        return Response(status: answer.status, headers: HeaderFields(kept), body: answer.body.isEmpty ? .empty : .bytes(answer.body))
    }
}

/// Zeros without an end in sight.
public final class EndlessBody: BodySource {
    private let beginning: [UInt8]
    public let given: Atomic<Int>

    public init(_ beginning: [UInt8] = []) {
        self.beginning = beginning
        given = Atomic(0)
    }

    public func read(at offset: UInt64, atMost limit: Int) -> [UInt8] {
        given.add(limit, ordering: .relaxed)
        if offset < UInt64(beginning.count) { return Array(beginning[Int(offset)...].prefix(limit)) }
        return [UInt8](repeating: 0, count: limit)
    }

    public func close() {}
}

extension Response {
    public var bytes: [UInt8] {
        if case .bytes(let bytes) = body { return bytes }
        return []
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public static func text(json: String, status: Int = 200) -> Response {
        Response(status: status, headers: HeaderFields([("content-type", "application/json")]), body: .bytes(Array(json.utf8)))
    }
}
