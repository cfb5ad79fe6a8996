import Glibc

/// A claim that one process at a time can have on a database, by a lock on an empty file beside it. The kernel ends it
/// with the process, however that ends; the file stays, since removing it would let two claim two files of one name.
///
/// Not on the database's own file: closing a descriptor of it would drop SQLite's POSIX locks, and a backup may read it.
final class ExclusiveClaim: Sendable {
    private let descriptor: Int32

    /// - Parameter path: the database's; the lock file has ".lock" behind it, and mode 0600.
    /// - Throws: ``DatabaseError/claimed(path:)``, ``DatabaseError/cannotOpen(path:errno:)``.
    init(on path: String) throws(DatabaseError) {
        let lockPath = path + ".lock"
        descriptor = unsafe open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: lockPath, errno: errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            if reason == EINTR { continue }
            close(descriptor)
            throw reason == EWOULDBLOCK ? .claimed(path: path) : .cannotOpen(path: lockPath, errno: reason)
        }
    }

    deinit { close(descriptor) }
}
