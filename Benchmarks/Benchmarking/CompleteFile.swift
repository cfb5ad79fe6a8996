import Glibc

/// A file or folder that cannot be used.
package struct FileFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ what: String, _ path: String) {
        let reason = unsafe String(cString: strerror(errno))
        description = "cannot \(what) \(path): \(reason)"
    }
}

package enum CompleteFile {
    /// Writes a file that appears complete or not at all: under another name beside its place, then renamed.
    package static func write(_ text: String, to path: String) throws(FileFailure) {
        let partial = "\(path).\(getpid()).partial"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure("write", path) }
        do throws(FileFailure) {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw FileFailure("write", path) }
                rest = rest.dropFirst(count)
            }
            guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else { throw FileFailure("write", path) }
        } catch {
            close(descriptor)
            unsafe unlink(partial)
            throw error
        }
        close(descriptor)
    }

    package static func read(_ path: String) throws(FileFailure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw FileFailure("read", path) }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// Makes the folder unless it is there.
    package static func makeFolder(_ path: String) throws(FileFailure) {
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileFailure("make", path) }
    }
}
