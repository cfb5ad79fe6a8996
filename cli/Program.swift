import Cryptography
import Glibc
import LocalFiles
import KeyAuthority
import SQLiteRecords
import SealedRecord
import Workstation

/// The program: finds the command, runs it, and turns every failure into a message, a hint and an exit code.
enum Program {
    /// As in the file VERSION; `Tests/Lint/check` compares.
    static let version = "0.1.0"

    /// The version, and what decides whether another release reads what this one wrote.
    private static var versions: String {
        """
        medseal \(version)
        sealed record format \(Character(UnicodeScalar(SealedRecordHeader.version)))
        vault format \(Vault.version)
        authority database schema \(AuthorityDatabase.schema.migrations.count)
        store database schema \(SQLiteRecordStorage.schema.migrations.count)
        """
    }

    static func main() {
        // A closed pipe or connection is an error to be handled where it is written, not the end of the program.
        _ = signal(SIGPIPE, SIG_IGN)
        umask(0o077)
        Interruption.install()
        exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    private static func run(_ arguments: [String]) -> ExitCode {
        do {
            try dispatch(arguments)
            return .ok
        } catch {
            PartialFiles.removeAll()
            let failure = FailureTranslation.failure(for: error)
            if !failure.message.isEmpty { StandardStreams.note("error: \(failure.message)") }
            if let hint = failure.hint { StandardStreams.note("hint: \(hint)") }
            return ExitCode(failure.kind)
        }
    }

    private static func dispatch(_ arguments: [String]) throws {
        switch arguments.first {
        case nil: throw CommandFailure(.usage, "a command is missing", hint: "medseal --help lists them")
        case "--help", "-h", "help":
            try StandardStreams.write(Array(Help.overview(CommandTable.commands).utf8), to: STDOUT_FILENO)
            return
        case "--version": return try StandardStreams.result(versions)
        default: break
        }
        let words = Array(arguments.prefix(2))
        if let command = CommandTable.commands.first(where: { $0.path == Array(words.prefix($0.path.count)) }) {
            let invocation = try Invocation(command, Array(arguments.dropFirst(command.path.count)))
            if invocation.has("help") {
                return try StandardStreams.write(Array(Help.text(of: command).utf8), to: STDOUT_FILENO)
            }
            return try command.run(invocation)
        }
        if CommandTable.commands.contains(where: { $0.path[0] == words[0] }) {
            if words.count == 1 || ["--help", "-h"].contains(words[1]) {
                let overview = Help.overview(CommandTable.commands, noun: words[0])
                guard words.count > 1 else {
                    throw CommandFailure(.usage, "\(words[0]) what?", hint: "medseal \(words[0]) --help lists what there is")
                }
                return try StandardStreams.write(Array(overview.utf8), to: STDOUT_FILENO)
            }
            throw CommandFailure(
                .usage, "there is no command \(words.joined(separator: " "))",
                hint: "medseal \(words[0]) --help lists what there is")
        }
        throw CommandFailure(.usage, "there is no command \(words[0])", hint: "medseal --help lists them")
    }
}
