import FoundationEssentials
import Glibc
import HTTPTransport
import Synchronization
import Testing

@Suite struct ServerTests {
    static let content = Array((0..<1000).map { UInt8($0 % 251) })

    private func fileServer(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> TestServer {
        try TestServer(
            [
                Route(.get, "/file") { _ in
                    Response(
                        status: 200, headers: HeaderFields([("etag", "\"v1\""), ("content-type", "application/octet-stream")]),
                        body: .bytes(Self.content))
                },
                Route(.get, "/items/{id}") { .text("item \($0.parameters["id"] ?? "")") },
                Route(.get, "/items/special") { _ in .text("special") },
                Route(.delete, "/items/{id}") { _ in Response(status: 204) },
                Route(.post, "/items", .collecting(bodyLimit: 10) { .text("\($0.body.count)", status: 201) }),
                Route(.get, "/fail") { _ in throw MalformedTarget.form },
            ], change)
    }

    @Test(arguments: [
        ("bytes=0-0", "bytes 0-0/1000", 0..<1), ("bytes=10-19", "bytes 10-19/1000", 10..<20), ("bytes=990-", "bytes 990-999/1000", 990..<1000),
        ("bytes=-5", "bytes 995-999/1000", 995..<1000), ("bytes=-5000", "bytes 0-999/1000", 0..<1000),
        ("bytes=900-5000", "bytes 900-999/1000", 900..<1000), ("Bytes=1-1", "bytes 1-1/1000", 1..<2),
    ]) func aRangeIsAnswered206(range: String, contentRange: String, bytes: Range<Int>) throws {
        let answer = try fileServer().get("/file", [("range", range)])
        #expect(answer.status == 206)
        #expect(answer.headers["content-range"] == contentRange)
        #expect(answer.body == Array(Self.content[bytes]))
    }

    @Test(arguments: ["bytes=1000-", "bytes=5000-6000", "bytes=-0"]) func aRangeOutsideIsAnswered416(range: String) throws {
        let answer = try fileServer().get("/file", [("range", range)])
        #expect(answer.status == 416)
        #expect(answer.headers["content-range"] == "bytes */1000")
    }

    @Test(arguments: ["items=0-1", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "bytes=-", "bytes=", "bytes=1--2", "bytes=+1-2"])
    func aRangeThatIsNoneIsIgnored(range: String) throws {
        let answer = try fileServer().get("/file", [("range", range)])
        #expect(answer.status == 200)
        #expect(answer.body == Self.content)
        #expect(answer.headers["accept-ranges"] == "bytes")
    }

    @Test func conditionsAreHonoured() throws {
        let server = try fileServer()
        #expect(try server.get("/file", [("if-none-match", "\"v1\"")]).status == 304)
        #expect(try server.get("/file", [("if-none-match", "W/\"x\", W/\"v1\"")]).status == 304)
        #expect(try server.get("/file", [("if-none-match", "*")]).status == 304)
        #expect(try server.get("/file", [("if-none-match", "\"v2\"")]).status == 200)
        #expect(try server.get("/file", [("if-range", "\"v1\""), ("range", "bytes=0-1")]).status == 206)
        #expect(try server.get("/file", [("if-range", "\"v2\""), ("range", "bytes=0-1")]).status == 200)
    }

    @Test func headHasTheLengthAndNoBody() throws {
        let server = try fileServer()
        let answer = try server.send(.head, "/file")
        #expect(answer.status == 200 && answer.body.isEmpty)
        #expect(answer.headers["content-length"] == "1000" && answer.headers["etag"] == "\"v1\"")
    }

    @Test func routesAreFoundAndOthersRefused() throws {
        let server = try fileServer()
        #expect(try server.get("/items/a%20b").text == "item a b")
        #expect(try server.get("/items/special").text == "special")
        #expect(try server.send(.delete, "/items/1").status == 204)
        let missing = try server.get("/nothing")
        #expect(missing.status == 404 && missing.headers["content-type"] == "application/problem+json")
        let wrong = try server.send(.put, "/items/1")
        #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD, DELETE")
        let failed = try server.get("/fail")
        #expect(failed.status == 500 && failed.text.contains("\"code\":\"internal-error\"") && !failed.text.contains("path"))
        #expect(try server.get("/items/1/2").status == 404)
        #expect(try server.get("/").status == 404)
        #expect(try server.get("/items/").status == 404 && server.get("/items/1/").status == 404)
    }

    @Test func everyResponseHasAnIDAndSafeHeaders() throws {
        let server = try fileServer()
        var ids: Set<String> = []
        for path in ["/file", "/nothing", "/fail", "/items/1"] {
            let answer = try server.get(path)
            ids.insert(answer.headers["x-request-id"] ?? "")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["content-security-policy"] != nil)
        }
        #expect(ids.count == 4 && !ids.contains(""))
    }

    @Test func aBodyBeyondTheLimitIsAnswered413() throws {
        let server = try fileServer()
        #expect(try server.send(.post, "/items", [], .bytes(Array(repeating: 1, count: 10))).text == "10")
        #expect(try server.send(.post, "/items", [], .bytes(Array(repeating: 1, count: 11))).status == 413)
        #expect(try server.send(.post, "/items", [], .bytes(Array(repeating: 1, count: 3_000_000))).status == 413)
        // A body where none belongs.
        #expect(
            RawConnection.exchange(server.port, "GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx").text.contains(
                " 413 "))
    }

    @Test func aProblemDocumentIsJSONWithItsMembers() throws {
        struct Document: Decodable { let type, title, detail, code, requestId, remedy: String, status: Int }
        let answer = try fileServer().send(.post, "/items", [], .bytes(Array(repeating: 1, count: 11)))
        let document = try JSONDecoder().decode(Document.self, from: Data(answer.body))
        #expect(document.code == "content-too-large" && document.status == 413 && document.type == "urn:medseal:problem:content-too-large")
        #expect(document.requestId == answer.headers["x-request-id"])
    }

    @Test func tooManyRequestsAreAnswered429() throws {
        let time = Mutex(0.0)
        let clock: @Sendable () -> Double = { time.withLock { $0 } }
        let server = try fileServer { $0.rateLimiter = RateLimiter(perSecond: 0.5, burst: 3, clock: clock) }
        for _ in 0..<3 { #expect(try server.get("/file").status == 200) }
        let refused = try server.get("/file")
        #expect(refused.status == 429 && refused.headers["retry-after"] == "2")
        time.withLock { $0 = 2 }
        #expect(try server.get("/file").status == 200)
        #expect(try server.get("/file").status == 429)
    }

    @Test func theLogNamesRouteAndStatusButNoPathQueryOrBody() throws {
        let server = try fileServer()
        _ = try server.get("/items/secret-path?name=secret-query", [("x-secret", "secret-header")])
        _ = try server.get("/secret-path")
        _ = try server.send(.post, "/items", [], .bytes(Array("secretbody".utf8)))
        server.server.stop(within: 2)
        let lines = server.log.entries.map(\.line)
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { !$0.contains("secret") && $0.contains("\"requestId\":\"") })
        // A line is written when its response has been sent, which need not be in the order of the requests.
        #expect(lines.contains { $0.contains("\"route\":\"/items/{id}\"") && $0.contains("\"status\":200") })
        #expect(lines.contains { $0.contains("\"route\":\"-\"") && $0.contains("\"code\":\"not-found\"") })
        #expect(lines.contains { $0.contains("\"received\":10") })
        #expect(server.metrics.text.contains("medseal_http_requests_total{method=\"GET\",route=\"/items/{id}\",status=\"200\"} 1.0"))
    }

    @Test func managementEndpointsTellHealthReadinessAndMetrics() throws {
        let reason = Mutex<String?>("starting")
        let metrics = Metrics()
        metrics.describe("things_total", "Things that happened.")
        metrics.add("things_total", [("kind", "a\"b")], by: 2)
        metrics.gauge("level") { 1.5 }
        let unready: @Sendable () -> String? = { reason.withLock { $0 } }
        let management = try HTTPServer(ServerConfiguration(), router: ManagementEndpoints.router(metrics: metrics, unready: unready))
        let get = { (path: String) in
            try HTTPClient().send(ClientRequest(.get, HTTPURL("http://127.0.0.1:\(management.port)\(path)")), responseLimit: 10_000)
        }
        #expect(try get("/healthz").text == "ok\n")
        #expect(try get("/readyz").status == 503)
        reason.withLock { $0 = nil }
        #expect(try get("/readyz").status == 200)
        let text = try get("/metrics").text
        #expect(text.contains("# HELP things_total Things that happened.\n# TYPE things_total counter\nthings_total{kind=\"a\\\"b\"} 2.0\n"))
        #expect(text.contains("# TYPE level gauge\nlevel 1.5\n"))
        management.stop(within: 1)
    }

    @Test func stoppingWaitsForRunningRequestsAndRefusesNewOnes() throws {
        let entered = Mutex(false)
        let released = Mutex(false)
        let server = try TestServer([
            Route(.get, "/slow") { _ in
                entered.withLock { $0 = true }
                while !released.withLock({ $0 }) { usleep(1000) }
                return .text("finished")
            },
            Route(.get, "/fast") { _ in .text("fast") },
        ])
        let kept = (0..<8).map { _ in RawConnection(port: server.port) }
        for connection in kept {
            connection.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(connection.read(until: "fast"))
        }
        let url = try server.url("/slow")
        let slow = BackgroundThread { try? HTTPClient().send(ClientRequest(.get, url), responseLimit: 100) }
        while !entered.withLock({ $0 }) { usleep(1000) }
        let http = server.server
        let stopping = BackgroundThread { http.stop(within: 5) }
        // As soon as it is stopping, nobody listens any more.
        let fast = try server.url("/fast")
        while (try? HTTPClient().send(ClientRequest(.get, fast), responseLimit: 100)) != nil { usleep(1000) }
        for connection in kept { connection.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n") }
        usleep(50_000)
        released.withLock { $0 = true }
        for connection in kept {
            // A connection that waits behind the slow request is closed without an answer.
            let late = connection.readToEnd()
            #expect(late.closed && (late.text.isEmpty || late.text.contains(" 503 ") && late.text.contains("shutting-down")))
        }
        #expect(slow.join()?.text == "finished")
        stopping.join()
        http.stop(within: 1)
    }

    @Test func addressAndPortAreCheckedAndReported() throws {
        var configuration = ServerConfiguration()
        configuration.address = "localhost"
        #expect(throws: ServerError.invalidAddress("localhost")) { try HTTPServer(configuration, router: Router([])) }
        let first = try TestServer([])
        configuration.address = "127.0.0.1"
        configuration.port = first.port
        #expect(throws: ServerError.cannotListen("127.0.0.1", port: first.port, errno: EADDRINUSE)) {
            try HTTPServer(configuration, router: Router([]))
        }
        configuration.address = "::1"
        configuration.port = 0
        let v6 = try HTTPServer(configuration, router: Router([Route(.get, "/") { .text($0.clientAddress) }]))
        let answer = try HTTPClient().send(ClientRequest(.get, HTTPURL("http://[::1]:\(v6.port)/")), responseLimit: 100)
        #expect(answer.text == "::1")
        v6.stop(within: 1)
    }
}
