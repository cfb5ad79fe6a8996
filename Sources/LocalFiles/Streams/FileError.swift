/// Why a file or folder of this machine could not be read or written.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: Equatable, Sendable {
        case open, read, write
        /// Putting a file that was written under its name.
        case complete
        case makeFolder
    }

    /// There is no file, or no folder for a file, of this path.
    case notFound(path: String)
    /// A file of this path is there, and was not to be replaced.
    case exists(path: String)
    /// A folder where a file is needed.
    case isFolder(path: String)
    /// The file has more bytes than can be used.
    case tooLarge(path: String, limit: Int)
    /// A file with secrets whose mode lets others read it.
    case readableByOthers(path: String)
    /// A pipe or the like, where a regular file is needed.
    case notSeekable(path: String)
    /// Whoever read the output has gone: nothing to complain about.
    case outputClosed
    /// The operating system refused, for a reason in its own words.
    case system(Operation, path: String, reason: String)

    public var description: String {
        switch self {
        case .notFound(let path): "\(path) does not exist"
        case .exists(let path): "\(path) exists already"
        case .isFolder(let path): "\(path) is a folder, not a file"
        case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
        case .readableByOthers(let path): "\(path) can be read by others"
        case .notSeekable(let path): "\(path) cannot be read or written at random"
        case .outputClosed: "nobody reads the output any more"
        case .system(.open, let path, let reason): "cannot open \(path): \(reason)"
        case .system(.read, let path, let reason): "cannot read \(path): \(reason)"
        case .system(.write, let path, let reason): "cannot write \(path): \(reason)"
        case .system(.complete, let path, let reason): "cannot complete \(path): \(reason)"
        case .system(.makeFolder, let path, let reason): "cannot make the folder \(path): \(reason)"
        }
    }

    /// What the operating system said last.
    static func last(_ operation: Operation, _ path: String) -> FileError {
        .system(operation, path: path, reason: SystemError.text)
    }
}
