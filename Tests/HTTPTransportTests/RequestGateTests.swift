import HTTPTransport
import Testing

/// Requests that two readers could understand differently, each on a live server: refused with the connection closed, and
/// the smuggled second request never reaches the router.
@Suite struct RequestGateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// 0 where the HTTP library closes the connection without an answer.
        let status: Int
        let request: String
        var testDescription: String { name }

        init(_ name: String, _ status: Int, _ request: String) {
            self.name = name
            self.status = status
            self.request = request
        }
    }

    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let cases: [Case] = [
        Case(
            "length and transfer encoding", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            "transfer encoding and length", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        Case("two lengths", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n"),
        Case("the same length twice", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        Case("a list of lengths", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"),
        Case("a signed length", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"),
        Case("a negative length", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc"),
        Case("a hexadecimal length", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc"),
        Case("an immense length", 413, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999999999\r\n\r\nabc"),
        Case("a chunked body", 411, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case("an unknown coding", 501, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc"),
        Case("two codings", 501, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        Case("an obscured coding", 501, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        Case("two coding fields", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
        Case("space before the colon", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc"),
        Case("tab before the colon", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
        Case("a name that is no token", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX(y): 3\r\n\r\n"),
        Case("an empty name", 400, "GET /echo HTTP/1.1\r\nHost: a\r\n: 3\r\n\r\n"),
        Case("a line without a colon", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n"),
        Case("two hosts", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Case("the same host twice", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Case("no host", 400, "GET /echo HTTP/1.1\r\nX: y\r\n\r\n"),
        Case("an empty host", 400, "GET /echo HTTP/1.1\r\nHost:\r\n\r\n"),
        Case("a host with a path", 400, "GET /echo HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Case("a host with user information", 400, "GET /echo HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        Case("an unknown method", 501, "BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a method in lower case", 501, "get /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("TRACE", 501, "TRACE /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("CONNECT", 501, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a control byte in a value", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n"),
        Case("a bare carriage return in a value", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\rContent-Length: 3\r\n\r\n"),
        Case("a NUL in a value", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: z\r\n\r\n"),
        Case("a NUL in the last value", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        Case("a NUL in a name", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX\0Y: b\r\n\r\n"),
        Case("text beyond ASCII in a value", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n"),
        Case("a folded line", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\nY: z\r\n\r\n"),
        Case("a folded line at the end", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n"),
        Case("a folded length", 400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent: 5\r\n -Length\r\n\r\n"),
        Case("a bare line feed", 400, "GET /echo HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        Case("bare line feeds only", 400, "GET /echo HTTP/1.1\nHost: a\n\n"),
        Case("two spaces before the target", 400, "GET  /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a space in the target", 0, "GET /echo /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("two spaces before the version", 0, "GET /echo  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a space after the version", 400, "GET /echo HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Case("absolute form", 400, "GET http://b/echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("asterisk form", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a target without a slash", 400, "GET echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a fragment", 400, "GET /echo#x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("an encoded slash", 400, "GET /ec%2fho HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("an encoded backslash", 400, "GET /ec%5Cho HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("dot segments", 400, "GET /x/../echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("encoded dot segments", 400, "GET /x/%2e%2E/echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a single dot segment", 400, "GET /./echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("an empty segment", 400, "GET //echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("an encoded NUL", 400, "GET /echo%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("an encoded line feed", 400, "GET /echo%0a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("encoding that is no UTF-8", 400, "GET /%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("overlong UTF-8", 400, "GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("broken encoding", 400, "GET /ech%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("encoding cut off", 400, "GET /echo% HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a parameter twice", 400, "GET /echo?a=1&a=2 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a raw byte beyond ASCII in the target", 400, "GET /é HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a long target", 414, "GET /\(String(repeating: "a", count: 2048)) HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("a very long target", 414, "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("long headers", 431, "GET /echo HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17_000))\r\n\r\n"),
        Case("very long headers", 431, "GET /echo HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n"),
        Case(
            "many headers", 431,
            "GET /echo HTTP/1.1\r\nHost: a\r\n\((0..<70).map { "X\($0): y\r\n" }.joined())\r\n"),
        Case("a covered field twice", 400, "GET /echo HTTP/1.1\r\nHost: a\r\nIf-Match: \"a\"\r\nIf-Match: \"b\"\r\n\r\n"),
        Case("an unknown expectation", 417, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n"),
        Case("an unknown version", 505, "GET /echo HTTP/1.7\r\nHost: a\r\n\r\n"),
        Case("version 2", 505, "GET /echo HTTP/2.0\r\nHost: a\r\n\r\n"),
        Case("another protocol", 400, "GET /echo FTP/1.1\r\nHost: a\r\n\r\n"),
        Case("another server's name", 421, "GET /echo HTTP/1.1\r\nHost: other\r\n\r\n"),
    ]

    private func server() throws -> TestServer {
        try TestServer([
            Route(.get, "/echo") { _ in .text("reached") },
            Route(.post, "/echo", .collecting(bodyLimit: 1000) { _ in .text("reached") }),
            Route(.get, "/smuggled") { _ in .text("SMUGGLED") },
        ]) { $0.authorities = ["a", "127.0.0.1"] }
    }

    @Test(arguments: cases) func refusesAndCloses(_ one: Case) throws {
        let server = try server()
        let answer = RawConnection.exchange(server.port, one.request + Self.smuggled)
        #expect(answer.closed, "the connection stays open")
        let expected = one.status == 0 ? "" : "HTTP/1.1 \(one.status) "
        #expect(answer.text.hasPrefix(expected) && answer.text.isEmpty == expected.isEmpty, "answered: \(answer.text.prefix(60))")
        #expect(!answer.text.contains("SMUGGLED") && !answer.text.contains("reached"))
    }

    @Test func ordinaryRequestsPass() throws {
        let server = try server()
        for request in [
            "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost:a\r\nConnection:close\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: \t a \t \r\nConnection: close\r\nEmpty:\r\n\r\n",
            "GET /%65cho?q=%C3%A9+1&r HTTP/1.1\r\nhOST: A\r\nConnection: close\r\nAccept: a\r\nAccept: b\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
            "GET /echo HTTP/1.0\r\nHost: a\r\n\r\n",
            "\r\nGET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        ] {
            let answer = RawConnection.exchange(server.port, request)
            #expect(answer.text.contains(" 200 OK") && answer.text.hasSuffix("reached"), "\(request) answered: \(answer.text)")
        }
        // Two requests in one packet are two requests.
        let two = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let answer = RawConnection.exchange(server.port, two)
        #expect(answer.text.contains("reached") && answer.text.contains("SMUGGLED"))
    }

    @Test func aRefusalIsAProblemDocumentWithARequestID() throws {
        let server = try server()
        let answer = RawConnection.exchange(server.port, "BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n").text.lowercased()
        #expect(answer.contains("content-type: application/problem+json") && answer.contains("\"code\":\"method-unknown\""))
        #expect(answer.contains("x-request-id: ") && answer.contains("connection: close") && answer.contains("\"remedy\":"))
    }
}
