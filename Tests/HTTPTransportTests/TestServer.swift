import HTTPTransport
import Synchronization

/// A server on a free port of the loopback address, stopped when it goes; and what it logged.
final class TestServer {
    let server: HTTPServer
    let log = LogRecorder()
    let metrics = Metrics()

    init(_ routes: [Route], _ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.idleTimeout = 3
        configuration.metrics = metrics
        let log = log
        configuration.log = { log.append($0) }
        change(&configuration)
        server = try HTTPServer(configuration, router: Router(routes))
    }

    deinit { server.stop(within: 1) }

    var port: UInt16 { server.port }

    func url(_ path: String) throws -> HTTPURL { try HTTPURL("http://127.0.0.1:\(port)\(path)") }

    func get(_ path: String, _ headers: [(name: String, value: String)] = []) throws -> ClientResponse {
        try HTTPClient().send(ClientRequest(.get, url(path), headers: HeaderFields(headers)), responseLimit: 1 << 20)
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ headers: [(name: String, value: String)] = [], _ body: ClientRequest.Body = .none
    ) throws -> ClientResponse {
        try HTTPClient().send(ClientRequest(method, url(path), headers: HeaderFields(headers), body: body), responseLimit: 1 << 20)
    }
}

final class LogRecorder: Sendable {
    private let storage = Mutex<[AccessLogEntry]>([])

    func append(_ entry: AccessLogEntry) { storage.withLock { $0.append(entry) } }

    var entries: [AccessLogEntry] { storage.withLock { $0 } }
}

extension ClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
