import Foundation
import HTTPTransport
import Portal
import Synchronization
import TestSupport
import Testing

/// The command line of a person's machine, a process for each command.
struct CommandLineFace {
    let home: String
    let folder: String

    init(_ scene: AttackScene, _ person: Person) {
        home = person.home.path
        folder = scene.folder.path
    }

    /// The release build of the command, beside the tests' own bundle.
    private static let program: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return (bundle as NSString).deletingLastPathComponent + "/medseal"
    }()

    /// Runs a command to its end, which `timeout` brings about if need be.
    func run(_ arguments: String..., input: [UInt8] = []) throws -> (code: Int32, text: String) {
        let file = folder + "/input"
        TemporaryFolder.write(input, to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=5", "30", Self.program] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "MEDSEAL_PASSPHRASE_FILE": folder + "/passphrase", "MEDSEAL_HOME": home,
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "", "SWIFT_BACKTRACE": "enable=no",
        ]
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: file))
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }
}

/// The portal over the accounts of a scene, and a browser without a window in which somebody has logged in.
final class PortalFace {
    private let server: HTTPServer
    private let base: String
    private var cookies: [String: String] = [:]

    init(_ scene: AttackScene, _ person: Person) throws {
        let portal = DoctorPortal(Accounts(folder: scene.accounts), PortalConfiguration())
        var configuration = ServerConfiguration()
        configuration.problemPage = { portal.problemPage($0, $1) }
        server = try HTTPServer(configuration, router: portal.router)
        base = "http://127.0.0.1:\(server.port)"
        let token = Self.hidden("csrf", in: try get("/login").text)
        let answer = try form("/login", [("csrf", token), ("account", person.account), ("passphrase", AttackScene.passphrase)], isMultipart: false)
        try #require(answer.status == 303, "\(answer.text)")
    }

    deinit { server.stop(within: 1) }

    func get(_ path: String) throws -> (status: Int, text: String) { try send(.get, path, [], nil) }

    /// A page's text once it has what is wanted, or when it has been waited for long enough: lists are read beside the first pages.
    func page(_ path: String, until isRead: (String) -> Bool) throws -> String {
        var text = ""
        for _ in 0..<40 {
            text = try get(path).text
            if isRead(text) { break }
            usleep(50_000)
        }
        return text
    }

    func form(_ path: String, _ fields: [(String, String)], files: [String] = [], isMultipart: Bool = true) throws -> (status: Int, text: String) {
        guard isMultipart else {
            let text = fields.map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
            return try send(.post, path, [("content-type", "application/x-www-form-urlencoded")], Array(text.utf8))
        }
        var body: [UInt8] = []
        for (name, value) in fields { body += Array("--x\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8) }
        for (index, file) in files.enumerated() {
            body += Array("--x\r\ncontent-disposition: form-data; name=\"attachments\"; filename=\"file\(index).txt\"\r\n\r\n\(file)\r\n".utf8)
        }
        return try send(.post, path, [("content-type", "multipart/form-data; boundary=x")], body + Array("--x--\r\n".utf8))
    }

    /// The value of a hidden field of a page.
    static func hidden(_ name: String, in page: String) -> String {
        for start in ["name=\"\(name)\" value=\"", "name=\"\(name)\" type=\"hidden\" value=\""] {
            guard let end = page.range(of: start)?.upperBound else { continue }
            return String(page[end...].prefix { $0 != "\"" }).replacingOccurrences(of: "&quot;", with: "\"")
        }
        return ""
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ headers: [(name: String, value: String)], _ body: [UInt8]?
    ) throws -> (status: Int, text: String) {
        var request = ClientRequest(method, try HTTPURL(base + path), headers: HeaderFields(headers), body: body.map { .bytes($0) } ?? .none)
        if !cookies.isEmpty { request.headers.set("cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")) }
        let response = try HTTPClient().send(request, responseLimit: 16 << 20)
        for field in response.headers.fields where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
        }
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
