import Glibc
import LocalFiles

/// This program run again as another process, for the demonstration: its output collected, or left running as a server.
struct ChildProcess {
    /// What a finished child left behind.
    struct Result {
        let exitCode: Int32
        let output: String
        let notes: String
    }

    let pid: pid_t
    private let outputEnd: Int32

    /// Runs `medseal` with these arguments to its end.
    static func run(_ arguments: [String], home: String?, notesPath: String) throws -> Result {
        let child = try ChildProcess(arguments, home: home, notesPath: notesPath)
        var output: [UInt8] = []
        while true {
            let piece = try StandardStreams.read(65_536, from: child.outputEnd)
            if piece.isEmpty { break }
            output += piece
        }
        close(child.outputEnd)
        let code = child.wait()
        let notes = try InputFile.contents(of: notesPath, limit: 1 << 20)
        return Result(
            exitCode: code, output: String(decoding: output, as: UTF8.self), notes: String(decoding: notes, as: UTF8.self))
    }

    /// Starts a server and waits for its line `listening on URL`.
    static func serve(_ arguments: [String], notesPath: String) throws -> (child: ChildProcess, url: String) {
        let child = try ChildProcess(arguments, home: nil, notesPath: notesPath)
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            let next = try StandardStreams.read(1, from: child.outputEnd)
            guard !next.isEmpty else {
                _ = child.wait()
                throw CommandFailure(.general, "the server \(arguments.prefix(2).joined(separator: " ")) did not start; see \(notesPath)")
            }
            line += next
        }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3 else { throw CommandFailure(.general, "the server said something else than its address") }
        return (child, String(words[2]))
    }

    /// Asks the child to end, by its process id, and waits for it.
    func end() {
        kill(pid, SIGTERM)
        _ = wait()
        close(outputEnd)
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f)
    }

    private init(_ arguments: [String], home: String?, notesPath: String) throws {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw CommandFailure(.general, "no pipe can be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let notes = unsafe open(notesPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard notes >= 0 else { throw CommandFailure(.general, "cannot write \(notesPath)") }
        defer {
            close(notes)
            close(ends[1])
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, notes, STDERR_FILENO)
        // The mask of blocked signals is inherited; the child makes its own arrangements.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var argv = unsafe (["medseal"] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe argv.forEach { unsafe free($0) } }
        var variables = ["PATH", "LD_LIBRARY_PATH", "LANG"].compactMap { name in
            Environment.value(name).map { "\(name)=\($0)" }
        }
        variables.append("SWIFT_BACKTRACE=enable=no")
        if let home { variables.append("MEDSEAL_HOME=\(home)") }
        var environment = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer { unsafe environment.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &argv, &environment)
        guard code == 0 else {
            close(ends[0])
            throw CommandFailure(.general, "the program cannot start itself: \(unsafe String(cString: strerror(code)))")
        }
        self.pid = pid
        outputEnd = ends[0]
    }
}
