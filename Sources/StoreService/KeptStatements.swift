import Framing
import Glibc
import Identity

/// Why the file in which a store keeps the authority's last statements cannot serve. Going on without it would let the
/// statements go back: a user who was revoked would be let in again.
public enum KeptStatementsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is there, but cannot be read: the path and the operating system's error number.
    case unreadable(path: String, errno: Int32)
    /// The file is not what this program wrote.
    case damaged(path: String)
    /// The statements in it are another authority's.
    case otherAuthority(path: String)
    /// The file cannot be written: the path and the operating system's error number.
    case unwritable(path: String, errno: Int32)

    public var description: String {
        switch self {
        case .unreadable(let path, let errno): "the authority's last statements in \(path) cannot be read (errno \(errno))"
        case .damaged(let path): "the authority's last statements in \(path) are damaged"
        case .otherAuthority(let path): "the last statements in \(path) are those of another authority"
        case .unwritable(let path, let errno): "the authority's last statements cannot be kept in \(path) (errno \(errno))"
        }
    }

    /// What the store's operator can do about it.
    public var remedy: String {
        switch self {
        case .unreadable(let path, _): "Make \(path) a file that this user owns and may read."
        case .damaged(let path):
            "Restore \(path) from a backup; or, when sure that the authority now answers with its newest statements, remove it."
        case .otherAuthority: "Check the pinned authority and the path: each store has a file of its own."
        case .unwritable(let path, _): "Free space on the disk, and let this user write in the folder of \(path)."
        }
    }
}

/// A store's memory of the authority's statements over a restart: a private file that is replaced as a whole.
///
///     bytes
///     8       the time of the last fetch: Unix seconds
///     4 + s   the epoch statement, framed
///     4 + r   the revocation list, framed
struct KeptStatements: Sendable {
    let path: String

    /// What was kept last; `nil` if there is no file.
    func read(
        by authority: AuthorityDescription
    ) throws(KeptStatementsError) -> (epoch: EpochStatement, revocations: RevocationList, fetched: UInt64)? {
        guard let bytes = try contents() else { return nil }
        do {
            var reader = ByteReader(bytes)
            let fetched = try reader.u64("a time")
            let epoch = try EpochStatement(bytes: try reader.framed(atMost: EpochStatement.byteCount, "an epoch statement"))
            let revocations = try RevocationList(
                bytes: try reader.framed(atMost: RevocationList.greatestByteCount, "a revocation list"))
            try reader.finish()
            try epoch.verifyOrigin(by: authority)
            try revocations.verifyOrigin(by: authority)
            return (epoch, revocations, fetched)
        } catch StatementError.wrongAuthority {
            throw .otherAuthority(path: path)
        } catch {
            throw .damaged(path: path)
        }
    }

    /// Replaces the file; on the disk when this returns.
    func write(_ epoch: EpochStatement, _ revocations: RevocationList, fetched: UInt64) throws(KeptStatementsError) {
        var writer = ByteWriter()
        writer.u64(fetched)
        writer.framed(epoch.bytes)
        writer.framed(revocations.bytes)
        let next = path + ".new"
        // What an interrupted write left there may have other permissions.
        unsafe unlink(next)
        let descriptor = unsafe open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, errno: errno) }
        var failure = Self.write(writer.bytes, to: descriptor)
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, unsafe rename(next, path) != 0 { failure = errno }
        guard failure == 0 else {
            unsafe unlink(next)
            throw .unwritable(path: path, errno: failure)
        }
        try synchronizeFolder()
    }

    private func contents() throws(KeptStatementsError) -> [UInt8]? {
        let limit = 8 + 4 + EpochStatement.byteCount + 4 + RevocationList.greatestByteCount
        do {
            return try BoundedFile.contents(of: path, limit: limit, followsLinks: false)
        } catch {
            switch error {
            case .unreadable(ENOENT): return nil
            case .unreadable(let errno): throw .unreadable(path: path, errno: errno)
            case .tooLong: throw .damaged(path: path)
            }
        }
    }

    /// The rename itself is lost in a crash unless the folder was written.
    private func synchronizeFolder() throws(KeptStatementsError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, errno: errno) }
    }

    /// - Returns: the operating system's error number, 0 for none.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}
