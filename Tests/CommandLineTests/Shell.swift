import Foundation
import TestSupport
import Testing

/// Runs shell scripts in a folder of their own, with `medseal` on the path, bounded in time.
struct Shell {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/medseal-cli-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let bin = folder + "/bin"
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: bin + "/medseal", withDestinationPath: Self.program)
        let passphrase = folder + "/passphrase"
        try Data("correct horse battery\n".utf8).write(to: URL(filePath: passphrase))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passphrase)
    }

    /// The release build of the command, beside the tests' own bundle.
    static let program: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return (bundle as NSString).deletingLastPathComponent + "/medseal"
    }()

    /// What a script did: everything that it printed, and how it ended.
    struct Result {
        let output: String
        let exitCode: Int32
    }

    /// Runs `script` with `sh`, and ends every process that it started by id when it is done.
    func run(_ script: String, seconds: Double = 600) throws -> Result {
        let path = folder + "/script.sh"
        let text = """
            umask 077
            ended() { for child in $(jobs -p); do kill "$child" 2>/dev/null; done; wait; }
            trap ended EXIT
            \(script)
            """
        try Data(text.utf8).write(to: URL(filePath: path))
        let process = Process()
        // A server in this process has the signal of broken pipes ignored, which the shell would inherit.
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--default-signal=PIPE", "timeout", "--kill-after=5", "\(seconds)", "bash", path]
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = [
            "PATH": folder + "/bin:/usr/local/bin:/usr/bin:/bin", "TESTS": VectorFile.checkout + "/Tests/CommandLineTests",
            "HOME": folder, "LANG": "C.UTF-8",
            "MEDSEAL_PASSPHRASE_FILE": folder + "/passphrase", "EXAMPLES": VectorFile.checkout + "/Examples",
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
            "SWIFT_BACKTRACE": "enable=no",
        ]
        let outputPath = folder + "/output.txt"
        _ = FileManager.default.createFile(atPath: outputPath, contents: nil)
        let output = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try output.close()
        let bytes = try Data(contentsOf: URL(filePath: outputPath))
        return Result(output: String(decoding: bytes, as: UTF8.self), exitCode: process.terminationStatus)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
