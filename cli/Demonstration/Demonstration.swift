import Clocks
import HealthRecord
import Cryptography
import JSON
import LocalFiles
import Workstation

/// The whole life of a record, by the commands that a user would type, each in a process of its own, against real
/// servers on loopback: what `medseal demo` runs.
final class Demonstration {
    private let folder: String
    private let examples: String
    private var servers: [ChildProcess] = []
    private var stepNumber = 0
    var passphraseFile: String { folder + "/passphrase" }
    private var notesFile: String { folder + "/notes" }

    /// Where the servers of a demonstration are.
    struct Addresses {
        let authority: String
        let store: String
        /// The doctors' pages.
        let portal: String
        /// The pages of the authority's administrator.
        let administration: String
    }

    /// - Parameters:
    ///   - folder: where everything goes; new.
    ///   - examples: the folder of the sample patients.
    init(folder: String, examples: String) throws {
        self.folder = folder
        self.examples = examples
        try Folder.make(folder)
        let passphrase = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined(separator: "-")
        try OutputFile.write(Array((passphrase + "\n").utf8), to: passphraseFile, replacing: true)
    }

    deinit { for server in servers.reversed() { server.end() } }

    /// Runs every step.
    ///
    /// - Returns: what is still running.
    func run() throws -> Addresses {
        let start = Clock.milliseconds
        let database = folder + "/authority.db"
        let founded = try step(
            "The authority is founded: master key, signing key, epoch 0",
            [
                "authority", "init", "--db", database, "--name", "Demo Key Authority", "--json", "--passphrase-file", passphraseFile,
            ])
        let fingerprint = try Self.member("fingerprint", of: founded)
        let authority = try server(
            "authority serve",
            [
                "authority", "serve", "--db", database, "--listen", "127.0.0.1:0", "--log", folder + "/authority.log",
            ])
        let store = try server(
            "store serve",
            [
                "store", "serve", "--db", folder + "/store.db", "--authority", authority, "--fingerprint", fingerprint,
                "--listen", "127.0.0.1:0", "--log", folder + "/store.log",
            ])

        let (rahima, kamal) = ("Dr Rahima Khatun", "Dr Kamal Hossain")
        try enrol(rahima, of: "NSTU", authority: authority, store: store, fingerprint: fingerprint, database: database)
        try enrol(kamal, of: "DMCH", authority: authority, store: store, fingerprint: fingerprint, database: database)

        let policy = "role:doctor and hospital:NSTU"
        var records: [(id: String, file: String)] = []
        for file in try patients() {
            let id = try step(
                "\(rahima) seals \(file) under \"\(policy)\" and stores the ciphertext",
                ["record", "add", examples + "/" + file, "--policy", policy], as: rahima)
            records.append((id, file))
        }
        try step("The store lists \(records.count) records, none of which it can read", ["record", "list"], as: rahima, shows: true)

        let (first, second) = (records[0], records[1])
        let opened = try step("\(rahima) (NSTU) opens \(first.file)", ["record", "get", first.id], as: rahima)
        try show(opened)
        try refused(
            "\(kamal) (DMCH) tries to open it and is refused", ["record", "get", first.id], as: kamal, .policyNotSatisfied)

        try step(
            "\(rahima) updates the record: version 2",
            [
                "record", "update", first.id, examples + "/" + second.file,
            ], as: rahima)
        let updated = try step("and opens the new version", ["record", "get", first.id], as: rahima)
        try show(updated)
        try step(
            "\(rahima) lets DMCH read it, too: a new envelope, the payload untouched",
            [
                "record", "rewrap", first.id, "--policy", "role:doctor and (hospital:NSTU or hospital:DMCH)",
            ], as: rahima)
        let shared = try step("Now \(kamal) opens it", ["record", "get", first.id], as: kamal)
        try show(shared)
        try step("\(rahima) deletes the record", ["record", "delete", first.id], as: rahima)
        try refused("It is gone", ["record", "get", first.id], as: rahima, .notFound)

        try step(
            "The authority revokes \(kamal)",
            [
                "authority", "revoke", try userID(of: kamal), "--db", database, "--passphrase-file", passphraseFile,
            ])
        try refused(
            "The authority tells \(kamal)'s program so", ["user", "status"], as: kamal, .revokedOrExpired)
        try step(
            "The authority begins the next epoch",
            [
                "authority", "publish", "--next-epoch", "--db", database, "--passphrase-file", passphraseFile,
            ])
        try step(
            "and renews the keys of all who are not revoked",
            [
                "authority", "renew", "--all", "--db", database, "--passphrase-file", passphraseFile,
            ])
        try step("\(rahima) fetches the new key", ["user", "status"], as: rahima)
        try step(
            "\(rahima) re-wraps a record for the new epoch: older keys open it no more",
            [
                "record", "rewrap", second.id,
            ], as: rahima)
        try step("and still opens it", ["record", "get", second.id], as: rahima)
        let found = try step(
            "\(rahima) finds a patient by the beginning of a name; the store sees tokens only",
            [
                "record", "search", "stan", "--json",
            ], as: rahima)
        guard found.split(separator: "\n").count == 1 else { throw CommandFailure(.general, "the search found something else: \(found)") }
        try step(
            "\(rahima) attaches a CT image",
            [
                "record", "attach", try Self.member("record", of: found), examples + "/../dicom/CT_small.dcm",
            ], as: rahima)
        let attachments = try step(
            "and sees what its head says, without fetching the rest",
            [
                "record", "attachments", try Self.member("record", of: found),
            ], as: rahima)
        for line in attachments.split(separator: "\n") { try StandardStreams.result("     \(line)") }
        try step("\(rahima) renews the keys of the search index, as after every revocation", ["index", "rekey"], as: rahima)

        let portal = try server("portal", ["portal", "--accounts", accounts, "--listen", "127.0.0.1:0", "--log", folder + "/portal.log"])
        let administration = try server(
            "authority portal",
            [
                "authority", "portal", "--db", database, "--listen", "127.0.0.1:0", "--log", folder + "/administration.log",
            ])
        try StandardStreams.result(Self.line("whole demonstration", Clock.milliseconds - start))
        return Addresses(authority: authority, store: store, portal: portal, administration: administration)
    }

    // MARK: - Steps

    /// Runs one command that must succeed.
    ///
    /// - Returns: its output, without the last line break.
    @discardableResult
    private func step(_ title: String, _ arguments: [String], as user: String? = nil, shows: Bool = false) throws -> String {
        let result = try timed(title, arguments, as: user)
        guard result.exitCode == 0 else {
            throw CommandFailure(
                .general,
                "this step failed with exit code \(result.exitCode): \(Self.trimmed(result.notes))")
        }
        let output = Self.trimmed(result.output)
        if shows { for line in output.split(separator: "\n") { try StandardStreams.result("     \(line)") } }
        return output
    }

    /// Runs one command that must be refused with this exit code.
    private func refused(_ title: String, _ arguments: [String], as user: String, _ code: ExitCode) throws {
        let result = try timed(title, arguments, as: user)
        guard result.exitCode == code.rawValue, result.output.isEmpty else {
            throw CommandFailure(
                .general, "exit code \(result.exitCode) where \(code.rawValue) was expected: \(Self.trimmed(result.notes))")
        }
        for line in result.notes.split(separator: "\n") { try StandardStreams.result("     \(line)") }
        try StandardStreams.result("     exit code \(result.exitCode), \(code.meaning)")
    }

    private func timed(_ title: String, _ arguments: [String], as user: String?) throws -> ChildProcess.Result {
        stepNumber += 1
        let start = Clock.milliseconds
        let secret = user == nil ? [] : ["--passphrase-file", passphraseFile]
        let result = try ChildProcess.run(arguments + secret, home: user.map(home), notesPath: notesFile)
        let number = stepNumber < 10 ? " \(stepNumber)" : "\(stepNumber)"
        try StandardStreams.result(Self.line("\(number). \(title)", Clock.milliseconds - start))
        return result
    }

    private func server(_ title: String, _ arguments: [String]) throws -> String {
        stepNumber += 1
        let start = Clock.milliseconds
        let (child, url) = try ChildProcess.serve(
            arguments, notesPath: folder + "/" + title.split(separator: " ").joined(separator: "-") + ".notes")
        servers.append(child)
        let number = stepNumber < 10 ? " \(stepNumber)" : "\(stepNumber)"
        try StandardStreams.result(Self.line("\(number). medseal \(title) at \(url)", Clock.milliseconds - start))
        return url
    }

    private func enrol(
        _ name: String, of hospital: String, authority: String, store: String, fingerprint: String, database: String
    ) throws {
        let answer = try step(
            "\(name) of \(hospital) makes an identity and applies for a key",
            [
                "user", "enrol", "--authority", authority, "--store", store, "--fingerprint", fingerprint, "--name", name,
                "--hospital", hospital, "--department", "Medicine", "--licence", "BMDC-\(1000 + stepNumber)",
                "--request", "role:doctor", "--request", "hospital:\(hospital)", "--json",
            ], as: name)
        try step(
            "The authority approves the request",
            [
                "authority", "approve", try Self.member("request", of: answer), "--db", database, "--passphrase-file", passphraseFile,
            ])
        try step("\(name) fetches the key and verifies it", ["user", "status"], as: name)
    }

    private func userID(of user: String) throws -> String {
        let shown = try step("\(user)'s key", ["key", "show", "--json"], as: user)
        return try Self.member("user", of: shown)
    }

    private func show(_ opened: String) throws {
        let patient = PatientSummary(try PatientBundle(json: Array(opened.utf8)))
        try StandardStreams.result("     patient: \(patient.name), born \(patient.birthDate ?? "unknown")")
        try StandardStreams.result("     conditions: \(patient.conditions.joined(separator: "; "))")
    }

    private func patients() throws -> [String] {
        let names = Folder.names(in: examples).filter { $0.hasSuffix(".json") }
        guard names.count >= 2 else {
            throw CommandFailure(.notFound, "there are no sample patients in \(examples)", hint: "give --examples FOLDER")
        }
        return names
    }

    private var accounts: String { folder + "/accounts" }

    private func home(_ user: String) -> String {
        accounts + "/" + user.lowercased().split(separator: " ").joined(separator: "-")
    }

    private static func member(_ name: String, of json: String) throws -> String {
        guard let value = try? JSONReader.value(of: Array(json.utf8))[name]?.string else {
            throw CommandFailure(.general, "the command did not print \(name)")
        }
        return value
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    private static func line(_ title: String, _ milliseconds: Double) -> String {
        let tenths = Int((milliseconds * 10).rounded())
        return "\(title) (\(tenths / 10).\(tenths % 10) ms)"
    }
}
