import Glibc

/// Folders of the program's own, closed to others.
public enum Folder {
    /// Makes `path` and what is missing above it, mode 0700.
    public static func make(_ path: String) throws {
        var current = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            current += current.isEmpty || current.hasSuffix("/") ? String(part) : "/" + part
            if unsafe mkdir(current, 0o700) != 0, errno != EEXIST {
                throw FileError.last(.makeFolder, current)
            }
        }
    }

    /// Whether anything stands at `path`.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }
}

extension Folder {
    /// The names in a folder, in order; none if it cannot be read.
    public static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The paths of the files in a folder whose names have this ending and are not hidden, in order; `nil` if `path` is no
    /// folder.
    public static func files(in path: String, endingIn ending: String) throws -> [String]? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return names(in: path).filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.map { path + "/" + $0 }
    }

    /// Removes a folder of the program's own with everything in it.
    public static func remove(_ path: String) {
        for name in names(in: path) {
            let inner = path + "/" + name
            var status = stat()
            if unsafe lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                remove(inner)
            } else {
                _ = unsafe unlink(inner)
            }
        }
        _ = unsafe rmdir(path)
    }
}
