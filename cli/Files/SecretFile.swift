import Glibc

/// Files with secrets: readable by their owner alone, or refused.
enum SecretFile {
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let file = try InputFile(path)
        var status = stat()
        guard unsafe fstat(file.descriptor, &status) == 0 else { throw CommandFailure(.general, "cannot read \(path)") }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandFailure(
                .usage, "\(path) can be read by others", hint: "chmod 600 \(path), and consider what it holds as seen")
        }
        let bytes = try file.readFully(limit + 1)
        guard bytes.count <= limit else { throw CommandFailure(.usage, "\(path) is larger than \(limit) bytes") }
        return bytes
    }
}
