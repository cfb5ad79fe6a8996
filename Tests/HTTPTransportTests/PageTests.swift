import HTTPTransport
import Testing

@Suite struct PageTests {
    private func portal() throws -> TestServer {
        let routes = [
            Route(.get, "/page") { _ in .html("<p>ü", contentSecurityPolicy: "default-src 'self'") },
            Route(.get, "/plain") { _ in .html("<p>", status: 422) },
            Route(.get, "/kept") { _ in
                var response = Response.html("<p>")
                response.headers.set("cache-control", "private, max-age=60")
                return response
            },
            Route(.post, "/form", .collecting(bodyLimit: 10) { _ in try .redirect(to: "/page?done=1") }),
            Route(.get, "/fail") { _ in throw MalformedTarget.form },
            Route(.get, "/json/{id}") { _ in
                throw Problem(status: 409, code: "x", title: "X", remedy: "y", headers: HeaderFields([("etag", "\"1\"")]))
            },
        ]
        return try TestServer(routes) {
            $0.rateLimiter = RateLimiter(perSecond: 0.001, burst: 7, clock: { 0 })
            $0.problemPage = { problem, request in
                guard request.target.segments.first != "json" else { return nil }
                return .html("<h1>\(problem.status) \(problem.code) \(request.requestID)</h1>", contentSecurityPolicy: "default-src 'self'")
            }
        }
    }

    @Test func pagesHaveTheirOwnHeaders() throws {
        let server = try portal()
        let page = try server.get("/page")
        #expect(page.status == 200 && page.text == "<p>ü" && page.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page.headers["content-security-policy"] == "default-src 'self'" && page.headers["cache-control"] == "no-store")
        let plain = try server.get("/plain")
        #expect(plain.status == 422 && plain.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
        #expect(try server.get("/kept").headers["cache-control"] == "private, max-age=60")
        let sent = try server.send(.post, "/form", [], .bytes([1]))
        #expect(sent.status == 303 && sent.headers["location"] == "/page?done=1" && sent.body.isEmpty)
    }

    @Test(arguments: ["//evil.example/", "https://evil.example/", "/\\evil.example", "", "page", "/a\r\nSet-Cookie: x=1", "/ä", "/../x", "/%2f/x"])
    func noRedirectLeavesTheServer(path: String) { #expect(throws: MalformedTarget.self) { try Response.redirect(to: path) } }

    @Test func refusalsAreAnsweredAsPages() throws {
        let server = try portal()
        for (status, code, answer) in [
            (404, "not-found", try server.get("/nothing")), (405, "method-not-allowed", try server.send(.delete, "/page")),
            (413, "content-too-large", try server.send(.post, "/form", [], .bytes([UInt8](repeating: 1, count: 11)))),
            (500, "internal-error", try server.get("/fail")),
        ] {
            #expect(answer.status == status && answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(answer.text == "<h1>\(status) \(code) \(answer.headers["x-request-id"] ?? "?")</h1>")
            #expect(answer.headers["content-security-policy"] == "default-src 'self'" && answer.headers["x-content-type-options"] == "nosniff")
            #expect((answer.headers["allow"] == "GET, HEAD") == (status == 405))
        }
        let other = try server.get("/json/1")
        #expect(other.status == 409 && other.headers["content-type"] == "application/problem+json" && other.headers["etag"] == "\"1\"")
        _ = try server.get("/page")
        // What the gate refuses names no request that a page could be made for, and costs nothing of the limit.
        let gated = RawConnection.exchange(server.port, "GET /a//b HTTP/1.1\r\nHost: a\r\n\r\n").text
        #expect(gated.contains(" 400 ") && gated.lowercased().contains("content-type: application/problem+json"))
        _ = try server.get("/page")
        let busy = try server.get("/page")
        #expect(busy.status == 429 && busy.headers["retry-after"] != nil && busy.text.contains("too-many-requests"))
        server.server.stop(within: 1)
        #expect(server.log.entries.contains { $0.code == "not-found" && $0.status == 404 })
    }
}
