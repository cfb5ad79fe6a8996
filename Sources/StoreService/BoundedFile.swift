import Glibc

/// A small file, read as a whole and never further than it may be long.
enum BoundedFile {
    enum Failure: Error, Equatable {
        /// The operating system's error number; `ENOENT` for none.
        case unreadable(errno: Int32)
        case tooLong
    }

    /// - Parameters:
    ///   - limit: greatest length in bytes.
    ///   - followsLinks: whether `path` may be a symbolic link.
    static func contents(of path: String, limit: Int, followsLinks: Bool) throws(Failure) -> [UInt8] {
        // A pipe without a writer must not hold a request up.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw .unreadable(errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(errno: errno)
            }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw .tooLong }
        }
    }
}
