import Glibc

/// Says to other programs of this user's that something is being worked on; the operating system takes it back when the
/// program ends, however it ends.
public final class FileLock {
    private let descriptor: Int32
    private let path: String

    /// Takes the lock of this path, which is made if it is not there.
    ///
    /// - Returns: `nil` if another holder has it.
    /// - Throws: ``FileError``.
    public init?(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError.last(.open, path) }
        // flock(2): held by the open file, so that two holders in one process exclude each other, too.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Removes the lock's file: what it protected is done with.
    public func discard() { _ = unsafe unlink(path) }
}
