import Foundation
import HTTPTransport
import JSON

/// A chromedriver of its own on a free port of the loopback address, and the JSON that goes to and fro (WebDriver §6).
final class ChromeDriver {
    private let process = Process()
    private let base: String
    private let client: HTTPClient

    /// - Parameter folder: where it writes its output.
    init(_ options: BrowserOptions, folder: String) throws {
        for path in [options.driverPath, options.browserPath] where !FileManager.default.isExecutableFile(atPath: path) {
            throw WebDriverError.missing(path)
        }
        var configuration = HTTPClientConfiguration()
        // Longer than the session's own limit for a page, so that its error comes first.
        configuration.totalTimeout = 60
        // chromedriver does not answer an announcement.
        configuration.announcesBody = false
        client = HTTPClient(configuration)

        let log = folder + "/chromedriver.log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = FileHandle(forWritingAtPath: log)
        process.executableURL = URL(filePath: options.driverPath)
        process.arguments = ["--port=0"]
        process.environment = ["HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": folder]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try Self.run(process)
        try? output?.close()

        let deadline = Date().addingTimeInterval(20)
        var port: UInt16?
        while port == nil, process.isRunning, Date() < deadline {
            port = Self.port(in: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
            if port == nil { usleep(10_000) }
        }
        base = "http://127.0.0.1:\(port ?? 0)"
        guard port != nil else {
            end()
            throw WebDriverError.notStarted((try? String(contentsOfFile: log, encoding: .utf8)) ?? "no output")
        }
    }

    deinit { end() }

    /// Tests run on threads that block signals, which a process would inherit: it would not end when told to.
    private static func run(_ process: Process) throws {
        var none = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// It says "started successfully on port N." when it listens.
    private static func port(in output: String) -> UInt16? {
        guard let range = output.range(of: "started successfully on port ") else { return nil }
        let digits = output[range.upperBound...].prefix { $0.isNumber }
        return output[range.upperBound...].dropFirst(digits.count).hasPrefix(".") ? UInt16(digits) : nil
    }

    /// Ends the process, by its id, and waits until it is gone.
    func end() {
        guard process.isRunning else { return }
        process.terminate()
        let deadline = Date().addingTimeInterval(5)
        while process.isRunning, Date() < deadline { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Sends a command.
    ///
    /// - Returns: the answer's value.
    /// - Throws: ``WebDriverError`` without the page's text, or an `HTTPClientError`.
    func send(_ method: HTTPMethod, _ path: String, _ body: JSONNode = .object([])) throws -> JSONNode {
        let command = "\(method.rawValue) \(path)"
        var request = ClientRequest(method, try HTTPURL(base + path))
        if method == .post {
            request.headers.set("content-type", "application/json")
            request.body = .bytes(body.bytes)
        }
        let response = try client.send(request, responseLimit: 256 << 20)
        guard let value = try? JSONReader.value(of: response.body)["value"] else { throw WebDriverError.answer(command: command) }
        guard response.status == 200 else {
            throw WebDriverError.refused(
                command: command, code: value["error"]?.string ?? "status \(response.status)",
                message: value["message"]?.string?.split(separator: "\n").first.map(String.init) ?? "", page: "")
        }
        return value
    }
}
