import Glibc
import Synchronization

/// Appends lines to a file, or to standard error; each whole line in one write.
final class LogSink: Sendable {
    private let descriptor: Int32
    private let lock = Mutex<Void>(())

    init(_ path: String?) throws {
        guard let path else {
            descriptor = STDERR_FILENO
            return
        }
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(.general, "cannot write the log \(path)") }
    }

    deinit { if descriptor != STDERR_FILENO { close(descriptor) } }

    func write(_ line: String) {
        lock.withLock { _ in try? StandardStreams.write(Array((line + "\n").utf8), to: descriptor) }
    }
}
