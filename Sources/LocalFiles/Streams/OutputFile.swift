import Glibc

/// A file that appears complete or not at all: written beside its place under a temporary name, synchronised, renamed.
///
/// For `-`, standard output, nothing can be taken back: callers verify before they write.
public final class OutputFile: ByteOutput {
    public let path: String
    private let temporary: String
    private let descriptor: Int32
    private var isCommitted = false

    /// - Parameters:
    ///   - mode: permission bits, 0600 for anything that holds a secret or a patient's data.
    ///   - replacing: whether an existing file may be replaced.
    public init(_ path: String, mode: UInt32 = 0o600, replacing: Bool = false) throws {
        self.path = path
        guard path != "-" else {
            temporary = ""
            descriptor = STDOUT_FILENO
            return
        }
        var status = stat()
        if !replacing, unsafe lstat(path, &status) == 0 {
            throw FileError.exists(path: path)
        }
        let suffix = UInt32.random(in: .min ... .max)
        temporary = "\(path).\(String(suffix, radix: 16)).partial"
        descriptor = unsafe open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? FileError.notFound(path: path) : FileError.last(.write, path)
        }
        PartialFiles.add(temporary)
        // The program's umask closes every file to others; what is meant for them is said to be, by its mode.
        if mode != 0o600 { _ = fchmod(descriptor, mode) }
    }

    deinit {
        guard path != "-", !isCommitted, descriptor >= 0 else { return }
        close(descriptor)
        _ = unsafe unlink(temporary)
        PartialFiles.remove(temporary)
    }

    /// Appends bytes to the file, which has not yet its name.
    public func write(_ bytes: [UInt8]) throws { try Descriptor.write(bytes, to: descriptor, of: path == "-" ? "the output" : path) }

    /// Overwrites what stands at `offset`; what is written next still goes to the end.
    public func write(_ bytes: [UInt8], at offset: UInt64) throws {
        let end = lseek(descriptor, 0, SEEK_CUR)
        guard end >= 0, lseek(descriptor, off_t(clamping: offset), SEEK_SET) >= 0 else {
            throw FileError.notSeekable(path: path)
        }
        try write(bytes)
        guard lseek(descriptor, end, SEEK_SET) >= 0 else { throw FileError.notSeekable(path: path) }
    }

    /// Makes the file appear under its name, and stay after a power failure unless that is not asked for.
    public func commit(synchronized: Bool = true) throws {
        guard path != "-" else { return }
        guard !synchronized || fsync(descriptor) == 0, unsafe rename(temporary, path) == 0 else {
            throw FileError.last(.complete, path)
        }
        isCommitted = true
        PartialFiles.remove(temporary)
        close(descriptor)
        guard synchronized else { return }
        var folder = "."
        if let slash = path.lastIndex(of: "/") { folder = String(path[...slash]) }
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    /// Writes a whole file.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600, replacing: Bool = false) throws {
        let file = try OutputFile(path, mode: mode, replacing: replacing)
        try file.write(bytes)
        try file.commit()
    }
}
