#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Results go to standard output; everything else to standard error.
enum StandardStreams {
    /// A result, for people or other programs.
    static func result(_ text: String) throws { try write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// A note for a person.
    static func note(_ text: String) { try? write(Array("medseal: \(text)\n".utf8), to: STDERR_FILENO) }

    /// Writes all bytes, or throws: a result that got lost must not look like success.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + start, buffer.count - start)
            }
            if written < 0 {
                if errno == EINTR { continue }
                // Whoever read the output has seen enough: nothing to complain about.
                if errno == EPIPE { throw CommandFailure(.general, "") }
                throw CommandFailure(.general, "cannot write the output: \(SystemError.text)")
            }
            start += written
        }
    }

    /// Reads up to `count` bytes; empty at the end.
    static func read(_ count: Int, from descriptor: Int32) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, count) }
            if got >= 0 { return Array(bytes.prefix(got)) }
            if errno != EINTR {
                throw CommandFailure(.general, "cannot read: \(SystemError.text)")
            }
        }
    }
}
