import Clocks
import Foundation
import HTTPTransport
import Portal
import Synchronization
import TestSupport
import Testing
import Workstation

/// What somebody tries who means harm: one suite after the other, since they share a hospital.
@Suite(.serialized) enum AttackTests {}

/// A portal in this process, over the accounts of a hospital whose servers run.
final class AttackedPortal {
    private static let shared = Mutex<RunningHospital?>(nil)

    let hospital: RunningHospital
    let portal: DoctorPortal
    let base: String
    private let server: HTTPServer

    init(_ change: (inout PortalConfiguration) -> Void = { _ in }) throws {
        if let running = Self.shared.withLock({ $0 }) {
            hospital = running
        } else {
            hospital = try RunningHospital()
            for account in ["anna", "boris"] {
                try hospital.enrol(account, name: "Dr \(account.capitalized)", hospital: "NSTU", attributes: ["role:doctor", "hospital:NSTU"])
            }
            Self.shared.withLock { [hospital] in $0 = hospital }
            atexit { AttackedPortal.shared.withLock { $0 = nil } }
        }
        var configuration = PortalConfiguration()
        change(&configuration)
        let portal = DoctorPortal(Accounts(folder: hospital.folder + "/accounts"), configuration)
        self.portal = portal
        var server = ServerConfiguration()
        server.problemPage = { portal.problemPage($0, $1) }
        self.server = try HTTPServer(server, router: portal.router)
        base = "http://127.0.0.1:\(self.server.port)"
    }

    var browser: CookieClient { CookieClient(base) }

    /// A browser in which somebody has logged in.
    func loggedIn(_ account: String = "anna") throws -> CookieClient {
        let client = browser
        #expect(try client.logIn(account).status == 303)
        return client
    }

    /// Stores a patient's record as `account`, with these documents.
    func add(_ name: String, documents: [(url: String, type: String)] = [], as account: String = "anna") throws -> String {
        let references = documents.map { document in
            #",{"resource":{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"#
                + #""title":"scan","contentType":"\#(document.type)","url":"\#(document.url)"}}]}}"#
        }
        let bundle =
            #"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","name":[{"text":"\#(name)"}]}}"#
            + references.joined() + "]}"
        let file = hospital.folder + "/" + UUID().uuidString + ".json"
        try Data(bundle.utf8).write(to: URL(filePath: file))
        let answer = try hospital.medseal(["record", "add", file, "--policy", "role:doctor and hospital:NSTU", "--json"], as: account)
        let start = try #require(answer.range(of: "\"record\":\"")?.upperBound ?? answer.range(of: "\"id\":\"")?.upperBound, "\(answer)")
        return String(answer[start...].prefix(64))
    }

    /// Lines that the store has logged.
    var storeRequests: Int {
        ((try? String(contentsOfFile: hospital.folder + "/store.log", encoding: .utf8)) ?? "").utf8.count { $0 == UInt8(ascii: "\n") }
    }
}

extension CookieClient {
    func logIn(_ account: String, _ passphrase: String = RunningHospital.passphrase) throws -> ClientResponse {
        try post("/login", [("csrf", try token("/login")), ("account", account), ("passphrase", passphrase)])
    }

    /// A form with files' encoding and no file.
    func postMultipart(_ path: String, _ fields: [(String, String)]) throws -> ClientResponse {
        var body: [UInt8] = []
        for (name, value) in fields { body += Array("--x\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8) }
        return try send(.post, path, [("content-type", "multipart/form-data; boundary=x")], body + Array("--x--\r\n".utf8))
    }

    /// The value of a hidden field of a page.
    static func hidden(_ name: String, in page: String) -> String {
        guard let start = page.range(of: "type=\"hidden\" name=\"\(name)\" value=\"")?.upperBound else { return "" }
        return String(page[start...].prefix { $0 != "\"" }).replacingOccurrences(of: "&quot;", with: "\"")
    }
}

/// A server that takes connections and never answers, until it goes.
final class SilentServer {
    private let descriptor: Int32
    let port: UInt16

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer -> UInt16? in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16? in
                guard unsafe bind(descriptor, generic, length) == 0, listen(descriptor, 64) == 0,
                    unsafe getsockname(descriptor, generic, &length) == 0
                else { return nil }
                return unsafe pointer.pointee.sin_port.bigEndian
            }
        }
        self.port = try #require(port)
    }

    /// Breaks off whoever waits.
    func stop() { close(descriptor) }

    var url: String { "http://127.0.0.1:\(port)" }
}

/// Something that runs on a thread of its own, for at most so long as somebody waits.
final class Concurrently<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(_ body: @escaping @Sendable () throws -> Value) {
        start(body)
    }

    private func start(_ body: @escaping @Sendable () throws -> Value) {
        Thread {
            let result = Result { try body() }
            self.result.withLock { $0 = result }
        }.start()
    }

    /// What came of it; `nil` if it still runs after so many seconds.
    func value(within seconds: Double) throws -> Value? {
        let end = Clock.seconds + seconds
        while Clock.seconds < end {
            if let result = result.withLock({ $0 }) { return try result.get() }
            usleep(10_000)
        }
        return nil
    }
}
