import Glibc
import HTTPTransport
import Synchronization
import Testing

@Suite struct HTTPClientTests {
    @Test func redirectsAreNotFollowed() throws {
        let server = try TestServer([
            Route(.get, "/from") { _ in Response(status: 302, headers: HeaderFields([("location", "/to")])) },
            Route(.get, "/to") { _ in .text("followed") },
        ])
        let answer = try server.get("/from")
        #expect(answer.status == 302 && answer.headers["location"] == "/to")
    }

    @Test func anAnswerBeyondTheLimitIsAnError() throws {
        let server = try TestServer([
            Route(.get, "/body") { _ in .text(String(repeating: "x", count: 1001)) },
            Route(.get, "/header") { _ in
                Response(status: 200, headers: HeaderFields((0..<100).map { ("x-\($0)", String(repeating: "y", count: 1000)) }))
            },
        ])
        let client = HTTPClient()
        #expect(try client.send(ClientRequest(.get, server.url("/body")), responseLimit: 1001).body.count == 1001)
        #expect(throws: HTTPClientError.tooLarge) { try client.send(ClientRequest(.get, server.url("/body")), responseLimit: 1000) }
        #expect(throws: HTTPClientError.tooLarge) { try client.send(ClientRequest(.get, server.url("/header")), responseLimit: 1000) }
    }

    @Test func nobodyListeningSilenceAndUnknownNamesAreTypedErrors() throws {
        let port = try TestServer([]).port
        #expect(throws: HTTPClientError.cannotConnect) {
            try HTTPClient().send(ClientRequest(.get, HTTPURL("http://127.0.0.1:\(port)/")), responseLimit: 10)
        }
        let slow = try TestServer([
            Route(.get, "/") { _ in
                usleep(1_500_000)
                return .text("late")
            }
        ])
        var configuration = HTTPClientConfiguration()
        configuration.totalTimeout = 1
        #expect(throws: HTTPClientError.timeout) {
            try HTTPClient(configuration).send(ClientRequest(.get, slow.url("/")), responseLimit: 10)
        }
    }

    @Test func aBodyIsAnnouncedUnlessToldOtherwise() throws {
        let server = try TestServer([
            Route(.post, "/", .collecting(bodyLimit: 10) { .text(($0.headers["expect"] ?? "none") + " \($0.body.count)") })
        ])
        var configuration = HTTPClientConfiguration()
        let request = ClientRequest(.post, try server.url("/"), body: .bytes([1, 2]))
        #expect(try HTTPClient(configuration).send(request, responseLimit: 100).text == "100-continue 2")
        configuration.announcesBody = false
        #expect(try HTTPClient(configuration).send(request, responseLimit: 100).text == "none 2")
    }

    @Test func plainHTTPToAnotherComputerIsRefused() throws {
        #expect(throws: HTTPClientError.cleartext) {
            try HTTPClient().send(ClientRequest(.get, HTTPURL("http://store.example/")), responseLimit: 10)
        }
        #expect(try HTTPURL("http://127.0.0.1.example.org/").isLoopback == false)
        // Found by fuzzing: the default port was taken off first, and a second one left.
        for text in ["http://[::1]:80:80", "https://host:443:443/", "http://host:8080:80"] {
            #expect(throws: HTTPClientError.invalidURL) { try HTTPURL(text) }
        }
        #expect(try HTTPURL("http://127.1.2.3:80/").isLoopback && HTTPURL("http://[::1]:8/").isLoopback && HTTPURL("http://LOCALHOST").isLoopback)
    }

    @Test func headersCannotBeInjected() throws {
        for header in [("x", "a\r\nb: c"), ("x", "a\nb"), ("x y", "a"), ("", "a"), ("x", "a\u{0}b")] {
            #expect(throws: HTTPClientError.invalidHeader) {
                try HTTPClient().send(ClientRequest(.get, HTTPURL("http://127.0.0.1:1/"), headers: HeaderFields([header])), responseLimit: 10)
            }
        }
    }

    @Test func aProducersAndASinksErrorsComeOut() throws {
        struct Mine: Error {}
        let server = try TestServer([
            Route(.put, "/", .collecting(bodyLimit: 1000) { .text("\($0.body.count)") }),
            Route(.get, "/") { _ in .text("content") },
        ])
        #expect(throws: Mine.self) { try server.send(.put, "/", [], .producer(length: 10) { _ in throw Mine() }) }
        #expect(throws: HTTPClientError.shortBody) { try server.send(.put, "/", [], .producer(length: 10) { _ in [] }) }
        #expect(throws: Mine.self) { try HTTPClient().send(ClientRequest(.get, server.url("/"))) { _, _ in throw Mine() } }
        var left = [UInt8](repeating: 1, count: 10)
        let answer = try server.send(.put, "/", [], .producer(length: 10) { _ in [left.removeFirst()] })
        #expect(answer.text == "10")
    }

    @Test func theBodyOfARefusalIsCollectedAndNotGivenToTheSink() throws {
        let server = try TestServer([])
        let given = Mutex(0)
        let answer = try HTTPClient().send(ClientRequest(.get, server.url("/none"))) { _, bytes in given.withLock { $0 += bytes.count } }
        #expect(answer.status == 404 && answer.text.contains("not-found") && given.withLock { $0 } == 0)
    }

    @Test func oneClientServesSeveralThreadsAndKeepsConnections() async throws {
        let server = try TestServer([Route(.get, "/{n}") { .text($0.parameters["n"] ?? "") }])
        let client = HTTPClient()
        let port = server.port
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<20 {
                        let name = "\(task)-\(number)"
                        let answer = try client.send(ClientRequest(.get, HTTPURL("http://127.0.0.1:\(port)/\(name)")), responseLimit: 100)
                        #expect(answer.text == name)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [
        ("http://Host.example:80", "host.example", "/", "http://host.example/"),
        ("https://a:443/x?y", "a", "/x", "https://a/x?y"),
        ("https://a:80/%C3%A9", "a:80", "/%C3%A9", "https://a:80/%C3%A9"),
        ("http://[::1]:8080?q=1", "[::1]:8080", "/", "http://[::1]:8080/?q=1"),
    ]) func urlsAreTakenApart(text: String, authority: String, path: String, whole: String) throws {
        let url = try HTTPURL(text)
        #expect(url.authority == authority && url.path == path && url.description == whole)
    }

    @Test(arguments: [
        "", "a", "ftp://a/", "file:///x", "http://", "http://u:p@a/", "http://a/#f", "http://a/ b", "http://a/../b", "http://a/%", "http://é/",
    ])
    func otherURLsAreRefused(text: String) {
        #expect(throws: HTTPClientError.invalidURL) { try HTTPURL(text) }
    }

    @Test func segmentsAreEncodedWhenAppended() throws {
        let url = try HTTPURL("http://a/base/").appending(["x/y", "é"], query: [("n", "1&2"), ("m", "")])
        #expect(url.description == "http://a/base/x%2Fy/%C3%A9?n=1%262&m=")
    }
}
