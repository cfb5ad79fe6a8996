import Glibc
import HTTPTransport
import Cryptography
import Synchronization
import Testing

/// Bodies that never stand in memory as a whole.
@Suite(.serialized) struct StreamingTests {
    /// Byte `n` of an endless, cheap, unrepetitive body.
    static func pattern(_ offset: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: (offset &+ UInt64($0)) &* 0x9e37_79b9 >> 13) }
    }

    final class Sink: BodySink {
        let length: UInt64
        let events: EventRecorder
        var offset: UInt64 = 0
        var failAt: UInt64?

        init(_ length: UInt64, failAt: UInt64? = nil, events: EventRecorder = EventRecorder()) {
            self.length = length
            self.failAt = failAt
            self.events = events
        }

        func receive(_ bytes: [UInt8]) throws {
            if let failAt, offset + UInt64(bytes.count) > failAt {
                throw Problem(status: 507, code: "full", title: "Full", remedy: "None.")
            }
            guard bytes == StreamingTests.pattern(offset, bytes.count) else {
                throw Problem(status: 400, code: "other-bytes", title: "Other bytes", remedy: "None.")
            }
            offset += UInt64(bytes.count)
        }

        func finish() throws -> Response {
            events.add("finish")
            return .text("\(offset)")
        }

        func abort() { events.add("abort") }
    }

    final class Source: BodySource {
        let closed: LogCounter
        let breakAt: UInt64
        init(_ closed: LogCounter, breakAt: UInt64 = .max) {
            self.closed = closed
            self.breakAt = breakAt
        }
        func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] {
            guard offset < breakAt else { throw HTTPClientError.interrupted }
            return StreamingTests.pattern(offset, min(limit, 100_000))
        }
        func close() { closed.add() }
    }

    final class EventRecorder: Sendable {
        private let events = Mutex<[String]>([])
        func add(_ event: String) { events.withLock { $0.append(event) } }
        var list: [String] { events.withLock { $0 } }
    }

    final class LogCounter: Sendable {
        private let count = Atomic<Int>(0)
        func add() { count.add(1, ordering: .relaxed) }
        var value: Int { count.load(ordering: .relaxed) }
    }

    static func residentBytes() -> Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        unsafe fgets(&line, 200, file)
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Int(text.split(separator: " ")[1]) ?? 0) * 4096
    }

    @Test func sixtyFourMebibytesGoBothWaysAtConstantMemory() throws {
        let length: UInt64 = 64 << 20
        let closed = LogCounter()
        let server = try TestServer([
            Route(.put, "/big", .streaming(bodyLimit: 1 << 30) { Sink($0.contentLength) }),
            Route(.get, "/big") { _ in
                Response(status: 200, headers: HeaderFields([("etag", "\"x\"")]), body: .stream(Source(closed), length: length))
            },
        ])
        let before = Self.residentBytes()
        var peak = before
        var sent: UInt64 = 0
        let up = try HTTPClient().send(
            ClientRequest(
                .put, server.url("/big"),
                body: .producer(length: length) { limit in
                    defer { sent += UInt64(limit) }
                    peak = max(peak, Self.residentBytes())
                    return Self.pattern(sent, limit)
                }), responseLimit: 100)
        #expect(up.status == 200 && up.text == "\(length)")

        var received: UInt64 = 0
        var equal = true
        let down = try HTTPClient().send(ClientRequest(.get, server.url("/big"))) { head, bytes in
            equal = equal && head.status == 200 && bytes == Self.pattern(received, bytes.count)
            received += UInt64(bytes.count)
            peak = max(peak, Self.residentBytes())
        }
        #expect(down.status == 200 && equal && received == length)
        // Other suites run beside this one, so the bound is generous; a body in memory would cost 64 MiB at least.
        #expect(peak - before < 48 << 20, "grew by \(peak - before) bytes")

        var part: [UInt8] = []
        let range = HeaderFields([("range", "bytes=1000000-1299999")])
        let partial = try HTTPClient().send(ClientRequest(.get, server.url("/big"), headers: range)) { part += $1 }
        #expect(partial.status == 206 && part == Self.pattern(1_000_000, 300_000))
        server.server.stop(within: 2)
        #expect(closed.value == 2)
    }

    @Test func aSinkThatRefusesIsAbortedOnceAndTheClientLearnsWhy() throws {
        let events = EventRecorder()
        let open: @Sendable (Request) throws -> any BodySink = { request in
            if request.headers["x-refuse"] != nil { throw Problem(status: 412, code: "stale", title: "Stale", remedy: "None.") }
            return Sink(request.contentLength, failAt: 100_000, events: events)
        }
        let server = try TestServer([Route(.put, "/big", .streaming(bodyLimit: 1 << 30, open))])
        let body = ClientRequest.Body.bytes(Self.pattern(0, 500_000))
        let refused = try server.send(.put, "/big", [], body)
        #expect(refused.status == 507 && refused.text.contains("\"code\":\"full\""))
        #expect(events.list == ["abort"])
        // Refused from the header section alone: with a short body, a long one, and one that waits for leave.
        #expect(try server.send(.put, "/big", [("x-refuse", "1")], body).status == 412)
        #expect(try server.send(.put, "/big", [("x-refuse", "1"), ("expect", "100-continue")], body).status == 412)
        #expect(try server.send(.put, "/big", [("x-refuse", "1")], .bytes(Self.pattern(0, 5_000_000))).status == 412)
        #expect(events.list == ["abort"])
    }

    @Test func aClientThatGoesAwayAbortsTheSink() throws {
        let events = EventRecorder()
        let open: @Sendable (Request) throws -> any BodySink = { Sink($0.contentLength, events: events) }
        let server = try TestServer([Route(.put, "/big", .streaming(bodyLimit: 1 << 30, open))])
        do {
            let connection = RawConnection(port: server.port)
            connection.send(Array("PUT /big HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n".utf8) + Self.pattern(0, 500))
            usleep(100_000)
        }
        for _ in 0..<100 where server.log.entries.isEmpty { usleep(10_000) }
        #expect(events.list == ["abort"])
        #expect(server.log.entries.first?.completed == false)
    }

    @Test func aSourceThatBreaksGivesAnIncompleteBodyNotAShortOne() throws {
        let closed = LogCounter()
        let server = try TestServer([
            Route(.get, "/big") { _ in Response(status: 200, body: .stream(Source(closed, breakAt: 300_000), length: 1_000_000)) }
        ])
        #expect(throws: HTTPClientError.interrupted) { try server.get("/big") }
        server.server.stop(within: 2)
        #expect(closed.value == 1)
    }
}
