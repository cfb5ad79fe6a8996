import Glibc

/// A file, or standard input for `-`, read as a stream.
public final class InputFile: ByteInput {
    public let descriptor: Int32
    public let name: String
    /// Length in bytes, of a regular file.
    public let length: UInt64?

    public init(_ path: String) throws {
        name = path == "-" ? "standard input" : path
        if path == "-" {
            descriptor = STDIN_FILENO
        } else {
            descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.failure(path) }
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            if descriptor != STDIN_FILENO { close(descriptor) }
            throw FileError.isFolder(path: path)
        }
        length = status.st_mode & S_IFMT == S_IFREG ? UInt64(status.st_size) : nil
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// Up to `count` bytes; empty at the end.
    public func read(_ count: Int) throws -> [UInt8] { try Descriptor.read(count, from: descriptor, of: name) }

    /// Exactly `count` bytes from `offset`, fewer only at the end; of a regular file.
    public func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
        guard lseek(descriptor, off_t(clamping: offset), SEEK_SET) >= 0 else {
            throw FileError.notSeekable(path: name)
        }
        return try readFully(count)
    }

    /// The whole file, of at most `limit` bytes.
    public static func contents(of path: String, limit: Int) throws -> [UInt8] {
        let file = try InputFile(path)
        let bytes = try file.readFully(limit + 1)
        guard bytes.count <= limit else {
            throw FileError.tooLarge(path: file.name, limit: limit)
        }
        return bytes
    }

    private static func failure(_ path: String) -> FileError {
        errno == ENOENT
            ? .notFound(path: path)
            : .last(.open, path)
    }
}
