import Glibc

/// A file with ciphertext that is on its way to or from the store, in the user's own folder, removed at the end.
public final class TemporaryFile {
    public let path: String

    public init(_ home: UserHome) throws {
        let folder = home.path + "/transfer"
        try Folder.make(folder)
        path = folder + "/" + String(UInt64.random(in: .min ... .max), radix: 16)
        PartialFiles.add(path)
    }

    deinit {
        _ = unsafe unlink(path)
        PartialFiles.remove(path)
    }
}
