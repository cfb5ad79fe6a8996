import Glibc
import LocalFiles

/// Results go to standard output; everything else to standard error.
enum StandardStreams {
    /// A result, for people or other programs.
    static func result(_ text: String) throws { try write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// A note for a person.
    static func note(_ text: String) { try? write(Array("medseal: \(text)\n".utf8), to: STDERR_FILENO) }

    /// Writes all bytes, or throws.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws { try Descriptor.write(bytes, to: descriptor) }

    /// Reads up to `count` bytes; empty at the end.
    static func read(_ count: Int, from descriptor: Int32) throws -> [UInt8] { try Descriptor.read(count, from: descriptor) }
}
