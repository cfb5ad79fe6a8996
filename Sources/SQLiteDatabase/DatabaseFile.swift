import Glibc

/// The access rights of a database file: readable and writable by its owner, by nobody else, and no symbolic link.
enum DatabaseFile {
    /// Makes an empty file of mode 0600 if there is none and `createIfAbsent`; refuses one that is not private, its
    /// write-ahead log and shared-memory file included.
    static func secure(_ path: String, createIfAbsent: Bool) throws(DatabaseError) {
        if createIfAbsent {
            // Created here and not by SQLite, which would ask the process's umask.
            let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor >= 0 {
                close(descriptor)
            } else if errno != EEXIST {
                throw .cannotOpen(path: path, errno: errno)
            }
        }
        try check(path)
        for suffix in ["-wal", "-shm"] {
            do throws(DatabaseError) {
                try check(path + suffix)
            } catch .cannotOpen(_, ENOENT) {
                continue
            }
        }
    }

    // By lstat, not by opening: closing any descriptor of the file would drop the POSIX locks that another connection of
    // this process holds on it.
    private static func check(_ path: String) throws(DatabaseError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .cannotOpen(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(path: path, errno: ELOOP) }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw .permissions(path: path, mode: status.st_mode & 0o7777)
        }
    }
}
