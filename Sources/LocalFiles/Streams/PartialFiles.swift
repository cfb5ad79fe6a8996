import Glibc
import Synchronization

/// The temporary files that are being written, so that an interrupted command leaves none behind.
public enum PartialFiles {
    private static let paths = Mutex<Set<String>>([])

    /// Remembers a file that is to go if the program ends.
    public static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

    /// Forgets a file that is complete or gone.
    public static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    /// Deletes them all: when the program ends early.
    public static func removeAll() {
        paths.withLock { paths in
            for path in paths { _ = unsafe unlink(path) }
            paths = []
        }
    }
}
