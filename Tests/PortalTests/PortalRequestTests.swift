import Foundation
import HTTPTransport
import Portal
import TestSupport
import Testing

/// A browser without a window: keeps cookies, follows nothing.
final class CookieClient {
    private let base: String
    private var cookies: [String: String] = [:]

    init(_ base: String) { self.base = base }

    func send(
        _ method: HTTPMethod, _ path: String, _ headers: [(name: String, value: String)] = [], _ body: [UInt8]? = nil
    ) throws -> ClientResponse {
        var request = ClientRequest(method, try HTTPURL(base + path), headers: HeaderFields(headers), body: body.map { .bytes($0) } ?? .none)
        if !cookies.isEmpty { request.headers.set("cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")) }
        let response = try HTTPClient().send(request, responseLimit: 16 << 20)
        for field in response.headers.fields where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
        }
        return response
    }

    func cookie(_ name: String) -> String? { cookies[name] }

    func get(_ path: String) throws -> ClientResponse { try send(.get, path) }

    func post(_ path: String, _ fields: [(String, String)], _ headers: [(name: String, value: String)] = []) throws -> ClientResponse {
        let text = fields.map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
        return try send(.post, path, [("content-type", "application/x-www-form-urlencoded")] + headers, Array(text.utf8))
    }

    /// The token of the forms on a page.
    func token(_ path: String) throws -> String {
        let text = try get(path).text
        guard let start = text.range(of: "name=\"csrf\" value=\"")?.upperBound ?? text.range(of: "name=\"csrf\" type=\"hidden\" value=\"")?.upperBound
        else { return "" }
        return String(text[start...].prefix { $0 != "\"" })
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension ClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What a browser, or something that pretends to be one, can and cannot do to the portal.
@Suite(.serialized) struct PortalRequestTests {
    private let hospital: RunningHospital
    private let portal: DoctorPortal
    private let server: HTTPServer
    private let client: CookieClient
    private let passphrase = RunningHospital.passphrase

    init() throws {
        hospital = try RunningHospital()
        try hospital.enrol("anna", name: "Dr Anna", hospital: "NSTU", attributes: ["role:doctor", "hospital:NSTU"])
        var configuration = PortalConfiguration()
        configuration.idleSeconds = 5
        configuration.greatestFileLength = 1 << 20
        let portal = DoctorPortal(Accounts(folder: hospital.folder + "/accounts"), configuration)
        self.portal = portal
        var server = ServerConfiguration()
        server.problemPage = { portal.problemPage($0, $1) }
        self.server = try HTTPServer(server, router: portal.router)
        client = CookieClient("http://127.0.0.1:\(self.server.port)")
    }

    private func logIn() throws -> ClientResponse {
        let token = try client.token("/login")
        return try client.post("/login", [("csrf", token), ("account", "anna"), ("passphrase", passphrase)])
    }

    /// A form with these parts, and its content type.
    private func multipart(_ fields: [(String, String)], file: (name: String, bytes: [UInt8])? = nil) -> (type: String, body: [UInt8]) {
        var body: [UInt8] = []
        for (name, value) in fields { body += Array("--x\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8) }
        if let file {
            body += Array(
                "--x\r\ncontent-disposition: form-data; name=\"attachments\"; filename=\"\(file.name)\"\r\ncontent-type: text/html\r\n\r\n".utf8)
            body += file.bytes + Array("\r\n".utf8)
        }
        return ("multipart/form-data; boundary=x", body + Array("--x--\r\n".utf8))
    }

    private static let patient = [
        ("name", "Rina"), ("idNumber", "77"), ("birthDate", "1990-01-02"), ("sex", "female"), ("phone", "01712345678"), ("address", "Dhaka"),
        ("template", "custom"), ("policy", "role:doctor"),
    ]

    @Test func nothingIsShownWithoutASession() throws {
        for path in ["/", "/records", "/records/new", "/records/\(String(repeating: "0", count: 64))", "/search?q=a", "/settings", "/waiting"] {
            let response = try client.get(path)
            #expect(response.status == 303 && response.headers["location"]?.hasPrefix("/login") == true, "\(path)")
        }
        // Nobody is led to another host after the login.
        #expect(try client.get("/login?next=/records").text.contains("name=\"next\""))
        #expect(try !client.get("/login?next=//evil.example/").text.contains("name=\"next\""))
        #expect(try client.get("/nowhere").status == 404)
        #expect(try client.get("/nowhere").headers["content-type"] == "text/html; charset=utf-8")
    }

    @Test func everyPageTellsTheBrowserHowLittleItMayDo() throws {
        _ = try logIn()
        for path in ["/login", "/sign-up", "/", "/records", "/records/new", "/settings", "/nowhere"] {
            let headers = try client.get(path).headers
            let policy = headers["content-security-policy"] ?? ""
            #expect(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "\(path)"
            )
            #expect(!policy.contains("unsafe") && !policy.contains("http"), "\(path)")
            #expect(headers["cache-control"] == "no-store" && headers["x-content-type-options"] == "nosniff", "\(path)")
            #expect(headers["referrer-policy"] == "same-origin", "\(path)")
        }
    }

    @Test func aFormOfAnotherSiteIsRefused() throws {
        let token = try client.token("/login")
        let good = [("csrf", token), ("account", "anna"), ("passphrase", passphrase)]
        #expect(try client.post("/login", Array(good.dropFirst())).status == 403)
        #expect(try client.post("/login", [("csrf", "x")] + good.dropFirst()).status == 403)
        #expect(try client.post("/login", good, [("origin", "https://evil.example")]).status == 403)
        #expect(try client.post("/login", good, [("origin", "null")]).status == 403)
        #expect(try client.post("/login", good, [("sec-fetch-site", "cross-site")]).status == 403)
        // Another browser's token.
        let other = try CookieClient("http://127.0.0.1:\(server.port)").token("/login")
        #expect(try client.post("/login", [("csrf", other)] + good.dropFirst()).status == 403)
        #expect(client.cookie("medseal-session") == nil)
        #expect(try client.post("/login", good, [("origin", "http://127.0.0.1:\(server.port)"), ("sec-fetch-site", "same-origin")]).status == 303)
        #expect(client.cookie("medseal-session") != nil)
        // The token of before the login is none of the session's.
        #expect(try client.post("/logout", [("csrf", token)]).status == 403)
        let (type, body) = multipart([("csrf", token)] + Self.patient, file: ("a.html", Array("<script>".utf8)))
        #expect(try client.send(.post, "/records/new", [("content-type", type)], body).status == 403)
        // A file before the token: nothing of it is kept.
        let late = multipart(Self.patient, file: ("a.html", Array("<script>".utf8)))
        #expect(try client.send(.post, "/records/new", [("content-type", late.type)], late.body).status == 403)
    }

    @Test func aSessionEndsByItselfAndByALogout() throws {
        #expect(try logIn().status == 303)
        #expect(try client.get("/records").status == 200)
        let token = try client.token("/records")
        #expect(try client.post("/logout", [("csrf", token)]).status == 303)
        #expect(try client.get("/records").status == 303)
        #expect(try logIn().status == 303)
        for _ in 0..<3 {
            usleep(2_000_000)
            #expect(try client.get("/records").status == 200)
        }
        usleep(6_500_000)
        #expect(try client.get("/records").status == 303)
    }

    @Test func guessesOfThePassphraseAreSlowedDown() throws {
        for _ in 0..<5 {
            let token = try client.token("/login")
            #expect(try client.post("/login", [("csrf", token), ("account", "anna"), ("passphrase", "wrong")]).status == 422)
        }
        let token = try client.token("/login")
        // Right, but too soon.
        #expect(try client.post("/login", [("csrf", token), ("account", "anna"), ("passphrase", passphrase)]).status == 422)
        usleep(1_500_000)
        #expect(try logIn().status == 303)
        #expect(try client.post("/login", [("csrf", try client.token("/login")), ("account", "../anna"), ("passphrase", passphrase)]).status == 422)
    }

    @Test func aDocumentIsServedAsBytesAndByRange() throws {
        #expect(try logIn().status == 303)
        let content = Array("<script>alert(1)</script>".utf8) + [UInt8](repeating: 7, count: 100_000)
        let token = try client.token("/records/new")
        let (type, body) = multipart([("csrf", token)] + Self.patient, file: ("../x <b>.html", content))
        let created = try client.send(.post, "/records/new", [("content-type", type)], body)
        #expect(created.status == 303, "\(created.text)")
        let record = try #require(created.headers["location"])
        let page = try client.get(record).text
        let link = try #require(page.range(of: record + "/attachments/"))
        let attachment = record + "/attachments/" + page[link.upperBound...].prefix(64)
        let whole = try client.get(attachment + "/content")
        #expect(whole.status == 200 && whole.body == content && whole.headers["accept-ranges"] == "bytes")
        #expect(whole.headers["content-type"] == "application/octet-stream")
        #expect(whole.headers["content-disposition"]?.hasPrefix("attachment; filename*=UTF-8''x%20%3Cb%3E.html") == true)
        #expect(whole.headers["content-security-policy"]?.contains("sandbox") == true)
        let part = try client.send(.get, attachment + "/content", [("range", "bytes=50000-50009")])
        #expect(part.status == 206 && part.body == Array(content[50000..<50010]))
        #expect(try client.send(.get, attachment + "/content", [("range", "bytes=200000-")]).status == 416)
        // Only through a record that names it.
        #expect(try client.get(record + "/attachments/" + record.suffix(32) + "/content").status == 404)
        #expect(try client.get("/records/" + attachment.suffix(32)).status != 200)
        // Too large.
        let large = multipart([("csrf", token)] + Self.patient, file: ("big", [UInt8](repeating: 1, count: (1 << 20) + 1)))
        #expect(try client.send(.post, "/records/new", [("content-type", large.type)], large.body).status == 413)
        // A policy that would shut its author out.
        let shut = multipart([("csrf", token)] + Self.patient.filter { $0.0 != "policy" } + [("policy", "role:nurse")])
        let refused = try client.send(.post, "/records/new", [("content-type", shut.type)], shut.body)
        #expect(refused.status == 422 && refused.text.contains("Rina"))
        #expect(try client.get("/policy/check?text=role:doctor%20and%20(").text.contains("\"ok\":false"))
    }
}
