import Foundation
import TestSupport

/// A whole hospital on loopback, each server a process of its own as an operator would start it: authority, store, the
/// administrator's pages, and the portal. Ended by process id.
///
/// `Sendable` because nothing in it changes once it is running.
final class RunningHospital: @unchecked Sendable {
    static let passphrase = "correct horse battery staple"

    let folder: String
    let fingerprint: String
    let authority: String
    let store: String
    let portal: String
    let administration: String
    private var servers: [Process] = []

    /// The release build of the command, beside the tests' own bundle.
    static let program: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return (bundle as NSString).deletingLastPathComponent + "/medseal"
    }()

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    init() throws {
        let folder = NSTemporaryDirectory() + "/medseal-portal-" + UUID().uuidString
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try Data((Self.passphrase + "\n").utf8).write(to: URL(filePath: folder + "/passphrase"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/passphrase")
        let founded = try Self.run(["authority", "init", "--db", "authority.db", "--name", "NSTU Key Authority", "--json"], in: folder)
        guard let start = founded.range(of: "\"fingerprint\":\"")?.upperBound else { throw Failed(description: founded) }
        let fingerprint = String(founded[start...].prefix { $0 != "\"" })
        self.fingerprint = fingerprint
        var started: [Process] = []
        func serve(_ arguments: [String]) throws -> String {
            let (process, url) = try Self.serve(arguments, in: folder)
            started.append(process)
            return url
        }
        let authority = try serve(["authority", "serve", "--db", "authority.db", "--listen", "127.0.0.1:0", "--log", "authority.log"])
        store = try serve([
            "store", "serve", "--db", "store.db", "--authority", authority, "--fingerprint", fingerprint, "--listen", "127.0.0.1:0", "--log",
            "store.log",
        ])
        self.authority = authority
        portal = try serve(["portal", "--accounts", "accounts", "--listen", "127.0.0.1:0", "--log", "portal.log"])
        administration = try serve(["authority", "portal", "--db", "authority.db", "--listen", "127.0.0.1:0", "--log", "admin.log"])
        servers = started
    }

    deinit {
        for server in servers.reversed() {
            server.terminate()
            server.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The portal's process.
    var portalProcess: Int32 { servers[2].processIdentifier }

    /// Runs a command as a user of this hospital to its end.
    @discardableResult
    func medseal(_ arguments: [String], as account: String? = nil) throws -> String {
        try Self.run(arguments, in: folder, home: account.map { folder + "/accounts/" + $0 })
    }

    /// Starts a command as a user of this hospital, for a test that ends it.
    func start(_ arguments: [String], as account: String) throws -> Process {
        let process = Self.process(arguments, in: folder, home: folder + "/accounts/" + account)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        return process
    }

    /// What a search of the whole memory of the portal's process says of each text.
    func memory(searchedFor texts: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [VectorFile.checkout + "/Tests/CommandLineTests/search_memory.py", "\(portalProcess)"] + texts
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(description: "the portal's memory cannot be read") }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Processes

    private static func process(_ arguments: [String], in folder: String, home: String?) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "MEDSEAL_PASSPHRASE_FILE": folder + "/passphrase",
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "", "SWIFT_BACKTRACE": "enable=no",
        ]
        if let home { process.environment?["MEDSEAL_HOME"] = home }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private static func run(_ arguments: [String], in folder: String, home: String? = nil) throws -> String {
        let process = process(arguments, in: folder, home: home)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failed(description: "medseal \(arguments.joined(separator: " ")): \(text)") }
        return text.trimmingCharacters(in: .newlines)
    }

    private static func serve(_ arguments: [String], in folder: String) throws -> (Process, url: String) {
        let process = process(arguments, in: folder, home: nil)
        let output = Pipe()
        process.standardOutput = output
        let notes = folder + "/" + arguments[0] + ".notes"
        if !FileManager.default.fileExists(atPath: notes) { _ = FileManager.default.createFile(atPath: notes, contents: nil) }
        let handle = try FileHandle(forWritingTo: URL(filePath: notes))
        try handle.seekToEnd()
        process.standardError = handle
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            guard let next = try output.fileHandleForReading.read(upToCount: 1), !next.isEmpty else {
                throw Failed(description: "\(arguments) did not start: \((try? String(contentsOfFile: notes, encoding: .utf8)) ?? "")")
            }
            line += next
        }
        guard let url = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).last else {
            throw Failed(description: "\(arguments) said nothing")
        }
        return (process, String(url))
    }

    // MARK: - Users by the command line

    /// Makes an account and has it approved, without a browser.
    func enrol(_ account: String, name: String, hospital: String, attributes: [String], store address: String? = nil) throws {
        var arguments = [
            "user", "enrol", "--authority", authority, "--fingerprint", fingerprint, "--store", address ?? store, "--name", name, "--hospital",
            hospital,
            "--licence", "BMDC-\(account)", "--json",
        ]
        for attribute in attributes { arguments += ["--request", attribute] }
        let answer = try medseal(arguments, as: account)
        guard let start = answer.range(of: "\"request\":\"")?.upperBound else { throw Failed(description: answer) }
        try medseal(["authority", "approve", String(answer[start...].prefix(32)), "--db", "authority.db"])
        try medseal(["user", "status"], as: account)
    }

    func userID(_ account: String) throws -> String {
        let shown = try medseal(["key", "show", "--json"], as: account)
        guard let start = shown.range(of: "\"user\":\"")?.upperBound else { throw Failed(description: shown) }
        return String(shown[start...].prefix(64))
    }
}
