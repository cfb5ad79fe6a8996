import Cryptography

/// Bytes that wait on this machine until it is known what becomes of them: short ones in memory, long ones in a temporary
/// file, encrypted under a key that exists in memory only. So a patient's document is never on the disk in the open.
public final class EphemeralFile {
    /// Bytes up to which memory serves.
    package static let memoryLimit = 4 << 20

    private let folder: String
    private var memory: [UInt8] = []
    private var sealed: Sealed?
    /// Bytes written so far.
    public private(set) var length: UInt64 = 0

    private final class Sealed {
        let place: TemporaryFile
        let output: OutputFile
        let key = SecretBytes(randomCount: ChunkedEncryption.keyByteCount)
        var encryptor: ChunkedEncryption.Encryptor

        init(in folder: String) throws {
            place = try TemporaryFile(in: folder)
            output = try OutputFile(place.path)
            encryptor = try ChunkedEncryption.Encryptor(key: key, context: EphemeralFile.context)
            try output.write(encryptor.header)
        }
    }

    private static let context = Array("ephemeral file".utf8)

    public init(in folder: String) { self.folder = folder }

    deinit { wipe(&memory) }

    /// Appends bytes, which are in memory as long as they are few.
    public func write(_ bytes: [UInt8]) throws {
        memory += bytes
        length += UInt64(bytes.count)
        if sealed == nil {
            guard memory.count > Self.memoryLimit else { return }
            sealed = try Sealed(in: folder)
        }
        guard let sealed else { return }
        let size = ChunkedEncryption.chunkByteCount
        var start = 0
        // The last chunk is not sealed before it is known to be the last.
        while memory.count - start > size {
            try sealed.output.write(try sealed.encryptor.seal(chunk: Array(memory[start..<start + size]), isFinal: false))
            start += size
        }
        memory.removeFirst(start)
    }

    /// What was written, once, from the beginning; nothing more can be written.
    public func finish() throws -> any ByteInput {
        guard let sealed else { return MemoryInput(memory) }
        let size = ChunkedEncryption.chunkByteCount
        if memory.count == size {
            try sealed.output.write(try sealed.encryptor.seal(chunk: memory, isFinal: false))
            memory = []
        }
        try sealed.output.write(try sealed.encryptor.seal(chunk: memory, isFinal: true))
        memory = []
        try sealed.output.commit(synchronized: false)
        return try EphemeralInput(sealed.place, sealed.key, length: length)
    }

    private final class EphemeralInput: ByteInput {
        let length: UInt64?
        private let place: TemporaryFile
        private let file: InputFile
        private let decryptor: ChunkedEncryption.Decryptor
        private let chunkCount: UInt64
        private var index: UInt64 = 0

        init(_ place: TemporaryFile, _ key: borrowing SecretBytes, length: UInt64) throws {
            self.place = place
            self.length = length
            file = try InputFile(place.path)
            chunkCount = length / UInt64(ChunkedEncryption.chunkByteCount) + 1
            decryptor = try ChunkedEncryption.Decryptor(
                key: key, context: EphemeralFile.context, header: try file.readFully(ChunkedEncryption.headerByteCount))
        }

        private var rest: [UInt8] = []

        func read(_ count: Int) throws -> [UInt8] {
            while rest.count < count, index < chunkCount {
                let isFinal = index + 1 == chunkCount
                let sealed = try file.readFully(ChunkedEncryption.chunkByteCount + ChunkedEncryption.tagByteCount)
                rest += try decryptor.open(chunk: sealed, index: index, isFinal: isFinal)
                index += 1
            }
            let given = Array(rest.prefix(count))
            rest.removeFirst(given.count)
            return given
        }
    }
}
