import Glibc

/// Files with secrets: readable by their owner alone, or refused.
public enum SecretFile {
    /// The whole file, of at most `limit` bytes.
    public static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let file = try InputFile(path)
        try checkIsPrivate(file)
        let bytes = try file.readFully(limit + 1)
        guard bytes.count <= limit else { throw FileError.tooLarge(path: path, limit: limit) }
        return bytes
    }

    /// - Throws: ``FileError/readableByOthers(path:)``.
    public static func checkIsPrivate(_ file: InputFile) throws {
        var status = stat()
        guard unsafe fstat(file.descriptor, &status) == 0 else { throw FileError.last(.read, file.name) }
        guard status.st_mode & 0o077 == 0 else {
            throw FileError.readableByOthers(path: file.name)
        }
    }
}
