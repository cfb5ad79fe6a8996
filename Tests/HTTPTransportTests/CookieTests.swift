import HTTPTransport
import Testing

@Suite struct CookieTests {
    private func pairs(_ field: String?) -> [[String]] { Cookies(field).pairs.map { [$0.name, $0.value] } }

    @Test(arguments: [
        (nil, []), ("", []), ("a=1", [["a", "1"]]), ("a=1; b=2=3; c=", [["a", "1"], ["b", "2=3"], ["c", ""]]), ("a=\"1\"", [["a", "1"]]),
        ("__Host-s=!#$%&'()*+-./:<>?@[]^_`{|}~", [["__Host-s", "!#$%&'()*+-./:<>?@[]^_`{|}~"]]),
    ]) func cookiesAreRead(field: String?, expected: [[String]]) { #expect(pairs(field) == expected) }

    @Test(arguments: [
        "a", "=1", " a=1", "a =1", "a= 1", "a=1 ", "a=1,2", "a=1\\2", "a=\"1", "a=\"", "a=1\"", "a=é", "é=1", "a=1\u{7f}", "a=\u{1}", "a=1\t",
        #"a={"b":1}"#, ";", "; ", "a=1 2",
    ]) func aMalformedPairIsNotThere(field: String) {
        #expect(pairs(field) == [])
        // And does not hide its neighbours.
        #expect(pairs("x=1; \(field); y=2") == [["x", "1"], ["y", "2"]])
    }

    @Test func pairsAreSeparatedBySemicolonAndSpace() {
        #expect(pairs("a=1;b=2; c=3;  d=4") == [["a", "1"], ["c", "3"]])
    }

    @Test func aNameThatComesTwiceHasNoValue() {
        let cookies = Cookies("s=1; t=2; s=3")
        #expect(cookies["s"] == nil && cookies["t"] == "2" && cookies["u"] == nil && cookies.pairs.count == 3)
    }

    @Test func cookiesAreWritten() throws {
        #expect(try SetCookie("s", "x", isSecure: false).text == "s=x; Path=/; HttpOnly; SameSite=Strict")
        #expect(
            try SetCookie("__Host-s", "x", maxAge: 60, isSecure: true).text
                == "__Host-s=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure")
        #expect(try SetCookie.removal(of: "s", isSecure: false).text == "s=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
        #expect(try SetCookie("s", "x", maxAge: -5, isSecure: false).text.hasSuffix("Max-Age=0"))
    }

    @Test func otherCookiesAreRefused() {
        for name in ["", "a b", "a=", "a;", "é"] { #expect(throws: MalformedCookie.name) { try SetCookie(name, "", isSecure: true) } }
        for value in ["a;b", "a b", "a,b", "\"", "\\", "é", "\r\n", String(repeating: "x", count: 4000)] {
            #expect(throws: MalformedCookie.value) { try SetCookie("a", value, isSecure: true) }
        }
        #expect(throws: MalformedCookie.prefix) { try SetCookie("__Host-a", "", isSecure: false) }
        #expect(throws: MalformedCookie.prefix) { try SetCookie("__secure-a", "", isSecure: false) }
    }

    @Test func severalAreSetAndSentBack() throws {
        let server = try TestServer([
            Route(.get, "/set") { _ in
                var response = Response(status: 204)
                response.set(try SetCookie("a", "1", isSecure: false))
                response.set(try SetCookie("b", "2", isSecure: false))
                return response
            },
            Route(.get, "/get") { request in .text(Cookies(request).pairs.map { $0.name + $0.value }.joined(separator: " ")) },
        ])
        let set = try server.get("/set").headers.fields.filter { $0.name == "set-cookie" }.map(\.value)
        #expect(set == ["a=1; Path=/; HttpOnly; SameSite=Strict", "b=2; Path=/; HttpOnly; SameSite=Strict"])
        #expect(try server.get("/get", [("cookie", "a=1; b=2")]).text == "a1 b2")
        // A proxy may divide the field, as HTTP/2 does.
        #expect(try server.get("/get", [("cookie", "a=1"), ("cookie", "b=2")]).text == "a1 b2")
    }
}
