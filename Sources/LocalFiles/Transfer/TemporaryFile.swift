import Glibc

/// A file with ciphertext that is on its way to or from the store, in a folder of the program's own, removed at the end.
public final class TemporaryFile {
    public let path: String

    /// - Parameter folder: made if it is not there.
    public init(in folder: String) throws {
        try Folder.make(folder)
        path = folder + "/" + String(UInt64.random(in: .min ... .max), radix: 16)
        PartialFiles.add(path)
    }

    deinit {
        _ = unsafe unlink(path)
        PartialFiles.remove(path)
    }
}
