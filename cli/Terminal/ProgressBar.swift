import Clocks
import Glibc
import LocalFiles

/// A bar on standard error while a long file is worked on: only where that is a terminal, and after half a second.
final class ProgressBar: ProgressMeter {
    private let label: String
    private let total: UInt64?
    private let isShown = isatty(STDERR_FILENO) == 1
    private let start = Clock.seconds
    private var lastDrawn = 0.0
    private var done: UInt64 = 0

    /// - Parameter total: in bytes, if it is known.
    init(_ label: String, total: UInt64?) {
        self.label = label
        self.total = total
    }

    func advance(by bytes: Int) {
        done += UInt64(bytes)
        guard isShown else { return }
        let now = Clock.seconds
        guard now - start > 0.5, now - lastDrawn > 0.1 else { return }
        lastDrawn = now
        draw()
    }

    /// Removes the bar.
    func finish() {
        if isShown, lastDrawn > 0 { try? StandardStreams.write(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO) }
    }

    private func draw() {
        var text = "\r\u{1b}[K\(label) \(done >> 20) MiB"
        if let total, total > 0 {
            let filled = Int(done * 30 / total)
            text =
                "\r\u{1b}[K\(label) [" + String(repeating: "#", count: filled)
                + String(repeating: " ", count: max(0, 30 - filled)) + "] \(done * 100 / total) %"
        }
        try? StandardStreams.write(Array(text.utf8), to: STDERR_FILENO)
    }
}
