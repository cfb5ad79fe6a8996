import Glibc

/// Whole reads and writes on a file descriptor.
public enum Descriptor {
    /// Writes all bytes, or throws: a result that got lost must not look like success.
    public static func write(_ bytes: [UInt8], to descriptor: Int32, of path: String = "the output") throws {
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + start, buffer.count - start)
            }
            if written < 0 {
                if errno == EINTR { continue }
                // Whoever read the output has seen enough: nothing to complain about.
                if errno == EPIPE { throw FileError.outputClosed }
                throw FileError.last(.write, path)
            }
            start += written
        }
    }

    /// Reads up to `count` bytes; empty at the end.
    public static func read(_ count: Int, from descriptor: Int32, of path: String = "the input") throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, count) }
            if got == count { return bytes }
            if got >= 0 { return Array(bytes.prefix(got)) }
            if errno != EINTR { throw FileError.last(.read, path) }
        }
    }
}
